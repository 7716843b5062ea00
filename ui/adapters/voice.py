"""Spoken prompts by Qt's text to speech (speech-dispatcher, SAPI), for citizens who cannot read them."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject
from PySide6.QtTextToSpeech import QTextToSpeech

from app.domain.aloud import aloud
from ui.phrases import HAN


class QtVoice(QObject):
    """``app.ports.equipment.Voice``; GUI thread. A new sentence ends the one before it.

    Words without a Chinese character are read by an English voice where there is one; in the others days, telephones
    and numbers of papers are said as in Chinese.
    """

    def __init__(self, locale: str = "zh_CN", engine: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speech = QTextToSpeech(engine, self) if engine else QTextToSpeech(self)
        known = self._speech.availableLocales()
        wanted = QLocale(locale).language()
        self._spoken = [one for one in known if one.language() == wanted]
        self._english = [one for one in known if one.language() == QLocale.Language.English]
        if self._spoken:
            self._speech.setLocale(self._spoken[0])

    def say(self, words: str) -> None:
        """Say it now; returns at once."""
        if self.can_speak():
            self._speech.stop()
            voices = self._spoken if HAN.search(words) else self._english or self._spoken
            if self._speech.locale() != voices[0]:
                self._speech.setLocale(voices[0])
            self._speech.say(aloud(words))

    def hush(self) -> None:
        """Stop speaking."""
        self._speech.stop()

    def can_speak(self) -> bool:
        """Whether an engine is there that speaks the language."""
        return self._speech.state() != QTextToSpeech.State.Error and bool(self._spoken)

    def why(self) -> str:
        """Why it is silent, empty when it is not."""
        if self._speech.state() == QTextToSpeech.State.Error:
            return "本机没有语音引擎"
        return "" if self._spoken else "本机没有中文语音"
