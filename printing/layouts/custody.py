"""Layout of D12b 物料交接单: every bag with a bar code that the receiving desk can scan from the paper."""

from __future__ import annotations

from printing.codes import barcode_boxes, barcode_text
from printing.documents.base import minute_words
from printing.documents.custody import Bundle, HandoverList
from printing.fonts import Face, Fonts
from printing.layouts.flow import Row
from printing.layouts.sheet import LEFT, RIGHT, ROOM, SMALL, Sheet
from printing.layouts.signing import Signer
from printing.page import Line, Modules, Op, Page, Rect
from printing.text import Rich, Style, bold, lines_of, placed, set_line, text_runs

TALL, HEAD = 19.0, 8.5
# Left edges of bar code, case, contents, seal number.
EDGES = (0.0, 62.0, 124.0, 145.0, ROOM)
TITLES = ("材料袋", "办件", "件数", "封签号")
TEXT = Style(size=10.5, leading=5.2, align="left")


def handover_list(paper: HandoverList, fonts: Fonts, proof: bool) -> list[Page]:
    """D12b 物料交接单."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    sheet.head(paper.envelope.hall)
    pairs: list[tuple[str, Rich]] = [
        ("移出", f"{paper.source}　{paper.giver}"),
        ("移入", f"{paper.target}　{paper.taker}" if paper.taker else paper.target),
        ("交接时间", minute_words(paper.handed_at)),
        ("事由", paper.purpose),
    ]
    if paper.courier or paper.waybill:
        pairs.append(("寄递", f"{paper.courier}　邮件号 {paper.waybill}"))
    sheet.fields(pairs)
    head = _head(fonts)
    sheet.rows.append(Row(2.5))
    sheet.rows.append(head)
    sheet.rows += [_bundle(fonts, bundle, head) for bundle in paper.bundles]
    sheet.rows.append(Row(2.5))
    copies = f"、复印件 {paper.copies_inside} 件" if paper.copies_inside else ""
    sheet.paragraph(bold(f"共 {len(paper.bundles)} 袋，原件 {paper.originals} 件{copies}。"), keep=True)
    sheet.paragraph("移交人和接收人当面核对袋数、件数和封签，封签完好的不拆袋；不符的在备注中写明。")
    sheet.paragraph(f"备注：{paper.remark or '无'}", style=SMALL)
    sheet.signing(
        [Signer("移交人签名：", paper.giver_signature), Signer("接收人签名：", paper.taker_signature)],
        note="一式两份，移交人与接收人各执一份",
    )
    return sheet.finish()


def _head(fonts: Fonts) -> Row:
    ops: list[Op] = [Rect(LEFT, 0, ROOM, HEAD, fill=0.95, line=0.25)]
    for title, left, right in zip(TITLES, EDGES[:-1], EDGES[1:], strict=True):
        middle = LEFT + (left + right) / 2
        ops += placed(fonts, title, Face.SERIF_BOLD, 10.5, middle, 5.8, align="center")
    return Row(HEAD, (*ops, *_verticals(HEAD)), keep=True)


def _verticals(tall: float) -> list[Op]:
    return [Line(LEFT + x, 0, LEFT + x, tall, 0.25) for x in EDGES]


def _bundle(fonts: Fonts, bundle: Bundle, head: Row) -> Row:
    ops: list[Op] = [*_verticals(TALL), Line(LEFT, TALL, RIGHT, TALL, 0.25)]
    # A bundle without a label of its own goes by the number of the receipt, which no bar code can hold.
    bars = bundle.code if bundle.code.isascii() else barcode_text(bundle.code)
    boxes, modules = barcode_boxes(bars)
    pitch = min(50.0 / modules, 0.33)
    left = LEFT + (EDGES[1] - modules * pitch) / 2
    ops.append(Modules(left, 2.5, pitch, boxes, bars, pitch_y=9.0))
    middle = LEFT + EDGES[1] / 2
    ops += placed(fonts, bundle.code, Face.SANS, 9, middle, 16.2, align="center")
    owner = bundle.owner.masked_name if bundle.owner else ""
    words = f"{bundle.case_number}\n{bundle.item}" + (f"　{owner}" if owner else "")
    room = EDGES[2] - EDGES[1] - 4
    for number, line in enumerate(lines_of(words, fonts, TEXT, room)[:3]):
        ops += set_line(line, fonts, TEXT, LEFT + EDGES[1] + 2, 1.5 + number * TEXT.leading, room)
    middle = LEFT + (EDGES[2] + EDGES[3]) / 2
    counts = [f"原件{bundle.originals}", f"复印{bundle.copies}"]
    for number, count in enumerate(counts):
        ops += placed(fonts, count, Face.SERIF, 10.5, middle, 7.8 + number * 6.0, align="center")
    return Row(
        TALL,
        (*ops, *text_runs(fonts, bundle.seal_number or "—", Face.SERIF, 10.5, LEFT + EDGES[3] + 2, 10.8)),
        head=head,
    )
