"""Ways of 送达 and what each of them leaves in hand as its proof (民事诉讼法 87–95, by analogy; 行政许可法 44)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.case import Case
from app.domain.delivery import BY_NETWORK, BY_POST
from app.domain.materials import SubmittedMaterial, as_taken
from app.domain.paper import Paper, PaperKind
from app.domain.people import mask_number
from app.domain.power import printed_end
from app.domain.reuse import brought_power, gives_power
from app.domain.time import date_words
from app.domain.transitions import CaseState
from app.values import replace

DIRECT = "直接送达"
AT_DESK = ("窗口领取", DIRECT)
LEFT = "留置送达"
POST, ELECTRONIC = BY_POST, BY_NETWORK
METHODS = (*AT_DESK, POST, LEFT, ELECTRONIC)
_LAW = "行政许可法 44；民事诉讼法 88–91"


def unauthorised(case: Case, command: cmd.HandOver, day: date) -> cmd.Refusal | None:
    """Why somebody may not take a result at the desk for the applicant on ``day``; the agent of the case showed her
    power at 收件, and it counts as long as that paper speaks.

    The slip says what to bring (委托他人领取的，另带授权委托书), so without it nothing is given.
    """
    who, intake = command.recipient, case.intake
    if command.method not in AT_DESK or who.relation in ("", "本人") or who.authority.strip() or intake is None:
        return None
    if stands_for(case, who.name, day, who.id_masked):
        return None
    ended = power_ended(case, who.name, day)
    if ended is not None:
        return cmd.Refusal(
            "ZC-CASE-139",
            f"收件时登记的授权委托书已于{date_words(ended)}到期，没有写明凭什么代领",
            "行政许可法 29；民法典 165、173",
            "请看新的授权委托书或者单位介绍信，写明是哪一份；没有带的，请本人来领、补委托书，或者改邮寄",
        )
    return cmd.Refusal(
        "ZC-CASE-139",
        "代领没有写明凭什么代领",
        "行政许可法 29、44",
        "请看授权委托书或者单位介绍信，写明是哪一份；没有带的，请本人来领、补委托书，或者改邮寄",
    )


def power_until(case: Case) -> date | None:
    """Last day of the power of the case's agent, None where none is known. A 授权委托书 that was printed here and
    signed (D18, recorded as given) speaks until the end printed on it; a brought one that names no end goes on.
    """
    agent = case.intake.agent if case.intake is not None else None
    if agent is None:
        return None
    signed = [paper for paper in case.papers_of(PaperKind.POWER_OF_ATTORNEY) if paper.given_at is not None]
    if not signed or (agent.until is None and brought_power(case)):
        return agent.until
    return max(printed_end(agent.until, paper.issued_on) for paper in signed)


def mended_by(case: Case, document_id: UUID, day: date, device: str) -> tuple[SubmittedMaterial, ...]:
    """The rows of her power that are at fault, as they stand once the 授权委托书 of this id (D18), which speaks on
    ``day``, lies in the file signed: at the desk while nobody told of them, else as a correction of what the notice
    names. Nothing of it is known by the paper alone: a person must say that it lies here. None while the case is in
    other hands than those of ``device``: the rows are theirs.
    """
    paper = case.paper(document_id)
    agent = case.intake.agent if case.intake is not None else None
    if paper is None or paper.void or paper.kind is not PaperKind.POWER_OF_ATTORNEY or agent is None:
        return ()
    ends = printed_end(agent.until, paper.issued_on)
    if case.lease != device or ends < day or case.state not in (CaseState.RECEIVED, CaseState.AWAITING_CORRECTION):
        return ()
    told = {fault.line_id for fault in case.notices[-1].faults} if case.notices else None
    note = f"本窗口出具的授权委托书 {paper.number}，有效至{date_words(ends)}"
    return tuple(
        replace(as_taken(row, 1, 0), note=note)
        for row in case.open_faults
        if gives_power(row) and (told is None or row.line_id in told)
    )


def stands_for(case: Case, name: str, day: date, number: str = "") -> bool:
    """Whether somebody of this name needs no paper to take a result on ``day``: the agent whose power was seen at 收件
    and has not ended, or the legal representative of the organisation, who acts in its name by law (民法典 61).
    ``number`` is that of her card, masked, "" where none was read: another than the case knows is a namesake's.
    """
    if case.intake is None or not name.strip() or _namesake(case, name, number):
        return False
    agent, organisation = case.intake.agent, case.intake.applicant.organisation
    known = (
        agent.person.name if agent is not None and not _over(power_until(case), day) else "",
        organisation.representative if organisation else "",
    )
    return name.strip() in known


def _namesake(case: Case, name: str, number: str) -> bool:
    agent = case.intake.agent if case.intake is not None else None
    if agent is None or agent.person.name.strip() != name.strip() or not (number and agent.person.id_number):
        return False
    known, shown = mask_number(agent.person.id_number).upper(), number.upper()
    return (known[:4], known[-4:]) != (shown[:4], shown[-4:])


def power_ended(case: Case, name: str, day: date) -> date | None:
    """Last day of the power of the case's agent of this name where it is over on ``day``; None for everybody else."""
    agent = case.intake.agent if case.intake is not None else None
    if agent is None or agent.person.name != name.strip() or stands_for(case, name, day):
        return None
    until = power_until(case)
    return until if _over(until, day) else None


