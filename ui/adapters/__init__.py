"""Adapters that Qt makes: camera, voice, the Windows spooler. They implement ports of ``app.ports``."""
