"""What a code scanner sends, and what was scanned; pure.

A serial scanner sends the bytes of the code and an end mark. A keyboard scanner types, much faster than a hand, through
whatever input method is on; what it typed is told from what a person typed by its pace and its end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from app.domain.codes import check_licence, check_uscc
from app.ports.equipment import CodeScan
from app.values import dataclass

LONGEST = 4096
ENDS = b"\r\n\t"


def decode(data: bytes) -> tuple[str, bool]:
    """Text of a code: UTF-8, else GB18030; (text, whether it could be read). What cannot is shown as U+FFFD."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), True
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", errors="replace"), False


class Splitter:
    """Cuts the stream of a serial scanner into codes at CR, LF or TAB; ``overlong`` counts what was thrown away."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._skipping = False
        self.overlong = 0

    @property
    def partial(self) -> bool:
        """Whether a code has begun and has no end yet."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """The codes that are now whole, in order."""
        whole = []
        for value in data:
            if value not in ENDS:
                self._take(value)
            elif self._skipping:
                self._skipping = False
            elif self._buffer:
                whole.append(self.flush())
        return whole

    def flush(self) -> bytes:
        """What has come so far, as a code: some scanners send no end mark, and a pause is the end."""
        code = bytes(self._buffer)
        self._buffer.clear()
        return code

    def _take(self, value: int) -> None:
        if self._skipping:
            return
        self._buffer.append(value)
        if len(self._buffer) > LONGEST:
            self._buffer.clear()
            self._skipping = True
            self.overlong += 1


_PAPER = re.compile(r"演?[^\s〔]{0,40}〔\d{4}〕(?:[A-Z]\d{1,4}-)?\d{1,9}号")
_PAPER_BAR = re.compile(r"(?:LN|YL)\d{2}(?:[A-Z]\d{1,4})?\d{6,9}|ZC[0-9A-F]{12}")
# The signed code of a paper of ours; the bar code of its number is the second part. Whoever trusts it checks the seal.
_PAPER_CODE = re.compile(r"ZC1:(?P<number>[0-9A-Z]{1,48}):[A-Z][0-9]{2}[A-Z]?:\d{1,3}:\d{8}:[A-Z2-7]{128}")
_LICENCE = re.compile(r"1\.2\.156\.3005\.2(?:\.[0-9A-Z]+)+")
_USCC = re.compile(r"(?<![0-9A-Z])[0-9ANY][1-59][0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}(?![0-9A-Z])")
_POST = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_POST_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
# Bundles carry labels of our own (app.domain.custody.bundle_code), whatever else a hall has. Forms of blanks, of
# waybills other than the post's, and of 亮证 tokens differ from place to place: they come from the settings, as regular
# expressions for the whole code.
# Of the bags of a station (app.domain.bundles) too: B- and the number of the case.
_BUNDLE = re.compile(r"BD[0-9A-Z]{6,24}(?:-[0-9]{1,2})?|B-(?:[A-Z][0-9]{1,4}-[0-9]{1,9}|[0-9a-f]{8})(?:-[0-9]{1,2})?")
# A waybill from a block of a window (app.domain.serials): day and number.
_OURS = re.compile(r"YD20[0-9]{6}[0-9]{8}")
FORMS: Mapping[str, str] = MappingProxyType({"bundle": r"ZB[0-9A-Z]{6,24}"})


def recognise(text: str, forms: Mapping[str, str] = FORMS) -> CodeScan:
    """What a scanned text is; ``forms`` are the hall's own patterns by kind, and go first."""
    plain = text.strip()
    for kind, pattern in forms.items():
        if re.fullmatch(pattern, plain):
            return CodeScan(kind, text, plain)
    if _BUNDLE.fullmatch(plain):
        return CodeScan("bundle", text, plain)
    if found := _PAPER_CODE.fullmatch(plain):
        return CodeScan("paper", text, found["number"])
    if found := _LICENCE.search(plain):
        good = check_licence(found[0]).valid
        return CodeScan("licence", text, found[0], "" if good else "check-digit")
    # The number stands at the beginning; a seal of the issuer may follow it.
    if found := (_PAPER.match(plain) or _PAPER_BAR.fullmatch(plain)):
        return CodeScan("paper", text, found[0])
    if _OURS.fullmatch(plain):
        return CodeScan("waybill", text, plain)
    if _POST.fullmatch(plain):
        return CodeScan(
            "waybill", text, plain, "" if post_check_digit(plain[2:10]) == plain[10] else "check-digit"
        )
    if found := _USCC.search(plain):
        return CodeScan("uscc", text, found[0], "" if check_uscc(found[0]).valid else "check-digit")
    return CodeScan("unknown", text, plain)


