"""Turns of phrase that several papers share."""

from __future__ import annotations

from printing.documents.base import Party
from printing.documents.intake import HandedIn, Receipt
from printing.documents.service import ResultPaper
from printing.layouts.table import Column
from printing.text import Rich, Span, bold

MATERIAL_COLUMNS = (
    Column("序号", 13, "center"),
    Column("申请材料", 82),
    Column("形式×份数", 36, "center"),
    Column("处置", 37),
)
BACK = "退还"
"""The custody of what goes back with the paper that lists it: the sentence around it says so already."""
BESIDE = "同时拿到一次性告知书或者受理通知书的，日期以那一份为准。"
"""On a receipt, behind the day by which somebody is told: what came with it tells already, and of another day."""
SIGN = "申请人（代理人）签收："
UNTOLD = "本机关未在法定期限内一次告知需要补正的全部内容，自收到申请材料之日起即为受理。"
"""视为受理 (许可法 32(1)(4)), on whichever paper tells the acceptance."""


def item_words(item: str, situation: str) -> str:
    """护士执业注册（首次注册）."""
    return f"{item}（{situation}）" if situation else item


def you(party: Party) -> str:
    """How the addressee is spoken to."""
    return "你单位" if party.company else "你"


def me(party: Party) -> str:
    """How the applicant speaks of itself."""
    return "本单位" if party.company else "本人"


def person_words(party: Party) -> list[str | Span]:
    """Name in bold with the masked number."""
    return [bold(party.name), f"（{party.masked}）" if party.masked else ""]


def material_cells(materials: tuple[HandedIn, ...]) -> list[list[Rich]]:
    """Rows of the list of materials."""
    rows: list[list[Rich]] = []
    for number, line in enumerate(materials, start=1):
        pages = f"（{line.pages}页）" if line.pages else ""
        rows.append([str(number), line.name, f"{line.form_words}{pages}", line.custody])
    return rows


def material_list(materials: tuple[HandedIn, ...]) -> str:
    """The materials in one sentence: 甲（原件×1）、乙（复印件×1）."""
    return "、".join(f"{line.name}（{_came(line)}）" for line in materials)


def _came(line: HandedIn) -> str:
    """How it came; what was not handed in says whence it is, copies whether anybody compared them."""
    told = line.custody not in ("", BACK) and (line.form in ("免提交", "复印件") or line.stays is not None)
    return f"{line.form_words}，{line.custody}" if told else line.form_words


def result_cells(papers: tuple[ResultPaper, ...]) -> list[list[Rich]]:
    """Rows of the list of results."""
    return [[str(n), paper.name, paper.number, str(paper.copies)] for n, paper in enumerate(papers, start=1)]


RESULT_COLUMNS = (
    Column("序号", 13, "center"),
    Column("名称", 66),
    Column("文号（编号）", 72),
    Column("份数", 17, "center"),
)


def counts_from(paper: Receipt) -> str:
    """Which of two times counts; the day within 办件编号 is explained where it is not that of 收件."""
    ours = paper.entered_at is not None and paper.entered_at.date() != paper.received_at.date()
    day = f"{paper.entered_at:%Y%m%d}" if ours else ""
    if day and day in paper.envelope.case_number.replace("-", "")[-12:]:
        return "办件编号里是这一天，期限从收件时间起算"
    return "期限从收件时间起算，不从登记时间起算"
