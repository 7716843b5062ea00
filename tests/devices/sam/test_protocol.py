"""Frames: every published checksum, and no stream that could fool the parser."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.people import CardKind
from devices.sam.cards import SAMPLES, sample_card
from devices.sam.module import SIMULATED_SAM_ID
from devices.sam.protocol import (
    HEADER_SIZE,
    LEN_MAX,
    PREAMBLE,
    REQUEST_MIN,
    STATUSES,
    CardContent,
    Command,
    FrameParser,
    PayloadError,
    StatusClass,
    encode,
    encode_answer,
    encode_content,
    encode_request,
    encode_sam_id,
    parse_content,
    parse_sam_id,
    status_of,
)
from devices.sam.text_block import build_new_address, build_text_block

REQUESTS = {
    Command.RESET: "00 03 10 FF EC",
    Command.STATUS: "00 03 11 FF ED",
    Command.SAM_ID: "00 03 12 FF EE",
    Command.FIND: "00 03 20 01 22",
    Command.SELECT: "00 03 20 02 21",
    Command.READ: "00 03 30 01 32",
    Command.READ_WITH_FINGERPRINT: "00 03 30 10 23",
    Command.NEW_ADDRESS: "00 03 30 03 30",
    Command.BODY_NUMBER: "00 03 30 05 36",
}
ERROR_ANSWERS = (
    "90:94 91:95 10:14 11:15 21:25 23:27 24:20 31:35 32:36 33:37 37:33 3F:3B "
    "40:44 41:45 47:43 60:64 66:62 80:84 81:85"
)
# kind: check byte, CRC-32 of the text block, CRC-32 of the whole answer to 30 01
CARDS = {
    CardKind.RESIDENT: (0xA1, 0x3CABB5F0, 0x5247650C),
    CardKind.HMT: (0xFD, 0xE10CE8B9, 0x29C8A5DD),
    CardKind.FOREIGNER_2017: (0xDB, 0x4BFC9723, 0x3150A237),
    CardKind.FOREIGNER_2023: (0xB8, 0xD3AC65CC, 0x1A6F96A8),
}

bodies = st.binary(min_size=3, max_size=300)
# Noise that holds no whole preamble, also not together with what follows: no AA at its end.
noise = st.binary(max_size=80).map(lambda data: data.replace(PREAMBLE, b"") + b"\x00")


def whole(data: bytes) -> list[bytes]:
    """Bodies of the frames in a stream that arrives at once."""
    return [frame.body for frame in FrameParser(REQUEST_MIN).feed(data)]


@pytest.mark.parametrize("command", Command)
def test_requests_have_the_published_bytes(command: Command) -> None:
    assert encode_request(command) == PREAMBLE + bytes.fromhex(REQUESTS[command])


@pytest.mark.parametrize("pair", ERROR_ANSWERS.split())
def test_status_answers_have_the_published_checksums(pair: str) -> None:
    status, check = (int(part, 16) for part in pair.split(":"))
    assert encode_answer(status) == PREAMBLE + bytes([0, 4, 0, 0, status, check])
    assert STATUSES[status].value == status


def test_find_and_select_answers_have_the_published_bytes() -> None:
    assert encode_answer(0x9F, bytes(4)).hex(" ") == "aa aa aa 96 69 00 08 00 00 9f 00 00 00 00 97"
    assert (
        encode_answer(0x90, bytes(8)).hex(" ") == "aa aa aa 96 69 00 0c 00 00 90 00 00 00 00 00 00 00 00 9c"
    )


@pytest.mark.parametrize("kind", CardKind)
def test_sample_cards_have_the_published_checksums(kind: CardKind) -> None:
    check, text_crc, frame_crc = CARDS[kind]
    block = build_text_block(kind, SAMPLES[kind])
    frame = encode_answer(0x90, encode_content(sample_card(kind).content))
    assert (frame[-1], zlib.crc32(block), zlib.crc32(frame), len(frame)) == (check, text_crc, frame_crc, 1295)


def test_an_appended_address_has_the_published_checksum() -> None:
    frame = encode_answer(0x90, build_new_address("辽宁省沈阳市测试路2号"))
    assert (frame[-1], zlib.crc32(frame), len(frame)) == (0xD5, 0x409DF4BC, 81)


def test_the_module_number_is_written_as_on_the_reader() -> None:
    data = encode_sam_id(SIMULATED_SAM_ID)
    assert encode_answer(0x90, data)[-1] == 0xCB
    assert parse_sam_id(data) == SIMULATED_SAM_ID
    with pytest.raises(PayloadError, match="sam-id"):
        parse_sam_id(data[:-1])


@pytest.mark.parametrize(("length", "size"), [(1024, 2321), (512, 1809), (0, 1297)])
def test_answers_with_fingerprints_have_the_published_sizes(length: int, size: int) -> None:
    content = CardContent(bytes(256), bytes(1024), bytes(length))
    frame = encode_answer(0x90, encode_content(content, with_fingerprint=True))
    assert len(frame) == size
    (found,) = FrameParser().feed(frame)
    assert parse_content(found.data, with_fingerprint=True) == content


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x01\x00\x04", bytes.fromhex("01000400") + bytes(1279)])
def test_inner_lengths_that_do_not_fit_are_refused(data: bytes) -> None:
    with pytest.raises(PayloadError, match="lengths"):
        parse_content(data)


def test_a_status_no_table_names_is_a_device_fault() -> None:
    assert status_of(0xEE).kind is StatusClass.DEVICE
    assert status_of(0xEE).meaning == "sam-EE"


@given(st.lists(bodies, max_size=4), st.lists(noise, min_size=5, max_size=5), st.integers(1, 64))
def test_frames_survive_noise_and_splitting(sent: list[bytes], junk: list[bytes], size: int) -> None:
    stream = b"".join(gap + encode(body) for gap, body in zip(junk, sent, strict=False)) + junk[-1]
    parser = FrameParser(REQUEST_MIN)
    found = [frame for at in range(0, len(stream), size) for frame in parser.feed(stream[at : at + size])]
    assert [frame.body for frame in found] == sent


@given(st.binary(max_size=400), bodies)
def test_a_frame_is_found_behind_any_wreck(wreck: bytes, body: bytes) -> None:
    """A false length may swallow what follows, but only until it proves false."""
    stream = wreck + b"\x00" + encode(body) + bytes(LEN_MAX + HEADER_SIZE)
    assert body in whole(stream) or any(encode(body) in encode(other) for other in whole(stream))


@given(st.lists(st.one_of(st.binary(max_size=40), st.just(PREAMBLE), bodies.map(encode)), max_size=12))
def test_no_stream_yields_a_frame_that_was_not_sent_whole(pieces: list[bytes]) -> None:
    stream, parser = b"".join(pieces), FrameParser()
    frames = [frame for piece in pieces for frame in parser.feed(piece)]
    assert all(encode(frame.body) in stream for frame in frames)
    assert parser.wanted > 0


@given(bodies, st.data())
def test_one_damaged_byte_never_passes(body: bytes, data: st.DataObject) -> None:
    frame = bytearray(encode(body))
    frame[data.draw(st.integers(0, len(frame) - 1))] ^= data.draw(st.integers(1, 255))
    assert body not in whole(bytes(frame))


def test_extra_leading_bytes_of_the_preamble_do_no_harm() -> None:
    for extra in range(1, 9):
        assert whole(b"\xaa" * extra + encode(b"\x00\x00\x90")) == [b"\x00\x00\x90"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 63, 64])
def test_a_card_answer_survives_any_splitting(size: int) -> None:
    frame = encode_answer(0x90, encode_content(sample_card(CardKind.RESIDENT).content))
    parser = FrameParser()
    found = [f for at in range(0, len(frame), size) for f in parser.feed(frame[at : at + size])]
    assert [parse_content(f.data) for f in found] == [sample_card(CardKind.RESIDENT).content]
    assert (parser.rejected, parser.skipped, parser.partial) == (0, 0, False)


def test_the_parser_asks_for_no_more_than_a_frame_needs() -> None:
    """A driver reads as many bytes as wanted at once; one too many would cost it the whole timeout."""
    frame, parser, reads = encode_answer(0x90, bytes(1284)), FrameParser(), 0
    while frame:
        size = min(parser.wanted, len(frame))
        assert size == parser.wanted
        parser.feed(frame[:size])
        frame, reads = frame[size:], reads + 1
    assert reads == 2
