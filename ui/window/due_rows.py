"""The lines of 待办与时限, read in one go on the ``db`` worker."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.clocks import RECALL
from app.domain.deadlines import Light
from app.domain.paper import Seal
from app.domain.people import mask_party
from app.storage.corrections import NONE, Links
from app.storage.views import CaseLine, PaperLine
from app.values import dataclass, replace
from ui.office import DueLight, Office
from ui.shared.paint import Lit
from ui.theme import t
from ui.window.case.look import light_kind
from ui.window.case.words import short_number, weekday

ALL, RED, WARN, CORRECTION, SEAL = "all", "red", "warn", "correction", "seal"


@dataclass(frozen=True)
class DueRow:
    """A line of the list; ``kinds`` are the filters it falls under, ``clock_kind`` the clock it speaks of, ``seal``
    which seal one of its papers waits for, ``links`` what the case corrects and what corrects it.
    """

    case_id: UUID
    light: Lit
    until: str
    clock: str
    item: str
    applicant: str
    number: str
    holder: str
    step: str
    kinds: frozenset[str]
    clock_kind: str = ""
    seal: str = ""
    links: Links = NONE

    def for_sealing(self) -> DueRow:
        """As it stands among the papers that wait for a seal: that is what is to be done there."""
        return replace(self, step=self.seal)


@dataclass(frozen=True)
class DueLook:
    """All lines and until when the holidays are known."""

    rows: tuple[DueRow, ...]
    known: str
    known_today: bool


def read_due(office: Office) -> DueLook:
    """Read the list; runs on the ``db`` worker."""
    lines = office.due_list()
    unsealed = office.papers("unsealed")
    seals = _seals(unsealed)
    rows = [_row(line, light, seals.get(line.case_id, "")) for line, light in lines]
    listed = {line.case_id for line, _ in lines}
    for paper in unsealed:
        if paper.case_id not in listed:
            listed.add(paper.case_id)
            rows.append(_sealing(paper, seals[paper.case_id]))
    links = office.stores.views.links(list(listed))
    rows = [replace(row, links=links.get(row.case_id, NONE)) for row in rows] if links else rows
    calendar = office.calendar
    return DueLook(tuple(rows), weekday(calendar.last_known), calendar.knows(office.today()))


def _seals(papers: Sequence[PaperLine]) -> dict[UUID, str]:
    """By case, the seal that is to be put on next: one that the law wants goes before the centre's own."""
    found: dict[UUID, str] = {}
    for own in (True, False):
        for paper in papers:
            if (paper.seal == Seal.RECEIPT) is own:
                found[paper.case_id] = t(f"due.next.seal.{paper.seal}")
    return found


def _row(line: CaseLine, light: DueLight, seal: str) -> DueRow:
    kinds = {ALL}
    if light.light is Light.RED:
        kinds.add(RED)
    if light.light is Light.WARN:
        kinds.add(WARN)
    if line.due_kind == "correction":
        kinds.add(CORRECTION)
    if line.awaits_seal:
        kinds.add(SEAL)
    until = weekday(line.due) if line.due is not None else ""
    return DueRow(
        case_id=line.case_id,
        light=Lit(light_kind(light.light), _left(light)),
        until=until if line.due_firm else t("due.soft", day=until),
        clock=t(f"case.clock.name.{line.due_kind}"),
        item=line.item,
        applicant=mask_party(line.applicant),
        number=short_number(line.receipt),
        holder=_holder(line),
        step=_step(line, light, seal),
        kinds=frozenset(kinds),
        clock_kind=line.due_kind,
        seal=seal or t("due.next.seal.any"),
    )


def _left(light: DueLight) -> str:
    if light.left < 0:
        return t("due.overdue", n=-light.left)
    return t("due.left", n=light.left) if light.left else t("due.today")


def _holder(line: CaseLine) -> str:
    if line.due_kind == RECALL:
        return t("due.bearer")
    if line.lease == "platform" and line.due_kind not in _THEIRS:
        return t("due.department")
    if line.due_kind in _THEIRS:
        return t("due.citizen")
    return t("due.issue_desk") if line.due_kind == "delivery" else line.operator


_THEIRS = ("correction", "tolerance")
"""Clocks that run against the applicant, whoever has the case."""

_CONFIRMED = ("notice", "correction", "tolerance")
"""Clocks whose end is proposed, and put in force by a person."""


def _step(line: CaseLine, light: DueLight, seal: str) -> str:
    if line.due_kind == RECALL:
        return t("due.next.recall_ended" if light.left < 0 else "due.next.recall")
    if light.left < 0 and line.due_kind in _CONFIRMED:
        theirs = "_department" if line.lease == "platform" and line.due_kind == "tolerance" else ""
        return t(f"due.next.{line.due_kind}_ended{theirs}")
    if seal and (line.lease == "platform" or line.due_kind in _THEIRS):
        # Whoever has the case otherwise, the paper lies here.
        return seal
    tail = "_department" if line.lease == "platform" and line.due_kind not in _THEIRS else ""
    return t(f"due.next.{line.due_kind}{tail}")


def _sealing(paper: PaperLine, seal: str) -> DueRow:
    """A case without a running clock whose paper still lacks its seal."""
    return DueRow(
        paper.case_id,
        Lit("warn", t("due.seal_light")),
        "",
        t("due.seal_clock"),
        paper.item,
        mask_party(paper.applicant),
        short_number(paper.number),
        "",
        seal,
        frozenset({SEAL}),
        seal=seal,
    )
