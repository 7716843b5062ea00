"""对账: compare with the province, and finish what no machine can: one line each, with what happened and what to do."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.domain.time import Timestamp
from ui.accounts import ABOVE, FOREIGN, LOST, UNLIKE, Accounts, Compared, Task, compare, finish, read_accounts
from ui.shared.labels import Facts, Text
from ui.shared.paint import Word
from ui.shared.pane import EmptyState, Pane
from ui.shared.stack import Stack
from ui.shared.table import Column, Table
from ui.shared.tabs import Tab, Tabs
from ui.theme import look, t
from ui.window.case.forms import Ask, FormSpec
from ui.window.case.words import moment, short_number
from ui.window.inner import InnerPage, Tools, row_of

OPEN, DONE = "open", "done"
_KINDS = {
    UNLIKE: ("danger", "circle-alert"),
    ABOVE: ("danger", "building-2"),
    LOST: ("warn", "hard-drive"),
    FOREIGN: ("info", "message-square-text"),
}


class AccountsPage(InnerPage):
    """Open ones and finished ones with 1 and 2; ``Ctrl+Enter`` finishes, ``Enter`` opens the case."""

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(tools, "accounts", parent)
        self.seen: Accounts | None = None
        self._busy = False
        self.tabs = Tabs([Tab(OPEN, t("accounts.open"), 0, "1"), Tab(DONE, t("accounts.done"), 0, "2")], scope=self)
        self.tabs.setObjectName("accounts.tabs")
        self.tabs.changed.connect(lambda _: self._filter())
        self.column.addWidget(self.tabs)
        self.column.addLayout(row_of((self._list(), 1), (self._detail(), 0)), 1)
        self.compare = self.add_action("compare", t("accounts.compare"), "Ctrl+R", "refresh-cw", self._compare)
        self.show_case = self.add_action("case", t("accounts.case"), "Ctrl+O", "folder-open", self._open)
        self.primary = self.add_action("primary", t("accounts.finish"), "Ctrl+Enter", "check", self._finish)
        self.finish_head()

    def _list(self) -> Pane:
        pane = Pane(t("accounts.list"), icon="list", key="Alt+1", bare=True)
        self.table = Table(
            [
                Column(t("accounts.kind"), 112, _kind),
                Column(t("accounts.what"), 0, lambda task: task.what),
                Column(t("accounts.item"), 168, lambda task: task.item),
                Column(t("accounts.number"), 108, lambda task: short_number(task.number)),
                Column(t("accounts.since"), 112, lambda task: _when(task.since_ms)),
            ],
            t("accounts.list"),
        )
        self.table.setObjectName("accounts.table")
        self.table.picked.connect(self._picked)
        self.table.opened.connect(lambda _: self._open())
        self.lists = Stack()
        self.lists.addWidget(self.table)
        self.nothing = EmptyState("shield-check", t("accounts.none"), t("accounts.none_text"))
        self.lists.addWidget(self.nothing)
        pane.body.addWidget(self.lists, 1)
        return pane

    def _detail(self) -> Pane:
        self.pane = Pane(t("accounts.detail"), icon="info", scroll=True)
        self.pane.setFixedWidth(look().theme.columns.case_events[0])
        self.what = Text("", "title", bold=True)
        self.how = Text("", "body")
        self.facts = Facts()
        for part in (self.what, self.how, self.facts):
            self.pane.body.addWidget(part)
        self.pane.body.addStretch(1)
        return self.pane

    # reading

    def refresh(self) -> None:
        """Read what is left to a person."""
        self.load(partial(read_accounts, self.tools.at), self._show)

    def _show(self, seen: Accounts) -> None:
        self.seen = seen
        self.head.set_note(t("accounts.last", when=_when(seen.last_ms)) if seen.last_ms else t("accounts.never"))
        self.tabs.set_counts({OPEN: seen.open, DONE: len(seen.tasks) - seen.open})
        if seen.open:
            self.bar.set_verdict("warn", t("accounts.left", count=seen.open), t("accounts.left_next"))
        else:
            self.bar.set_verdict("ok", t("accounts.settled"), t("accounts.settled_next"))
        self._filter()

    def _filter(self) -> None:
        if self.seen is None:
            return
        current = self.table.current()
        wanted = self.tabs.value() == DONE
        rows = [task for task in self.seen.tasks if (task.done is not None) is wanted]
        self.table.set_rows(rows)
        self.lists.setCurrentIndex(0 if rows else 1)
        at = next((i for i, task in enumerate(rows) if current is not None and task.key == current.key), 0)
        if rows:
            self.table.pick(at)
            self._picked(rows[at])
        else:
            self._picked(None)
        self.take_focus(self.table if rows else self.compare)

    def _picked(self, task: Task | None) -> None:
        self.pane.setVisible(task is not None)
        self.primary.setEnabled(task is not None and task.done is None)
        self.show_case.setEnabled(task is not None and task.case_id is not None)
        self.compare.setEnabled(not self._busy)
        if task is None:
            return
        self.what.set_words(task.what)
        self.how.set_words(t("accounts.how", how=task.how))
        rows: list[tuple[str, str | QWidget]] = [(t("accounts.item"), task.item)] if task.item else []
        if task.number:
            rows.append((t("accounts.number"), task.number))
        rows += [(t("accounts.details") if n == 0 else "", each) for n, each in enumerate(task.details)]
        if task.done is not None:
            rows += [
                (t("accounts.result"), task.done.note),
                (t("accounts.by"), f"{task.done.by} {_when(task.done.at_ms)}"),
            ]
        self.facts.set_rows(rows)

    # doing

    def _open(self) -> None:
        task = self.table.current()
        if task is not None and task.case_id is not None:
            self.open_case.emit(task.case_id)

    def _compare(self) -> None:
        """The line is asked on its own worker: a slow province holds up nobody."""
        self._busy = True
        self.compare.setEnabled(False)
        self.head.set_note(t("accounts.comparing"))
        work = partial(compare, self.tools.at)
        self.tools.runner.run("sync", work, self._compared, self.tools.tell.error, self._free, name="accounts.compare")

    def _free(self) -> None:
        self._busy = False
        self.refresh()

    def _compared(self, found: Compared) -> None:
        state = "ok" if found.settled else "warn"
        first, *rest = found.words
        self.tools.tell.message(state, first, "".join(rest[:3]))

    def _finish(self) -> None:
        task = self.table.current()
        if task is None or task.done is not None:
            return
        ask = Ask("note", t("accounts.result"), hint=t("accounts.result_hint"))
        spec = FormSpec("account", t("accounts.finish"), task.what, t("accounts.finish"), (ask,))
        at = self.tools.at
        self.ask_for(spec, lambda values: self.act(partial(finish, at, task, values["note"]), self._finished, "finish"))

    def _finished(self, _: object) -> None:
        self.tools.tell.message("ok", t("accounts.finished"))


def _kind(task: Task) -> Word:
    if task.done is not None:
        return Word(t("accounts.done_word"), "ok", "check")
    state, icon = _KINDS[task.kind]
    return Word(t(f"accounts.{task.kind}"), state, icon)


def _when(ms: int) -> str:
    return moment(Timestamp(ms)) if ms else "—"
