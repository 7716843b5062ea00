"""Layouts of the papers of a working day."""

from __future__ import annotations

from printing.documents.base import day_words, minute_words
from printing.documents.daily import (
    BlankCount,
    DayCheck,
    DestructionList,
    DueLine,
    DueList,
    PadSheet,
    ShiftHandover,
    ShiftLine,
)
from printing.documents.parcels import ParcelList
from printing.fonts import Fonts
from printing.layouts.parts import ordinal
from printing.layouts.sheet import FLUSH, SMALL, Sheet
from printing.layouts.signing import Signer
from printing.layouts.table import Column
from printing.page import Page
from printing.text import Rich, bold

ONCE = "本表一份，由大厅存档"
URGENT = ("超期", "今天到期", "临期")


def due_list(paper: DueList, fonts: Fonts, proof: bool) -> list[Page]:
    """R01 待办时限清单, soonest first, with a box for the pen where the machine may be dead."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.hall)
    urgent = sum(line.light in URGENT for line in paper.lines)
    sheet.fields(
        [
            ("窗口", f"{e.window}　设备 {e.device}"),
            ("数据时间", f"{minute_words(paper.as_of)}（此后的变化不在本表）"),
            ("范围", ["截止日到 ", bold(day_words(paper.until)), " 为止的时限"]),
            ("合计", [bold(f"{len(paper.lines)} 件"), f"，其中超期、今天到期和临期 {urgent} 件"]),
        ]
    )
    columns = (
        Column("截止", 34, "center"),
        Column("时限", 21, "center"),
        Column("办件、事项和申请人", 61),
        Column("在谁手里、下一步", 38),
        Column("已办", 14, "center"),
    )
    rows = [_due_row(line) for line in sorted(paper.lines, key=lambda line: line.due_on)]
    sheet.table(columns, rows or [["—", "—", "没有待办的时限", "—", ""]])
    if paper.not_listed:
        sheet.paragraph(f"另有 {paper.not_listed} 件时限在此之后，没有列出。", style=FLUSH)
    sheet.paragraph(
        "计算机不能使用时，按本表逐件办理：一次告知用手写告知书（编号取自编号本），办理后在“已办”栏打勾并写明时间，"
        "恢复后补录。",
        style=SMALL,
    )
    sheet.signing([Signer("打印人签名：", paper.signature)], note=ONCE)
    return sheet.finish()


def _due_row(line: DueLine) -> list[Rich]:
    day = line.due_on
    words = f"{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"
    heavy = line.light in URGENT
    when: Rich = [bold(words), "\n", bold(line.light)] if heavy else f"{words}\n{line.light}"
    owner = line.applicant.masked_name
    what = f"{line.case_number}\n{line.item}　{owner}"
    return [when, bold(line.clock) if heavy else line.clock, what, f"{line.owner}\n{line.next_step}", "□"]


def day_check(paper: DayCheck, fonts: Fonts, proof: bool) -> list[Page]:
    """R02 开窗检查单 and R04 闭窗检查单."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.hall)
    sheet.fields(
        [
            ("窗口", f"{e.window}　设备 {e.device}"),
            ("检查时间", minute_words(paper.done_at)),
            ("检查人", paper.checker),
        ]
    )
    columns = (
        Column("序号", 13, "center"),
        Column("项目", 46),
        Column("情况", 52),
        Column("结果", 17, "center"),
        Column("处理", 40),
    )
    rows: list[list[Rich]] = []
    for number, line in enumerate(paper.lines, start=1):
        result: Rich = "正常" if line.right else bold("未查" if line.right is None else "有问题")
        rows.append([str(number), line.name, line.found, result, line.action])
    sheet.table(columns, rows)
    count = paper.open_points
    said = f"共 {len(paper.lines)} 项，{count} 项有问题或者未查，均已写明处理。" if count else ""
    sheet.paragraph(bold(said or f"共 {len(paper.lines)} 项，全部正常。"), style=FLUSH)
    sheet.signing(
        [Signer("检查人签名：", paper.signature), Signer("窗口负责人签名：", paper.head_signature)], note=ONCE
    )
    return sheet.finish()


