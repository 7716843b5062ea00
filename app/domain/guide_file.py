"""Guides as a file.

UTF-8 JSON of the form ``zongchuang-guides/1`` (described in ``resources/catalogue/README.md``).

One bad guide stops that guide alone: it is refused with its place and reason. What is merely odd is kept
and flagged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.domain.datafile import DataFileError, Table, parse_json_object
from app.domain.flags import Flag
from app.domain.guide import (
    Authority,
    CaseMode,
    Choice,
    Commitment,
    Condition,
    Fee,
    FormField,
    MaterialLine,
    Period,
    ServiceGuide,
    ServiceItem,
    SituationQuestion,
    Unit,
)
from app.domain.guide_layers import Layer, common_of, merged
from app.domain.joint import JointError, joint_guide, misfit_flag, resting_flags
from app.domain.licences import names_licence
from app.domain.proofs import ProofEntry, ProofList, block_off_list, read_proofs
from app.values import dataclass, field, replace

FORMAT = "zongchuang-guides/1"
PREFIX = "ZC-GUIDE"
FIELD_KINDS = ("text", "long", "date", "number", "choice", "yesno", "phone", "id", "uscc")
PREFILLS = frozenset(
    f"{who}.{what}"
    for who in ("applicant", "agent")
    for what in ("name", "id_number", "phone", "address", "sex", "nation", "birth", "representative")
)
Find = Callable[[str], ServiceGuide | None]
_PERIOD = re.compile(r"(\d{1,3})([GZ])")


@dataclass(frozen=True)
class Shelf:
    """What earlier files left behind and later ones build on: common layers by 基本编码, and the proof list.

    ``proofs`` is None when no list ever came.
    """

    common: Mapping[str, Layer] = field(default_factory=dict)
    proofs: ProofList | None = None


@dataclass(frozen=True)
class GuideReport:
    """Guides read from a file; ``flagged`` came in, ``refused`` did not.

    ``secret`` are the codes of guides that are 涉密 and not loaded; ``shelf`` is what the file brings for later ones.
    """

    version: str
    guides: tuple[ServiceGuide, ...]
    flagged: tuple[Flag, ...]
    refused: tuple[Flag, ...]
    secret: tuple[str, ...] = ()
    shelf: Shelf = Shelf()


def parse_guides(text: str) -> list[ServiceGuide]:
    """Read a guide file that must be whole: raises DataFileError for the first guide refused."""
    report = read_guides(text)
    if report.refused:
        first = report.refused[0]
        raise DataFileError(first.code, f"guides[{first.row}]", first.text)
    return list(report.guides)


def nowhere(_code: str) -> ServiceGuide | None:
    """No guide is known beside the file."""
    return None


def read_guides(text: str, shelf: Shelf | None = None, find: Find = nowhere) -> GuideReport:
    """Read a guide file guide by guide.

    ``shelf`` holds the common layers and proofs of earlier files, ``find`` the current guides of earlier files, which
    a 一件事 may name beside those of this one; its guide comes out merged. Raises DataFileError when the file as a
    whole cannot be read: ZC-DATA-01/02 no JSON object, ZC-GUIDE-01 another format, 02 to 04 an unknown, missing or
    wrong key of the head. A refused guide carries 02 to 04 or 05 period, 06 condition on an unknown question or
    answer, 07 the same id or code twice, 08 unknown authority, 09 unusable field, 15 an item of a 一件事 is not here,
    17 questions that wait for each other, 21 no common layer, 23 to 25 items of a 一件事 or their order do not fit.
    """
    return read_guide_data(parse_json_object(text, "办事指南文件"), shelf, find)


def read_guide_data(data: Mapping[str, Any], shelf: Shelf | None = None, find: Find = nowhere) -> GuideReport:
    """Read what a guide file says once it is data, as :func:`read_guides` does."""
    known = shelf or Shelf()
    root = Table(data, PREFIX)
    if root.text("format", "") != FORMAT:
        raise root.error("01", "format", f"不认识的办事指南格式，应为{FORMAT}。")
    version = root.text("version")
    root.text("note", "")
    raw_authorities = root.table("authorities")
    authorities = {key: _authority(raw_authorities.table(key)) for key in raw_authorities}
    blocks = root.table("blocks", {})
    shared = {key: blocks.tables(key) for key in blocks}
    own = _shelf(root)
    reader = _Reader(version, authorities, shared, {**known.common, **own.common}, _all_proofs(known, own))
    for row, table in enumerate(root.tables("guides"), start=1):
        reader.take(row, table, data["guides"][row - 1])
    reader.join(find)
    guides = tuple(guide for _, guide, _ in reader.taken)
    return GuideReport(
        version, guides, reader.flags(), tuple(reader.refused), tuple(reader.secret), own
    )  # fmt: skip


def _shelf(root: Table) -> Shelf:
    common = root.value("common", dict, {})
    if not all(isinstance(layer, dict) for layer in common.values()):
        raise root.error("04", "common", "“common”应为按基本编码排列的共性要素。")
    proofs = read_proofs(root.tables("proofs"))
    return Shelf(dict(common), proofs if "proofs" in root else None)


def _all_proofs(known: Shelf, own: Shelf) -> dict[str, ProofEntry] | None:
    if known.proofs is None and own.proofs is None:
        return None
    return {**(known.proofs or {}), **(own.proofs or {})}


class _Reader:
    """Takes the guides of one file, one by one."""

    def __init__(
        self,
        version: str,
        authorities: Mapping[str, Authority],
        shared: Mapping[str, tuple[Table, ...]],
        common: Mapping[str, Layer],
        proofs: ProofList | None,
    ) -> None:
        self.taken: list[tuple[int, ServiceGuide, tuple[Flag, ...]]] = []
        self.refused: list[Flag] = []
        self.secret: list[str] = []
        self._kept_out: list[Flag] = []
        self._version, self._authorities, self._shared = version, authorities, shared
        self._common, self._proofs = common, proofs

    def take(self, row: int, table: Table, raw: Mapping[str, Any]) -> None:
        """Read one guide; whatever is wrong with it stays with it."""
        try:
            whole, contradicted = self._layered(table, raw)
            if whole.flag("secret", False):
                self.secret.append(whole.text("code"))
                self._kept_out.append(Flag(row, "ZC-CAT-18", "这个事项涉密，没有装入本机。"))
                return
            guide = _guide(whole, self._version, self._authorities, self._shared)
            whole.refuse_unknown()
            if any(guide.item.code == other.item.code for _, other, _ in self.taken):
                raise whole.error("07", "code", f"编码{guide.item.code}重复。")
        except DataFileError as error:
            self.refused.append(Flag(row, error.code, f"{error.where}：{error.text}"))
            return
        guide, blocked = block_off_list(guide, self._proofs)
        self.taken.append((row, guide, (*_contradictions(contradicted), *blocked)))

    def join(self, find: Find) -> None:
        """Merge each 一件事 from the guides of its items; one whose items do not fit is refused alone."""
        here = {guide.item.code: guide for _, guide, _ in self.taken}
        joined = []
        for row, guide, flags in self.taken:
            if not guide.group:
                joined.append((row, guide, flags))
                continue
            parts = [part for code in guide.group if (part := here.get(code) or find(code)) is not None]
            try:
                joined.append((row, joint_guide(guide, parts), (*flags, *resting_flags(guide, parts))))
            except JointError as error:
                self.refused.append(misfit_flag(row, guide, error))
        self.taken = joined
        self.refused.sort(key=lambda flag: flag.row)

    def flags(self) -> tuple[Flag, ...]:
        """What is odd, in the order of the file."""
        found = [
            replace(flag, row=row) for row, guide, flags in self.taken for flag in (*flags, *_oddities(guide))
        ]
        return tuple(sorted((*self._kept_out, *found), key=lambda flag: flag.row))

    def _layered(self, table: Table, raw: Mapping[str, Any]) -> tuple[Table, tuple[str, ...]]:
        """The guide with its common layer, and the common elements it contradicts."""
        layer = common_of(raw, self._common)
        if layer is None:
            if "common" in table:
                text = f"没有共性要素：{table.text('common')}。"
                raise table.error("21", "common", text)
            return table, ()
        guide, contradicted = merged(layer, raw)
        return Table(guide, PREFIX, table.where), contradicted


def _contradictions(names: tuple[str, ...]) -> list[Flag]:
    if not names:
        return []
    return [Flag(0, "ZC-GUIDE-16", f"个性要素与共性要素不一致，按共性要素执行：{'、'.join(names)}。")]


def _authority(table: Table) -> Authority:
    return Authority(
        table.text("code"), table.text("name"), table.text("short"), table.text("address", ""),
        table.text("phone", ""), table.text("review_body", ""), table.text("court", ""),
    )  # fmt: skip


def _guide(
    table: Table, version: str, authorities: Mapping[str, Authority], shared: Mapping[str, tuple[Table, ...]]
) -> ServiceGuide:
    authority = authorities.get(table.text("authority"))
    if authority is None:
        raise table.error("08", "authority", f"没有这个实施机关：{table.text('authority')}。")
    questions = _questions(table)
    mode = table.text("mode", CaseMode.PROMISED.value)
    guide = ServiceGuide(
        item=_item(table, authority),
        version=version,
        authority=authority,
        mode=CaseMode(mode) if mode in list(CaseMode) else CaseMode.PROMISED,
        legal=_period(table, "legal"),
        promised=_period(table, "promised"),
        excluded_steps=table.texts("excluded_steps"),
        questions=questions,
        materials=tuple(_material(n, t, questions) for n, t in enumerate(table.tables("materials"), start=1)),
        form=_form(table, questions, shared),
        basis=table.texts("basis"),
        conditions=table.text("conditions", ""),
        result_name=table.text("result_name", ""),
        blank_kind=table.text("blank_kind", ""),
        validity=table.text("validity", ""),
        fee=_fee(table.table("fee", {})),
        quantity_limit=table.text("quantity_limit", "无"),
        group=table.texts("group"),
        serial=tuple(table.table("serial", {}).all_texts().items()),
        concentrated=table.flag("concentrated", False),
        elder_question=table.flag("elder_question", False),
        personal_attendance=table.flag("personal_attendance", False),
        special_laws=table.texts("special_laws"),
        commitment=_commitment(table),
        elements=_elements(table, mode),
    )
    _no_twins(table, "questions", [question.id for question in guide.questions])
    _no_twins(table, "materials", [line.id for line in guide.materials])
    _no_twins(table, "form", [field.id for field in guide.form])
    return guide


def _item(table: Table, authority: Authority) -> ServiceItem:
    if not table.text("name").strip():
        raise table.error("03", "name", "事项名称为空。")
    return ServiceItem(
        code=table.text("code"),
        name=table.text("name"),
        department=table.text("department", authority.name),
        kind=table.text("kind"),
        sub_name=table.text("sub_name", ""),
        status=table.text("status", "有效"),
        synonyms=table.texts("synonyms"),
        demo=table.flag("demo", False),
        status_from=_day(table, "status_from"),
        status_until=_day(table, "status_until"),
        in_list=table.flag("in_list", False),
        origin=table.text("origin", ""),
        list_version=table.text("list_version", ""),
        remark=table.text("remark", ""),
        hidden_basis=len(table.texts("secret_basis")),
    )


def _elements(table: Table, mode: str) -> tuple[tuple[str, str], ...]:
    """The other elements; an unknown 办件类型 is kept here, since the program goes on with 承诺件."""
    elements = tuple(table.table("elements", {}).all_texts().items())
    return elements if mode in list(CaseMode) else (*elements, ("办件类型", mode))


def _day(table: Table, key: str) -> date | None:
    text = table.text(key, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise table.error("04", key, f"日期“{text}”不对，应写作2026-01-31。") from None


def _period(table: Table, key: str) -> Period | None:
    if key not in table:
        return None
    match = _PERIOD.fullmatch(table.text(key))
    if match is None:
        raise table.error("05", key, f"时限“{table.text(key)}”不对，应写作20G（工作日）或30Z（自然日）。")
    return Period(int(match[1]), Unit(match[2]))


def _questions(table: Table) -> tuple[SituationQuestion, ...]:
    """The 情形 questions; those that wait for each other would never be asked and refuse the guide."""
    raw = table.tables("questions")
    plain = tuple(_question(each) for each in raw)
    questions = tuple(
        replace(question, conditions=_conditions(each, plain))
        for question, each in zip(plain, raw, strict=True)
    )
    waiting = {question.id: {c.question for c in question.conditions} for question in questions}
    while ready := [key for key, needs in waiting.items() if not needs & waiting.keys()]:
        for key in ready:
            del waiting[key]
    if waiting:
        texts = "、".join(f"“{question.text}”" for question in questions if question.id in waiting)
        raise table.error("17", "questions", f"情形互相依赖，哪一个也问不到：{texts}。")
    return questions


def _question(table: Table) -> SituationQuestion:
    choices = table.table("choices")
    answers = tuple(Choice(key, label) for key, label in choices.all_texts().items())
    return SituationQuestion(table.text("id"), table.text("text"), answers)


def _conditions(table: Table, questions: tuple[SituationQuestion, ...]) -> tuple[Condition, ...]:
    """Conditions on known questions and answers alone.

    A mistyped one would ask for paper that nobody owes, or drop one.
    """
    known = {question.id: {choice.key for choice in question.choices} for question in questions}
    raw = table.table("conditions", {})
    conditions = tuple(Condition(key, raw.texts(key)) for key in raw)
    for condition in conditions:
        unknown = set(condition.answers) - known.get(condition.question, set())
        if condition.question not in known or unknown or not condition.answers:
            raise table.error(
                "06", "conditions", f"情形条件不存在：{condition.question}={condition.answers}。"
            )
    return conditions


def _material(number: int, table: Table, questions: tuple[SituationQuestion, ...]) -> MaterialLine:
    basis = [f"办事指南 材料{number}", table.text("law", "")]
    return MaterialLine(
        id=table.text("id"),
        number=number,
        name=table.text("name"),
        originals=table.whole("originals", 1),
        copies=table.whole("copies", 0),
        requirement=table.text("requirement", ""),
        basis="；".join(part for part in basis if part),
        correction=table.text("correction", ""),
        conditions=_conditions(table, questions),
        obtainable=table.text("obtainable", ""),
        tolerable=table.flag("tolerable", False),
        committable=table.flag("committable", False),
        proof_code=table.text("proof_code", ""),
        is_form=table.flag("is_form", False),
        kind=table.text("kind", ""),
        source=table.text("source", ""),
        spec=table.text("spec", ""),
        filling=table.text("filling", ""),
        sample=table.text("sample", ""),
        electronic=table.text("electronic", ""),
        paper_basis=table.text("paper_basis", ""),
    )


def _form(
    table: Table, questions: tuple[SituationQuestion, ...], shared: Mapping[str, tuple[Table, ...]]
) -> tuple[FormField, ...]:
    fields: list[FormField] = []
    for each in table.tables("form"):
        if "block" not in each:
            fields.append(_field(each, questions))
            continue
        block = shared.get(each.text("block"))
        if block is None:
            raise each.error("09", "block", f"没有这个表格段：{each.text('block')}。")
        section = each.text("section", "")
        made = [_field(entry, questions) for entry in block]
        fields.extend(replace(field, section=section) if section else field for field in made)
    return tuple(fields)


def _field(table: Table, questions: tuple[SituationQuestion, ...]) -> FormField:
    kind, pattern, choices = table.text("kind", "text"), table.text("pattern", ""), table.texts("choices")
    if kind not in FIELD_KINDS or (kind == "choice") != bool(choices):
        raise table.error("09", "kind", f"表格栏“{table.text('label')}”的种类或选项不对。")
    try:
        re.compile(pattern)
    except re.error:
        raise table.error("09", "pattern", f"表格栏“{table.text('label')}”的格式要求不对。") from None
    return FormField(
        id=table.text("id"),
        label=table.text("label"),
        section=table.text("section", "基本信息"),
        kind=kind,
        required=table.flag("required", True),
        choices=choices,
        prefill=table.text("prefill", ""),
        pattern=pattern,
        max_length=table.whole("max_length", 200),
        conditions=_conditions(table, questions),
        unit=table.text("unit", ""),
    )


def _commitment(table: Table) -> Commitment | None:
    if "commitment" not in table:
        return None
    raw = table.table("commitment")
    return Commitment(
        raw.text("kind", "proof"),
        tuple(raw.table("told", {}).all_texts().items()),
        raw.text("text_version", "1"),
        raw.text("excluded", ""),
    )


def _fee(table: Table) -> Fee:
    return Fee(
        table.flag("charged", False),
        table.whole("amount", 0),
        table.text("standard", ""),
        table.text("basis", ""),
    )


def _no_twins(table: Table, key: str, ids: list[str]) -> None:
    twins = sorted({each for each in ids if ids.count(each) > 1})
    if twins:
        raise table.error("07", key, f"标识重复：{'、'.join(twins)}。")


def _oddities(guide: ServiceGuide) -> list[Flag]:
    """What S0 art 8 wants in a guide and what the program does not know.

    The row is filled in by the caller.
    """
    found: list[tuple[str, str]] = []
    missing = [
        name
        for name, value in (
            ("受理条件", guide.conditions), ("申请材料", guide.materials), ("依据", guide.basis),
            ("结果名称", guide.result_name),
        )
        if not value
    ]  # fmt: skip
    if missing:
        found.append(("ZC-GUIDE-11", f"办事指南缺少：{'、'.join(missing)}。"))
    if guide.legal is None and guide.promised is None:
        found.append(("ZC-GUIDE-19", f"办事指南“{guide.item.full_name}”没有办理时限，到期日无法计算。"))
    if guide.item.code.startswith("LOCAL-"):
        found.append(("ZC-GUIDE-22", f"“{guide.item.full_name}”没有实施编码，已按名称和机构生成本机编号。"))
    if not guide.authority.short:
        found.append(("ZC-GUIDE-18", f"实施机构“{guide.authority.name}”没有机关代字。"))
    if guide.item.hidden_basis:
        found.append(("ZC-CAT-19", f"有{guide.item.hidden_basis}条设定依据涉密，没有装入本机。"))
    mode = dict(guide.elements).get("办件类型")
    if mode:
        found.append(("ZC-GUIDE-12", f"不认识的办件类型“{mode}”，按承诺件办理。"))
    for line in guide.materials:
        if line.obtainable not in ("", "共享", "复用"):
            found.append(("ZC-GUIDE-13", f"材料“{line.name}”的取得方式“{line.obtainable}”不认识。"))
    found.extend(
        ("ZC-GUIDE-14", f"表格栏“{field.label}”的预填来源“{field.prefill}”不认识，将留空。")
        for field in guide.form
        if field.prefill and field.prefill not in PREFILLS and not names_licence(field.prefill)
    )
    return [Flag(0, code, text) for code, text in found]
