"""Qt's adapters, loaded only where one is configured: their module is an extra, and its absence is said in words."""

from __future__ import annotations

from app.errors import DeviceError
from app.ports import Printer
from app.ports.equipment import PageScanner, Voice
from devices import codes


def camera_by_qt(name: str) -> PageScanner:
    """The document camera ``name`` (part of its description, empty for the first).

    Raises DeviceError CAMERA_MODULE when QtMultimedia is not installed.
    """
    try:
        from ui.adapters.camera import QtCamera
    except ImportError as error:
        raise DeviceError(codes.CAMERA_MODULE, "never", "QtMultimedia") from error
    return QtCamera(name)


def voice_by_qt(locale: str = "zh_CN") -> Voice:
    """A voice that speaks, or one that keeps silent where nothing can."""
    from ui.adapters.silence import Silence

    try:
        from ui.adapters.voice import QtVoice
    except ImportError:
        return Silence("没有安装语音组件（QtTextToSpeech）")
    voice = QtVoice(locale)
    return voice if voice.can_speak() else Silence(voice.why())


def spooler_by_qt(name: str) -> Printer:
    """The printer ``name`` of the Windows spooler."""
    from ui.adapters.spooler import SpoolerPrinter

    return SpoolerPrinter(name)
