"""Where people sign: a line for a pen, strokes from the pad, a box for a thumb, two people side by side."""

from __future__ import annotations

from collections.abc import Sequence

from app.values import dataclass
from printing.documents.base import Signature, minute_words
from printing.fonts import Face, Fonts
from printing.layouts.flow import Row
from printing.page import Line, Op, Polyline, Rect
from printing.text import in_lines, placed, text_runs, text_width

SIZE = 11.5
ROOM_FOR_NAME = 42.0
EMPTY_TIME = "      年    月    日    时    分"


@dataclass(frozen=True, slots=True)
class Signer:
    """One who signs: what stands before the line (移交人签名：), the signature when it was given on the pad."""

    lead: str
    signature: Signature | None = None


def sign_block(fonts: Fonts, signer: Signer, left: float, width: float = 100.0) -> list[Op]:
    """Signature and its time within ``width`` millimetres, the name 14.5 mm below the top, 28 mm high in all."""
    signature = signer.signature
    if signature is not None and signature.thumb:
        return _thumb(fonts, signer.lead, signature, left, width)
    y, name = 14.5, f"{signer.lead.rstrip('：')[-2:]}时间："
    ops = text_runs(fonts, signer.lead, Face.SERIF, SIZE, left, y)
    start = left + text_width(fonts, signer.lead, Face.SERIF, SIZE) + 2
    room = max(min(ROOM_FOR_NAME, left + width - start), 10.0)
    if signature is None or not signature.strokes:
        ops.append(Line(start, y + 1.2, start + room, y + 1.2, 0.25))
    else:
        ops += pen(signature, start, y - 10.5, room, 14.0)
    return ops + text_runs(fonts, f"{name}{_when(signature)}", Face.SERIF, SIZE, left, y + 10.5)


def _when(signature: Signature | None) -> str:
    """The time of a signature; blank for the pen when it is not known, but not beside strokes of the pad."""
    if signature is not None and signature.signed_at is not None:
        return minute_words(signature.signed_at)
    return "" if signature is not None and signature.strokes else EMPTY_TIME


def _thumb(fonts: Fonts, lead: str, signature: Signature, left: float, width: float) -> list[Op]:
    """捺印: a box for the print, and a witness who signs with it."""
    who = lead.rstrip("：")
    for verb in ("签收", "签名"):
        who = who.removesuffix(verb)
    head = f"{who}捺印："
    ops = text_runs(fonts, head, Face.SERIF, SIZE, left, 9.0)
    box = left + text_width(fonts, head, Face.SERIF, SIZE) + 2
    ops.append(Rect(box, 0.5, 20.0, 13.5, line=0.25))
    ops += placed(fonts, "（指印）", Face.SANS, 9, box + 10.0, 8.8, align="center")
    name = f"见证人：{signature.witness}　签名："
    size, lines = in_lines(fonts, name, Face.SERIF, SIZE, min(62.0, width - 27.0), 8.5)
    down = 20.5 if len(lines) == 1 else 18.0
    for number, line in enumerate(lines):
        ops += text_runs(fonts, line, Face.SERIF, size, left, down + 4.0 * number)
    down += 4.0 * (len(lines) - 1)
    start = left + text_width(fonts, lines[-1], Face.SERIF, size) + 1
    ops.append(Line(start, down + 1.2, start + 26.0, down + 1.2, 0.25))
    when = minute_words(signature.signed_at) if signature.signed_at else EMPTY_TIME
    return ops + text_runs(fonts, f"捺印时间：{when}", Face.SERIF, SIZE, left, max(27.6, down + 6.4))


def sign_row(fonts: Fonts, signers: Sequence[Signer], left: float, width: float) -> Row:
    """Up to three people side by side, never torn."""
    step = width / max(len(signers), 1)
    places = [(signer, left + n * step) for n, signer in enumerate(signers)]
    ops = [op for signer, x in places for op in sign_block(fonts, signer, x, step - 4.0)]
    return Row(30.0, tuple(ops), gap=3.0)


def pen(signature: Signature, x: float, y: float, width: float, height: float) -> list[Op]:
    """The strokes of a signature scaled into a box."""
    points = [point for stroke in signature.strokes for point in stroke]
    if not points:
        return []
    left, top = min(p[0] for p in points), min(p[1] for p in points)
    wide = max(max(p[0] for p in points) - left, 1e-6)
    tall = max(max(p[1] for p in points) - top, 1e-6)
    scale = min(width / wide, height / tall)
    return [
        Polyline(tuple((x + (px - left) * scale, y + (py - top) * scale) for px, py in stroke))
        for stroke in signature.strokes
        if stroke
    ]
