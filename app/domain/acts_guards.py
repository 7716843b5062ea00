"""What must hold before anybody is asked for anything: the item, the people, the signature, the credit."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.case import Case
from app.domain.delivery import choice_refusal, of_intake
from app.domain.guide import MaterialLine, ServiceGuide
from app.domain.happened import THUMB
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial
from app.domain.people import Person
from app.domain.states import CaseState
from app.domain.time import Timestamp, date_words

CREDIT = "credit"
FALSE_PROMISES = "commitment-list"
HOLDER = "holder"
CROSS_AREA = "cross-area"
IDENTITY = "identity"
DEFAULTED_ON = "defaulted_on"
"""In an answer about credit: the day of the last broken promise, YYYY-MM-DD."""
GUARDIAN = "监护人"
OWN_WILL = "本人真实意愿"
_ADULT_ALONE, _OF_AGE, _ELDER = 14, 18, 60
_DAY_MS = 86_400_000
_NAME_ROOM, _FIELD_ROOM = 120, 2000
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Checked(StrEnum):
    """Three values of a guard that needs another system; UNCHECKED blocks only what the law makes conditional."""

    GOOD = "通过"
    BAD = "不通过"
    UNCHECKED = "未查（离线）"


def age_on(birth: str, day: date) -> int | None:
    """Full years on ``day``; None when the birth is not known. ``birth`` is YYYY-MM-DD or YYYYMMDD."""
    digits = birth.replace("-", "")
    if len(digits) != 8 or not digits.isdigit():
        return None
    year, month, dom = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    return day.year - year - ((day.month, day.day) < (month, dom))


def birth_of(person: Person) -> str:
    """The birth as told, or as the identity number holds it."""
    number = person.id_number
    return person.birth or (number[6:14] if len(number) == 18 and number[6:14].isdigit() else "")


def item_refusal(guide: ServiceGuide) -> cmd.Refusal | None:
    """An item that may not be begun: 涉密 (S1 3), 暂停 or 取消 (S2 1.4)."""
    if guide.item.secret:
        return cmd.Refusal(
            "ZC-CASE-07", "涉密事项不在本系统办理", "S1 3；S0 14", "请按保密规定到指定地点办理，并出具即时告知单"
        )
    if guide.item.status == "下放":
        to = f"（{guide.item.remark}）" if guide.item.remark else ""
        return cmd.Refusal(
            "ZC-CASE-131",
            f"该事项已下放，由下一级办理{to}",
            "S2 规范1 1.4",
            "可代收转送下一级机关，或者出具即时告知单写明去处；已收的件照常办完",
        )
    if guide.item.status != "有效":
        return cmd.Refusal(
            "ZC-CASE-02",
            f"该事项已{guide.item.status}",
            "S2 规范1 1.4",
            "可代收转送有权机关，或者出具即时告知单",
        )
    return None


def kind_refusal(guide: ServiceGuide, context: cmd.Context) -> cmd.Refusal | None:
    """The window takes in only what is applied for (依申请); what an authority does of itself is none of it (S1 2)."""
    if guide.item.kind not in context.rules.ex_officio_kinds:
        return None
    return cmd.Refusal(
        "ZC-CASE-107",
        f"「{guide.item.kind}」由机关依职权办理，不是依申请的事项，窗口不收申请",
        "S1 2",
        f"要缴款、申辩或者反映情况的，请向{guide.authority.name}办理；出具即时告知单写明去处",
    )


def intake_refusal(command: cmd.Receive, guide: ServiceGuide, context: cmd.Context) -> cmd.Refusal | None:
    """What the law wants of the people before their case is taken in."""
    if command.handed_at is not None and command.handed_at.ms > context.now.ms:
        return cmd.Refusal(
            "ZC-CASE-08", "交件时间晚于现在", "行政许可法 32", "请核对邮戳、登记本上的时间或者本机时钟"
        )
    return (
        words_refusal(command.intake, guide)
        or _visit_refusal(command)
        or kind_refusal(guide, context)
        or choice_refusal(of_intake(command.intake))
        or _agent_refusal(command.intake, guide)
        or person_refusal(command.intake, guide, (command.handed_at or context.now).date)
    )


def moment_refusal(handed: Timestamp | None, since: Timestamp, context: cmd.Context) -> cmd.Refusal | None:
    """Nothing is handed in later than now, or before what it answers."""
    if handed is None or since.ms <= handed.ms <= context.now.ms:
        return None
    return cmd.Refusal(
        "ZC-CASE-08",
        "交件时间晚于现在，或者早于它所答复的文书",
        "行政许可法 32；S0 22",
        "请核对邮戳、登记本上的时间或者本机时钟",
    )


def words_refusal(intake: ev.Intake, guide: ServiceGuide | None) -> cmd.Refusal | None:
    """What cannot stand on paper or in the log: characters nobody sees, and more words than the form has room for.

    Rare characters and long names are kept as they are: a name is as it is on the card.
    """
    fields = {each.id: (each.label, each.max_length) for each in (guide.form if guide is not None else ())}
    said = [("申请人姓名或者名称", intake.applicant.name, _NAME_ROOM), ("联系电话", intake.phone, _NAME_ROOM)]
    if intake.agent is not None:
        said.append(("代理人姓名", intake.agent.person.name, _NAME_ROOM))
    for key, value in intake.form.items():
        label, room = fields.get(key, (key, _FIELD_ROOM))
        said.append((label, value, room))
    for label, value, room in said:
        if any(unseen(ch) for ch in value):
            return cmd.Refusal(
                "ZC-FORM-01",
                f"「{label}」里有看不见的控制字符",
                "行政许可法 32(1)(3)",
                "请删去后重新输入，其他内容都保留",
            )
        if len(value) > room:
            return cmd.Refusal(
                "ZC-FORM-02",
                f"「{label}」最多{room}个字，现有{len(value)}个",
                "行政许可法 29、32(1)(3)",
                "写不下的内容请写在附页上，随申请表一并收件",
            )
    return None


def unseen(character: str) -> bool:
    """Whether ``character`` leaves no mark on paper, or turns the order of what does."""
    return (unicodedata.category(character) in ("Cc", "Cs") and character != "\n") or character in _TURNING


def _visit_refusal(command: cmd.Receive) -> cmd.Refusal | None:
    """上门 leaves a record: who called (55号 三(三)); when, is the hand-over itself, now or earlier."""
    helped = command.intake.assistance
    if command.intake.channel != "上门" or (helped is not None and helped.helper.strip()):
        return None
    return cmd.Refusal(
        "ZC-CASE-127",
        "上门收件要写明是谁上门帮办的",
        "55号 三(三)；81号 三(三)4",
        "请登记帮代办；事后录入的另填收到时间。上门服务免费",
    )


def _agent_refusal(intake: ev.Intake, guide: ServiceGuide) -> cmd.Refusal | None:
    agent = intake.agent
    if agent is not None and guide.personal_attendance and agent.relation != GUARDIAN:
        return cmd.Refusal(
            "ZC-CASE-18", "该事项依法要本人到场，不能代理", "行政许可法 29", "可以上门办理，或者请本人到场"
        )
    if agent is not None and not agent.authority.strip():
        return cmd.Refusal(
            "ZC-CASE-18", "没有登记授权委托书", "行政许可法 29", "请登记委托书，现场填写授权委托书也可以"
        )
    if intake.signed_by == THUMB and not intake.witness.strip():
        return cmd.Refusal("ZC-CASE-19", "捺印要有见证人", "S4 10", "请填写见证人姓名，见证人也要签名")
    return None


def person_refusal(intake: ev.Intake, guide: ServiceGuide, day: date) -> cmd.Refusal | None:
    """What age wants on ``day``, that of the hand-over: a guardian below fourteen, the own word of an elder.

    A birth is a civil date and ``day`` is one, so people of any century may be asked about.
    """
    person = intake.applicant.person
    age = age_on(birth_of(person), day) if person is not None else None
    if age is None:
        return None
    if needs_guardian(person, day) and (intake.agent is None or intake.agent.relation != GUARDIAN):
        return cmd.Refusal(
            "ZC-CASE-16",
            "申请人未满十四周岁，要由监护人同意并代为办理",
            "个人信息保护法 31",
            "请登记监护人和监护关系证明",
        )
    if guide.elder_question and age >= _ELDER and not intake.answers.get(OWN_WILL):
        return cmd.Refusal(
            "ZC-CASE-17",
            "老年人办理房屋权属、户口迁移，要当面问清是不是本人意愿",
            "老年人权益保障法 55",
            "请单独询问本人，把回答记在表里，并优先办理",
        )
    return None


def needs_guardian(person: Person | None, day: date) -> bool:
    """Whether she is too young on ``day`` to apply by herself (个人信息保护法 31)."""
    age = age_on(birth_of(person), day) if person is not None else None
    return age is not None and age < _ADULT_ALONE


def under_age(person: Person | None, day: date) -> bool:
    """Whether her parents or guardian act for her by law on ``day``, without any 委托书 (民法典 17, 23, 27)."""
    age = age_on(birth_of(person), day) if person is not None else None
    return age is not None and age < _OF_AGE


def not_listed(
    materials: Iterable[SubmittedMaterial], lines: Iterable[MaterialLine]
) -> cmd.Refusal | None:
    """容缺 and 告知承诺 only where the guide offers them (S0 8, 9, 22(3))."""
    by_line = {line.id: line for line in lines}
    for material in materials:
        line = by_line[material.line_id]
        if material.status is MaterialStatus.TOLERATED and not line.tolerable:
            return cmd.Refusal(
                "ZC-CASE-09", f"办事指南没有把《{material.name}》列入容缺范围", "S0 8、22(3)", "请改为一次性告知"
            )
        if material.status is MaterialStatus.COMMITTED and not line.committable:
            return cmd.Refusal(
                "ZC-CASE-09", f"《{material.name}》不实行告知承诺", "S0 9(1)", "请登记实际收到的材料"
            )
    return None


def ask(
    case: Case | None, context: cmd.Context, system: str, subject: str = "", /, **data: str
) -> ev.PartnerAsked:
    """A question to another system; its id follows from the case, so that a repeated decision asks the same."""
    return ask_along(case, context, 0, system, subject, **data)


def ask_along(
    case: Case | None, context: cmd.Context, along: int, system: str, subject: str, /, **data: str
) -> ev.PartnerAsked:
    """As :func:`ask`; ``along`` counts the questions to the same system that one decision asks before this one."""
    before = along + (sum(1 for each in case.asks if each.system == system) if case is not None else 0)
    name = case.id if case is not None else context.case_id or UUID(int=0)
    ask_id = uuid5(name, f"{system}/{context.device}/{before}")
    return ev.PartnerAsked(context.now, context.operator, ask_id, system, subject, data)


def credit_ask(case: Case | None, context: cmd.Context) -> ev.PartnerAsked:
    """逢办必查: the question goes with the case; the answer is a code, never the record."""
    return ask(case, context, CREDIT, "applicant")


def credit_again(case: Case, context: cmd.Context) -> tuple[ev.PartnerAsked, ...]:
    """The second question about credit, before a decision (S3 三(三)): asked unless the first still waits (待查) or was
    answered today. It holds nothing up.
    """
    found = case.asked(CREDIT)
    if found is not None and (found.waiting or Timestamp(found.answered_ms).date == context.now.date):
        return ()
    return (credit_ask(case, context),)


def collected_refusal(case: Case) -> cmd.Refusal | None:
    """代收 for another place: what was collected is judged where it is handled, never here (S3 一(二))."""
    place = case.intake.collected_for if case.intake is not None else ""
    if not place:
        return None
    return cmd.Refusal(
        "ZC-CASE-123",
        f"这是代{place}收的件，由办理地受理、告知和决定",
        "S3 一(二)；行政许可法 24",
        "请转办理地；材料可以邮寄，收件凭证照常有效",
    )


def checked(case: Case, context: cmd.Context, system: str, max_age_days: int) -> tuple[Checked, str]:
    """What is known now of the applicant from ``system``, and in words since when.

    An answer in the log counts, or a list kept here, while it is not older than ``max_age_days``.
    """
    found = case.asked(system)
    answers = [context.snapshots[system]] if system in context.snapshots else []
    if found is not None and not found.waiting:
        answers.append((found.outcome, found.answered_ms))
    fresh = [each for each in answers if context.now.ms - each[1] <= max_age_days * _DAY_MS]
    if not fresh:
        return Checked.UNCHECKED, ""
    outcome, at_ms = max(fresh, key=lambda each: each[1])
    since = Timestamp(at_ms).words() if at_ms > 0 else ""
    return (Checked.GOOD if outcome == "pass" else Checked.BAD), since


def _barred_until(case: Case, context: cmd.Context, system: str) -> date | None:
    """Until when a former default bars a promise, where the rules set a span; the answer tells its day."""
    asked, span = case.asked(system), context.rules.bar_after_default_days
    since = dict(asked.answer).get(DEFAULTED_ON, "") if asked is not None and span else ""
    try:
        until = date.fromisoformat(since) + timedelta(days=span)
    except ValueError:
        return None
    return until if context.now.date <= until else None


def promise_refusal(case: Case, context: cmd.Context, what: str) -> cmd.Refusal | None:
    """容缺 and 告知承诺 are for those whose credit and former promises are known to be good (S0 10(1))."""
    days = context.rules.snapshot_max_age_days
    for system, name in ((CREDIT, "信用"), (FALSE_PROMISES, "虚假承诺名单")):
        if system == FALSE_PROMISES and what == "容缺":
            continue
        result, since = checked(case, context, system, days)
        barred = _barred_until(case, context, system)
        if barred is not None:
            return cmd.Refusal(
                "ZC-CASE-38",
                f"{name}有失信记录，至{date_words(barred)}（含当日）不适用{what}",
                "S0 10(1)；容缺办法",
                "按普通程序办理：一次性告知要补的材料",
            )
        if result is Checked.BAD:
            return cmd.Refusal(
                "ZC-CASE-38",
                f"{name}核查没有通过（{since}），不适用{what}",
                "S0 10(1)",
                "按普通程序办理：一次性告知要补的材料；信用修复后可以再用",
            )
        if result is Checked.UNCHECKED:
            return cmd.Refusal(
                "ZC-CASE-37",
                f"{name}还没有查到结果，不能{what}",
                "S0 10(1)；S3 三(三)",
                "已收件不受影响；联网查到后再办，或者一次性告知",
            )
    return None


def comes_in(row: SubmittedMaterial) -> bool:
    """Whether a receipt names the row: paper was taken, or it came electronically."""
    return row.taken or row.status is MaterialStatus.ELECTRONIC


def receipted_lines(case: Case) -> frozenset[str]:
    """Lines of what was taken in and stands on a receipt (D01, D01b)."""
    return frozenset(row.line_id for row in case.materials if comes_in(row))


def looked_at_again(case: Case) -> frozenset[str]:
    """Lines that may be judged again since a notice was withdrawn before anybody had it; of a case that had been
    corrected, those alone that a notice which was given names: no other may be demanded now (许可法 32(1)(4)).

    What was waived, pledged or promised over a signature stands; nothing is judged where 视为受理 is proposed.
    """
    here = case.state in (CaseState.RECEIVED, CaseState.CORRECTED) and case.acceptance_proposal is None
    if not case.rechecking or not here:
        return frozenset()
    signed = {line for made in case.commitments for line in made.lines}
    pledge = case.pledge_standing
    signed |= set(pledge.lines) if pledge is not None else set()
    told = {fault.line_id for notice in case.notices for fault in notice.faults}
    return frozenset(
        row.line_id
        for row in case.materials
        if row.status is not MaterialStatus.WAIVED
        and row.line_id not in signed
        and (row.line_id in told or case.state is CaseState.RECEIVED)
    )


def to_look_again(case: Case) -> bool:
    """Whether the materials wait to be judged again: nothing was checked since the notice was withdrawn."""
    since = case.unsaid[-1].at.ms if case.unsaid else 0
    return bool(looked_at_again(case)) and not any(check.at.ms >= since for check in case.late_checks)


def receipted_refusal(case: Case, rows: Iterable[SubmittedMaterial]) -> cmd.Refusal | None:
    """What the applicant holds a receipt for cannot be called missing: it is with the hall (S0 20)."""
    held = receipted_lines(case)
    lost = [row.name for row in rows if row.fault is FaultCode.MISSING and not row.settled and row.line_id in held]
    if lost:
        return cmd.Refusal(
            "ZC-CASE-162",
            f"收件凭证上写着已经收到：{'、'.join(lost)}，不能按缺失要求再交",
            "S0 20、21；行政许可法 32(1)(4)",
            "材料有问题的，请选具体的问题；确实没有收到的，请主管作废办件，按实际收到的重新收件",
        )
    return None
