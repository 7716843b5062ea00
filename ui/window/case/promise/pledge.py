"""容缺受理承诺 (D06): what is owed, how and until when it comes, and what happens otherwise, read before signing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from app.domain.materials import SubmittedMaterial, fault_of
from app.values import dataclass
from ui.shared.field import Field
from ui.shared.labels import Text
from ui.shared.pane import MessageBand
from ui.shared.segment import Choice, Segment
from ui.theme import t
from ui.window.case.promise.orders import Pledge
from ui.window.case.promise.sheet import SignSheet
from ui.window.case.words import parse_day, weekday


@dataclass(frozen=True)
class PledgeFacts:
    """What the sheet says: the rows, the ways that the rule set names, the last day, and the end of a broken pledge."""

    rows: tuple[SubmittedMaterial, ...]
    ways: tuple[str, ...]
    limit: date | None
    outcome: str
    today: date


class PledgeSheet(SignSheet):
    """``signed(Pledge)``."""

    def __init__(self, facts: PledgeFacts, now: Callable[[], float], parent: QWidget) -> None:
        super().__init__("pledge", now, parent)
        self.facts = facts
        self.said.addWidget(Text(t("promise.pledge.owed", count=len(facts.rows)), "body", bold=True))
        for row in facts.rows:
            words = t("promise.pledge.row", n=row.number, name=row.name, finding=fault_of(row).finding)
            self.said.addWidget(Text(words))
        self.said.addWidget(Text(t("promise.pledge.supply"), "secondary", "text2", wrap=False))
        choices = [Choice(way, way, str(n)) for n, way in enumerate(facts.ways, 1)]
        first = facts.ways[0] if facts.ways else None
        self.supply = Segment(choices, first, t("promise.pledge.supply"), scope=self)
        self.supply.setObjectName("promise.pledge.supply")
        self.said.addWidget(self.supply)
        self.until = Field(
            t("promise.pledge.until"), facts.limit.isoformat() if facts.limit is not None else "", True
        )
        self.until.edit.setObjectName("promise.pledge.until")
        self.until.edited.connect(lambda _: self._say_day())
        self.said.addWidget(self.until)
        self.day = Text("", "secondary", "text2")
        self.said.addWidget(self.day)
        band = MessageBand(closable=False, parent=self)
        self.said.addWidget(band)
        follows = t("promise.pledge.follows", outcome=facts.outcome)
        band.tell("warn", t("promise.pledge.otherwise"), follows)
        self.said.addStretch(1)
        self._say_day()

    def _say_day(self) -> None:
        """The weekday always beside a date that somebody must keep."""
        day = parse_day(self.until.value(), self.facts.today)
        self.until.clear_state()
        last = weekday(self.facts.limit) if self.facts.limit is not None else t("promise.pledge.no_limit")
        said = weekday(day) if day is not None else ""
        self.day.set_words(t("promise.pledge.limit", day=said, last=last))

    def order(self) -> Pledge | None:
        until = parse_day(self.until.value(), self.facts.today)
        if until is None:
            self.until.set_error(t("case.form.day"))
            self.until.edit.setFocus()
            return None
        lines = tuple(row.line_id for row in self.facts.rows)
        return Pledge(lines, self.supply.value() or "", until, self.signature())
