"""What runs beside the main line: other clocks, the branches of a 一件事, and what other systems were asked."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.acts_guards import HOLDER
from app.domain.acts_side import ASSIST, help_words
from app.domain.case import Ask, BranchState, Case
from app.domain.time import Timestamp
from ui.shared.labels import Chip, Text, empty
from ui.shared.paint import Word, chip_size
from ui.shared.pane import Pane
from ui.theme import look, said, t
from ui.window.case.linked import link_number, state_words
from ui.window.case.look import CaseLook, Clock, light_kind
from ui.window.case.sentences_course import answer_words, holder_words, material_asked, system_words
from ui.window.case.status import doubt_words
from ui.window.case.ways import LinkWays
from ui.window.case.words import moment, weekday

Row = tuple[str, Word, str]
"""Name, state, and what more is known."""

LEAST = 1
"""Lines that stand in view on the lowest screen."""
_LIGHTS = {"ok": "ok", "warn": "warn", "red": "danger", "pause": "neutral"}


def side_rows(seen: CaseLook) -> tuple[Row, ...]:
    """The lines of the pane: what is in doubt first, then clocks, branches, questions."""
    return (
        *_doubts(seen),
        *_corrections(seen),
        *_linked(seen),
        *(_clock(clock) for clock in seen.clocks[1:]),
        *(_branch(branch, seen.case.branches) for branch in seen.case.branches),
        *(_asked(ask, seen.case) for ask in reversed(seen.case.asks)),
    )


def _doubts(seen: CaseLook) -> tuple[Row, ...]:
    words = doubt_words(seen.case)
    told = t("case.side.doubt_then") if words else t("case.side.doubt_now")
    words = words or seen.doubt
    return ((t("case.side.time"), Word(words, "warn", "clock"), told),) if words else ()


def _linked(seen: CaseLook) -> tuple[Row, ...]:
    if not seen.linked:
        return ()
    state = Word(t("case.side.linked", count=seen.linked), "warn", "layers")
    return ((t("case.side.twice"), state, t("case.side.not_merged")),)


def _corrections(seen: CaseLook) -> tuple[Row, ...]:
    """What this case corrects, and every 更正件 of it, each with how far it is."""
    links = seen.links
    rows = [] if links.corrects is None else [(t("linked.first"), links.corrects)]
    rows += [(t("linked.corrects"), each) for each in links.corrected_by]
    calm = {True: "neutral", False: "info"}
    return tuple(
        (name, Word(state_words(each), calm[each.given_up or not each.here], "pencil"), link_number(each))
        for name, each in rows
    )


def _clock(clock: Clock) -> Row:
    state = _LIGHTS[light_kind(clock.light.light)]
    until = weekday(clock.ends) if clock.firm else t("due.soft", day=weekday(clock.ends))
    return t(f"case.clock.name.{clock.kind}"), Word(clock.light.words, state, "clock"), until


def _branch(branch: BranchState, others: tuple[BranchState, ...]) -> Row:
    if branch.completed_on is not None:
        key, state = ("granted_outcome", "ok") if branch.granted else ("refused_outcome", "danger")
        return branch.name, Word(t(f"case.event.{key}"), state), weekday(branch.completed_on)
    if branch.started_on is None:
        if not branch.after:
            return branch.name, Word(t("case.side.not_begun"), "neutral"), ""
        before = next((other.name for other in others if other.code == branch.after), branch.after)
        return branch.name, Word(t("case.side.waits"), "neutral"), t("case.side.after", name=before)
    until = t("case.side.due", day=weekday(branch.due)) if branch.due is not None else ""
    return branch.name, Word(t("case.side.running"), "info"), until


def _asked(ask: Ask, case: Case) -> Row:
    system = system_words(ask.system, t)
    if about := material_asked(case, ask.subject, dict(ask.data)):
        system = f"{system}：{about}"
    if ask.system == ASSIST and (way := help_words(ask.data)[:1]):
        system = f"{system}：{way[0]}"
    if ask.system == HOLDER:
        system = holder_words(ask.subject, t)
    if ask.waiting and ask.moved_to:
        return system, Word(t("case.side.moved", to=ask.moved_to), "info"), _when(ask.asked_ms)
    if ask.waiting:
        return system, Word(t("case.side.waiting"), "neutral", "clock"), _when(ask.asked_ms)
    state = {"pass": "ok", "fail": "danger"}.get(ask.outcome, "info")
    words = answer_words(ask.outcome, ask.words, t).rstrip("。.")  # a mark, not a sentence
    return system, Word(words, state), _when(ask.answered_ms)


def _when(ms: int) -> str:
    return moment(Timestamp(ms)) if ms > 0 else ""


class SidePane(Pane):
    """A small list; it hides while nothing runs beside, scrolls where a low screen needs its room for the events."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("case.side.title"), icon="list", scroll=True, bare=True, parent=parent)
        self.setObjectName("case.side")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._rows: tuple[Row, ...] = ()
        self._wanted = 0
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.body.addLayout(self._list)
        self.body.addStretch(1)
        self.ways = LinkWays("case", upright=True)
        self.add_foot(self.ways)

    def show_case(self, seen: CaseLook) -> None:
        """Show what runs beside the case."""
        rows = side_rows(seen)
        self.setVisible(bool(rows))
        self.ways.show_links(seen.links)
        if rows == self._rows:
            return
        self._rows = rows
        empty(self._list)
        for row in rows:
            self._list.addWidget(_line(*row))
        self.set_note(t("case.side.count", count=len(rows)))
        th = look().theme
        shown = sum(map(_height, rows[: th.size.side_rows]))
        ways = self.ways.wanted_height()
        self._wanted = th.size.pane_head + shown + th.space.s + ways
        self.setMaximumHeight(self._wanted)
        least = sum(map(_height, rows[:LEAST]))
        self.setMinimumHeight(th.size.pane_head + least + th.space.s + ways)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._wanted)

    def hasHeightForWidth(self) -> bool:
        """Its lines have their height; asked for one by its width, the column would give it no least height."""
        return False


