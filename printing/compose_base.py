"""What every composed paper starts from: the case, its envelope, its people and its materials."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.case import Case
from app.domain.case_number import case_number
from app.domain.electronic import electronic_words
from app.domain.entrances import entrances, province_of
from app.domain.events import Intake, MaterialsChecked
from app.domain.folds_course import licence_shown
from app.domain.guide import ServiceGuide
from app.domain.happened import THUMB
from app.domain.materials import MaterialStatus, SubmittedMaterial, Trust
from app.domain.paper import PAPER_RULES, Paper, PaperKind, Place
from app.domain.people import Applicant, IdType, Person
from app.domain.progress import query_code
from app.domain.reuse import reused
from app.domain.shared import shared_fact
from app.domain.time import Timestamp, date_words
from app.errors import UserFacingError
from app.values import dataclass
from printing import documents as doc
from printing.documents.intake import OWN, HandedIn
from printing.documents.notes import Assistance, CommitmentNote, ToleranceNote

GuideOf = Callable[[str, str], ServiceGuide | None]
Strokes = tuple[tuple[tuple[float, float], ...], ...]
StrokesOf = Callable[[str], Strokes]
"""A signature by the digest under which it is kept: its strokes in any one unit, empty when it is not here."""


def nothing_drawn(digest: str) -> Strokes:
    """Where no signatures are kept."""
    return ()


_ID_NAMES: dict[IdType, str] = {
    IdType.RESIDENT_CARD: "居民身份证",
    IdType.TEMPORARY_CARD: "临时居民身份证",
    IdType.HOUSEHOLD_BOOK: "户口簿",
    IdType.PASSPORT: "普通护照",
    IdType.TAIWAN_PERMIT: "台湾居民来往大陆通行证",
    IdType.HK_MACAO_PERMIT: "港澳居民来往内地通行证",
    IdType.HMT_RESIDENCE: "港澳台居民居住证",
    IdType.FOREIGNER_CARD: "外国人永久居留身份证",
    IdType.USCC: "统一社会信用代码",
    IdType.OTHER: "其他证件",
}


_FORMS: dict[MaterialStatus, str] = {
    MaterialStatus.ORIGINAL: "原件",
    MaterialStatus.COPY: "复印件",
    MaterialStatus.ELECTRONIC: "电子件",
    MaterialStatus.EXEMPT: "免提交",
    MaterialStatus.TOLERATED: "容缺后补",
    MaterialStatus.COMMITTED: "告知承诺",
    MaterialStatus.WAIVED: "免交",
    MaterialStatus.FAULTY: "纸质件",
}


_HALL_PAPERS = (
    PaperKind.FORM,
    PaperKind.RECEIPT,
    PaperKind.CORRECTION_RECEIPT,
    PaperKind.PICKUP,
    PaperKind.HANDOVER_LIST,
    PaperKind.POWER_OF_ATTORNEY,
    PaperKind.TURN_AWAY,
    PaperKind.RATING_SLIP,
    PaperKind.TAKEN_BACK,
)


@dataclass(frozen=True)
class Source:
    """What a paper is composed from."""

    case: Case
    paper: Paper
    guide: ServiceGuide | None
    strokes_of: StrokesOf = nothing_drawn

    @property
    def province(self) -> str:
        """Whose rules the case follows, by the first two digits of the province's codes."""
        return province_of(self.case.rule_set, self.paper.place.division)

    @property
    def hand_in(self) -> str:
        """Where what is owed can be handed in. The head names the authority, so that the hall is named here."""
        hall = hall_words(self.paper.place, "任一综合窗口")
        return f"{hall}、就近政务服务驿站、邮政快递或者{entrances(self.province).portal}"

    @property
    def intake(self) -> Intake:
        """Who wants what. Raises UserFacingError ZC-PRN-40 for a case that was never opened."""
        if self.case.intake is None:
            raise UserFacingError(
                "ZC-PRN-40", "办件没有登记内容，不能排版文书", "办件记录没有改变", "请联系维护人员"
            )
        return self.case.intake


_DESK = re.compile(r"((?:[^路街道巷号村镇乡]*窗口)?)（(.+)）")
"""A desk before its street; a street before its desk is left as it was written."""