def _cases_in_hand(sheet: Sheet, paper: ShiftHandover) -> None:
    """Each case by name, most urgent first: a count alone tells nobody whom to call."""
    if not paper.cases:
        return
    sheet.paragraph(bold("在办的办件"), style=FLUSH, keep=True)
    columns = (
        Column("序号", 13, "center"),
        Column("收件号和事项", 75),
        Column("截止", 28, "center"),
        Column("下一步", 38),
        Column("核对", 14, "center"),
    )
    sheet.table(
        columns,
        [
            [str(n), f"{each.number}\n{each.item}", day_words(each.due_on) if each.due_on else "—", each.next_step, "□"]
            for n, each in enumerate(paper.cases, start=1)
        ],
    )
    if paper.more:
        sheet.paragraph(f"另有 {paper.more} 件没有列出，请在计算机的待办与时限里逐件看。", style=FLUSH)


def _passed(line: ShiftLine) -> Rich:
    """Which, and where it is not as the register says, what is done about it."""
    if line.right is True:
        return line.detail or "无"
    return [bold(line.detail or "没有清点"), f"\n处理：{line.action}"]


def shift_handover(paper: ShiftHandover, fonts: Fonts, proof: bool) -> list[Page]:
    """R03 交接班单."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.hall)
    sheet.fields(
        [
            ("窗口", f"{e.window}　设备 {e.device}"),
            ("交接时间", minute_words(paper.at)),
            ("交班人", paper.giver),
            ("接班人", paper.taker),
        ]
    )
    columns = (
        Column("序号", 13, "center"),
        Column("交接内容", 50),
        Column("数量", 17, "center"),
        Column("说明", 68),
        Column("核对", 20, "center"),
    )
    rows: list[list[Rich]] = [
        [str(n), line.what, str(line.count), _passed(line), "□"] for n, line in enumerate(paper.lines, start=1)
    ]
    sheet.table(columns, rows)
    if paper.open_lines:
        said = f"有 {paper.open_lines} 项与登记不符或者没有清点，均已写明处理。"
        sheet.paragraph(bold(said), style=FLUSH)
    _cases_in_hand(sheet, paper)
    if paper.matters:
        sheet.paragraph(bold("交代的事"), style=FLUSH, keep=True)
        for number, matter in enumerate(paper.matters, start=1):
            sheet.paragraph(f"（{ordinal(number)}）{matter}")
    sheet.paragraph("接班人逐项清点后签名；数量不符的，当面写明再签。", style=SMALL, gap=1.0)
    sheet.signing(
        [Signer("交班人签名：", paper.giver_signature), Signer("接班人签名：", paper.taker_signature)],
        note=ONCE,
    )
    return sheet.finish()


def blank_count(paper: BlankCount, fonts: Fonts, proof: bool) -> list[Page]:
    """R05 空白证照盘点单."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.hall)
    sheet.fields(
        [
            ("窗口", f"{e.window}　设备 {e.device}"),
            ("盘点时间", minute_words(paper.counted_at)),
            ("盘点人", paper.counter),
            ("监盘人", paper.witness),
        ]
    )
    columns = (
        Column("证照", 36),
        Column("印制号", 38),
        Column("账面", 15, "center"),
        Column("实盘", 15, "center"),
        Column("差异", 15, "center"),
        Column("作废", 15, "center"),
        Column("说明", 34),
    )
    sheet.table(columns, [_stock_row(paper, n) for n in range(len(paper.lines))])
    if any(line.sums for line in paper.lines):
        _day_sums(sheet, paper)
    wrong = sum(bool(line.difference) for line in paper.lines)
    said = f"{wrong} 种有差异，均已写明原因。" if wrong else "账实相符。"
    sheet.paragraph(bold(f"共盘点 {len(paper.lines)} 种，{said}"), style=FLUSH)
    sheet.signing(
        [Signer("盘点人签名：", paper.signature), Signer("监盘人签名：", paper.witness_signature)], note=ONCE
    )
    return sheet.finish()


def _day_sums(sheet: Sheet, paper: BlankCount) -> None:
    """The day's figures: 期初 + 入 − 用 − 废 − 退 − 销 = 结存, so that whoever signs can add them up."""
    names = [name for name, _ in next(line.sums for line in paper.lines if line.sums)]
    columns = (Column("当日收支", 42), *(Column(name, 18, "center") for name in names))
    sheet.table(
        columns, [[line.kind, *(str(count) for _, count in line.sums)] for line in paper.lines if line.sums]
    )


