"""The words of a PDF of ours, read back from its content, to hold them against the signed digest of its code.

Only what :mod:`printing.pdf` writes is read: pages of text in embedded subset fonts, each with its map back to Unicode.
Anything else in the file (a picture, an annotation, a later version appended) is foreign and is named. What the letters
look like is not judged: the map says which sign a glyph stands for, and a forger could draw another one.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.values import asdict, dataclass

MOST_BYTES = 16 << 20
MOST_STREAM = 8 << 20
MOST_TOTAL = 64 << 20
MOST_MEMORY = 1 << 30
SECONDS = 20.0

_OBJECT = re.compile(rb"(?<![0-9])(\d{1,7}) 0 obj\b(.*?)\bendobj\b", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_REF = rb"(\d{1,7}) 0 R"
_SHOWN = re.compile(rb"/(F[0-9+]+) [0-9.]+ Tf|<([0-9A-Fa-f]*)> Tj")
_BFCHAR = re.compile(rb"<([0-9A-Fa-f]{2})> <((?:[0-9A-Fa-f]{4})+)>")
_FONT = re.compile(rb"/(F[0-9+]+) " + _REF)
_FOREIGN = (
    (re.compile(rb"/Subtype\s*/(Image|Form)\b"), "picture"),
    (re.compile(rb"/Annots\b|/AcroForm\b"), "annotation"),
    (re.compile(rb"/JavaScript\b|/JS\b|/OpenAction\b|/Launch\b"), "action"),
)


@dataclass(frozen=True)
class PdfWords:
    """The words of each page in the order they are drawn; ``foreign`` names what a paper of ours never holds.

    ``fault`` is a code when the file cannot be read: ``too-large``, ``no-pages``, ``unreadable``, ``too-slow``.
    """

    pages: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    fault: str = ""

    @property
    def signs(self) -> int:
        """How many signs there are, blanks left out."""
        return sum(len("".join(page.split())) for page in self.pages)


class _Unreadable(Exception):
    pass


class _File:
    def __init__(self, data: bytes) -> None:
        self.bodies = {int(found[1]): found[2] for found in _OBJECT.finditer(data)}
        self._left = MOST_TOTAL
        if not self.bodies:
            raise _Unreadable("no objects")

    def ref(self, body: bytes, key: bytes) -> int | None:
        """The object that ``key`` names."""
        found = re.search(rb"/" + key + rb"\s+" + _REF, body)
        return int(found[1]) if found else None

    def stream(self, number: int | None) -> bytes:
        """The unpacked stream of an object, within limits. Raises _Unreadable."""
        body = self.bodies.get(number) if number is not None else None
        found = _STREAM.search(body) if body is not None else None
        if body is None or found is None:
            raise _Unreadable("no stream")
        data = found[1]
        if b"/ASCII85Decode" in body or b"/LZWDecode" in body:
            raise _Unreadable("filter")
        if b"/FlateDecode" in body:
            machine = zlib.decompressobj()
            try:
                data = machine.decompress(data, MOST_STREAM)
            except zlib.error as error:
                raise _Unreadable("flate") from error
            if machine.unconsumed_tail:
                raise _Unreadable("too large")
        self._left -= len(data)
        if self._left < 0:
            raise _Unreadable("too large")
        return data

    def pages(self) -> Iterator[bytes]:
        """The page objects in their order."""
        tree = next((body for body in self.bodies.values() if re.search(rb"/Type\s*/Pages\b", body)), b"")
        kids = re.search(rb"/Kids\s*\[(.*?)\]", tree, re.DOTALL)
        for found in re.finditer(_REF, kids[1] if kids else b""):
            yield self.bodies.get(int(found[1]), b"")

    def fonts(self) -> Mapping[bytes, Mapping[int, str]]:
        """The maps back to Unicode by the name of the font on the page."""
        found: dict[bytes, Mapping[int, str]] = {}
        for body in self.bodies.values():
            for name, number in _FONT.findall(body):
                target = self.bodies.get(int(number), b"")
                if b"/ToUnicode" in target and name not in found:
                    found[name] = _map(self.stream(self.ref(target, b"ToUnicode")))
        return found


def _map(cmap: bytes) -> Mapping[int, str]:
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        for code, text in _BFCHAR.findall(cmap)
    }


def words_of(data: bytes) -> PdfWords:
    """The words of a PDF, read here and now: for files of our own. Never raises for bad bytes."""
    if len(data) > MOST_BYTES:
        return PdfWords(fault="too-large")
    foreign = [name for pattern, name in _FOREIGN if pattern.search(data)]
    if data.count(b"%%EOF") > 1:
        foreign.append("appended")
    try:
        file = _File(data)
        fonts = file.fonts()
        pages = [_page(file.stream(file.ref(page, b"Contents")), fonts) for page in file.pages()]
    except (_Unreadable, ValueError) as error:
        return PdfWords(foreign=tuple(foreign), fault=f"unreadable {error}".strip())
    if not pages:
        return PdfWords(foreign=tuple(foreign), fault="no-pages")
    return PdfWords(tuple(pages), tuple(foreign))


def _page(content: bytes, fonts: Mapping[bytes, Mapping[int, str]]) -> str:
    words, font = [], b""
    for name, shown in _SHOWN.findall(content):
        if name:
            font = name
            continue
        signs = fonts.get(font)
        if signs is None:
            raise _Unreadable("a font without its map")
        words += [signs.get(code, "\ufffd") for code in bytes.fromhex(shown.decode())]
    return "".join(words)


def read_apart(data: bytes, command: Sequence[str]) -> PdfWords:
    """The words of a PDF from outside, read by the child ``command`` with limits of size, memory and time."""
    if len(data) > MOST_BYTES:
        return PdfWords(fault="too-large")
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
        told: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return PdfWords(fault="too-slow")
    except (OSError, ValueError):
        return PdfWords(fault="unreadable")
    return PdfWords(tuple(told["pages"]), tuple(told["foreign"]), str(told["fault"]))


def main() -> int:
    """Be that child: a PDF comes in, its words go out as JSON."""
    if sys.platform != "win32":
        import resource  # absent on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        found = words_of(sys.stdin.buffer.read(MOST_BYTES + 1))
    except MemoryError:
        found = PdfWords(fault="too-large")
    json.dump(asdict(found), sys.stdout)
    return 0
