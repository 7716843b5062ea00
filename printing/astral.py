"""Embedded fonts whose text can be copied out right, rare characters included.

reportlab 5.1 writes the code point of a character above U+FFFF as five hexadecimal digits into the ToUnicode
map; ISO 32000-1 9.10.3 wants UTF-16BE there, so 𬱖 came out of the PDF as another character. It also writes all
entries in one ``bfchar`` block, of which a block may hold at most 100. :class:`EmbeddedFont` writes the map
itself; what the page shows was right before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import SUBSETN, TTEncoding, TTFont

from printing.typeface import Typeface

ENTRIES_PER_BLOCK = 100


def to_unicode_map(name: str, subset: Sequence[int]) -> str:
    """The CMap that gives back the characters of a subset: position to UTF-16BE."""
    pairs = [
        f"<{index:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for index, code in enumerate(subset)
    ]
    blocks = [pairs[i : i + ENTRIES_PER_BLOCK] for i in range(0, len(pairs), ENTRIES_PER_BLOCK)]
    body = [line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    head = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
    ]
    tail = ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join([*head, *body, *tail])


def _whole(width: float) -> float:
    """Whole numbers as such: reportlab writes them much faster."""
    return int(width) if width == int(width) else width


class EmbeddedFont(TTFont):
    """A font of one PDF, over a shared open typeface. Make one per document and face."""

    def __init__(self, name: str, face: Typeface) -> None:
        # Not the parent's constructor: it would read the file again.
        self.fontName = name
        self.face = face
        self.encoding = TTEncoding()
        self.state: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self._asciiReadable = False
        self._shapable = False

    def addObjects(self, doc: Any) -> None:
        """Write the subsets, each at most 256 characters, with their maps back to text."""
        face: Any = self.face
        state = self.state[doc]
        state.frozen = 1
        for number, subset in enumerate(state.subsets):
            internal = self.getSubsetInternalName(number, doc)[1:]
            base = (SUBSETN(number) + b"+" + face.name).decode("ascii")
            font: Any = pdfdoc.PDFTrueTypeFont()
            font.Name = internal
            font.BaseFont = base
            font.FirstChar = 0
            font.LastChar = len(subset) - 1
            font.Widths = pdfdoc.PDFArray([_whole(face.getCharWidth(code)) for code in subset])
            stream = pdfdoc.PDFStream()
            stream.content = to_unicode_map(base, subset)
            if doc.compression:
                stream.filters = [pdfdoc.PDFZCompress]
            font.ToUnicode = doc.Reference(stream, "toUnicodeCMap:" + base)
            font.FontDescriptor = face.addSubsetObjects(doc, base, subset)
            doc.Reference(font, internal)
            doc.idToObject["BasicFonts"].dict[internal] = font
        del self.state[doc]