def destruction_list(paper: DestructionList, fonts: Fonts, proof: bool) -> list[Page]:
    """R07 空白证照销毁清单, every sheet by its number."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.hall)
    sheet.fields(
        [
            ("窗口", f"{e.window}　设备 {e.device}"),
            ("证照", paper.kind),
            ("销毁时间", minute_words(paper.done_at)),
            ("销毁原因", paper.reason),
            ("销毁人", paper.destroyer),
            ("监销人", paper.witness),
        ]
    )
    columns = (
        Column("序号", 14, "center"),
        Column("印制号", 42),
        Column("序号", 14, "center"),
        Column("印制号", 42),
    )
    numbered = [(str(n), serial) for n, serial in enumerate(paper.serials, start=1)]
    pairs = [numbered[n : n + 2] for n in range(0, len(numbered), 2)]
    sheet.table(columns, [[word for one in [*pair, ("", "")][:2] for word in one] for pair in pairs])
    sheet.paragraph(bold(f"共销毁 {len(paper.serials)} 本，两人在场，逐本核对印制号。"), style=FLUSH)
    sheet.signing(
        [Signer("销毁人签名：", paper.signature), Signer("监销人签名：", paper.witness_signature)], note=ONCE
    )
    return sheet.finish()


def parcel_list(paper: ParcelList, fonts: Fonts, proof: bool) -> list[Page]:
    """R08 邮寄交接清单: what the courier takes, parcel by parcel, and where both sign."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.hall)
    sheet.fields(
        [
            ("窗口", f"{e.window}　设备 {e.device}"),
            ("制单时间", minute_words(paper.made_at)),
            ("交寄人", paper.giver),
            ("合计", [bold(f"{len(paper.lines)} 件")]),
        ]
    )
    columns = (
        Column("序号", 12, "center"),
        Column("运单号", 44, "center"),
        Column("收件人", 27),
        Column("收件号", 45),
        Column("内件", 40),
    )
    sheet.table(
        columns,
        [
            [str(n), each.waybill, f"{each.addressee.masked_name}\n{each.phone}", each.case_number, each.inside]
            for n, each in enumerate(paper.lines, start=1)
        ],
    )
    sheet.paragraph(
        "寄递人员逐件核对运单号和封口，封口完好的不拆；有不收的，本单作废，另做一张。签名表示邮件已经交寄，受送达人签收之日"
        "才是送达日。",
        style=SMALL,
    )
    sheet.signing(
        [Signer("交寄人签名：", paper.giver_signature), Signer("寄递人员签名：", paper.taker_signature)],
        note="一式两份，窗口与寄递企业各执一份",
    )
    return sheet.finish()


def _stock_row(paper: BlankCount, index: int) -> list[Rich]:
    line = paper.lines[index]
    difference: Rich = bold(f"{line.difference:+d}") if line.difference else "0"
    serials = f"{line.first}\n至 {line.last}" if line.last else line.first
    counts = [str(line.book), str(line.counted), difference, str(line.spoiled)]
    return [line.kind, serials, *counts, line.note or "无"]


def pad_sheet(paper: PadSheet, fonts: Fonts, proof: bool) -> list[Page]:
    """R06 手写收件登记页: what D01 says, with room for the pen."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.hall)
    line = "＿" * 24
    names = ("申请人", "证件号码", "代理人", "联系电话", "办理事项")
    # Year and day by hand: printed one evening, it may be filled after midnight and in another year.
    when = ("收到时间", "＿＿＿＿年＿＿月＿＿日＿＿时＿＿分")
    sheet.fields([("窗口", f"{e.window}　设备 {e.device}"), when, *((name, line) for name in names)])
    columns = (
        Column("序号", 13, "center"),
        Column("收到的材料", 85),
        Column("原件", 20, "center"),
        Column("复印件", 20, "center"),
        Column("备注", 30),
    )
    sheet.table(columns, [[str(n), "", "", "", ""] for n in range(1, paper.rows + 1)])
    sheet.paragraph(
        "本页是收件凭证，自写明的收到时间起计算期限，不是受理决定。材料如有问题，自收到之日起五个工作日内一次告知您全部内容。"
        "大厅恢复后按本页编号补录，并告知办件编号。"
    )
    sheet.paragraph("写错的页不要撕掉：划去，写明原因，仍按编号归档。", style=SMALL)
    sheet.signing(
        [Signer("申请人（代理人）签名：", None), Signer("收件人签名：", None)],
        note="一式两份，申请人和存档各执一份（存档联凭此补录）",
    )
    return sheet.finish()
