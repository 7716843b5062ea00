"""``documents``: every paper as a specimen, and the check that a text can be drawn."""

from __future__ import annotations

import argparse
from pathlib import Path

from printing.samples import write_samples
from ui.bootstrap import paper_fonts
from ui.commands.common import say, verbs


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``documents``."""
    made = verbs(parser, {"sample": _sample, "check": _check})
    made["sample"].add_argument("--out", type=Path, required=True)
    made["check"].add_argument("text", help="例如一个姓名")


def _sample(given: argparse.Namespace) -> int:
    given.out.mkdir(parents=True, exist_ok=True)
    written = write_samples(given.out, paper_fonts())
    say(given, [str(path) for path in written], "\n".join(str(path) for path in written))
    return 0


def _check(given: argparse.Namespace) -> int:
    from printing.fonts import Face

    fonts = paper_fonts()
    missing = [
        c for c in dict.fromkeys(given.text) if not c.isspace() and fonts.face_for(c, Face.SERIF) is None
    ]
    say(given, {"missing": missing}, f"画不出来：{'、'.join(missing)}" if missing else "都能打印")
    return 1 if missing else 0