def hall_words(place: Place, desk: str) -> str:
    """A desk of the hall with address and hours, as far as the profile of this device knows them: whoever holds the
    paper at home finds the way, and comes when somebody is there.
    """
    address = place.address.removeprefix(place.hall)
    if named := _DESK.fullmatch(address):
        # A profile that was written for the pick-up slip alone: 一楼发件窗口（示例路1号）, with its hall or without.
        desk, address = named[1] if named[1].endswith(desk) else desk, named[2]
    told = "；".join(part for part in (address, place.hours) if part)
    return f"{place.hall}{desk}（{told}）" if told else f"{place.hall}{desk}"


def envelope(source: Source) -> doc.Envelope:
    """What stands around the content of every paper."""
    case, paper = source.case, source.paper
    item = source.intake.item
    printed = (paper.printed_at or paper.issued_at).local
    return doc.Envelope(
        number=paper.number,
        authority=paper.place.hall if paper.kind in _HALL_PAPERS else item.authority,
        hall=paper.place.hall,
        window=paper.place.window,
        operator=paper.issued_by,
        operator_no=paper.issued_by_no,
        device=paper.place.device,
        catalogue=item.catalogue_version,
        issued_on=paper.issued_on,
        printed_at=printed,
        case_number=case_number(case),
        query_code=query_code(case.id),
        phone_help=item.authority_phone or paper.place.hall_phone or entrances(source.province).hotline,
        phone_complaint=paper.place.complaint_phone,
        printing=paper.printings,
        reprint_reason=paper.reasons[-1] if paper.reasons else "",
        offline=paper.offline,
        rehearsal=paper.place.rehearsal,
        province=source.province,
        remark="" if paper.kind in _HALL_PAPERS else item.remark,
    )


def situation_words(intake: Intake, guide: ServiceGuide | None) -> str:
    """The 情形 as answered, in the words of the guide."""
    if guide is None:
        return ""
    words = []
    for question in guide.questions:
        chosen = next((c for c in question.choices if c.key == intake.answers.get(question.id)), None)
        if chosen is not None:
            plain = chosen.label in ("是", "否")
            words.append(f"{question.text.rstrip('？?')}：{chosen.label}" if plain else chosen.label)
    return "；".join(words)


def person_party(person: Person, proof: str = "") -> doc.Party:
    """A person as a party of a paper; ``proof`` is how a person without a card was known."""
    return doc.Party(person.name, _ID_NAMES[person.id_type], person.id_number, person.phone, proof=proof)


def party(applicant: Applicant, proof: str = "") -> doc.Party:
    """The applicant as a party of a paper; ``proof`` as in :func:`person_party`."""
    if applicant.organisation is not None:
        organisation = applicant.organisation
        return doc.Party(
            organisation.name, "统一社会信用代码", organisation.uscc, organisation.phone, company=True
        )
    if applicant.person is not None:
        return person_party(applicant.person, proof)
    return doc.Party("")


def thumb_of(intake: Intake) -> doc.Signature | None:
    """The box for a 捺印 and the name of its witness, where the applicant did not sign."""
    return doc.Signature(thumb=True, witness=intake.witness) if intake.signed_by == THUMB else None


def common(source: Source) -> dict[str, Any]:
    """What every paper about an item shares: envelope, item and 情形."""
    return {
        "envelope": envelope(source),
        "item": source.intake.item.name,
        "situation": situation_words(source.intake, source.guide),
    }


def agent_of(source: Source) -> doc.Party | None:
    """The agent, when one came."""
    return person_party(source.intake.agent.person) if source.intake.agent is not None else None


def handed_in(materials: tuple[SubmittedMaterial, ...], case: Case | None = None) -> tuple[HandedIn, ...]:
    """The list of a receipt: what was taken, and what need not be handed in; what is missing is not on it.

    With ``case`` it says what became known since, such as whence a shared fact came.
    """
    rows = tuple(_handed(material, case) for material in materials if material.taken or material.settled)
    return rows or (HandedIn("没有收取纸质材料", "无", 0),)


