"""The sheet of all our papers, A4 or A5: head in the manner of GB/T 9704—2012, body, closing with the place of the
seal, footer with codes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.values import dataclass, field, replace
from printing.documents.base import SEAL_WORDS, Envelope, Paper, SealKind, Signature
from printing.fonts import Face, Fonts
from printing.layouts.flow import Row, paginate, tied
from printing.layouts.foot import Foot
from printing.layouts.signing import Signer, sign_block, sign_row
from printing.layouts.sizes import A4, LEAST_ON_SHEET, SIZES, SheetSize
from printing.layouts.table import Column, table_rows
from printing.page import MM_PER_POINT, Circle, Line, Op, Page, Rect, Text
from printing.text import (
    Rich,
    Style,
    bold,
    in_lines,
    lines_of,
    placed,
    set_line,
    spans,
    text_runs,
    text_width,
)

LEFT, RIGHT, ROOM, FOOT = A4.left, A4.right, A4.room, A4.foot
"""Of the A4 sheet, for papers that are set on it alone."""
SEAL_RADIUS = 21.0

BODY = Style(size=12.0, leading=7.4, indent=2.0)
FLUSH = replace(BODY, indent=0.0)
TIGHT = replace(BODY, size=11.0, leading=6.4)
"""For a paper that would else carry nothing but its seal to a second page (GB/T 9704 7.3.5)."""
SMALL = Style(size=10.5, leading=6.0, align="left")
LEGEND = Style(size=9.5, leading=5.4, align="left")


def on_fewest(pages_in: Callable[[Style], list[Page]]) -> list[Page]:
    """The pages of a paper in the ordinary style, or in the tight one where that needs fewer."""
    pages = pages_in(BODY)
    if len(pages) == 1:
        return pages
    tight = pages_in(TIGHT)
    return tight if len(tight) < len(pages) else pages


@dataclass
class Sheet:
    """Collects the rows of one paper, then sets the pages."""

    fonts: Fonts
    paper: Paper
    title: str
    proof: bool = False
    rows: list[Row] = field(default_factory=list)
    body: Style = BODY

    @property
    def envelope(self) -> Envelope:
        """The common part of the paper."""
        return self.paper.envelope

    @property
    def size(self) -> SheetSize:
        """The sheet it is set on."""
        return SIZES[self.envelope.sheet]

    @property
    def flush(self) -> Style:
        """The style of its paragraphs without the indent."""
        return replace(self.body, indent=0.0)

    def head(self, issuer: str, subtitle: str = "") -> None:
        """Issuer, name of the paper, number at the right above a rule."""
        at, fonts, middle = self.size, self.fonts, self.size.width / 2
        ops: list[Op] = []
        down = 0.0
        gap = 2.4 if len(self.title) <= 8 else 1.2
        for words, most, least, between, y in ((issuer, 21, 13, 0.3, 9.2), (self.title, 27, 16, gap, 21.2)):
            face, room = Face.SERIF_BOLD, at.room
            size, lines = in_lines(fonts, words, face, most * at.share, room, least * at.share, between)
            for number, line in enumerate(lines):
                down += 1.35 * size * MM_PER_POINT if number else 0.0
                ops += placed(fonts, line, face, size, middle, y + down, align="center", spacing=between)
        y = 29.2 + down
        if subtitle:
            ops += placed(fonts, f"（{subtitle}）", Face.SERIF, 11.5, middle, 28.6 + down, align="center")
            y = 36.6 + down
        ops += placed(fonts, self.envelope.number, Face.SERIF, 12, at.right, y, align="right")
        ops.append(Line(at.left, y + 3.4, at.right, y + 3.4, 0.55))
        self.rows.append(Row(y + 6.4, tuple(ops), keep=True))

    def paragraph(
        self, *parts: Rich, style: Style | None = None, gap: float = 0.0, keep: bool = False
    ) -> None:
        """A paragraph, first line indented by two characters; ``keep`` ties it to what follows."""
        style = self.size.fit(style or self.body)
        rich = [span for part in parts for span in spans(part)]
        rows = [
            Row(style.leading, tuple(set_line(line, self.fonts, *self._place(style, n))))
            for n, line in enumerate(lines_of(rich, self.fonts, style, self.size.room))
        ]
        if rows:
            rows[0] = replace(rows[0], gap=gap)
        self.rows += tied(rows, last=keep)

    def _place(self, style: Style, line: int) -> tuple[Style, float, float, float]:
        indent = style.indent * style.em if line == 0 else 0.0
        return style, self.size.left + indent, 0.0, self.size.room - indent

    def addressee(self, name: str, identity: str = "") -> None:
        """Who is spoken to, flush left, closed by a colon."""
        tail = f"（{identity}）：" if identity else "："
        self.paragraph(bold(name), tail, style=self.flush, keep=True)

    def table(self, columns: Sequence[Column], cells: Sequence[Sequence[Rich]], least: float = 0.0) -> None:
        """A ruled table over the whole width."""
        self.rows += table_rows(self.fonts, columns, cells, self.size.left, self.size.room, least)
        self.rows.append(Row(2.5))

    def fields(self, pairs: Sequence[tuple[str, Rich]], label: float = 30.0) -> None:
        """Lines of label and value, without rules."""
        style, left, room = self.size.fit(replace(self.flush, align="left")), self.size.left, self.size.room - label
        for name, value in pairs:
            lines = lines_of(value, self.fonts, style, room) or lines_of(" ", self.fonts, style, room)
            ops: list[Op] = text_runs(self.fonts, name, Face.SERIF_BOLD, style.size, left, style.baseline)
            for number, line in enumerate(lines):
                y = number * style.leading
                ops += set_line(line, self.fonts, style, left + label, y, room)
            self.rows.append(Row(style.leading * max(len(lines), 1), tuple(ops)))

    def closing(self, sign: str, signature: Signature | None, organ: str = "", note: str = "") -> None:
        """Receipt line at the left, organ, date and the place of the seal at the right; never alone on a page."""
        if organ and self.paper.envelope.remark:
            self.paragraph(f"备注：{self.paper.envelope.remark}", style=LEGEND, keep=True)
        self.bind_last_lines()
        at = self.size
        ops = sign_block(self.fonts, Signer(sign, signature), at.left, at.sign) if sign else []
        ops += self._sealing(organ, self.paper.SEAL)
        if words := note or copies_words(self.paper.COPIES):
            ops += text_runs(self.fonts, words, Face.SERIF, 10, at.left, 33.2)
        tall = 2 * SEAL_RADIUS + 0.6 if organ and self.paper.SEAL != "none" else 34.5
        self.rows.append(Row(tall, tuple(ops), gap=3.0))

    def signing(self, signers: Sequence[Signer], note: str = "") -> None:
        """Two or three people sign side by side, ``note`` below them; never alone on a page."""
        self.bind_last_lines()
        row = sign_row(self.fonts, signers, self.size.left, self.size.room)
        if words := note or copies_words(self.paper.COPIES):
            ops = text_runs(self.fonts, words, Face.SERIF, 10, self.size.left, 33.2)
            row = replace(row, height=35.0, ops=(*row.ops, *ops))
        self.rows.append(row)

    def bind_last_lines(self) -> None:
        """A page with the seal carries text too (GB/T 9704—2012 7.3.5), so nobody can put another text before
        it.
        """
        for index in range(max(len(self.rows) - 2, 0), len(self.rows)):
            self.rows[index] = replace(self.rows[index], keep=True)

    def _sealing(self, organ: str, seal: SealKind) -> list[Op]:
        if not organ:
            return []
        size, lines = in_lines(self.fonts, organ, Face.SERIF, 12, self.size.organ, 9)
        if len(lines) > 1:
            # Over the seal and no wider, clear of who signs at the left.
            size, lines = in_lines(self.fonts, organ, Face.SERIF, 10, min(self.size.organ, 54.0), 9)
        wide = max(text_width(self.fonts, line, Face.SERIF, size) for line in lines)
        middle = min(self.size.right - 27.0, self.size.right - wide / 2)
        ops: list[Op] = []
        for number, line in enumerate(reversed(lines)):
            ops += placed(self.fonts, line, Face.SERIF, size, middle, 19.2 - 4.4 * number, align="center")
        day = self.envelope.issued_on
        ops += placed(
            self.fonts, f"{day.year}年{day.month}月{day.day}日", Face.SERIF, 12, middle, 26.8, align="center"
        )
        if seal != "none" and self.envelope.wet_seal:
            ops.append(Circle(middle, SEAL_RADIUS + 0.3, SEAL_RADIUS, 0.2, (1.0, 0.8), 0.35))
            ops += placed(
                self.fonts, f"（加盖{SEAL_WORDS[seal]}处）", Face.SANS, 9, middle, 32.6, align="center"
            )
        return ops

    def finish(self) -> list[Page]:
        """The pages, each with its footer, marks and watermark."""
        at = self.size
        bodies = paginate(self.rows, (at.top, at.bottom), (at.top_next, at.bottom))
        foot = Foot(self.fonts, self.envelope, self.paper.PUBLIC)
        pages = []
        for number, body in enumerate(bodies, start=1):
            ops = [*watermark(self.fonts, self.envelope, self.proof, at.width, at.height), *body]
            if number > 1:
                ops += self._running_head()
            ops += reprint_mark(self.fonts, self.envelope)
            ops += foot.ops(number, len(bodies))
            pages.append(Page(at.width, at.height, tuple(ops)))
        return pages

    def _running_head(self) -> list[Op]:
        at, y = self.size, self.size.top_next - 6.5
        words = f"{self.envelope.number}（续）"
        room = at.room - text_width(self.fonts, words, Face.SERIF, 10.5) - 4.0
        size, lines = in_lines(self.fonts, self.title, Face.SERIF, 10.5, room, LEAST_ON_SHEET)
        ops: list[Op] = []
        for number, line in enumerate(reversed(lines)):
            ops += text_runs(self.fonts, line, Face.SERIF, size, at.left, y - 3.4 * number)
        ops += placed(self.fonts, words, Face.SERIF, 10.5, at.right, y, align="right")
        return [*ops, Line(at.left, y + 2.1, at.right, y + 2.1, 0.25)]


def copies_words(copies: int) -> str:
    """Who keeps which copy; nothing for a paper made once."""
    if copies < 2:
        return ""
    kept = "申请人与存档各执一份" if copies == 2 else "申请人一份，其余存档"
    return f"一式{'零一两三四五'[copies]}份，{kept}"


REHEARSED = "演练"
"""What stands across whatever is printed in a rehearsal."""


def watermark(
    fonts: Fonts, envelope: Envelope, proof: bool, width: float = A4.width, height: float = A4.height
) -> list[Op]:
    """演练 on every rehearsal paper, 样张 on a preview: large, light, across the page, under the text."""
    words = REHEARSED if envelope.rehearsal else "样张" if proof else ""
    return across(words, width, height) if words else []


def across(words: str, width: float, height: float) -> list[Op]:
    """A word over a whole sheet, large and light; it belongs under everything else."""
    size = min(width, height) * 0.42 / MM_PER_POINT / len(words) * 1.6
    em = size * MM_PER_POINT
    # The middle of the turned words stands in the middle of the sheet.
    along, up = len(words) * em / 2 * 0.7071, 0.38 * em * 0.7071
    x, y = width / 2 - along + up, height / 2 + along + up
    return [Text(x, y, words, Face.SANS_BOLD, size, grey=0.88, angle=45.0)]


def reprint_mark(fonts: Fonts, envelope: Envelope) -> list[Op]:
    """A framed 补打 at the top left, so that a reprint never passes for a first print."""
    if envelope.printing < 2:
        return []
    words = f"补打 第{envelope.printing}次"
    wide, left = text_width(fonts, words, Face.SANS_BOLD, 13) + 6, SIZES[envelope.sheet].left
    ops: list[Op] = [
        Rect(left, 7.0, wide, 8.4, line=0.6),
        Rect(left + 0.9, 7.9, wide - 1.8, 6.6, line=0.2),
    ]
    ops += text_runs(fonts, words, Face.SANS_BOLD, 13, left + 3, 12.9)
    return ops + text_runs(fonts, f"原因：{envelope.reprint_reason}", Face.SANS, 9, left + wide + 3, 12.5)
