"""Lint of a catalogue.

Where names and bases leave the handbook's patterns (S2 3.3.4, 3.3.5, 4), as warnings only.

Published catalogues of the field break these rules themselves, so nothing here ever keeps an item or a
guide out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.domain.catalogue import ImportReport
from app.domain.codes import decode_item
from app.domain.elements import missing_by_handbook, missing_by_law, unusual_values
from app.domain.flags import Flag
from app.domain.guide import Period, ServiceGuide, ServiceItem, Unit
from app.domain.guide_layers import base_codes
from app.domain.numerals import NUMERAL, chinese_number
from app.domain.proofs import ProofList, block_off_list
from app.values import replace

LONGEST_NAME = 120
ORDER_BASIS = "先后顺序依据"
"""Element of a 一件事 that names the law by which one of its items waits for another."""
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
_FLOOR = {
    "行政许可": 2, "行政处罚": 3, "行政强制": 2, "行政征收": 3, "行政确认": 4, "行政给付": 4, "公共服务": 4,
    "公共服务事项": 4,
}  # fmt: skip
_ARTICLE = re.compile(rf"(?:^|[》）)、，,\n])\s*第({NUMERAL})条")
_LEVEL = re.compile(r"^(国家|省|市|县|乡|村)[级直本]")
_CATCH_ALL = re.compile(r"其他(有关|相关|需要)?.{0,8}材料|等(有关|相关)?材料|法律法规规定的其他")


def lint_report(report: ImportReport) -> tuple[Flag, ...]:
    """Lint every item of an import; the row is that of the file."""
    single = (
        Flag(report.rows.get(item.code, 0), flag.code, flag.text)
        for item in report.items
        for flag in (*lint_name(item), *_basis_flags(item, report))
    )
    return (*single, *lint_together(report))


def _basis_flags(item: ServiceItem, report: ImportReport) -> tuple[Flag, ...]:
    """Nothing is said of a basis that is secret and therefore not here."""
    return () if item.hidden_basis else lint_basis(item.kind, report.basis.get(item.code, ""))


def lint_together(report: ImportReport, known: Iterable[ServiceItem] = ()) -> tuple[Flag, ...]:
    """What only shows between items: ZC-LINT-30 五统一 broken (52号一), 31 one item in two departments of an area.

    ``known`` are items imported earlier: other levels of the same item are often in other files.
    """
    own = {item.code for item in report.items}
    earlier = [item for item in known if item.code not in own]
    flags = (*_not_uniform(report, earlier), *_doubled(report))
    return tuple(sorted(flags, key=lambda flag: flag.row))


def _not_uniform(report: ImportReport, earlier: list[ServiceItem]) -> Iterator[Flag]:
    """Items under one 基本编码 differ in name, kind or basis; items of one name and kind differ in 基本编码."""
    first: dict[str, ServiceItem] = {}
    bases: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for item in (*earlier, *report.items):
        codes = base_codes(item.code)
        if not codes:
            continue
        row = report.rows.get(item.code, 0)
        model = next((first[code] for code in codes if code in first), None)
        if model is None:
            for code in codes:
                first[code] = item
        elif row:
            differing = _differences(model, item, report)
            if differing:
                yield Flag(
                    row, "ZC-LINT-30", f"基本编码{codes[0]}在{model.code}下不同：{'；'.join(differing)}。"
                )
        known = bases.setdefault((item.name, item.sub_name, item.kind), codes)
        if row and known[-1] != codes[-1]:
            text = f"“{item.full_name}”的基本编码不统一：{codes[0]}，别处是{known[0]}。"
            yield Flag(row, "ZC-LINT-30", text)


def _differences(model: ServiceItem, item: ServiceItem, report: ImportReport) -> list[str]:
    bases = [_squeezed(report.basis.get(each.code, "")) for each in (model, item)]
    found = []
    if model.name != item.name:
        found.append(f"名称“{model.name}”与“{item.name}”")
    if model.kind != item.kind:
        found.append(f"类型“{model.kind}”与“{item.kind}”")
    if all(bases) and bases[0] != bases[1]:
        found.append("设定依据")
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _doubled(report: ImportReport) -> Iterator[Flag]:
    seen: dict[tuple[str, str], ServiceItem] = {}
    for item in report.items:
        codes = base_codes(item.code)
        key = (_area(item), f"{codes[-1]}{item.sub_name}" if codes else item.full_name)
        other = seen.setdefault(key, item)
        if other.department != item.department:
            text = (
                f"“{item.full_name}”在同一区域的两个部门重复：{other.department}"
                f"（第{report.rows.get(other.code, 0)}行）、{item.department}。"
            )
            yield Flag(report.rows.get(item.code, 0), "ZC-LINT-31", text)


def _area(item: ServiceItem) -> str:
    """The area an item belongs to: from its code, else the level its department names (one sheet is one area)."""
    parts = decode_item(item.code)
    if parts is not None and parts.division:
        return parts.division[:6]
    if parts is not None and parts.organisation:
        return parts.organisation[2:8] + parts.level
    level = _LEVEL.match(item.department)
    return level[1] if level else ""


def lint_same_materials(guides: Iterable[ServiceGuide]) -> tuple[Flag, ...]:
    """Guides under one 基本编码 that ask for different materials (五统一, ZC-LINT-30); the row counts guides from 1."""
    found = []
    first: dict[tuple[str, str], ServiceGuide] = {}
    for row, guide in enumerate(guides, start=1):
        for code in base_codes(guide.item.code)[:1]:
            model = first.setdefault((code, guide.item.sub_name), guide)
            ours, theirs = ({_squeezed(line.name) for line in each.materials} for each in (guide, model))
            if ours != theirs:
                names = "、".join(sorted(ours ^ theirs))
                text = f"基本编码{code}的申请材料与{model.item.code}不统一：{names}。"
                found.append(Flag(row, "ZC-LINT-30", text))
    return tuple(found)


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
    dots, 14 citation without its number, 15 the highest instrument is too low for the kind, 16 articles of one
    instrument not in their order.
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
    found.extend(_article_order(basis, matches))
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


def _article_order(basis: str, matches: list[re.Match[str]]) -> list[Flag]:
    """Articles are cited in their order, instrument by instrument."""
    starts = [match.end() for match in matches] or [0]
    ends = [match.start() for match in matches[1:]] + [len(basis)]
    found = []
    for start, end in zip(starts, ends, strict=False):
        cited = _ARTICLE.findall(basis[start:end])
        numbers = [chinese_number(each) for each in cited]
        if numbers != sorted(numbers):
            order = "、".join(f"第{each}条" for each in cited)
            found.append(Flag(0, "ZC-LINT-16", f"同一文件的条文没有按序号排列：{order}。"))
    return found


def lint_guide(guide: ServiceGuide, proofs: ProofList | None = None) -> tuple[Flag, ...]:
    """Rules of a guide.

    ZC-LINT-20 promise longer than the law's limit, 21 catch-all material (element 7), 22 a proof that a
    commitment may replace without its entry in the proof list (S0 12), 23 a proof off the list, 24 a 许可 that takes
    longer than 行政许可法 42 allows by itself, 25 what S0 8 wants is missing, 26 other elements are, 27 materials
    without basis, 28 promise and limit in different units, 29 values the handbook does not name, 32 an
    intermediary service without its law, 33 items of a 一件事 that wait for each other without one.
    """
    found = [*_limits(guide), *block_off_list(guide, proofs)[1]]
    for line in guide.materials:
        if is_catch_all(line.name):
            found.append(Flag(0, "ZC-LINT-21", f"材料{line.number}是兜底条款：{line.name}"))
        if line.committable and not line.proof_code:
            found.append(Flag(0, "ZC-LINT-22", f"材料{line.number}可以告知承诺，但没有证明事项清单编号。"))
    found += [*_intermediaries(guide), *_preconditions(guide)]
    groundless = "、".join(str(line.number) for line in guide.materials if "《" not in line.basis)
    lists = (
        ("ZC-LINT-25", "办事指南缺少：", "、".join(missing_by_law(guide))),
        ("ZC-LINT-26", "办事指南要素没有填写：", "、".join(missing_by_handbook(guide))),
        ("ZC-LINT-27", "没有写设定依据的材料：", groundless),
        (
            "ZC-LINT-29",
            "手册中没有的取值：",
            "、".join(f"{name}“{value}”" for name, value in unusual_values(guide)),
        ),
    )
    found.extend(Flag(0, code, f"{words}{names}。") for code, words, names in lists if names)
    return tuple(found)


def lint_guides(guides: Iterable[ServiceGuide], proofs: ProofList | None = None) -> tuple[Flag, ...]:
    """Every guide of a file on its own (row from 1), then what differs between them."""
    whole = tuple(guides)
    single = (
        replace(flag, row=row)
        for row, guide in enumerate(whole, start=1)
        for flag in lint_guide(guide, proofs)
    )
    return (*single, *lint_same_materials(whole))


def _intermediaries(guide: ServiceGuide) -> list[Flag]:
    """中介服务 that no law names may not be a precondition (规范2 一, S4 27)."""
    said = dict(guide.elements).get("中介服务", "").strip()
    if said in ("", "无") or "《" in said:
        return []
    return [Flag(0, "ZC-LINT-32", f"中介服务“{said}”没有写明法律依据，不得作为受理条件。")]


def _preconditions(guide: ServiceGuide) -> list[Flag]:
    """Items handled together start together, unless a law makes one the condition of the other (规范2 一)."""
    if not guide.serial or "《" in dict(guide.elements).get(ORDER_BASIS, ""):
        return []
    names = {branch.code: branch.name for branch in guide.branches}
    pairs = "；".join(f"{names.get(code, code)}等{names.get(before, before)}" for code, before in guide.serial)
    return [Flag(0, "ZC-LINT-33", f"联办事项互为前置而没有写明法律依据（要素“{ORDER_BASIS}”）：{pairs}。")]


def is_catch_all(name: str) -> bool:
    """Whether a material is a 兜底 clause (其他有关材料): nobody can bring what is not named."""
    return bool(_CATCH_ALL.search(name))


def _limits(guide: ServiceGuide) -> list[Flag]:
    found = []
    legal, promised = guide.legal, guide.promised
    if legal and promised and legal.unit is promised.unit and promised.days > legal.days:
        found.append(Flag(0, "ZC-LINT-20", f"承诺时限{promised.words()}长于法定时限{legal.words()}。"))
    if legal and promised and promised.days and legal.unit is not promised.unit:
        text = f"承诺时限{promised.words()}与法定时限{legal.words()}的计算口径不一致。"
        found.append(Flag(0, "ZC-LINT-28", text))
    if guide.item.is_licence and legal and legal.unit is Unit.WORKDAY and legal.days > _LICENCE_LIMIT.days:
        found.append(Flag(0, "ZC-LINT-24", f"法定时限{legal.words()}超过二十个工作日，请写明依据。"))
    return found


_LICENCE_LIMIT = Period(20)
