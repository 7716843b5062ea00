"""告知承诺书 (D08): the five contents told, the four statements said one by one, the signature."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain.acts_promise import PROMISED
from app.domain.guide import Commitment, ServiceGuide
from app.domain.materials import SubmittedMaterial
from app.values import dataclass
from ui.shared.field import Field
from ui.shared.labels import Text
from ui.shared.tickbox import TickBox
from ui.theme import t
from ui.window.case.promise.orders import Promise, published, told_contents
from ui.window.case.promise.sheet import SignSheet


@dataclass(frozen=True)
class CommitFacts:
    """The rows that are promised, and the guide with what it publishes."""

    rows: tuple[SubmittedMaterial, ...]
    guide: ServiceGuide | None

    @property
    def published(self) -> Commitment:
        """What is published for the item; the words of a 证明事项 where nothing is."""
        known = self.guide.commitment if self.guide is not None else None
        return known or Commitment()


class CommitSheet(SignSheet):
    """``signed(Promise)``. The statements are ticked with 1 to 4, one by one."""

    def __init__(self, facts: CommitFacts, now: Callable[[], float], parent: QWidget) -> None:
        super().__init__("commit", now, parent)
        self.facts = facts
        self.boxes: dict[str, TickBox] = {}
        self.fields: dict[str, Field] = {}
        self._told: dict[str, str] = {}
        names = "、".join(f"{row.number} {row.name}" for row in facts.rows)
        self.said.addWidget(Text(t("promise.commit.rows", rows=names), "body", bold=True))
        self._add_told()
        self.said.addWidget(Text(t("promise.commit.statements"), "body", bold=True))
        for n, words in enumerate(PROMISED, 1):
            box = TickBox(words, str(n), self)
            box.setObjectName(f"promise.commit.statement.{n}")
            self.boxes[words] = box
            self.said.addWidget(box)
        self.said.addStretch(1)

    def _add_told(self) -> None:
        fixed = published(self.facts.guide)
        for n, (name, words) in enumerate(told_contents(self.facts.guide, self.facts.rows).items(), 1):
            if name in fixed:
                self._told[name] = words
                self.said.addWidget(Text(t("promise.commit.told", name=name, words=words)))
                continue
            field = Field(name, words, True, t("promise.commit.told_hint"))
            field.edit.setObjectName(f"promise.commit.told.{n}")
            self.fields[name] = field
            self.said.addWidget(field)

    def first_focus(self) -> None:
        """On the statements, where the keys are, unless something is still to be told."""
        empty = next((field for field in self.fields.values() if not field.value().strip()), None)
        first = empty.edit if empty is not None else next(iter(self.boxes.values()))
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def order(self) -> Promise:
        told = self._told | {name: field.value().strip() for name, field in self.fields.items()}
        said = tuple(words for words, box in self.boxes.items() if box.isChecked())
        lines = tuple(row.line_id for row in self.facts.rows)
        known = self.facts.published
        return Promise(known.kind, lines, told, said, known.text_version, self.signature())
