"""What a training room plays besides the department: money comes in, the courier moves, registers are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made_of
from decimal import Decimal, InvalidOperation

from sync.platform.partner_desk import NAMES
from sync.platform.partners import commitment, courier, credit, exchange, payment, rating
from sync.platform.partners.base import CaseFile, Holder, PartnerError, Record, keyed_digest
from sync.platform.partners.house import TELLS, Partners
from sync.platform.staff_html import Child, Markup, choice, field, folded, form, hidden, table, tag
from sync.platform.staff_login import Person

DATA = "d."
"""Fields of a form whose name begins so are contents of a message or an entry."""
_DOCUMENTS = {"111": "居民身份证", "USCC": "统一社会信用代码"}
_DIRECTIONS = {"in": "寄材料", "out": "寄结果"}


@dataclass(frozen=True)
class Register:
    """A register of a reference counterpart: its title, the words of its states, names of its values."""

    title: str
    states: Mapping[str, str] = made_of(default_factory=dict)


REGISTERS: Mapping[str, Register] = {
    "credit": Register("信用", credit.CODES),
    "licence": Register("电子证照", {"valid": "有效", "revoked": "已注销", "expired": "已过期"}),
    "seal": Register("电子印章", {"active": "在用", "suspended": "停用"}),
    "exchange": Register("数据共享（人口、法人）", {"held": "在库"}),
    "payment": Register("缴款", {"due": "待缴费", "paid": "已缴费"}),
    "courier": Register("运单", courier.WORDS),
    "commitment-list": Register("虚假承诺名单", {"listed": "在名单内", "removed": "已移出"}),
}
_VALUES = {
    "fen": "金额（分）", "bill": "电子票据", "paid_on": "缴费日", "case": "办件", "direction": "方向", "place": "到达",
    "proof": "签收凭证", "name": "名称", "until": "有效期至", "holder": "持有人摘要", "household": "住址",
    "source": "来源", "as_of": "截至", "representative": "法定代表人", "state": "状态", "number": "编号",
}  # fmt: skip


def values_of(record: Record) -> str:
    """The contents of an entry for people."""
    shown = dict(record.data)
    if "fen" in shown:
        shown["fen"] = f"{yuan(int(shown['fen']))} 元"
    if "direction" in shown:
        shown["direction"] = _DIRECTIONS.get(shown["direction"], shown["direction"])
    if "holder" in shown:
        shown["holder"] = f"{shown['holder'][:12]}…"
    named = {"fen": "金额"}
    return "　".join(f"{named.get(n, _VALUES.get(n, n))}：{v}" for n, v in shown.items() if v)


def yuan(fen: int) -> str:
    """An amount as people read it."""
    return f"{fen // 100}.{fen % 100:02d}"


def register_forms(system: str, person: Person) -> list[Markup]:
    """What may be put into a register, in words."""
    forms = {
        "credit": _credit, "commitment-list": _list, "seal": _seal, "licence": _licence, "exchange": _exchange,
    }.get(system)  # fmt: skip
    if forms is None:
        return [tag("p", "这个登记簿由窗口办件时写入；到账、揽收、妥投在各办件的页面上登记。", class_="none")]
    return [
        folded(title, form("/registers", person.token, "登记", hidden("system", system), hidden("what", what), inputs),
               open_=True)
        for what, title, inputs in forms()
    ]  # fmt: skip


_Forms = Iterator[tuple[str, str, list[Markup]]]


def _holder() -> list[Markup]:
    return [
        choice("id_type", "证件类型", _DOCUMENTS),
        field("id_number", "证件号码（只存加密摘要）", needed=True),
    ]


def _credit() -> _Forms:
    yield "holder", "登记一个人或单位的信用", [*_holder(), choice("outcome", "信用记录", credit.CODES)]


def _list() -> _Forms:
    yield (
        "holder",
        "列入或移出名单",
        [*_holder(), choice("outcome", "名单", REGISTERS["commitment-list"].states)],
    )


def _seal() -> _Forms:
    yield "key", "备案或停用印章", [
        field("key", "印章名称", needed=True), choice("outcome", "状态", REGISTERS["seal"].states),
    ]  # fmt: skip


def _licence() -> _Forms:
    yield "issue", "制发一张证照", [
        *_holder(), field("name", "证照名称", needed=True),
        field("type", "证照类型代码（21 位数字和大写字母）", needed=True),
        field("issuer", "颁发机构代码", needed=True), field("until", "有效期至（长期的不填）", kind="date"),
    ]  # fmt: skip
    yield "state", "改变证照状态", [
        field("key", "证照标识", needed=True), choice("outcome", "状态", REGISTERS["licence"].states),
    ]  # fmt: skip


def _exchange() -> _Forms:
    yield "population", "人口库：登记一个人", [
        hidden("id_type", "111"), field("id_number", "居民身份证号码（只存加密摘要）", needed=True),
        field(DATA + "name", "姓名", needed=True), field(DATA + "household", "住址"),
    ]  # fmt: skip
    yield "enterprise", "法人库：登记一个单位", [
        hidden("id_type", "USCC"), field("id_number", "统一社会信用代码（只存加密摘要）", needed=True),
        field(DATA + "name", "名称", needed=True), field(DATA + "representative", "法定代表人"),
        field(DATA + "state", "登记状态", value="存续"),
    ]  # fmt: skip
    yield "department", "部门数据：登记一个人", [
        hidden("id_type", "111"), field("id_number", "居民身份证号码（只存加密摘要）", needed=True),
        field(DATA + "name", "姓名", needed=True),
    ]  # fmt: skip


def put_entry(partners: Partners, given: Mapping[str, str], data: Mapping[str, str]) -> None:
    """Put an entry into a register as its form says. Raises PartnerError."""
    system, what = given.get("system", ""), given.get("what", "")
    shelf, outcome, key = partners.bench.shelf(system), given.get("outcome", ""), given.get("key", "").strip()
    number = given.get("id_number", "").strip()
    if what in ("holder", "issue", *exchange.LIBRARIES) and not number:
        raise PartnerError("holder", "没有写证件号码，没有登记。")
    holder = Holder(id_type=given.get("id_type", ""), id_number=number)
    digest = keyed_digest(partners.bench.key, holder)
    if what in ("holder", "key", "state") and outcome not in REGISTERS[system].states:
        raise PartnerError("state", "没有选择状态，没有登记。")
    if what == "holder":
        shelf.put(digest, outcome, {})
    elif what == "issue":
        words = [given.get(name, "").strip() for name in ("type", "issuer", "name", "until")]
        partners.licence.issue(holder, *words)
    elif what in exchange.LIBRARIES:
        shelf.put(f"{what}:{digest}", "held", {**data, "source": "演练登记", "as_of": partners.bench.today})
    elif what == "key" and key:
        shelf.put(key, outcome, {})
    elif what == "state" and (found := shelf.get(key)) is not None:
        shelf.put(key, outcome, found.data)
    else:
        raise PartnerError(
            "key", f"登记簿里没有“{key}”，没有登记。" if key else "没有写名称或标识，没有登记。"
        )


def case_forms(partners: Partners, file: CaseFile, person: Person) -> list[Child]:
    """What counterparts may say about a case now: one form for each fee, parcel, bad rating, commitment, objection."""
    made = [
        *_fees(partners, file, person),
        *_parcels(partners, file, person),
        *_answers(partners, file, person),
    ]
    if not made:
        made = [
            tag("p", "本件没有待缴的费、在途的快递、待整改的差评、待核查的承诺和数据异议。", class_="none")
        ]
    return [*made, _any(file, person)]


def _tell(file: CaseFile, person: Person, system: str, button: str, inputs: list[Markup]) -> Markup:
    return form(f"/case/{file.case}/tell", person.token, button, hidden("system", system), inputs)


def _of(partners: Partners, system: str, file: CaseFile) -> list[Record]:
    return [one for one in partners.bench.shelf(system).all() if one.data.get("case") == str(file.case)]


def _fees(partners: Partners, file: CaseFile, person: Person) -> Iterator[Markup]:
    for one in _of(partners, payment.SYSTEM, file):
        due = yuan(int(one.data["fen"]))
        if one.state == "paid":
            yield tag("p", f"缴款码 {one.key}：已缴 {due} 元，电子票据 {one.data.get('bill', '')}。")
            continue
        inputs = [hidden("outcome", "paid"), hidden(DATA + "code", one.key)]
        inputs.append(field("yuan", "到账金额（元）", needed=True, value=due))
        summary = f"缴费到账：缴款码 {one.key}，应缴 {due} 元"
        yield folded(summary, _tell(file, person, payment.SYSTEM, "登记到账", inputs), open_=True)


def _parcels(partners: Partners, file: CaseFile, person: Person) -> Iterator[Markup]:
    for one in _of(partners, courier.SYSTEM, file):
        words = f"运单 {one.key}（{_DIRECTIONS.get(one.data.get('direction', ''), '')}）：{courier.WORDS[one.state]}"
        if one.state in ("delivered", "returned"):
            yield tag("p", f"{words}。{one.data.get('proof', '')}")
            continue
        later = courier.COURSE[courier.COURSE.index(one.state) + 1 :]
        options = {state: courier.WORDS[state] for state in (*later, "returned")}
        inputs = [
            hidden(DATA + "waybill", one.key), choice("outcome", "新的状态", options),
            field(DATA + "place", "到达哪里"), field(DATA + "proof", "签收凭证（妥投必填，如 本人签收 尾号0001）"),
        ]  # fmt: skip
        yield folded(words, _tell(file, person, courier.SYSTEM, "登记快递动态", inputs), open_=True)


def _answers(partners: Partners, file: CaseFile, person: Person) -> Iterator[Markup]:
    said = field("words", "处理结果", needed=True, lines=2)
    for one in partners.bench.shelf(rating.SYSTEM).all("rectify"):
        case, _, service = one.key.partition("/")
        if case == str(file.case):
            summary = f"差评整改：{one.data.get('detail', '')}，最迟 {one.data.get('reply_due', '')} 反馈"
            inputs = [hidden("outcome", "rectified"), hidden(DATA + "service", service), said]
            yield folded(summary, _tell(file, person, rating.SYSTEM, "登记整改反馈", inputs), open_=True)
    kept = partners.bench.shelf(commitment.SYSTEM).get(str(file.case))
    if kept is not None and kept.state in ("open", "rectify"):
        inputs = [choice("outcome", "核查结果", commitment.RESULTS), field("words", "说明", lines=2)]
        summary = f"承诺核查：编号 {kept.data['number']}"
        yield folded(summary, _tell(file, person, commitment.SYSTEM, "登记核查结果", inputs), open_=True)
    for one in partners.bench.shelf("exchange-objections").all("open"):
        if one.data.get("case") == str(file.case):
            outcomes = {"corrected": "已更正", "kept-as-is": "核实无误，不作更正"}
            inputs = [hidden(DATA + "ticket", one.key), choice("outcome", "核实结果", outcomes), said]
            summary = f"数据异议 {one.key}：{one.data.get('name', '')}，申请人说“{one.data.get('says', '')}”"
            yield folded(summary, _tell(file, person, exchange.SYSTEM, "登记答复", inputs), open_=True)


def _any(file: CaseFile, person: Person) -> Markup:
    systems = {system: NAMES.get(system, system) for system in TELLS}
    inputs = [
        choice("system", "合作系统", systems), field("outcome", "结果代码", needed=True),
        field("data", "内容，每行一项：名称=值", lines=3), field("words", "说明", lines=2),
    ]  # fmt: skip
    made = form(f"/case/{file.case}/tell", person.token, "登记消息", inputs)
    return folded("其他系统的消息（部门自建系统状态、回访、问卷……，按接口的名称填写）", made)


def said_in(given: Mapping[str, str]) -> dict[str, str]:
    """Contents that a form brings field by field, an amount in 元 among them. Raises PartnerError."""
    data = {n.removeprefix(DATA): v.strip() for n, v in given.items() if n.startswith(DATA) and v.strip()}
    if "yuan" in given:
        try:
            fen = Decimal(given["yuan"].strip()) * 100
        except InvalidOperation:
            fen = Decimal("NaN")
        if not fen.is_finite() or fen != fen.to_integral_value() or not 0 < fen < 10**12:
            raise PartnerError("amount", f"金额“{given['yuan']}”写得不对，应为 120.00 这样的元数，没有登记。")
        data["fen"] = str(int(fen))
    return data


def register_table(system: str, records: list[Record]) -> Markup:
    """The entries of a register; a fee or a parcel leads to its case."""
    states = REGISTERS[system].states
    rows = []
    for one in records:
        case = one.data.get("case")
        key: Child = tag("a", one.key, href=f"/case/{case}") if case else one.key
        rows.append((key, states.get(one.state, one.state), values_of(one)))
    return table(("编号", "状态", "内容"), rows)
