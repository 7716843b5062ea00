"""All ports together, and which counterpart hears what. A deployment replaces fields of :class:`Partners`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sync.platform.partners import (
    archive,
    area,
    assist,
    callback,
    catalogue,
    commitment,
    courier,
    credit,
    department,
    exchange,
    group,
    hotline,
    identity,
    intermediary,
    licence,
    mobile,
    payment,
    portal,
    progress,
    project,
    queue,
    rating,
    reconciliation,
    seal,
    signature,
    supervision,
    survey,
)
from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, PartnerError


@dataclass(frozen=True)
class Partners:
    """One port for each system."""

    bench: Bench
    identity: identity.Identity
    exchange: exchange.Exchange
    licence: licence.Licences
    seal: seal.Seals
    signature: signature.Signatures
    payment: payment.Payments
    courier: courier.Courier
    credit: credit.Credit
    commitment: commitment.Commitments
    supervision: supervision.Supervision
    rating: rating.Ratings
    queue: queue.Queue
    hotline: hotline.Hotline
    callback: callback.Callback
    progress: progress.Progress
    survey: survey.Survey
    intermediary: intermediary.Intermediaries
    archive: archive.Archive
    reconciliation: reconciliation.Reconciliation
    department: department.Department
    project: project.Projects
    group: group.Groups
    area: area.Areas
    assist: assist.Assist
    portal: portal.Portal
    mobile: mobile.Mobile
    catalogue: catalogue.Catalogues


def reference(bench: Bench) -> Partners:
    """The reference counterparts, upon one transaction."""
    return Partners(
        bench,
        identity.ReferenceIdentity(bench),
        exchange.ReferenceExchange(bench),
        licence.ReferenceLicences(bench),
        seal.ReferenceSeals(bench),
        signature.ReferenceSignatures(bench),
        payment.ReferencePayments(bench),
        courier.ReferenceCourier(bench),
        credit.ReferenceCredit(bench),
        commitment.ReferenceCommitments(bench),
        supervision.ReferenceSupervision(bench),
        rating.ReferenceRatings(bench),
        queue.ReferenceQueue(bench),
        hotline.ReferenceHotline(bench),
        callback.ReferenceCallback(bench),
        progress.ReferenceProgress(bench),
        survey.ReferenceSurvey(bench),
        intermediary.ReferenceIntermediaries(bench),
        archive.ReferenceArchive(bench),
        reconciliation.ReferenceReconciliation(bench),
        department.ReferenceDepartment(bench),
        project.ReferenceProjects(bench),
        group.ReferenceGroups(bench),
        area.ReferenceAreas(bench),
        assist.ReferenceAssist(bench),
        portal.ReferencePortal(bench),
        mobile.ReferenceMobile(bench),
        catalogue.ReferenceCatalogues(bench),
    )


@dataclass(frozen=True)
class Told:
    """What people (or the partner's own system) say of themselves; ``viewer`` is the 工号 of who says it."""

    system: str
    outcome: str
    data: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    viewer: str = ""


Answers = Callable[[Partners, Ask, CaseFile], Answer]
Tells = Callable[[Partners, Told, CaseFile], Answer]

ANSWERS: Mapping[str, Answers] = {
    identity.SYSTEM: lambda p, ask, file: identity.answer(p.identity, ask, file, p.bench.today),
    exchange.SYSTEM: lambda p, ask, file: exchange.answer(p.exchange, ask, file),
    licence.SYSTEM: lambda p, ask, file: licence.answer(p.licence, p.bench.key, ask, file, p.bench.today),
    seal.SYSTEM: lambda p, ask, file: seal.answer(p.seal, ask, file),
    signature.SYSTEM: lambda p, ask, file: signature.answer(p.signature, ask, file),
    payment.SYSTEM: lambda p, ask, file: payment.answer(p.payment, ask, file),
    courier.SYSTEM: lambda p, ask, file: courier.answer(p.courier, ask, file),
    credit.SYSTEM: lambda p, ask, file: credit.answer(p.credit, ask, file, p.bench.today),
    commitment.SYSTEM: lambda p, ask, file: commitment.answer(p.commitment, ask, file),
    commitment.LIST: lambda p, ask, file: commitment.answer_list(p.commitment, ask, file, p.bench.today),
    supervision.SYSTEM: lambda p, ask, file: supervision.answer(p.supervision, ask, file),
    rating.SYSTEM: lambda p, ask, file: rating.answer(p.rating, ask, file),
    queue.SYSTEM: lambda p, ask, file: queue.answer(p.queue, ask, file),
    hotline.SYSTEM: lambda p, ask, file: hotline.answer(p.hotline, ask, file),
    callback.SYSTEM: lambda p, ask, file: callback.answer(p.callback, ask, file),
    progress.SYSTEM: lambda p, ask, file: progress.answer(p.progress, ask, file),
    survey.SYSTEM: lambda p, ask, file: survey.answer(p.survey, ask, file),
    intermediary.SYSTEM: lambda p, ask, file: intermediary.answer(p.intermediary, ask, file),
    archive.SYSTEM: lambda p, ask, file: archive.answer(p.archive, ask, file),
    reconciliation.SYSTEM: lambda p, ask, _file: reconciliation.answer(p.reconciliation, ask, p.bench.today),
    department.SYSTEM: lambda p, ask, file: department.answer(p.department, ask, file),
    project.SYSTEM: lambda p, ask, file: project.answer(p.project, ask, file),
    group.SYSTEM: lambda p, ask, file: group.answer(p.group, p.bench, ask, file),
    area.SYSTEM: lambda p, ask, file: area.answer(p.area, ask, file),
    assist.SYSTEM: lambda p, ask, file: assist.answer(p.assist, ask, file),
    portal.SYSTEM: lambda p, ask, file: portal.answer(p.portal, ask, file),
    mobile.SYSTEM: lambda p, ask, file: mobile.answer(
        p.mobile, p.licence, p.bench.key, ask, file, p.bench.today
    ),
    catalogue.SYSTEM: lambda p, ask, _file: catalogue.answer(p.catalogue, ask),
    catalogue.PROOFS: lambda p, ask, _file: catalogue.answer(p.catalogue, ask),
}
"""Who answers a question by itself. A question to any other system waits for people."""

TELLS: Mapping[str, Tells] = {
    payment.SYSTEM: lambda p, told, file: payment.tell(p.payment, file, told.data),
    courier.SYSTEM: lambda p, told, file: courier.tell(p.courier, file, told.outcome, told.data),
    commitment.SYSTEM: lambda p, told, file: commitment.tell(p.commitment, file, told.outcome, told.words),
    supervision.SYSTEM: lambda _p, told, _file: supervision.tell(told.data, told.words),
    exchange.SYSTEM: lambda p, told, file: exchange.tell(p.exchange, file, told.outcome, told.data, told.words),
    rating.SYSTEM: lambda p, told, file: rating.tell(p.rating, file, told.data, told.words),
    hotline.SYSTEM: lambda p, told, file: hotline.tell(p.hotline, file, told.data, told.words, told.viewer),
    callback.SYSTEM: lambda p, told, file: callback.tell(p.callback, file, told.data, told.words),
    survey.SYSTEM: lambda p, told, file: survey.tell(p.survey, file, told.outcome, told.data, told.words),
    department.SYSTEM: lambda p, told, file: department.tell(p.department, file, told.data, told.words),
    area.SYSTEM: lambda p, told, file: area.tell(p.area, file, told.data, told.words),
    assist.SYSTEM: lambda p, told, file: assist.tell(p.assist, file, told.outcome, told.data, told.words),
    catalogue.SYSTEM: lambda p, told, _file: catalogue.tell(p.catalogue, told.data, told.words),
}
"""Who may speak up unasked, and what is checked before it reaches the case."""

SYSTEMS = tuple(ANSWERS)


def answer(partners: Partners, ask: Ask, file: CaseFile) -> Answer | None:
    """What the partner says, or None when only people can; a refusal is an answer as well."""
    speak = ANSWERS.get(ask.system)
    if speak is None:
        return None
    try:
        return speak(partners, ask, file)
    except PartnerError as error:
        return Answer("refused", error.words, {"code": error.code})


def tell(partners: Partners, told: Told, file: CaseFile) -> Answer:
    """What is to reach the case. Raises PartnerError when the partner cannot say that now."""
    speak = TELLS.get(told.system)
    if speak is None:
        raise PartnerError("system", f"“{told.system}”不会主动发来消息。")
    return speak(partners, told, file)
