"""What the person at the counter is shown, in the words of the paper; everything but the own name is masked. No Qt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain.acts_side import RATING
from app.domain.case import Case
from app.domain.events import Recipient
from app.domain.paper import Paper, PaperKind
from app.domain.people import IdCardReading, mask_name, mask_number, mask_phone
from app.domain.time import weekday_words
from app.errors import UserFacingError
from app.ports.equipment import PadSignature, PadWish
from app.usecases.ask_partner import ask_partner
from app.usecases.desk import Done
from app.usecases.give_paper import give_paper
from app.values import dataclass, replace
from devices.pad.evidence import with_evidence
from ui.window.case.words import paper_name
from ui.window.intake.model import IntakeState, mask_address, person_of
from ui.workplace import Workplace

REASONS = ("态度不好", "等得太久", "多要材料", "说不清楚", "来回跑", "其他")
_SIGNED = (PaperKind.NOTICE, PaperKind.ACCEPTANCE, PaperKind.NON_ACCEPTANCE, PaperKind.RECEIPT)
"""Papers that are signed for here, what matters most first; results are given at the issue desk."""


@dataclass(frozen=True)
class Signing:
    """The paper that is signed for: its name, and how it is laid out. ``why`` says why it cannot be yet."""

    document_id: UUID
    name: str
    pages: tuple[Any, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Facing:
    """Everything the screen shows. ``rows`` (label, value) to be confirmed, ``about`` what is done, ``owed`` what is to
    be brought, until ``by``; ``signing`` None when there is nothing to sign; ``rated`` once a person said so.
    """

    hall: str
    window: str
    operator: str
    phone: str
    name: str
    rows: tuple[tuple[str, str], ...]
    about: tuple[tuple[str, str], ...]
    owed: tuple[str, ...] = ()
    by: str = ""
    case_id: UUID | None = None
    signing: Signing | None = None
    recipient: Recipient | None = None
    rated: bool = False
    day: str = ""


def of_intake(at: Workplace, state: IntakeState) -> Facing:
    """Before the receipt: what was read from the card or typed, to be confirmed."""
    person = state.present()
    rows = _person_rows(state.card, person.id_number if person is not None else "", state.phone)
    taken = sum(sum(row.in_custody) for row in state.material_rows() if row.taken)
    about = [("办理", state.guide.item.full_name)] if state.guide is not None else []
    if state.applicant().name and state.party != "self":
        about.append(("替谁办", state.applicant().name))
    if taken:
        about.append(("交来", f"纸质材料 {taken} 份"))
    return _framed(at, person.name if person is not None else "", rows, tuple(about))


def of_case(at: Workplace, case_id: UUID) -> Facing:
    """After the receipt: what was taken in, what is owed, what is signed for; runs on the ``db`` worker."""
    case = at.office.case(case_id)
    intake = case.intake
    assert intake is not None
    person = intake.agent.person if intake.agent is not None else intake.applicant.person
    name = person.name if person is not None else intake.applicant.name
    rows = [("证件号码", mask_number(person.id_number if person is not None else intake.applicant.id_number))]
    if person is not None and person.address:
        rows.append(("住址", mask_address(person.address)))
    if intake.phone:
        rows.append(("电话", mask_phone(intake.phone)))
    taken = sum(sum(row.in_custody) for row in case.materials if row.taken)
    about = [("办理", case.item.name), ("收下", f"纸质材料 {taken} 份"), ("结果", _delivery(intake.delivery))]
    if intake.agent is not None:
        about.insert(0, ("替谁办", intake.applicant.name))
    seen = _framed(at, name, tuple(rows), tuple(about))
    owed, by = _owed(case)
    relation = "本人" if intake.agent is None else intake.agent.relation or "代理人"
    number = person.id_number if person is not None else intake.applicant.id_number
    recipient = Recipient(name, relation, mask_number(number))
    rated = case.asked(RATING, _subject(case)) is not None
    return Facing(
        **{
            **vars(seen),
            "owed": owed,
            "by": by,
            "case_id": case.id,
            "signing": _signing(at, case),
            "recipient": recipient,
            "rated": rated,
        }
    )


def _framed(
    at: Workplace, name: str, rows: tuple[tuple[str, str], ...], about: tuple[tuple[str, str], ...]
) -> Facing:
    place = at.place()
    operator = at.office.desk.session.operator
    now = at.clock.now().local
    day = f"{now.year}年{now.month}月{now.day}日 {now:%H:%M}"
    return Facing(place.hall, place.window, operator.name, place.complaint_phone, name, rows, about, day=day)


def _person_rows(card: IdCardReading | None, number: str, phone: str) -> tuple[tuple[str, str], ...]:
    rows: list[tuple[str, str]] = []
    if card is not None:
        person = person_of(card)
        rows.append(("性别民族", f"{person.sex}　{person.nation.removesuffix('族')}族"))
        number = card.number
    if number:
        rows.append(("证件号码", mask_number(number)))
    if card is not None:
        rows.append(("住址", mask_address(card.new_address or card.address)))
    if phone:
        rows.append(("电话", mask_phone(phone)))
    return tuple(rows)


def _delivery(how: str) -> str:
    return {"自取": "到窗口自取", "邮寄": "邮寄到家", "电子": "电子证照"}.get(how, how)


def _owed(case: Case) -> tuple[tuple[str, ...], str]:
    """What a notice asks for and until when, in its own words."""
    if not case.notices or not case.open_faults:
        return (), ""
    notice = case.notices[-1]
    wanted = {fault.line_id: fault for fault in notice.faults}
    how = {line: fault.correction for line, fault in wanted.items()}
    lines = tuple(f"{row.name}：{how.get(row.line_id, '请补交')}" for row in case.open_faults)
    ends = case.told("correction", notice.ends, notice.ends_firm)[0]
    words = f"{ends.month}月{ends.day}日（{weekday_words(ends).replace('星期', '周')}）前" if ends is not None else ""
    return lines, words


def _signing(at: Workplace, case: Case) -> Signing | None:
    waiting = [p for kind in _SIGNED for p in case.papers_of(kind) if not p.void and not p.is_given]
    if not waiting:
        return None
    paper = next((p for p in waiting if p.may_be_given), waiting[0])
    pages = tuple(at.pages(case, paper.document_id))
    return Signing(paper.document_id, paper_name(case, paper), pages, _why_not(paper))


def _why_not(paper: Paper) -> str:
    if paper.may_be_given:
        return ""
    return "文书正在打印" if not paper.is_out else "文书正在盖章"


def _subject(case: Case) -> str:
    """One rating for a whole visit, else one for the case."""
    intake = case.intake
    return str(intake.visit) if intake is not None and intake.visit is not None else str(case.id)


def pad_wish(signing: Signing) -> PadWish:
    """What a pad shows, and what a signature on it stands for: the digest of the words of the paper, as in its code."""
    # The writer of PDF comes with it: not before somebody signs.
    from printing.proof import digest_of

    return PadWish(signing.name, digest_of(signing.pages).hex())


def sign(
    at: Workplace, facing: Facing, signature: PadSignature | None, mark: str = "", witness: str = ""
) -> Done:
    """She has the paper and signed for it, or pressed her thumb while ``witness`` saw it. The picture, which carries
    its strokes and the digest of what was signed, is kept first and becomes the case's with the event that names it.
    Raises RefusedError.
    """
    assert facing.case_id is not None and facing.signing is not None and facing.recipient is not None
    who = facing.recipient
    kept = ""
    if signature is not None:
        wanted = pad_wish(facing.signing).digest
        kept = at.scans.keep(with_evidence(replace(signature, digest=wanted)), None)
    recipient = Recipient(who.name, who.relation, who.id_masked, kept, mark, witness)
    try:
        return at.office.act(give_paper, facing.case_id, facing.signing.document_id, recipient)
    except UserFacingError:
        at.scans.forget([kept] if kept else [])
        raise


def rate(at: Workplace, case_id: UUID, level: str, detail: str) -> Done:
    """One rating, by the person alone. Raises RefusedError ZC-CASE-29."""
    case = at.office.stores.views.case(case_id)
    assert case is not None
    intake = case.intake
    data = {"level": level, "by": "applicant", "detail": detail}
    if intake is not None and intake.visit is not None:
        data["visit"] = str(intake.visit)
    return at.office.act(ask_partner, case_id, RATING, _subject(case), data)


def confirmed(at: Workplace, subject: str, right: bool) -> None:
    """That she looked and what she said of it is in the audit, without what it was."""
    operator = at.office.desk.session.operator.id
    at.stores.audit.record(operator, "citizen" if right else "citizen-wrong", subject)


def whose(facing: Facing) -> str:
    """For the clerk: the masked name."""
    return mask_name(facing.name)
