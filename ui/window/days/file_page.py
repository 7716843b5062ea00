"""卷宗: a case as an inspector or a court sees it: read-only, every paper, act, hand and look; export is audited."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from app.domain.paper import Paper, state_words
from app.domain.transitions import STATE_NAMES
from ui.casefile import CaseFile
from ui.shared.paint import Word
from ui.shared.pane import Pane
from ui.shared.table import Column, Table
from ui.theme import look, t
from ui.window.case.events import EventsPane
from ui.window.case.forms import Ask, FormSpec
from ui.window.case.look import CaseLook, read_case
from ui.window.case.words import paper_name, short_number
from ui.window.days.file_look import Commit, FileLook, Look, export_file, read_file, when
from ui.window.inner import InnerPage, Tools, row_of

_ACTIONS = ("look", "look-file", "case-file", "reveal", "conduct", "citizen", "find-by-card")


class FilePage(InnerPage):
    """Nothing here changes the case. ``Ctrl+E`` exports the whole of it."""

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(tools, "file", parent)
        self.case_id: UUID | None = None
        self.seen: FileLook | None = None
        self._audited = False
        self.events = EventsPane(key="Alt+2")
        self.column.addLayout(row_of((self._papers(), 4), (self.events, 4), (self._hands(), 4)), 1)
        self.primary = self.add_action("primary", t("file.export"), "Ctrl+Enter", "download", self._export)
        self.finish_head()

    # what it is made of

    def _papers(self) -> Pane:
        pane = Pane(t("file.papers"), icon="file-text", key="Alt+1", bare=True)
        self.papers = Table(
            [
                Column(t("file.paper"), 0, self._paper_name),
                Column(t("file.number"), 108, lambda paper: short_number(paper.number)),
                Column(t("file.state"), 144, state_words),
                Column(t("file.printings"), 44, lambda paper: str(paper.printings)),
            ],
            t("file.papers"),
            blank=t("blank.papers"),
        )
        self.papers.setObjectName("file.papers")
        pane.body.addWidget(self.papers, 1)
        return pane

    def _paper_name(self, paper: Paper) -> str:
        return paper_name(self.seen.case, paper) if self.seen is not None else ""

    def _hands(self) -> QWidget:
        both = QWidget()
        column = row_of()
        column.setDirection(column.Direction.TopToBottom)
        column.setContentsMargins(0, 0, 0, 0)
        both.setLayout(column)
        chain = Pane(t("file.chain"), icon="link", key="Alt+3", bare=True)
        self.commits = Table(
            [
                Column(t("file.place"), 96, lambda c: f"{c.device}/{c.epoch}/{c.seq}"),
                Column(t("file.digest"), 0, lambda c: c.digest[:16]),
                Column(t("file.ack"), 112, _receipt),
            ],
            t("file.chain"),
            blank=t("blank.chain"),
        )
        self.commits.setObjectName("file.commits")
        chain.body.addWidget(self.commits, 1)
        looks = Pane(t("file.looks"), icon="eye", key="Alt+4", bare=True)
        self.looks = Table(
            [
                Column(t("file.when"), 112, lambda one: when(one.at_ms)),
                Column(t("file.who"), 96, lambda one: one.operator),
                Column(t("file.did"), 0, _did),
            ],
            t("file.looks"),
            blank=t("blank.looks"),
        )
        self.looks.setObjectName("file.looks")
        looks.body.addWidget(self.looks, 1)
        column.addWidget(chain, 1)
        column.addWidget(looks, 1)
        return both

    # reading

    def show_case(self, case_id: UUID) -> None:
        """Open the file of a case; that somebody looked is in it."""
        self.case_id = case_id
        self._audited = True
        self._seen = False
        self.seen = None
        self.refresh()

    def refresh(self) -> None:
        """Read the case again; nothing is shown before one was chosen."""
        if self.case_id is not None:
            audited, self._audited = self._audited, False
            self.load(partial(_both, self.tools, self.case_id, audited), self._show)

    def _show(self, found: tuple[FileLook, CaseLook]) -> None:
        seen, whole = found
        if seen.case.id != self.case_id:
            return
        self.seen = seen
        case = seen.case
        state = STATE_NAMES[case.state] if case.state is not None else ""
        self.head.set_note(t("file.head", item=case.item.name, name=seen.name, state=state))
        self.papers.set_rows(case.papers)
        self.events.show_case(whole, whole.place.device)
        self.commits.set_rows(seen.commits)
        self.looks.set_rows(seen.looks[::-1])
        key, tone = ("whole", "ok") if seen.whole else ("broken", "danger")
        counts = t("file.counts", papers=len(case.papers), events=len(seen.events), looks=len(seen.looks))
        self.bar.set_verdict(tone, t(f"file.{key}", count=len(seen.commits)), counts)
        self.take_focus(self.papers)

    # taking it along

    def _export(self) -> None:
        if self.seen is None:
            return
        ask = Ask("path", t("file.path"), self.seen.path, share=3)
        spec = FormSpec("file", t("file.export"), t("file.export_note"), t("file.save"), (ask,), icon="download")
        case_id, at = self.seen.case.id, self.tools.at
        self.ask_for(
            spec, lambda values: self.act(partial(export_file, at, case_id, values["path"]), self._exported, "export")
        )

    def _exported(self, made: CaseFile) -> None:
        said = t("file.exported_next", count=len(made.parts), digest=made.digest[:16])
        self.tools.tell.message("ok", t("file.exported", name=made.path.name), said)


def _both(tools: Tools, case_id: UUID, audited: bool) -> tuple[FileLook, CaseLook]:
    seen = read_file(tools.at, case_id, audited)
    return seen, read_case(tools.office, case_id, look().texts.t, False)


def _receipt(commit: Commit) -> Word:
    if not commit.whole:
        return Word(t("file.changed"), "danger")
    return Word(t("file.signed"), "ok") if commit.acknowledged else Word(t("file.unsent"), "warn", "cloud-off")


def _did(one: Look) -> str:
    return t(f"file.did_{one.action}") if one.action in _ACTIONS else one.action
