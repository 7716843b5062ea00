"""Signature pads behind a local service, against the shipped one; frames and words piece by piece."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import DeviceError, UserFacingError
from devices import codes
from devices.pad.driver import ServicePad
from devices.pad.protocol import (
    HANWANG,
    LARGEST,
    NEUTRAL,
    TEXT,
    FrameReader,
    PadDataError,
    accept_key,
    encode_frame,
    parse_message,
    start_message,
)
from devices.pad.simulator import PadSimulator, main
from tests.conformance.signature_pad import WISH, PadDesk, SignaturePadSuite, never


class TestService(SignaturePadSuite):
    """The shipped service."""

    @pytest.fixture
    def desk(self) -> Iterator[PadDesk]:
        with PadSimulator() as simulator:
            yield PadDesk(ServicePad(simulator.url, rehearsal=True), simulator.act)


def failure(pad: ServicePad) -> DeviceError:
    """Why there is no signature."""
    with pytest.raises(DeviceError) as caught:
        pad.sign(WISH, never)
    return caught.value


def test_the_pad_is_told_what_is_signed() -> None:
    with PadSimulator() as simulator:
        simulator.act("sign")
        ServicePad(simulator.url, rehearsal=True).sign(WISH, never)
        (asked,) = simulator.asked
    assert (asked["title"], asked["digest"], asked["width"], asked["height"]) == (
        WISH.title,
        WISH.digest,
        300,
        120,
    )


def test_a_real_profile_refuses_the_signature_of_a_simulator() -> None:
    with PadSimulator() as simulator:
        simulator.act("sign")
        assert failure(ServicePad(simulator.url, rehearsal=False)).code == codes.SIMULATED_READER
    with pytest.raises(UserFacingError):
        main([], rehearsal=False)


@pytest.mark.parametrize("url", ["ws://192.0.2.1:9000/", "http://127.0.0.1:9000/", "ws://127.0.0.1/", "pad"])
def test_only_a_service_of_this_machine_is_asked(url: str) -> None:
    error = failure(ServicePad(url, rehearsal=True))
    assert (error.code, error.retry) == (codes.BAD_SETTING, "never")


def test_a_service_that_does_not_run_is_called_absent_and_a_hand_that_never_comes_is_not_waited_for() -> None:
    with PadSimulator() as simulator:
        url = simulator.url
        assert failure(ServicePad(url, rehearsal=True, patience=0.2)).code == codes.STUCK
        simulator.act("drop")
    assert failure(ServicePad(url, rehearsal=True)).code == codes.PAD_ABSENT


def test_the_words_of_a_known_vendor_are_spoken() -> None:
    assert json.loads(start_message(HANWANG, WISH)) == {
        "HWPenSign": "HWStartSign",
        "nLogo": WISH.title,
        "width": 300,
        "height": 120,
    }


@pytest.mark.parametrize(
    "said",
    [
        "junk",
        "[]",
        '{"image": ""}',
        '{"image": "!!"}',
        json.dumps({"image": base64.b64encode(b"GIF89a").decode()}),
        json.dumps({"image": base64.b64encode(b"\x89PNG\r\n\x1a\nx").decode(), "strokes": [[1, 2]]}),
    ],
)
def test_what_is_no_signature_never_becomes_one(said: str) -> None:
    with pytest.raises(PadDataError):
        parse_message(NEUTRAL, said, WISH)


def test_the_handshake_is_the_one_of_the_standard() -> None:
    assert accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@given(
    st.lists(st.binary(max_size=300), max_size=4),
    st.sampled_from([b"", b"\x01\x02\x03\x04"]),
    st.integers(1, 50),
)
def test_messages_survive_any_cutting_of_the_stream(messages: list[bytes], mask: bytes, size: int) -> None:
    stream = b"".join(encode_frame(TEXT, message, mask) for message in messages)
    reader = FrameReader()
    found = [one for at in range(0, len(stream), size) for one in reader.feed(stream[at : at + size])]
    assert found == [(TEXT, message) for message in messages]


def test_a_large_message_passes_and_an_endless_one_does_not() -> None:
    large = b"x" * 70_000
    assert FrameReader().feed(encode_frame(TEXT, large)) == [(TEXT, large)]
    with pytest.raises(PadDataError):
        FrameReader().feed(b"\x81\x7f" + (3 * LARGEST).to_bytes(8, "big"))


def test_the_simulator_speaks_over_its_standard_streams() -> None:
    said = io.StringIO()
    assert main([], rehearsal=True, stdin=io.StringIO("sign\njump\nquit\n"), stdout=said) == 0
    lines = said.getvalue().splitlines()
    assert lines[0].startswith("ws://127.0.0.1:")
    assert [line.split()[0] for line in lines[1:]] == ["ok", "error"]