def _handed(material: SubmittedMaterial, case: Case | None) -> HandedIn:
    count = (material.originals + material.copies) or (1 if material.taken else 0)
    custody, stays = "收存" if material.taken else "", None
    if material.status is MaterialStatus.FAULTY:
        custody = "收存，待补正"
    elif material.given_back:
        count, stays = material.originals or 1, material.copies
        custody = f"核验后退还，{_copied(material).removeprefix('收存，另')}" if stays else "核验后退还"
    elif material.copied and not material.is_form:
        custody = _copied(material)
        if material.originals:
            count, stays = material.originals, count
    elif material.status is MaterialStatus.EXEMPT:
        receipt = reused(material)
        fact = shared_fact(case, material.line_id) if case is not None else None
        fetched = fact.words if fact is not None else "由数据共享取得，待核验"
        if licence_shown(material):
            fetched = material.note.split("；")[0]  # it was held up: nobody fetched it
        custody = f"复用{receipt}已收的，只用于本事项" if receipt else fetched
    elif material.status is MaterialStatus.ELECTRONIC:
        count, custody = 1, electronic_words(material)
    own = material.own or (material.is_form and material.status is MaterialStatus.FAULTY)
    form = OWN if own else _FORMS.get(material.status, "原件")
    return HandedIn(material.name, form, count, custody, stays=stays)


def _copied(material: SubmittedMaterial) -> str:
    """What is known of copies: compared with the original, sent from a terminal, or taken as they are; that nobody
    compared them is said only where the guide asks it.
    """
    if material.originals:
        held = "与原件核对过的复印件" if material.compared else "复印件"
        return f"收存，另收存{held}{material.copies}份"
    if material.compared:
        return "核对后原件退回"
    if material.trust is Trust.UPLOADED:
        return "收存，待核对原件"
    return "收存，没有核对原件" if material.uncompared else "收存"


def civil(stamp: Timestamp) -> Any:
    """A moment in civil time, as printed."""
    return stamp.local


def origin(case: Case, document_id: UUID) -> UUID:
    """The document that ``document_id`` was first issued as, before any 收回更正."""
    earlier = next((paper for paper in case.papers if paper.replaced_by == document_id), None)
    return origin(case, earlier.document_id) if earlier is not None else document_id


def late_check(case: Case, document_id: UUID) -> MaterialsChecked | None:
    """What was looked at only after 收件 and is receipted by ``document_id``; None of any other paper."""
    wanted = origin(case, document_id)
    return next((each for each in case.late_checks if each.document_id == wanted), None)


def replaced(source: Source) -> str:
    """The void number that this paper takes the place of."""
    return next((p.number for p in source.case.papers if p.replaced_by == source.paper.document_id), "")


def counting(told: date | None, now: date | None, note: str) -> str:
    """How a date was counted; of one that moved since it was told, from which: the old count explains it no more."""
    if told is None or now is None or told == now:
        return note.rstrip("。")
    return f"原告知{date_words(told)}，因放假安排公布或者送达较晚，重新计算为本日"


def receipt_number(case: Case) -> str:
    """Number of the receipt, recalled ones last."""
    valid = case.papers_of(PaperKind.RECEIPT)
    every = [paper for paper in case.papers if paper.kind is PaperKind.RECEIPT]
    return (valid or tuple(every))[0].number if every else ""


def helper_of(source: Source) -> Assistance | None:
    """Who helped, free of charge."""
    helped = source.intake.assistance
    return Assistance(helped.helper, body=helped.organisation) if helped is not None else None


def tolerance_of(source: Source) -> ToleranceNote | None:
    """The note on 容缺 that every later paper carries."""
    case = source.case
    accepted = case.accepted
    papers = case.papers_of(PaperKind.TOLERANCE_NOTICE)
    if accepted is None or accepted.tolerated_until is None or not papers:
        return None
    names = {material.line_id: material.name for material in case.materials}
    owed = tuple(names.get(line, line) for line in accepted.tolerated)
    return ToleranceNote(papers[0].number, owed, case.tolerance_due or accepted.tolerated_until)


def commitment_of(source: Source) -> CommitmentNote | None:
    """The note on a 告知承诺 that stands instead of proofs."""
    case = source.case
    papers = case.papers_of(PaperKind.COMMITMENT)
    if not papers or not case.commitments:
        return None
    names = {material.line_id: material.name for material in case.materials}
    lines = [line for made in case.commitments for line in made.lines]
    what = tuple(names.get(line, line) for line in lines) or ("许可条件",)
    return CommitmentNote(papers[0].number, what)


def missing() -> UserFacingError:
    """The log does not hold what the paper would tell of."""
    return UserFacingError(
        "ZC-PRN-40", "办件里没有这份文书要说的内容", "办件记录没有改变", "请在办件页重新选择"
    )


def kind_name(kind: PaperKind) -> str:
    """Name of a kind of paper as printed."""
    return PAPER_RULES[kind].name
