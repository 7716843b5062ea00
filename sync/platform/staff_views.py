"""What the staff page shows and does; each change is the same call that the command line makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sync.platform.case_file import read_case
from sync.platform.database import Database
from sync.platform.partner_desk import NAMES, PartnerDesk
from sync.platform.partner_staff import SEALED_OFF, digest_in, put
from sync.platform.partner_staff import tell as tell_case
from sync.platform.partners.base import Answer, CaseFile, PartnerError
from sync.platform.partners.house import TELLS, Told
from sync.platform.projection import PLATFORM
from sync.platform.report import list_cases
from sync.platform.staff import decide, find_case
from sync.platform.staff_acts import Act, acts
from sync.platform.staff_desk import MANY, OPTIONS, YES
from sync.platform.staff_facts import STAGE_NAMES
from sync.platform.staff_html import Child, Markup, choice, field, form, page, table, tag
from sync.platform.staff_login import Person

REGISTERS: Mapping[str, str] = {
    "credit": "信用（代码 10 正常、20 提示…）",
    "licence": "电子证照",
    "seal": "电子印章",
    "exchange": "数据共享（人口、法人）",
    "payment": "缴款",
    "courier": "运单",
    "commitment-list": "虚假承诺名单",
}
_HINTS: Mapping[str, str] = {
    "payment": "结果 paid；内容 code=缴款码、fen=金额（分）",
    "courier": "结果 collected、moving、delivered 或 returned；内容 waybill=运单号、place=地点、proof=签收凭证",
    "rating": "结果 rectified；内容 service=服务编号；说明写整改情况",
}
_SHOWN = 200
_HAPPENED: Mapping[str, str] = {
    "opened": "建立草稿", "online_arrived": "网上申请到达", "received": "收件", "turned_away": "即时告知",
    "notice_issued": "一次性告知", "correction_received": "收到补正材料", "corrections_completed": "补正完成",
    "accepted": "受理", "declined": "不予受理", "transferred": "转部门", "returned_to_window": "退回窗口",
    "special_started": "特别程序开始", "special_ended": "特别程序结束", "extended": "延期", "granted": "准予",
    "refused": "不予许可", "concluded": "办结", "result_ready": "结果待领取", "handed_over": "发件",
    "withdrawn": "申请人撤回", "paper_issued": "出具文书", "paper_sealed": "盖章", "paper_given": "交付文书",
    "material_supplied": "补交材料", "partner_asked": "询问合作系统", "partner_answered": "合作系统答复",
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """What the views work upon."""

    database: Database
    db: str
    now_ms: Callable[[], int]

    @property
    def partners(self) -> PartnerDesk:
        """The partners' desk."""
        return PartnerDesk(self.database, self.now_ms)


def login_page(refused: str) -> str:
    """Where one logs in. There is no session yet, so the form carries no token; the Origin is checked instead."""
    said = tag("p", refused, class_="refused") if refused else None
    inputs = (field("number", "工号", needed=True), field("password", "口令", kind="password", needed=True))
    return page("登录", [said, form("/login", "", "登录", *inputs)])


def stranger() -> str:
    """For a request that did not come from this page."""
    return page("没有办理", [tag("p", "这个请求不是从本页面发出的，没有办理。", class_="refused")])


def refusal(person: Person, words: str) -> str:
    """Why something was not done."""
    kept = tag("p", "数据没有改动。请返回上一页，改正后再办。")
    return page("没有办理", [tag("p", words, class_="refused"), kept], name=person.name, token=person.token)


def cases(desk: Desk, person: Person, asked: Mapping[str, Any]) -> str:
    """Cases that lie with the department first; ``q`` looks for a number or an item, ``all`` shows every one."""
    word, everything = str(asked.get("q", "")).strip(), "all" in asked
    rows = list_cases(desk.db)
    if word:
        rows = [
            r
            for r in rows
            if word in r["case"] or word in r["item_name"] or any(word in n for n in r["numbers"])
        ]
    elif not everything:
        rows = [r for r in rows if r["holder"] == PLATFORM]
    rows.sort(key=lambda r: (r["due"] or "9999", r["case"]))
    shown = (
        (
            tag("a", "、".join(r["numbers"]) or r["case"], href=f"/case/{r['case']}"),
            r["item_name"],
            STAGE_NAMES.get(r["stage"], r["stage"]),
            "部门" if r["holder"] == PLATFORM else f"窗口 {r['holder']}",
            r["due"] or "—",
        )
        for r in rows[:_SHOWN]
    )
    look = tag("form", field("q", "编号或事项"), tag("button", "查找"), method="get", action="/")
    more = tag("p", tag("a", "显示全部办件", href="/?all=1"), f"　共 {len(rows)} 件")
    body = [look, more, table(("编号", "事项", "环节", "在谁手里", "办理期限"), shown)]
    return page("办件", body, name=person.name, token=person.token)


