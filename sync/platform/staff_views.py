"""What the staff page shows and does; each change is the same call that the command line makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sync.platform import held, staff_accounts, staff_held
from sync.platform import staff_rooms as rooms
from sync.platform.case_file import read_case
from sync.platform.database import Database
from sync.platform.partner_desk import NAMES, PartnerDesk
from sync.platform.partner_staff import SEALED_OFF
from sync.platform.partner_staff import tell as tell_case
from sync.platform.partners.base import Answer, CaseFile, PartnerError
from sync.platform.partners.house import Told
from sync.platform.projection import PLATFORM
from sync.platform.report import list_cases
from sync.platform.staff import civil_date, decide, find_case
from sync.platform.staff_acts import Act, acts, silent_since
from sync.platform.staff_course import OUTCOMES, PAUSING
from sync.platform.staff_desk import MANY, OPTIONS, YES
from sync.platform.staff_facts import STAGE_NAMES, StaffError, Standing
from sync.platform.staff_html import Markup, choice, field, form, hidden, page, table, tag
from sync.platform.staff_login import Person

_SHOWN = 200
_LONG = frozenset({"reason", "finding", "opinion", "conditions", "result", "count_note", "basis"})
_CHOICES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "kind": ("特别程序的种类", (*sorted(PAUSING), "其他")),
    "outcome": ("核查结果", OUTCOMES),
    "binding": ("时限的性质", ("承诺", "法定", "即办")),
    "tolerated_outcome": ("逾期后果", ("退件办结", "撤销受理")),
}
"""Options that are chosen from a few words."""
_NAMES = "|".join(sorted((name.replace("_", "[-_]") for name in OPTIONS), key=len, reverse=True))
_OPTION = re.compile(f" ?--(?:{_NAMES}) ?|(?<![a-z_])(?:{_NAMES})(?![a-z_])")
_HAPPENED: Mapping[str, str] = {
    "opened": "建立草稿", "online_arrived": "网上申请到达", "received": "收件", "turned_away": "即时告知",
    "notice_issued": "一次性告知", "notice_withdrawn": "撤回未交出的告知书",
    "correction_received": "收到补正材料", "corrections_completed": "补正完成",
    "accepted": "受理", "declined": "不予受理", "transferred": "转部门", "returned_to_window": "退回窗口",
    "special_started": "特别程序开始", "special_ended": "特别程序结束", "extended": "延期", "granted": "准予",
    "refused": "不予许可", "concluded": "办结", "result_ready": "结果待领取", "handed_over": "发件",
    "withdrawn": "申请人撤回", "paper_issued": "出具文书", "paper_sealed": "盖章", "paper_given": "交付文书",
    "paper_asked_back": "要求交回证照", "paper_taken_back": "收回证照", "paper_not_brought": "证照没有交回",
    "service_undone": "送达撤销，等重新送达",
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


def no_such_page(person: Person | None) -> str:
    """For an address that is none."""
    words = tag("p", "没有这个页面。请从上面的栏目进入。" if person else "没有这个页面。请先登录。", class_="refused")
    back = tag("p", tag("a", "回到首页", href="/"))
    return page("没有这个页面", [words, back], name=person.name if person else "", token=person.token if person else "")


def out_of_order() -> str:
    """For a failure of the program or of what it stands on."""
    words = "平台现在办不了（数据库没有应答，或程序出错）。这一次没有办理；请稍后再试，仍然不行请找平台维护人员。"
    return page("没有办理", [tag("p", words, class_="refused"), tag("p", tag("a", "回到首页", href="/"))])


def refusal(person: Person, words: str) -> str:
    """Why something was not done; options of the command line are called as the forms call them."""
    words = _OPTION.sub(lambda found: f"“{_label(found[0].strip(' -').replace('-', '_'))}”", words)
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
    return page("办件", body, name=person.name, token=person.token, here="/")


def case(desk: Desk, person: Person, asked: Mapping[str, Any]) -> str:
    """One case: where it stands, what may be done, what happened."""
    with desk.database.read() as connection:
        case_id = find_case(connection, str(asked["case"]))
        file = read_case(connection, case_id)
    assert file is not None
    with desk.partners.partners() as partners:
        counterparts = rooms.case_forms(partners, file, person)
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
            (
                p.position, "省平台" if p.device == PLATFORM else f"窗口 {p.device}",
                _HAPPENED.get(p.type, p.type), NAMES.get(system := str(p.payload.get("system", "")), system),
            )
            for p in file.history
        ),
    )  # fmt: skip
    body = [
        said, facts, tag("h2", "部门办理"), *_acts(file, holder, person, desk.now_ms()),
        tag("h2", "合作系统"), *counterparts, tag("h2", "经过"), history,
    ]  # fmt: skip
    return page(f"办件 {'、'.join(file.numbers) or file.case}", body, name=person.name, token=person.token)


def _acts(file: CaseFile, holder: str, person: Person, now_ms: int) -> list[Markup]:
    possible = {
        name: act
        for name, act in acts().items()
        if (act.fact or holder == PLATFORM) and (not act.stages or file.stage in act.stages)
    }
    if not possible:
        return [tag("p", "办件现在不在部门手里，没有可以办理的。", class_="none")]
    forms = [_act_form(file, name, act, person) for name, act in possible.items()]
    last_day = silent_since(Standing(file, civil_date(now_ms), now_ms, {})) if "accept" in possible else ""
    if not last_day:
        return forms
    # Whoever counts the limit from today tells her a day that is later than the law's.
    told = f"收到材料后到 {last_day} 没有告知：现在受理即为视为受理，自收件之日（{file.received_on}）起算"
    return [tag("p", f"{told}，办理期限也从那天数起（行政许可法 32(1)(4)）。", class_="refused"), *forms]


def _act_form(file: CaseFile, name: str, act: Act, person: Person) -> Markup:
    inputs = [_option(option, True) for option in act.needs] + [
        _option(option, False) for option in act.takes
    ]
    hidden = tag("input", type="hidden", name="action", value=name)
    made = form(f"/case/{file.case}/act", person.token, act.words, hidden, inputs)
    return tag("details", tag("summary", act.words), made)


def _label(name: str) -> str:
    """An option as its form calls it, in short."""
    said = _CHOICES[name][0] if name in _CHOICES else OPTIONS[name]
    return re.split("[（，： ]", said)[0]


def _option(name: str, needed: bool) -> Markup:
    words = OPTIONS[name].replace(" YYYY-MM-DD", "")
    if name in YES:
        return choice(name, words, {"": "否", "yes": "是"})
    if name in _CHOICES:
        label, options = _CHOICES[name]
        chosen = dict(zip(options, options, strict=True))
        return choice(name, label, {"": "请选择" if needed else "（默认）", **chosen}, needed=needed)
    if name in MANY:
        return field(name, f"{words}（每行一项）", needed=needed, lines=3)
    if "YYYY-MM-DD" in OPTIONS[name]:
        return field(name, words, needed=needed, kind="date")
    kind = "number" if name == "days" else "text"
    return field(name, words, needed=needed, kind=kind, lines=2 if name in _LONG else 0)


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
    data = _pairs(given.get("data", "")) | rooms.said_in(given)
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
        field("data", "内容，每行一项：名称=值", lines=3),
        field("words", "给窗口的话", lines=2),
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
    body = body or [tag("p", "没有等待答复的查询。", class_="none")]
    return page("待人工答复", body, name=person.name, token=person.token, here="/asks")


def answer(desk: Desk, person: Person, asked: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """Answer a question; gives where to go."""
    said = Answer(given.get("outcome", "").strip(), given.get("words", ""), _pairs(given.get("data", "")))
    by = {"id": person.number, "name": person.name, "number": person.number}
    desk.partners.reply(UUID(str(asked["ask"])), said, by)
    return "/asks"


def registers(desk: Desk, person: Person, asked: Mapping[str, Any]) -> str:
    """What a reference counterpart keeps, and forms to add to it."""
    system = str(asked.get("system", "credit"))
    if system in SEALED_OFF or system not in rooms.REGISTERS:
        raise PartnerError("sealed-off", "该系统的内容不在此显示。")
    with desk.partners.partners() as partners:
        records = list(partners.bench.shelf(system).all()[:_SHOWN])
    links = (
        tag("a", one.title, href=f"/registers?system={name}", **({"aria_current": "page"} if name == system else {}))
        for name, one in rooms.REGISTERS.items()
    )
    said = tag("p", f"已登记：{asked['done']}", class_="said") if "done" in asked else None
    body = [tag("nav", links), said, rooms.register_table(system, records), *rooms.register_forms(system, person)]
    return page(rooms.REGISTERS[system].title, body, name=person.name, token=person.token, here="/registers")


def register(desk: Desk, _person: Person, _asked: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """Put an entry into a register; gives where to go."""
    system = given.get("system", "")
    if system not in rooms.REGISTERS:
        raise PartnerError("system", "没有这个登记簿，没有登记。")
    with desk.partners.partners() as partners:
        rooms.put_entry(partners, given, rooms.said_in(given))
    return f"/registers?system={quote(system)}&done={quote(rooms.REGISTERS[system].title)}"


def tickets(desk: Desk, person: Person, _asked: Mapping[str, Any]) -> str:
    """Complaints, without those about the person who looks."""
    with desk.partners.partners() as partners:
        rows = [
            (r.key, r.data.get("ref", "") or "—", r.state, r.data.get("kind", ""), r.data.get("words", ""))
            for r in partners.hotline.for_viewer(person.number)
        ]
    body = [table(("编号", "群众手里的号", "状态", "类别", "内容"), rows)]
    return page("投诉", body, name=person.name, token=person.token, here="/tickets")


def accounts(desk: Desk, person: Person, _asked: Mapping[str, Any]) -> str:
    """Days that devices and halls reconciled with us, those that differ first of each day."""
    with desk.database.read() as connection:
        found = staff_accounts.accounts(connection)
    rows = (
        (
            one["day"], one["device"], one["via"] or "直接",
            "一致" if one["settled"] else "不一致：" + "、".join(staff_accounts.NAMES[name] for name in one["differ"]),
        )
        for one in found
    )  # fmt: skip
    left = sum(not one["settled"] for one in found)
    words = f"{left} 天的账不一致，请与窗口或大厅核对后再对一次。" if left else "对过的账都一致，两端都签了名。"
    said = tag("p", words, class_="refused" if left else "said") if found else None
    body = [said, table(("日期", "设备", "经由", "结果"), rows), *_held(desk, person)]
    return page("日终对账", body, name=person.name, token=person.token, here="/accounts")


def _held(desk: Desk, person: Person) -> list[Markup]:
    """What was lost, sent again and is proved by nothing; as long as there is any."""
    with desk.database.read() as connection:
        found = [staff_held.shown(connection, one) for one in held.waiting(connection)]
    if not found:
        return []
    made = [tag("h2", "待定的操作"), tag("p", staff_held.WORDS, class_="refused")]
    for one in found:
        told = tag("p", f"{one['place']}　办件 {one['case']}　摘要 {one['digest'][:12]}。{one['why']}。")
        inputs = (
            hidden("place", one["place"]), hidden("digest", one["digest"]),
            choice("act", "决定", {"dismiss": "不并入，由窗口补录", "accept": "就是丢的那一份，并入"}, needed=True),
            field("reason", "怎么核对的", needed=True, lines=2),
        )  # fmt: skip
        made += [told, form("/held", person.token, "登记", *inputs)]
    return made


def end_held(desk: Desk, person: Person, _asked: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """Accept or dismiss what is held; gives where to go on."""
    words = {name: given.get(name, "") for name in ("act", "place", "reason", "digest")}
    try:
        decision = staff_held.Decision(by=f"{person.name}（{person.number}）", **words)
        staff_held.decide(desk.database, decision, desk.now_ms())
    except staff_held.HeldError as error:
        raise StaffError(error.code, words=error.words) from error
    return "/accounts"


def _lines(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]


def _pairs(value: str) -> dict[str, str]:
    pairs = [line.partition("=") for line in _lines(value)]
    if any(not sign for _name, sign, _value in pairs):
        raise PartnerError("data", "内容须每行写一项“名称=值”，没有登记。")
    return {name.strip(): text.strip() for name, _sign, text in pairs}
