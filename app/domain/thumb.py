"""捺印: who cannot write presses a thumb before a witness (S4 10), at once or later at a window.

Who the witness is, is as it was told: a number that the staff known here do not bear out is said in words, kept, and
refuses nobody.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_intake import Answer
from app.domain.case import Case
from app.domain.happened import THUMB
from app.domain.kiosk import CHANNEL
from app.domain.materials import SubmittedMaterial
from app.domain.people import Agent, Applicant
from app.domain.states import CaseState

_LAW = "S4 10"
TO_PRESS = "手印待按：按在收件凭证上"
"""The note of a form that still waits for the thumb; a stamp that is missing for another reason is no thumb's."""
SAME_NAME = "见证人与申请人（代理人）同名，请核对"


def witness_words(name: str, number: str) -> str:
    """The witness as the case and its papers name her: 张章（0713）; "" without a name."""
    name, number = name.strip(), number.strip()
    return f"{name}（{number}）" if name and number else name


def _told(witness: str) -> tuple[str, str]:
    """Name and number as :func:`witness_words` put them together; a name may hold brackets of its own."""
    name, bracket, number = witness.removesuffix("）").rpartition("（") if witness.endswith("）") else ("", "", "")
    return (name, number) if bracket and name else (witness, "")


def roster_note(
    witness: str,
    staff: Iterable[tuple[str, str]],
    applicant: Applicant | None = None,
    agent: Agent | None = None,
) -> str:
    """What is to be said of ``witness`` (:func:`witness_words`): whether she has the name of who applies, and what
    ``staff`` (name, number) says of her; "" when nothing is.
    """
    same = SAME_NAME if _told(witness)[0] in _names(applicant, agent) else ""
    return "；".join(words for words in (same, _roster(witness, staff)) if words)


def _names(applicant: Applicant | None, agent: Agent | None) -> frozenset[str]:
    """Names of those who may not see their own thumb: who applies, who acts for her, who represents the company."""
    people = [agent.person.name] if agent is not None else []
    if applicant is not None and applicant.person is not None:
        people.append(applicant.person.name)
    if applicant is not None and applicant.organisation is not None:
        people.append(applicant.organisation.representative)
    return frozenset(name.strip() for name in people if name.strip())


def _roster(witness: str, staff: Iterable[tuple[str, str]]) -> str:
    name, number = _told(witness)
    known = {theirs.strip(): told.strip() for told, theirs in staff}
    if not number:
        return "见证人没有报工号，按所报的记下"
    if not known:
        return "本机没有人员名册，见证人没有核对"
    if number not in known:
        return "工号不在本机人员名册里，按所报的记下"
    if known[number] != name:
        return "这个工号在本机名册上是另一个名字，按所报的记下"
    return ""


def unpressed(case: Case) -> tuple[SubmittedMaterial, ...]:
    """The forms that still wait for the thumb."""
    return tuple(row for row in case.materials if row.is_form and not row.settled and row.note == TO_PRESS)


def awaits_thumb(case: Case) -> bool:
    """手印待按: she chose 捺印 and no thumb is on paper yet; a terminal has none pressed on its glass."""
    if case.intake is None or case.intake.signed_by != THUMB or case.thumb is not None or case.terminal:
        return False
    alone = case.intake.channel == CHANNEL and not any(row.is_form for row in case.materials)
    return bool(unpressed(case)) or alone


def asked_again(case: Case) -> bool:
    """Whether a notice asks for the form: then the thumb comes with the correction, which has its own receipt."""
    if case.state is not CaseState.AWAITING_CORRECTION or not case.notices:
        return False
    wanted = {fault.line_id for fault in case.notices[-1].faults}
    return any(row.line_id in wanted for row in unpressed(case))


def press(case: Case, command: cmd.PressThumb, context: cmd.Context) -> Answer:
    """手印已按: by whom it was seen goes into the case; the form counts as signed from here on."""
    if not command.witness.strip():
        return cmd.Refusal("ZC-CASE-19", "捺印要有见证人", _LAW, "请填写见证人姓名，见证人也要签名")
    if not awaits_thumb(case):
        return cmd.Refusal("ZC-CASE-132", "这个办件没有待按的手印", _LAW, "请看办件页的时间线和材料")
    if asked_again(case):
        return cmd.Refusal(
            "ZC-CASE-133",
            "告知书里已经要求补申请表，手印随补正一起登记",
            f"{_LAW}；行政许可法 32(1)(4)",
            "请在材料栏登记补交的申请表，补正有收件凭证",
        )
    lines = tuple(row.line_id for row in unpressed(case))
    return (ev.ThumbPressed(context.now, context.operator, lines, command.witness.strip(), command.note),)
