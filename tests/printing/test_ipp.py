"""The printer's own language, byte for byte, and what its keywords mean to a clerk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ports import PrinterState
from printing.ipp import (
    GET_JOB_ATTRIBUTES,
    GET_PRINTER_ATTRIBUTES,
    INTEGER,
    KEYWORD,
    URI,
    Attribute,
    IppError,
    ask,
    decode,
    encode,
)
from printing.printers.reasons import state_of, worst


def test_request_is_what_the_standard_draws() -> None:
    # Laid out after the tables of RFC 8010 3.1 and appendix A.
    uri = "ipp://h/p"
    expected = (
        b"\x02\x00\x00\x0b\x00\x00\x00\x01\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x48\x00\x1battributes-natural-language\x00\x02en"
        b"\x45\x00\x0bprinter-uri\x00\x09ipp://h/p"
        b"\x44\x00\x14requested-attributes\x00\x0dprinter-state"
        b"\x44\x00\x00\x00\x0adevice-uri"
        b"\x03"
    )
    attributes = (
        Attribute(URI, "printer-uri", (uri,)),
        Attribute(KEYWORD, "requested-attributes", ("printer-state", "device-uri")),
    )
    assert encode(GET_PRINTER_ATTRIBUTES, attributes) == expected


def _answer(*pairs: tuple[int, bytes, bytes]) -> bytes:
    body = b"".join(
        bytes([tag]) + len(name).to_bytes(2, "big") + name + len(value).to_bytes(2, "big") + value
        for tag, name, value in pairs
    )
    return b"\x02\x00\x00\x00\x00\x00\x00\x01\x01\x04" + body + b"\x03"


def test_answer_with_several_values_and_kinds_is_read() -> None:
    status, found = decode(
        _answer(
            (0x23, b"printer-state", b"\x00\x00\x00\x05"),
            (0x44, b"printer-state-reasons", b"media-empty-error"),
            (0x44, b"", b"cover-open"),
            (0x22, b"printer-is-accepting-jobs", b"\x01"),
            (0x41, b"printer-state-message", "缺纸".encode()),
            (0x31, b"printer-current-time", b"\x07\xea"),
        )
    )
    assert status == 0
    assert found["printer-state"] == (5,)
    assert found["printer-state-reasons"] == ("media-empty-error", "cover-open")
    assert found["printer-is-accepting-jobs"] == (True,)
    assert found["printer-state-message"] == ("缺纸",)
    assert found["printer-current-time"] == (b"\x07\xea",)


@given(st.binary(max_size=80))
def test_garbage_never_breaks_the_reader(junk: bytes) -> None:
    for message in (junk, b"\x02\x00\x00\x00\x00\x00\x00\x01" + junk):
        try:
            decode(message)
        except IppError:
            pass


def test_every_cut_answer_is_refused() -> None:
    whole = _answer((0x44, b"printer-state-reasons", b"none"))
    decode(whole)
    for length in range(len(whole)):
        with pytest.raises(IppError):
            decode(whole[:length])


def test_other_addresses_are_not_asked() -> None:
    with pytest.raises(IppError):
        ask("socket://127.0.0.1:9100", GET_JOB_ATTRIBUTES, (Attribute(INTEGER, "job-id", (1,)),))


@pytest.mark.parametrize(
    ("state", "reasons", "meant"),
    [
        (3, ("none",), PrinterState.READY),
        (4, ("none",), PrinterState.BUSY),
        (3, ("media-low-warning",), PrinterState.PAPER_LOW),
        (3, ("media-empty-report",), PrinterState.PAPER_OUT),
        (4, ("media-needed-warning", "media-empty-warning"), PrinterState.PAPER_OUT),
        (5, ("media-empty-error", "media-jam-error"), PrinterState.JAM),
        (5, ("door-open-report",), PrinterState.COVER_OPEN),
        (4, ("connecting-to-device",), PrinterState.OFFLINE),
        (5, ("none",), PrinterState.OFFLINE),
        (3, ("toner-low-report",), PrinterState.READY),
        (9, ("none",), PrinterState.UNKNOWN),
    ],
)
def test_keywords_mean_what_a_clerk_must_do(
    state: int, reasons: tuple[str, ...], meant: PrinterState
) -> None:
    assert state_of({"printer-state": (state,), "printer-state-reasons": reasons}) is meant


def test_the_worse_of_queue_and_device_is_told() -> None:
    assert worst([PrinterState.READY, PrinterState.PAPER_OUT]) is PrinterState.PAPER_OUT
    assert worst([PrinterState.BUSY, PrinterState.READY]) is PrinterState.BUSY
    assert worst([PrinterState.PAPER_OUT, PrinterState.JAM]) is PrinterState.JAM
    assert {worst([state]) for state in PrinterState} == set(PrinterState)
