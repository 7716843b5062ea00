"""Chinese line breaking and setting: no line begins with a closing mark or ends with an opening one (避头尾),
numbers are never torn, neighbouring marks close up, full lines are justified. Manner of GB/T 9704—2012 and GB/T
15834—2011.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.values import dataclass
from printing.fonts import Face, Fonts
from printing.page import MM_PER_POINT, Op, Text

NO_START = frozenset("，。、；：？！）》〉」』】〕〗”’…—·％%℃‰,.;:?!)]}号")
NO_END = frozenset("（《〈「『【〔〖“‘([{￥")
CLOSING = frozenset("，。、；：）》〉」』】〕〗")
OPENING = frozenset("（《〈「『【〔〖")
# Wider than this, PDF readers take the gap for a word space when text is copied out.
WIDEST_STRETCH = 0.09
# And this much, in ems, letters may move together unnoticed.
TIGHTEST = 0.025


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a paragraph, plain or bold."""

    text: str
    bold: bool = False


Rich = str | Span | Sequence[str | Span]


def bold(text: str) -> Span:
    """A bold piece."""
    return Span(text, True)


def spans(rich: Rich) -> list[Span]:
    """The pieces of a rich text."""
    parts: Sequence[str | Span] = (rich,) if isinstance(rich, str | Span) else rich
    return [Span(part) if isinstance(part, str) else part for part in parts]


def plain(rich: Rich) -> str:
    """The words without the weights."""
    return "".join(span.text for span in spans(rich))


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with its weight and advance in ems."""

    character: str
    bold: bool
    advance: float


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of glyphs. ``width`` in ems, hanging marks counted half; ``last`` closes a paragraph and is not
    stretched.
    """

    glyphs: tuple[Glyph, ...]
    width: float
    last: bool


def _weekday(left: str, right: str) -> bool:
    """星期五 stays in one piece."""
    return left + right == "星期" or (left == "期" and right in "一二三四五六日")


def _word(character: str) -> bool:
    return character.isascii() and not character.isspace()


def may_break(left: str, right: str) -> bool:
    """Whether a line may end between two characters."""
    if right in NO_START or left in NO_END or right.isspace() or _weekday(left, right):
        return False
    if left.isspace():
        return True
    return not (_word(left) and _word(right))


def _measure(rich: Rich, fonts: Fonts, face: Face) -> list[Glyph]:
    glyphs: list[Glyph] = []
    for span in spans(rich):
        weight = face.bold if span.bold else face
        glyphs += [
            Glyph(c, span.bold, 0.0 if c == "\n" else fonts.advance(c, weight) / 1000) for c in span.text
        ]
    following = [*glyphs[1:], None] if glyphs else []
    return [_closed_up(glyph, after) for glyph, after in zip(glyphs, following, strict=True)]


def _closed_up(glyph: Glyph, after: Glyph | None) -> Glyph:
    """A closing mark before another mark gives up its empty half."""
    if after is None or glyph.character not in CLOSING or glyph.advance < 0.95:
        return glyph
    if after.character in CLOSING or after.character in OPENING:
        return Glyph(glyph.character, glyph.bold, glyph.advance - 0.5)
    return glyph


def _hanging(glyph: Glyph) -> float:
    """A closing mark at the end of a line needs only its inked half."""
    return 0.5 if glyph.character in CLOSING and glyph.advance >= 0.95 else 0.0


def break_lines(rich: Rich, fonts: Fonts, face: Face, room: float, indent: float = 0.0) -> list[SetLine]:
    """Break into lines ``room`` ems wide, the first one ``indent`` ems shorter; ``\\n`` forces a line."""
    glyphs = _measure(rich, fonts, face)
    lines: list[SetLine] = []
    start, left = 0, room - indent
    while start < len(glyphs):
        end, forced = _fit(glyphs, start, left)
        lines.append(_line(glyphs[start:end], forced or end >= len(glyphs)))
        start = end + 1 if forced and end < len(glyphs) else end
        while not forced and start < len(glyphs) and glyphs[start].character == " ":
            start += 1
        left = room
    return lines


def _fit(glyphs: list[Glyph], start: int, room: float) -> tuple[int, bool]:
    """Where the line that begins at ``start`` ends, and whether a line feed ended it."""
    width, best = 0.0, start
    for index in range(start, len(glyphs)):
        glyph = glyphs[index]
        if glyph.character == "\n":
            return index, True
        if width + glyph.advance - _hanging(glyph) > room + 1e-6:
            if best == start:
                return max(index, start + 1), False
            return _squeezed(glyphs, start, best, room), False
        width += glyph.advance
        if index + 1 < len(glyphs) and may_break(glyph.character, glyphs[index + 1].character):
            best = index + 1
    return len(glyphs), False


def _squeezed(glyphs: list[Glyph], start: int, best: int, room: float) -> int:
    """A line that would stay ragged takes the next word too when setting a little tighter makes it fit."""
    width = sum(glyph.advance for glyph in glyphs[start:best])
    if (room - width) / (best - start) <= WIDEST_STRETCH:
        return best
    for index in range(best, len(glyphs)):
        if glyphs[index].character == "\n" or width > room + TIGHTEST * max(index - start - 1, 0):
            return best
        width += glyphs[index].advance
        after = glyphs[index + 1].character if index + 1 < len(glyphs) else ""
        if after and not may_break(glyphs[index].character, after):
            continue
        fits = width - _hanging(glyphs[index]) <= room + TIGHTEST * (index - start)
        return index + 1 if fits else best
    return best