def case(desk: Desk, person: Person, asked: Mapping[str, Any]) -> str:
    """One case: where it stands, what may be done, what happened."""
    with desk.database.read() as connection:
        case_id = find_case(connection, str(asked["case"]))
        file = read_case(connection, case_id)
    assert file is not None
    holder = next(row["holder"] for row in list_cases(desk.db) if row["case"] == str(file.case))
    facts = table(
        ("事项", "部门", "环节", "在谁手里", "收件", "受理", "期限", "编号"),
        [
            (
                file.item_name, file.department, STAGE_NAMES.get(file.stage, file.stage),
                "部门" if holder == PLATFORM else f"窗口 {holder}",
                file.received_on, file.accepted_on, file.due, "、".join(file.numbers),
            )
        ],
    )  # fmt: skip
    said = tag("p", f"已办理：{asked['done']}", class_="said") if "done" in asked else None
    history = table(
        ("次序", "写入", "内容", "合作系统"),
        (
            (p.position, p.device, _HAPPENED.get(p.type, p.type), str(p.payload.get("system", "")))
            for p in file.history
        ),
    )
    body = [
        said, facts, tag("h2", "部门办理"), *_acts(file, holder, person),
        tag("h2", "合作系统来消息"), _tells(file, person), tag("h2", "经过"), history,
    ]  # fmt: skip
    return page(f"办件 {'、'.join(file.numbers) or file.case}", body, name=person.name, token=person.token)


def _acts(file: CaseFile, holder: str, person: Person) -> list[Markup]:
    possible = {
        name: act
        for name, act in acts().items()
        if (act.fact or holder == PLATFORM) and (not act.stages or file.stage in act.stages)
    }
    if not possible:
        return [tag("p", "办件现在不在部门手里，没有可以办理的。", class_="none")]
    return [_act_form(file, name, act, person) for name, act in possible.items()]


def _act_form(file: CaseFile, name: str, act: Act, person: Person) -> Markup:
    inputs = [_option(option, True) for option in act.needs] + [
        _option(option, False) for option in act.takes
    ]
    hidden = tag("input", type="hidden", name="action", value=name)
    made = form(f"/case/{file.case}/act", person.token, act.words, hidden, inputs)
    return tag("details", tag("summary", act.words), made)


def _option(name: str, needed: bool) -> Markup:
    if name in YES:
        return choice(name, OPTIONS[name], {"": "否", "yes": "是"})
    return field(name, OPTIONS[name], needed=needed, lines=3 if name in MANY else 0)


def _tells(file: CaseFile, person: Person) -> Markup:
    systems = {system: NAMES.get(system, system) for system in TELLS}
    hints: list[Child] = [tag("p", f"{NAMES[system]}：{words}") for system, words in _HINTS.items()]
    inputs = (
        choice("system", "合作系统", systems), field("outcome", "结果代码", needed=True),
        field("data", "内容 名称=值", lines=3), field("words", "说明"),
    )  # fmt: skip
    made = form(f"/case/{file.case}/tell", person.token, "登记消息", inputs, hints)
    return tag("details", tag("summary", "缴费到账、快递动态、差评整改、部门自建系统状态……"), made)