def _line(name: str, word: Word, more: str) -> QWidget:
    """A row; a long word stands below, a long name takes several lines: nothing is cut at the narrow edge."""
    th = look().theme
    line = QWidget()
    line.setAccessibleName(" ".join(map(said, (name, word.text, more))))
    line.setFixedHeight(_height((name, word, more)))
    column = QVBoxLayout(line)
    column.setContentsMargins(th.space.pane, 0, th.space.pane, 0)
    column.setSpacing(0)
    first, second, third = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
    row = (name, word, more)
    long, below = _long(row), _below(row)
    first.addWidget(Text(name, "secondary", wrap=long), 1 if long else 0)
    last = third if _crowded(row) else second if long else first
    for part in (first, second, third):
        part.setSpacing(th.space.s)
        part.addStretch(0 if part is first and long else 1)
    (second if below else first).addWidget(Chip(word.text, word.state, word.icon))
    last.addWidget(Text(more, "secondary", "text2", wrap=False))
    for part, used in ((first, True), (second, below), (third, last is third)):
        if used:
            column.addLayout(part)
    return line


def _room() -> int:
    """How wide a row is on the narrowest screen."""
    th = look().theme
    return min(th.columns.case_events) - 2 * th.space.pane - th.space.m


def _long(row: Row) -> bool:
    """Whether the name needs the line for itself."""
    name, _, more = row
    words = look().metrics("secondary")
    taken = words.horizontalAdvance(said(name)) + words.horizontalAdvance(said(more)) + look().theme.space.s
    return taken > _room()


def _below(row: Row) -> bool:
    """Whether the state has no room between its name and what more is known, on the narrowest screen."""
    name, word, more = row
    th, words = look().theme, look().metrics("secondary")
    taken = words.horizontalAdvance(said(name)) + words.horizontalAdvance(said(more)) + 3 * th.space.s
    taken += chip_size(look(), Word(said(word.text), word.state, word.icon)).width()
    return taken > _room()


def _crowded(row: Row) -> bool:
    """Whether what more is known has no room beside the state either."""
    _, word, more = row
    chip = chip_size(look(), Word(said(word.text), word.state, word.icon)).width()
    return _long(row) and chip + look().metrics("secondary").horizontalAdvance(said(more)) > _room()


def _height(row: Row) -> int:
    th, words = look().theme, look().metrics("secondary")
    height = th.size.row_table + (th.size.chip + th.space.s if _below(row) else 0)
    if _long(row):
        lines = words.boundingRect(QRect(0, 0, _room(), 0), Qt.TextFlag.TextWordWrap, said(row[0]))
        height += max(lines.height() - words.height(), 0) + (look().line("secondary") if _crowded(row) else 0)
    return height
