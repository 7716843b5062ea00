"""Adapters that Qt makes: camera, voice, the Windows spooler. They implement ports of ``app.ports``.

Beside them what is found of a profile before it is opened, and who may log in to it.
"""