def _over(until: date | None, day: date) -> bool:
    return until is not None and until < day


def unproved(case: Case, command: cmd.HandOver) -> cmd.Refusal | None:
    """Why the way of service has no proof yet; None when it has. A signature proves what was taken at the desk; where
    a sheet for these papers and this person was printed, it is that one which is still to be signed and ticked.

    Whether the way is the one that was chosen, ``app.domain.delivery`` says before.
    """
    recipient = command.recipient
    if command.method == POST:
        return _named(command.reference, "邮寄送达要写运单号，签收以邮政回执为准", "请填写运单号")
    if command.method == LEFT:
        whole = command.refusal.strip() and command.witness.strip()
        return None if whole else cmd.Refusal(
            "ZC-CASE-120", "留置送达要写明拒收事由，并有见证人", _LAW, "请填写拒收事由和见证人"
        )  # fmt: skip
    if command.method == ELECTRONIC:
        return _named(command.reference, "电子送达要写系统回执号", "请填写回执号")
    if not recipient.signature and not recipient.mark and command.sheet is None:
        sheet = open_sheet(case)
        printed = sheet is not None and is_for(sheet, command.documents, recipient)
        return cmd.Refusal("ZC-CASE-72", "领取人没有签名", "行政许可法 44", _TICK if printed else _SIGN)
    return None


_SIGN = "请领取人在签名板上签名，或者按「在纸上签」打回证，签好收回再交付"
_TICK = "回证已打：请领取人在上面签名，收回来按 Alt+G 打勾再交付；或者改在签名板上签"


def _named(reference: str, why: str, then: str) -> cmd.Refusal | None:
    return None if reference.strip() else cmd.Refusal("ZC-CASE-120", why, _LAW, then)


UNSIGNED = "没有在这张送达回证上签名"
"""Why a sheet that was laid out to be signed by hand is void."""


def open_sheet(case: Case) -> Paper | None:
    """The 送达回证 that was laid out to be signed by hand and that nothing was served by yet; None where none is."""
    return next(iter(_open_sheets(case)), None)


def _open_sheets(case: Case) -> tuple[Paper, ...]:
    handed = case.handed_over
    served = handed.proof if handed is not None else None
    return tuple(paper for paper in case.papers if to_be_signed(paper) and paper.document_id != served)


def to_be_signed(paper: Paper) -> bool:
    """Whether this is a proof of service that was laid out for a hand, and counts."""
    return bool(paper.serves) and not paper.void


def signed_on(case: Case, sheet: UUID | None, today: date) -> date:
    """Day on which her right to take counts: that of the ``sheet`` that was laid out and signed, else ``today``."""
    laid = next((paper for paper in _open_sheets(case) if paper.document_id == sheet), None)
    return laid.issued_on if laid is not None else today


def void_sheets(case: Case, context: cmd.Context, but: UUID | None) -> tuple[ev.PaperVoided, ...]:
    """What was laid out and not signed counts no longer, its number kept."""
    return tuple(
        ev.PaperVoided(context.now, context.operator, paper.document_id, UNSIGNED)
        for paper in _open_sheets(case)
        if paper.document_id != but
    )


def is_for(sheet: Paper, documents: Collection[UUID], who: ev.Recipient) -> bool:
    """Whether a sheet that was laid out names these papers and this person: what she is to the applicant and what lets
    her take them are printed on it. Her number counts where both know it: a card may be read before or after.
    """
    named = sheet.recipient
    if named is None or set(sheet.serves) != set(documents):
        return False
    same = (named.name, named.relation, named.authority) == (who.name, who.relation, who.authority)
    return same and (named.id_masked == who.id_masked or not (named.id_masked and who.id_masked))


def unlike_sheet(case: Case, command: cmd.HandOver) -> cmd.Refusal | None:
    """A signed sheet proves what it names, to whom it names, at the desk; None where it does or where none is meant."""
    if command.sheet is None:
        return None
    sheet = next((paper for paper in _open_sheets(case) if paper.document_id == command.sheet), None)
    same = sheet is not None and is_for(sheet, command.documents, command.recipient)
    if not same or command.method not in AT_DESK:
        return cmd.Refusal(
            "ZC-CASE-163",
            "签了名的送达回证和现在要交付的文书、领取人对不上",
            "行政许可法 44；民事诉讼法 87",
            "请照那张回证选好文书和领取人，或者重新打一张请领取人签",
        )
    return None