def act(desk: Desk, person: Person, asked: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """Do an act of the department; gives where to go."""
    name = given.get("action", "")
    detail: dict[str, Any] = {
        "operator": person.number,
        "operator_name": person.name,
        "operator_number": person.number,
    }
    for option, value in given.items():
        if (
            option in OPTIONS
            and option not in ("operator_name", "operator_number", "at_ms")
            and value.strip()
        ):
            detail[option] = _lines(value) if option in MANY else value.strip()
    done = decide(desk.db, str(asked["case"]), name, **detail)
    return f"/case/{quote(done.case_id)}?done={quote(STAGE_NAMES.get(done.stage, done.stage))}"


def tell(desk: Desk, person: Person, asked: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """A partner speaks up about a case; gives where to go."""
    data = _pairs(given.get("data", ""))
    told = Told(
        given.get("system", ""), given.get("outcome", "").strip(), data, given.get("words", ""), person.number
    )
    said = tell_case(desk.db, str(asked["case"]), told, person.name, desk.now_ms)
    return f"/case/{quote(str(asked['case']))}?done={quote(said.words)}"


def asks(desk: Desk, person: Person, _asked: Mapping[str, Any]) -> str:
    """Questions that no partner answered."""
    waiting = [one for state in ("waiting", "failed") for one in desk.partners.listed(state)]
    inputs = (
        field("outcome", "结果代码", needed=True),
        field("data", "内容 名称=值", lines=3),
        field("words", "给窗口的话"),
    )
    body = [
        tag(
            "details",
            tag(
                "summary",
                f"{NAMES.get(one['system'], one['system'])}　办件 {one['case']}　窗口 {one['device']}",
            ),
            form(f"/asks/{one['ask']}", person.token, "答复", inputs),
        )
        for one in waiting
    ]
    return page(
        "待人工答复", body or [tag("p", "没有等待答复的查询。")], name=person.name, token=person.token
    )


def answer(desk: Desk, person: Person, asked: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """Answer a question; gives where to go."""
    said = Answer(given.get("outcome", "").strip(), given.get("words", ""), _pairs(given.get("data", "")))
    by = {"id": person.number, "name": person.name, "number": person.number}
    desk.partners.reply(UUID(str(asked["ask"])), said, by)
    return "/asks"


def registers(desk: Desk, person: Person, asked: Mapping[str, Any]) -> str:
    """What a reference counterpart keeps, and a form to add to it."""
    system = str(asked.get("system", "credit"))
    if system in SEALED_OFF or system not in REGISTERS:
        raise PartnerError("sealed-off", "该系统的内容不在此显示。")
    with desk.partners.partners() as partners:
        rows = [
            (record.key, record.state, "　".join(f"{n}={v}" for n, v in record.data.items()))
            for record in partners.bench.shelf(system).all()[:_SHOWN]
        ]
    links = tag("p", [child for name, words in REGISTERS.items() for child in _link(name, words)])
    inputs = (
        tag("input", type="hidden", name="system", value=system),
        field("key", "自己的编号；按证件登记时写 证件类型:号码", needed=True),
        choice("holder", "按证件登记（只存加密摘要）", {"": "否", "yes": "是"}),
        field("prefix", "摘要前缀，如 population:"), field("outcome", "状态或结果代码", needed=True),
        field("data", "内容 名称=值", lines=3),
    )  # fmt: skip
    made = form("/registers", person.token, "登记", inputs)
    body = [links, table(("编号", "状态", "内容"), rows), made]
    return page(REGISTERS[system], body, name=person.name, token=person.token)


def _link(name: str, words: str) -> tuple[Child, ...]:
    return tag("a", words, href=f"/registers?system={name}"), "　"


def register(desk: Desk, _person: Person, _asked: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """Put an entry into a register; gives where to go."""
    system, key = given.get("system", ""), given.get("key", "").strip()
    if system not in REGISTERS or not key:
        raise PartnerError("system", "没有这个登记簿，或没有写编号。")
    if given.get("holder"):
        kind, _, number = key.partition(":")
        key = given.get("prefix", "") + digest_in(desk.db, kind, number)
    put(desk.db, system, key, given.get("outcome", "").strip(), _pairs(given.get("data", "")))
    return f"/registers?system={quote(system)}"


def tickets(desk: Desk, person: Person, _asked: Mapping[str, Any]) -> str:
    """Complaints, without those about the person who looks."""
    with desk.partners.partners() as partners:
        rows = [
            (r.key, r.state, r.data.get("kind", ""), r.data.get("words", ""))
            for r in partners.hotline.for_viewer(person.number)
        ]
    return page("投诉", [table(("编号", "状态", "类别", "内容"), rows)], name=person.name, token=person.token)


def _lines(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]


def _pairs(value: str) -> dict[str, str]:
    pairs = [line.partition("=") for line in _lines(value)]
    if any(not sign for _name, sign, _value in pairs):
        raise ValueError("名称=值")
    return {name.strip(): text.strip() for name, _sign, text in pairs}
