"""What every ``Voice`` port must do. A test class derives from the suite and gives it a ``voice``."""

from __future__ import annotations

from app.ports.equipment import Voice


class VoiceSuite:
    """The suite; needs a fixture ``voice``."""

    def test_it_may_always_be_told_to_speak_and_to_stop(self, voice: Voice) -> None:
        voice.hush()
        voice.say("请取走您的身份证")
        voice.say("请在签名板上签名")
        voice.say("")
        voice.hush()

    def test_silence_has_a_reason_and_speech_has_none(self, voice: Voice) -> None:
        assert bool(voice.why()) is not voice.can_speak()
