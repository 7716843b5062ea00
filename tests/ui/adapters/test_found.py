"""Parts of Qt that are an extra: used where they are, said in words where they are not."""

from __future__ import annotations

import importlib.util

import pytest
from PySide6.QtWidgets import QApplication

from app.errors import DeviceError
from app.ports import NotSentError, PrinterState
from app.ports.equipment import Voice
from devices import codes
from tests.conformance.voice import VoiceSuite
from ui.adapters.found import camera_by_qt, spooler_by_qt, voice_by_qt
from ui.adapters.silence import Silence
from ui.theme import look

MULTIMEDIA = importlib.util.find_spec("PySide6.QtMultimedia") is not None
SPEECH = importlib.util.find_spec("PySide6.QtTextToSpeech") is not None


class TestSilence(VoiceSuite):
    @pytest.fixture
    def voice(self) -> Voice:
        return Silence("没有安装语音组件（QtTextToSpeech）")


class TestWhateverIsHere(VoiceSuite):
    @pytest.fixture
    def voice(self, app: QApplication) -> Voice:
        return voice_by_qt()


# Addons is an extra: what is checked is what stands on the machine, with it or without it.
if SPEECH:

    class TestQtVoice(VoiceSuite):
        @pytest.fixture
        def voice(self, app: QApplication) -> Voice:
            from ui.adapters.voice import QtVoice

            return QtVoice("en_US", "mock")

    def test_the_voice_says_a_telephone_as_a_chinese_does(app: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
        from PySide6.QtTextToSpeech import QTextToSpeech

        from ui.adapters.voice import QtVoice

        said: list[str] = []
        monkeypatch.setattr(QTextToSpeech, "say", lambda _engine, words: said.append(words))
        QtVoice("en_US", "mock").say("请打电话 024-0000-0107")
        assert said == ["请打电话 零二四，零零零零，零幺零七"]


def test_a_camera_that_cannot_be_used_is_said_in_words(app: QApplication) -> None:
    """Without its component it says what to install; with it, that no such camera is connected."""
    with pytest.raises(DeviceError) as caught:
        camera_by_qt("no camera has this name").check()
    wanted = (codes.PAGES_ABSENT, "reopen") if MULTIMEDIA else (codes.CAMERA_MODULE, "never")
    assert (caught.value.code, caught.value.retry) == wanted
    words = look().texts.error(codes.CAMERA_MODULE)
    assert "PySide6-Addons" in words.what and words.next


def test_a_spooler_without_that_printer_sends_nothing_and_says_so(app: QApplication) -> None:
    printer = spooler_by_qt("没有这台打印机")
    assert printer.state() is PrinterState.OFFLINE
    with pytest.raises(NotSentError, match="ZC-PRN-63"):
        printer.send("D01-1", b"%PDF", 1)