def post_check_digit(serial: str) -> str:
    """Check digit of the eight digits of a postal item (UPU S10)."""
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_POST_WEIGHTS, serial, strict=True)) % 11
    return {10: "0", 11: "5"}.get(rest, str(rest))


def scan_of(data: bytes, forms: Mapping[str, str] = FORMS) -> CodeScan:
    """What the bytes of a code are; one that is no text is ``unknown`` and ``unreadable``."""
    text, readable = decode(data)
    return recognise(text, forms) if readable else CodeScan("unknown", text, "", "unreadable")


# --- keyboard scanners ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """A key press: the text it makes (empty for none), seconds on a clock that never runs back, and what was held.

    ``command``: with Ctrl, Alt or the system key, a shortcut. ``caps``: the Caps Lock is on.
    """

    text: str
    at: float
    end: bool = False
    command: bool = False
    caps: bool = False


@dataclass(frozen=True)
class Typed:
    """What became of key presses: ``scan`` when they were a scanner's, ``keys`` when they must go on to the field."""

    scan: CodeScan | None = None
    keys: tuple[Key, ...] = ()


# Chinese punctuation of an input method, back to the keys that were pressed for it.
_PUNCTUATION = str.maketrans("，。；：？！（）【】《》、￥“”‘’·—…", ",.;:?!()[]<>\\$\"\"''`-^")


class WedgeDecoder:
    """Tells a keyboard scanner's typing from a person's.

    Keys are held back while they follow each other faster than ``pace`` seconds, and go to the field, in order, when
    they turn out to be a person's: too few, or without an end. Shortcuts inside a burst wait with it: a code may hold
    control characters that would press them, and then they go with the code.
    """

    def __init__(self, *, pace: float = 0.05, shortest: int = 6, forms: Mapping[str, str] = FORMS) -> None:
        self._pace = pace
        self._shortest = shortest
        self._forms = forms
        self._held: list[Key] = []

    @property
    def deadline(self) -> float | None:
        """When the held keys become a person's, unless more come; None when none are held."""
        return self._held[-1].at + self._pace if self._held else None

    def press(self, key: Key) -> Typed:
        """A key was pressed."""
        late = self.due(key.at).keys
        if key.end and self.goes_on(key):
            scan = recognise(typed_text(self._held), self._forms)
            self._held.clear()
            return Typed(scan, late)
        if not self.goes_on(key) or (key.command and not self._held):
            return Typed(keys=(*late, *self.release().keys, key))
        self._held.append(key)
        if len(self._held) > LONGEST:
            self._held.clear()
        return Typed(keys=late)

    def goes_on(self, key: Key) -> bool:
        """Whether the held keys and this one may be a code, or the end of one."""
        if key.end:
            return sum(not held.command for held in self._held) >= self._shortest
        return bool(key.text or key.command)

    def release(self) -> Typed:
        """The held keys are a person's, whatever comes."""
        released = tuple(self._held)
        self._held.clear()
        return Typed(keys=released)

    def due(self, now: float) -> Typed:
        """Time passed: keys that no further key followed in time are a person's."""
        return self.release() if self._held and now - self._held[-1].at > self._pace else Typed()


def typed_text(keys: Sequence[Key]) -> str:
    """The code behind key presses: full-width and Chinese signs of an input method, and Caps Lock, undone. Control
    characters are none of it.
    """
    signs = []
    for key in (one for one in keys if not one.command):
        sign = key.text.translate(_PUNCTUATION)
        if all("\uff01" <= character <= "\uff5e" or character == "\u3000" for character in sign):
            sign = unicodedata.normalize("NFKC", sign)
        signs.append(sign.swapcase() if key.caps and sign.isascii() else sign)
    return "".join(signs)
