"""The typefaces of our papers: named and measured; each is opened when a paper first needs it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from app.values import dataclass, field

if TYPE_CHECKING:
    from printing.typeface import Typeface


class Face(StrEnum):
    """Which of the typefaces a run of text is set in; papers use nothing else."""

    SANS = "sans"
    SANS_BOLD = "sans_bold"
    SERIF = "serif"
    SERIF_BOLD = "serif_bold"
    FALLBACK = "fallback"

    @property
    def bold(self) -> Face:
        """The bold face of the same family."""
        return {Face.SANS: Face.SANS_BOLD, Face.SERIF: Face.SERIF_BOLD}.get(self, self)


@dataclass(frozen=True)
class Fonts:
    """Paths of the TrueType files, handed over by the bootstrap; the object also keeps them open.

    ``fallback`` draws the rare characters (生僻字) that the others lack. Make one ``Fonts`` per process and
    share it: it is safe between threads.
    """

    sans: Path
    sans_bold: Path
    serif: Path
    serif_bold: Path
    fallback: Path
    _open: dict[Face, Typeface] = field(default_factory=dict, compare=False, repr=False)
    _lock: Lock = field(default_factory=Lock, compare=False, repr=False)

    def face(self, face: Face) -> Typeface:
        """The open typeface. Raises OSError when the file is missing."""
        found = self._open.get(face)
        if found is None:
            with self._lock:
                found = self._open.get(face)
                if found is None:
                    # Who names the fonts at the start draws nothing yet.
                    from printing.typeface import Typeface

                    found = self._open[face] = Typeface(str(getattr(self, face.value)))
        return found

    def face_for(self, character: str, wanted: Face) -> Face | None:
        """The face that draws ``character`` where ``wanted`` was asked for, or None when no font can draw it."""
        code = ord(character)
        for face in (wanted, Face.FALLBACK, Face.SERIF, Face.SANS):
            if code in self.face(face).charToGlyph:
                return face
        return None

    def undrawn(self, text: str) -> tuple[str, ...]:
        """Characters of ``text`` that no font has, in order, each once; a crossed box would stand there."""
        return tuple(
            sign for sign in dict.fromkeys(text) if not sign.isspace() and self.face_for(sign, Face.SERIF) is None
        )

    def runs(self, text: str, wanted: Face) -> list[tuple[Face, str]]:
        """``text`` cut into runs that one typeface draws; a character nobody can draw stays in ``wanted``."""
        known = self.face(wanted).charToGlyph
        if all(ord(character) in known for character in text):
            return [(wanted, text)] if text else []
        cut: list[tuple[Face, str]] = []
        for character in text:
            face = self.face_for(character, wanted) or wanted
            if cut and cut[-1][0] is face:
                cut[-1] = (face, cut[-1][1] + character)
            else:
                cut.append((face, character))
        return cut

    def advance(self, character: str, wanted: Face) -> float:
        """Width of one character in thousandths of the type size."""
        face = self.face_for(character, wanted) or wanted
        return self.face(face).getCharWidth(ord(character))

    def width(self, text: str, wanted: Face, size: float) -> float:
        """Width of ``text`` in points at ``size`` points, rare characters included."""
        typeface = self.face(wanted)
        known, total = typeface.charToGlyph, 0.0
        for character in text:
            code = ord(character)
            total += typeface.getCharWidth(code) if code in known else self.advance(character, wanted)
        return total * size / 1000
