"""``zongchuang print simulate``: the shipped printers made of software, with a hand at their covers and trays."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TextIO

from devices.simulated import bad_line, converse, say
from printing.printers.escpos.simulator import EscposSimulator
from printing.printers.ipp_simulator import Fault, IppSimulator

IPP_USABLE = "paper 张数、cover|jam|paused|toner on|off、slow on|off、out、quit"
ESCPOS_USABLE = "paper 点数、cover|jam on|off、hangup、out、quit"
_FAULTS = {"cover": Fault.COVER, "jam": Fault.JAM, "paused": Fault.PAUSED, "toner": Fault.TONER}
_ROLL = {"cover": "cover_open", "jam": "blade_stuck"}


def simulate(
    kind: str,
    rehearsal: bool,
    font: Path,
    port: int = 0,
    serial: bool = False,
    width: int = 80,
    out: Path | None = None,
    stdin: Iterable[str] | None = None,
    stdout: TextIO | None = None,
) -> int:
    """Run a printer until ``quit`` or the end of input; its address is the first line.

    ``out`` says how much came out and writes it into the folder ``out``. UserFacingError ZC-PRN-60 in a real profile.
    """
    sink = stdout or sys.stdout
    if kind == "ipp":
        with IppSimulator(rehearsal, port) as sheets:
            say(sink, sheets.uri)
            _talk(lambda words: _ipp(sheets, words, out), IPP_USABLE, stdin, sink)
    else:
        dots = 576 if width == 80 else 384
        with EscposSimulator(rehearsal, font, width=dots, serial=serial, port=port) as roll:
            say(sink, f"escpos:{roll.url}")
            _talk(lambda words: _escpos(roll, words, out), ESCPOS_USABLE, stdin, sink)
    return 0


def _talk(
    hand: Callable[[Sequence[str]], str], usable: str, stdin: Iterable[str] | None, sink: TextIO
) -> None:
    def obey(line: str) -> None:
        try:
            told = hand(line.split())
        except (ValueError, IndexError, KeyError) as error:
            raise bad_line(ValueError(line), usable) from error
        if told:
            say(sink, told)

    converse(stdin if stdin is not None else sys.stdin, sink, obey)


def _on(word: str) -> bool:
    if word not in ("on", "off"):
        raise ValueError(word)
    return word == "on"


def _ipp(device: IppSimulator, words: Sequence[str], out: Path | None) -> str:
    verb = words[0]
    if verb == "paper":
        device.load(int(words[1]))
    elif verb == "slow":
        device.slow(_on(words[1]))
    elif verb == "out":
        pages = device.came_out
        for number, page in enumerate(pages if out is not None else (), start=1):
            assert out is not None
            out.mkdir(parents=True, exist_ok=True)
            (out / f"{number:03d}.pdf").write_bytes(page)
        return f"out {len(pages)}"
    else:
        device.set(_FAULTS[verb], _on(words[1]))
    return ""


def _escpos(device: EscposSimulator, words: Sequence[str], out: Path | None) -> str:
    verb = words[0]
    if verb == "paper":
        device.tamper(left=int(words[1]))
    elif verb == "hangup":
        device.hang_up()
    elif verb == "out":
        pictures = device.pictures()
        for number, picture in enumerate(pictures if out is not None else (), start=1):
            assert out is not None
            out.mkdir(parents=True, exist_ok=True)
            (out / f"{number:03d}.png").write_bytes(picture)
        return f"out {len(pictures)}"
    else:
        device.tamper(**{_ROLL[verb]: _on(words[1])})
    return ""
