"""What the QR code of an issued paper proves: which device issued it, and that its words are the ones it was issued
with (防伪码). Verified without a network, by the public key of the device.

``ZC1:LN26D07000122:D01:1:20260928:BASE32``: bar code of the number, kind, which print, day; then key (4 bytes), digest
of the words (12 bytes) and Ed25519 signature (RFC 8032) over all of it. Only characters of the QR code's alphanumeric
mode (ISO/IEC 18004 7.4.4), so that it stays small and a scanner can type it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import UserFacingError
from app.values import dataclass, replace
from printing.codes import barcode_text, qr_boxes
from printing.documents import Paper
from printing.fonts import Fonts
from printing.layout import layout
from printing.page import Modules, Op, Page, Text
from printing.pdf import Meta, pages_to_pdf

VERSION = "ZC1"
_PATTERN = re.compile(
    r"ZC1:(?P<code>[0-9A-Z]{1,48}):(?P<kind>[A-Z][0-9]{2}[A-Z]?):(?P<printing>\d{1,3}):(?P<day>\d{8}):(?P<seal>[A-Z2-7]{128})"
)
_KEY, _DIGEST, _SEAL = 4, 12, 128
_CONTEXT = b"zongchuang paper 1\0"
_ALGORITHM = "ed25519:"
DOT = 0.125
_ROLL = 80.0
"""Pages narrower than this come from a printer of 203 dots an inch; codes must stand on whole dots."""


class PaperKey:
    """The key with which a device signs its papers, from a 32-byte seed."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self._raw = self._private.public_key().public_bytes_raw()

    @property
    def public(self) -> str:
        """Public key as ``ed25519:base64``, to be known wherever papers are checked."""
        return _ALGORITHM + base64.b64encode(self._raw).decode()

    def seal(self, head: str, digest: bytes) -> str:
        """The signed end of a code."""
        body = _key_id(self._raw) + digest
        return base64.b32encode(body + self._private.sign(_covered(head, body))).decode()


@dataclass(frozen=True)
class Claim:
    """What a code says, signed: ``code`` is the bar code of the number, ``digest`` that of the words."""

    code: str
    kind: str
    printing: int
    day: date
    digest: bytes


def digest_of(pages: Sequence[Page]) -> bytes:
    """Twelve bytes of SHA-256 over the words of all pages in the order they are drawn, blanks left out."""
    return digest_of_words(["".join(op.text for op in page.ops if isinstance(op, Text)) for page in pages])


def layout_digest(pages: Sequence[Page]) -> str:
    """What an electronic seal is asked for (S1 17): the whole SHA-256 over the words of all pages, in hex."""
    words = "\f".join("".join(op.text for op in page.ops if isinstance(op, Text)) for page in pages)
    return hashlib.sha256(words.encode()).hexdigest()


def digest_of_words(pages: Iterable[str]) -> bytes:
    """The same digest over words that were read back from a paper, page by page."""
    words = "\f".join(pages)
    return hashlib.sha256("".join(words.split(" ")).replace("\u3000", "").encode()).digest()[:_DIGEST]


def code_of(document: Paper, pages: Sequence[Page], key: PaperKey) -> str:
    """The text of the QR code of a paper."""
    e = document.envelope
    head = f"{VERSION}:{barcode_text(e.number)}:{document.KIND.upper()}:{e.printing}:{e.issued_on:%Y%m%d}"
    return f"{head}:{key.seal(head, digest_of(pages))}"


def sealed(pages: Sequence[Page], number: str, code: str) -> list[Page]:
    """The pages with ``code`` in the place of the plain QR code of their number."""
    return [
        replace(page, ops=tuple(_resealed(op, number, code, page.width) for op in page.ops)) for page in pages
    ]


def sealed_pages(document: Paper, pages: Sequence[Page], key: PaperKey) -> tuple[list[Page], str]:
    """Laid-out pages with their signed code in place, and the code."""
    code = code_of(document, pages, key)
    return sealed(pages, document.envelope.number, code), code


def unsigned_pages(document: Paper, pages: Sequence[Page]) -> list[Page]:
    """A preview of a paper that is not issued yet: a code as dense as the signed one that no key vouches for.

    What has no committed event must not carry a signature, not even on a screen.
    """
    e = document.envelope
    head = f"{VERSION}:{barcode_text(e.number)}:{document.KIND.upper()}:{e.printing}:{e.issued_on:%Y%m%d}"
    return sealed(pages, e.number, f"{head}:{'A' * _SEAL}")


def render_sealed(document: Paper, fonts: Fonts, key: PaperKey) -> bytes:
    """The paper as PDF with its signed code. Errors as :func:`printing.layout.layout`."""
    pages, code = sealed_pages(document, layout(document, fonts), key)
    return pages_to_pdf(pages, fonts, Meta(document.envelope.number, code=code))


def read_code(text: str) -> str | None:
    """The code inside scanned text, None when there is none of ours."""
    found = _PATTERN.search(text.strip())
    return found[0] if found else None


def check_code(text: str, keys: Iterable[str]) -> Claim:
    """What the code claims, once its signature holds for one of the public ``keys``.

    Raises UserFacingError: ``ZC-PRN-70`` no code of ours, ``ZC-PRN-71`` device unknown here, ``ZC-PRN-72`` the
    signature does not fit.
    """
    found = _PATTERN.fullmatch(text.strip())
    try:
        whole = base64.b32decode(found["seal"]) if found else b""
        day = (
            date(int(found["day"][:4]), int(found["day"][4:6]), int(found["day"][6:])) if found else date.min
        )
    except (binascii.Error, ValueError):
        found, whole, day = None, b"", date.min
    if found is None:
        raise UserFacingError(
            "ZC-PRN-70",
            "这不是本系统文书上的二维码。",
            "没有改变任何数据。",
            "请扫文书左下角的二维码。",
        )
    body, signature = whole[: _KEY + _DIGEST], whole[_KEY + _DIGEST :]
    raw = next((raw for raw in map(_raw, keys) if _key_id(raw) == body[:_KEY]), None)
    if raw is None:
        raise UserFacingError(
            "ZC-PRN-71",
            "本机不认识出具这份文书的设备，不能判断真伪。",
            "没有改变任何数据。",
            "请用 --key 给出该设备的公钥，或联系出具文书的大厅。",
        )
    head = text.strip().rsplit(":", 1)[0]
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, _covered(head, body))
    except InvalidSignature:
        raise UserFacingError(
            "ZC-PRN-72",
            "二维码被改动过，签名不符。",
            "没有改变任何数据。",
            "请不要采信这份文书，并向出具大厅核实。",
        ) from None
    return Claim(found["code"], found["kind"], int(found["printing"]), day, body[_KEY:])


def _covered(head: str, body: bytes) -> bytes:
    return _CONTEXT + head.encode("ascii") + b"\0" + body


def _key_id(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()[:_KEY]


def _raw(key: str) -> bytes:
    try:
        return base64.b64decode(key.removeprefix(_ALGORITHM), validate=True)
    except (ValueError, binascii.Error):
        return b""


def _resealed(op: Op, number: str, code: str, width: float) -> Op:
    if not isinstance(op, Modules) or op.pitch_y or op.text != number:
        return op
    old = max(x + wide for x, _, wide, _ in op.boxes) * op.pitch
    boxes, side = qr_boxes(code)
    pitch = old / side
    if width < _ROLL:
        pitch = math.floor(pitch / DOT + 1e-6) * DOT
    return replace(op, pitch=pitch, boxes=boxes, text=code)
