"""Lint of a catalogue.

Where names and bases leave the handbook's patterns (S2 3.3.4, 3.3.5, 4), as warnings only.

Published catalogues of the field break these rules themselves, so nothing here ever keeps an item or a
guide out.
"""

from __future__ import annotations

import re

from app.domain.catalogue import ImportReport
from app.domain.guide import Period, ServiceGuide, ServiceItem, Unit
from app.domain.guide_file import Flag

LONGEST_NAME = 120
# Order of instruments before their names, and what must stand in the brackets behind them.
RANKS = ("法律", "行政法规", "地方性法规", "规章", "规范性文件", "标准规范")
_TAILS = {
    "法律": "主席令",
    "行政法规": "国务院令",
    "地方性法规": "通过",
    "规章": "令",
    "规范性文件": "号",
}
_RANK = re.compile(
    r"(?:^|[\n\r；;。]\s*|[【\[])(" + "|".join(RANKS) + r")[】\]]?[：:]?\s*(?=《)", re.MULTILINE
)
_NAME_PATTERNS = {
    "行政征收": (re.compile(r"的征收$"), "应以“的征收”结尾"),
    "行政给付": (re.compile(r"(给付|支付)$"), "应以“的给付”或者“的支付”结尾"),
    "行政确认": (re.compile(r"^对.+的.+$"), "应为“对……的确认（登记、认定、鉴定等）”"),
}
# The lowest instrument that may found an item of the kind: 许可 a law or regulation, 征收 a rule, others a document.
_FLOOR = {"行政许可": 2, "行政处罚": 3, "行政强制": 2, "行政征收": 3}
_CATCH_ALL = re.compile(r"其他(有关|相关|需要)?.{0,8}材料|等(有关|相关)?材料|法律法规规定的其他")


def lint_report(report: ImportReport) -> tuple[Flag, ...]:
    """Lint every item of an import; the row is the item's place in the report, from 1."""
    return tuple(
        Flag(row, flag.code, flag.text)
        for row, item in enumerate(report.items, start=1)
        for flag in (*lint_name(item), *lint_basis(item.kind, report.basis.get(item.code, "")))
    )


def lint_name(item: ServiceItem) -> tuple[Flag, ...]:
    """Name patterns per kind (A10): ZC-LINT-01 length, 02 punctuation at the end, 03 pattern of the kind."""
    found: list[Flag] = []
    if len(item.name) > LONGEST_NAME:
        found.append(Flag(0, "ZC-LINT-01", f"事项名称有{len(item.name)}个字，一般不超过{LONGEST_NAME}个字。"))
    if item.name and item.name[-1] in "。，、；：,.;:":
        found.append(Flag(0, "ZC-LINT-02", f"事项名称末尾有标点：{item.name[-12:]}"))
    pattern, words = _NAME_PATTERNS.get(item.kind, (None, ""))
    if pattern is not None and not pattern.search(item.name):
        found.append(Flag(0, "ZC-LINT-03", f"{item.kind}名称{words}：{item.name}"))
    return tuple(found)


def lint_basis(kind: str, basis: str) -> tuple[Flag, ...]:
    """Basis (设定依据) rules (A11).

    ZC-LINT-10 none, 11 no rank before a name, 12 ranks not from high to low, 13 quotation shortened by
    dots, 14 citation without its number, 15 the highest instrument is too low for the kind.
    """
    if not basis:
        return (Flag(0, "ZC-LINT-10", "没有写设定依据。"),)
    found: list[Flag] = []
    matches = list(_RANK.finditer(basis))
    ranks = [RANKS.index(match[1]) for match in matches]
    if not ranks:
        found.append(Flag(0, "ZC-LINT-11", f"依据名称前没有写层级（{'、'.join(RANKS)}）。"))
    elif ranks != sorted(ranks):
        order = " > ".join(RANKS[rank] for rank in ranks)
        found.append(Flag(0, "ZC-LINT-12", f"依据没有按层级从高到低排列：{order}。"))
    if re.search(r"…|\.{3,}", basis):
        found.append(Flag(0, "ZC-LINT-13", "依据条款用省略号代替了原文。"))
    found.extend(_citations(basis, matches))
    floor = _FLOOR.get(kind)
    if ranks and floor is not None and min(ranks) > floor:
        found.append(
            Flag(0, "ZC-LINT-15", f"{kind}的依据至少应为{RANKS[floor]}，现在最高只到{RANKS[min(ranks)]}。")
        )
    return tuple(found)


def _citations(basis: str, matches: list[re.Match[str]]) -> list[Flag]:
    found = []
    ends = [match.start() for match in matches[1:]] + [len(basis)]
    for match, end in zip(matches, ends, strict=False):
        tail = _TAILS.get(match[1], "")
        text = basis[match.end() : end]
        if tail and tail not in text:
            name = text[: text.find("》") + 1] or text[:20]
            found.append(Flag(0, "ZC-LINT-14", f"{match[1]}{name}没有写文号或者通过日期。"))
    return found


def lint_guide(guide: ServiceGuide) -> tuple[Flag, ...]:
    """Rules of a guide.

    ZC-LINT-20 promise longer than the law's limit, 21 catch-all material (element 7), 22 a proof that a
    commitment may replace without its entry in the proof list (S0 12), 24 a 许可 that takes longer than
    行政许可法 42 allows by itself.
    """
    found: list[Flag] = []
    legal, promised = guide.legal, guide.promised
    if legal and promised and legal.unit is promised.unit and promised.days > legal.days:
        found.append(Flag(0, "ZC-LINT-20", f"承诺时限{promised.words()}长于法定时限{legal.words()}。"))
    for line in guide.materials:
        if _CATCH_ALL.search(line.name):
            found.append(Flag(0, "ZC-LINT-21", f"材料{line.number}是兜底条款：{line.name}"))
        if line.committable and not line.proof_code:
            found.append(Flag(0, "ZC-LINT-22", f"材料{line.number}可以告知承诺，但没有证明事项清单编号。"))
    if guide.item.is_licence and legal and legal.unit is Unit.WORKDAY and legal.days > _LICENCE_LIMIT.days:
        found.append(Flag(0, "ZC-LINT-24", f"法定时限{legal.words()}超过二十个工作日，请写明依据。"))
    return tuple(found)


_LICENCE_LIMIT = Period(20)
