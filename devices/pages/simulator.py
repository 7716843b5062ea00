"""A scanner of paper made of software: it lays sheets into a folder, as a network scanner does."""

from __future__ import annotations

import argparse
import io
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from app.domain.codes import SEPARATOR

from ..simulated import bad_line, converse, refuse_real_profile, say

USABLE = "page [度数]、blank、separator 名称、junk、quit"
SIZE = (827, 1169)


class FolderSimulator:
    """Lays sheets down, each whole at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def lay(self, kind: str, words: str = "") -> Path:
        """``page`` (with the degrees it leans), ``blank``, ``separator`` (with its label) or ``junk``; ValueError."""
        makers = {"page": self._page, "blank": self._blank, "separator": self._separator, "junk": self._junk}
        if kind not in makers:
            raise ValueError(kind)
        content = makers[kind](words.strip())
        self._count += 1
        target = self._folder / f"scan-{self._count:04d}.png"
        # Under another name first: the folder is watched.
        target.with_suffix(".part").write_bytes(content)
        return target.with_suffix(".part").rename(target)

    def _page(self, words: str) -> bytes:
        from PIL import Image, ImageDraw

        sheet, chance = Image.new("L", SIZE, 250), random.Random(self._count)
        draw = ImageDraw.Draw(sheet)
        for line in range(24):
            x = 80
            while x < SIZE[0] - 110:
                width = chance.randint(8, 30)
                draw.rectangle((x, 90 + 40 * line, x + width, 106 + 40 * line), fill=30)
                x += width + 9
        return _png(sheet.rotate(float(words or "0"), Image.Resampling.BICUBIC, fillcolor=250))

    def _blank(self, _words: str) -> bytes:
        from PIL import Image

        return _png(Image.new("L", SIZE, 246))

    def _separator(self, words: str) -> bytes:
        import segno
        from PIL import Image

        out = io.BytesIO()
        segno.make(f"{SEPARATOR}:{words}").save(out, kind="png", scale=8)
        sheet = Image.new("L", SIZE, 255)
        sheet.paste(Image.open(out).convert("L"), (200, 300))
        return _png(sheet)

    def _junk(self, _words: str) -> bytes:
        return b"\x89PNG\r\n\x1a\n and no more"


def _png(picture: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")  # type: ignore[attr-defined]
    return out.getvalue()


def obey(simulator: FolderSimulator, line: str) -> None:
    """Do what one control line says; UserFacingError ``ZC-DEV-46`` when it cannot be."""
    verb, _, words = line.strip().partition(" ")
    try:
        simulator.lay(verb, words)
    except ValueError as error:
        raise bad_line(error, USABLE) from error


def main(
    argv: Sequence[str], *, rehearsal: bool, stdin: TextIO | None = None, stdout: TextIO | None = None
) -> int:
    """Lay sheets into a folder until ``quit`` or the end of input; the folder is the first line.

    UserFacingError ``ZC-DEV-41`` in a real profile.
    """
    refuse_real_profile(rehearsal)
    parser = argparse.ArgumentParser(
        prog="zongchuang devices simulate page-scanner", description=main.__doc__
    )
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(argv)
    options.folder.mkdir(parents=True, exist_ok=True)
    simulator, sink = FolderSimulator(options.folder), stdout or sys.stdout
    say(sink, f"folder:{options.folder}")
    converse(stdin or sys.stdin, sink, lambda text: obey(simulator, text))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], rehearsal=True))
