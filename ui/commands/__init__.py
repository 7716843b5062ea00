"""The subcommands of ``zongchuang``, one module per group; each offers ``add(parser)`` and a handler
returning the exit code.
"""