def _line(glyphs: list[Glyph], last: bool) -> SetLine:
    while glyphs and glyphs[-1].character == " ":
        glyphs = glyphs[:-1]
    width = sum(glyph.advance for glyph in glyphs)
    return SetLine(tuple(glyphs), width - (_hanging(glyphs[-1]) if glyphs else 0.0), last)


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph is set: type size in points, line pitch and indent of its first line in ems, alignment."""

    face: Face = Face.SERIF
    size: float = 12.0
    leading: float = 7.4  # mm
    indent: float = 0.0
    align: str = "justify"  # justify | left | center | right
    grey: float = 0.0

    @property
    def em(self) -> float:
        """One em in millimetres."""
        return self.size * MM_PER_POINT

    @property
    def baseline(self) -> float:
        """From the top of a line to the baseline, in millimetres: ink of a Chinese character sits in the
        middle.
        """
        return self.leading / 2 + 0.38 * self.em


def lines_of(rich: Rich, fonts: Fonts, style: Style, width: float) -> list[SetLine]:
    """The lines of a text set ``width`` millimetres wide."""
    return break_lines(rich, fonts, style.face, width / style.em, style.indent)


def set_line(line: SetLine, fonts: Fonts, style: Style, x: float, y: float, width: float) -> list[Op]:
    """Drawing operations of one line whose box begins at (x, y); ``width`` is the room it has, in millimetres."""
    spare = width - line.width * style.em
    spacing = 0.0
    if spare < 0 and len(line.glyphs) > 1:
        spacing = max(spare / (len(line.glyphs) - 1), -TIGHTEST * style.em)
    elif style.align == "center":
        x += spare / 2
    elif style.align == "right":
        x += spare
    elif style.align == "justify" and not line.last and len(line.glyphs) > 1:
        wanted = spare / (len(line.glyphs) - 1)
        spacing = wanted if wanted <= WIDEST_STRETCH * style.em else 0.0
    return _runs(line, fonts, style, x, y + style.baseline, spacing)


def _runs(line: SetLine, fonts: Fonts, style: Style, x: float, y: float, spacing: float) -> list[Op]:
    """One Text per stretch of one weight; a closed-up mark ends its stretch, since what follows stands nearer."""
    ops: list[Op] = []
    start, glyphs = 0, line.glyphs
    for index, glyph in enumerate(glyphs):
        ends = index + 1 == len(glyphs) or glyphs[index + 1].bold != glyph.bold
        squeezed = glyph.character in CLOSING and glyph.advance < 0.95
        if not (ends or squeezed):
            continue
        text = "".join(g.character for g in glyphs[start : index + 1])
        face = style.face.bold if glyph.bold else style.face
        ops += text_runs(fonts, text, face, style.size, x, y, spacing=spacing, grey=style.grey)
        x += sum(g.advance for g in glyphs[start : index + 1]) * style.em + spacing * (index + 1 - start)
        start = index + 1
    return ops


def text_runs(
    fonts: Fonts,
    text: str,
    face: Face,
    size: float,
    x: float,
    y: float,
    *,
    spacing: float = 0.0,
    grey: float = 0.0,
) -> list[Op]:
    """A single line on the baseline (x, y), rare characters in the fallback face."""
    ops: list[Op] = []
    for found, part in fonts.runs(text, face):
        ops.append(Text(x, y, part, found, size, spacing, grey))
        x += fonts.width(part, found, size) * MM_PER_POINT + spacing * len(part)
    return ops


def text_width(fonts: Fonts, text: str, face: Face, size: float, spacing: float = 0.0) -> float:
    """Width of a single line in millimetres."""
    return fonts.width(text, face, size) * MM_PER_POINT + spacing * max(len(text) - 1, 0)


def placed(
    fonts: Fonts,
    text: str,
    face: Face,
    size: float,
    x: float,
    y: float,
    *,
    align: str = "left",
    spacing: float = 0.0,
) -> list[Op]:
    """A single line whose left end, middle or right end stands at x."""
    width = text_width(fonts, text, face, size, spacing)
    left = {"left": x, "center": x - width / 2, "right": x - width}[align]
    return text_runs(fonts, text, face, size, left, y, spacing=spacing)


def in_lines(
    fonts: Fonts, text: str, face: Face, size: float, room: float, smallest: float, spacing: float = 0.0
) -> tuple[float, tuple[str, ...]]:
    """A heading as big as it may be: its size, and its lines. On one line down to ``smallest``; what is longer still is
    set at that size on as few lines as hold it, of about one length, so that no name is cut off at the edge.
    """
    size = shrunk(fonts, text, face, size, room, smallest, spacing)
    wide = text_width(fonts, text, face, size, spacing)
    if wide <= room + 0.01:
        return size, (text,)
    style = Style(face=face, size=size, align="left")
    lines = lines_of(text, fonts, style, room)
    count = max(2, len(lines))
    for more in range(8):
        even = lines_of(text, fonts, style, min(wide / count + (more + 0.1) * style.em, room))
        if len(even) <= count:
            lines = even
            break
    return size, tuple("".join(glyph.character for glyph in line.glyphs).strip() for line in lines)


def shrunk(
    fonts: Fonts, text: str, face: Face, size: float, room: float, smallest: float, spacing: float = 0.0
) -> float:
    """The largest size not over ``size`` at which a line fits ``room`` millimetres, at least ``smallest``."""
    width = text_width(fonts, text, face, size, spacing)
    return size if width <= room else max(smallest, size * room / width)
