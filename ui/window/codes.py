"""Where a scanned code goes: to the page that has the focus of the job, to the case it names, or into the field that
asks for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.domain.transitions import CaseState
from app.ports.equipment import CodeScan
from ui.runner import Runner
from ui.shared.field import LineEdit
from ui.shared.shell import FaceShell
from ui.tell import Tell
from ui.theme import t

if TYPE_CHECKING:
    from ui.bootstrap import Workplace
    from ui.papercodes import PaperFound

_SEARCHED = frozenset({"bundle", "waybill", "blank"})


class CodeRouter(QObject):
    """Takes every scan on the GUI thread. ``pages`` may offer ``code_scanned(scan) -> bool``: True when it took it."""

    def __init__(
        self,
        workplace: Workplace,
        shell: FaceShell,
        runner: Runner,
        tell: Tell,
        pages: Callable[[], Mapping[str, Any]],
        open_case: Callable[[UUID], None],
        hand_over: Callable[[UUID], None],
    ) -> None:
        super().__init__(shell)
        self._workplace, self._shell, self._runner, self._tell = workplace, shell, runner, tell
        self._pages, self._open_case, self._hand_over = pages, open_case, hand_over

    def scanned(self, scan: CodeScan) -> None:
        """A code was scanned. While nobody sits here, or a question waits for its answer, it goes nowhere."""
        if self._shell.covered() or not self._pages() or self._shell.dialog().isVisible():
            return
        page = self._pages().get(self._shell.place())
        take = getattr(page, "code_scanned", None)
        if take is not None and take(scan):
            return
        if scan.kind == "paper":
            from ui.papercodes import case_of_code

            look = partial(case_of_code, self._workplace, scan)
            self._runner.run("db", look, partial(self._found, scan), self._tell.error, name="scanned paper")
        elif not _into_field(scan.value or scan.text, page):
            self._elsewhere(scan, _writing(page))

    def _found(self, scan: CodeScan, found: PaperFound) -> None:
        if found.warning:
            self._tell.message("danger", t("codes.forged"), t("codes.forged_next"))
        elif found.case_id is None:
            self._tell.message("warn", t("codes.not_here", number=scan.value), t("codes.not_here_next"))
        elif found.state is CaseState.AWAITING_PICKUP or self._shell.place() == "handover":
            self._hand_over(found.case_id)
        else:
            self._open_case(found.case_id)

    def _elsewhere(self, scan: CodeScan, writing: bool) -> None:
        """To the page for its kind; while something is being written nobody is led away from it."""
        pages = self._pages()
        if writing:
            self._no_use(scan)
        elif scan.kind in ("blank", "bundle") and "print" in pages and pages["print"].code_scanned(scan):
            self._shell.go("print")
        elif scan.kind in _SEARCHED and "search" in pages:
            self._shell.go("search")
            pages["search"].look_for(scan.value)
        else:
            self._no_use(scan)

    def _no_use(self, scan: CodeScan) -> None:
        self._tell.message("info", t("codes.no_use", kind=t(f"code-kind.{scan.kind}")), t("codes.no_use_next"))


def _field(page: QWidget | None) -> QLineEdit | None:
    """The field of the page that has the keyboard, None when there is none to write into."""
    field: QWidget | None = QApplication.focusWidget()
    if not isinstance(field, QLineEdit) or field.isReadOnly() or not field.isEnabled():
        return None
    if page is not None and not page.isAncestorOf(field) and field.window() is not page.window():
        return None
    return field


def _writing(page: QWidget | None) -> bool:
    field = _field(page)
    return field is not None and bool(field.text())


def _into_field(text: str, page: QWidget | None) -> bool:
    """Type it into the field that has the focus and asks for a code, with the Enter that a scanner sends; whether there
    is one. In any other field that Enter would save what is being written there.
    """
    field = _field(page)
    if not isinstance(field, LineEdit) or not field.takes_codes():
        return False
    field.insert(text)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(
            field, QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
        )
    return True
