"""The stage of the tour: a window with a clerk before it, a reader beside it, and what she can do there."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.case import Case
from app.domain.guide import FormField
from app.domain.paper import PaperKind
from app.domain.transitions import CaseState
from app.ports import JobState
from devices.sam.cards import card_of
from devices.sam.lines import PtyLine
from devices.sam.simulator import SamSimulator
from ui.children import Address
from ui.meter import StepMeter
from ui.tour.events import EventLog
from ui.tour.hand import Hand, Stuck
from ui.tour.state import State, settings
from ui.window.run import KINDS, Opening

ADMIN = ("赵六", "0712", "zhaoliu-0712")
RECEIVER = ("钱七", "0713", "qianqi-0713")
COMPANY = ("沈阳样例食品有限公司", "91210100MA00000XX5")
NURSE = {
    "name": "㛃䶮",
    "sex": "1",
    "nation": "01",
    "birth": "19000101",
    "address": "辽宁省沈阳市和平区测试街2号",
    "number": "210102190001010014",
    "issuer": "沈阳市公安局",
    "valid_from": "20200101",
    "valid_to": "长期",
}
SIZE = (1366, 768)
SYNC_MS = 60_000


class Stage:
    """A window with a clerk before it, a reader beside it, and a hand that plays."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.reader = SamSimulator(PtyLine())
        self.reader.start()
        self.opening = Opening(rehearsal=True, kind=KINDS[state.face])
        self.meter = StepMeter(events=EventLog() if state.look else None)
        self.opening.shell.resize(*SIZE)
        self.opening.shell.show()
        chosen = settings(state)
        chosen.reader_url = self.reader.url
        address = Address(**state.address) if state.address else None
        self.hand = Hand(self.opening.shell, Path(state.screens), self.meter)
        self.opening.open(chosen, address)
        self.hand.wait(lambda: self.opening.face is not None, "the program to open")
        self.meter.start()

    @property
    def face(self) -> Any:
        """The face behind the window."""
        return self.opening.face

    def close(self) -> None:
        """Leave as a clerk does: close the window."""
        self.meter.stop()
        self.opening.close()
        self.reader.stop()

    def note(self) -> None:
        """Keep what this chapter saw."""
        self.state.cut += self.hand.cut
        self.state.chinese = sorted({*self.state.chinese, *self.hand.chinese})
        self.state.taken += self.hand.taken
        self.state.saw(self.meter)

    # what a clerk does

    def first_run(self) -> None:
        """Nobody works here yet: make the administrator."""
        name, number, password = ADMIN
        self.hand.type("first.name", name)
        self.hand.type("first.number", number)
        self.hand.type("first.password", password)
        self.hand.type("first.again", password)
        self.hand.picture("01-first-run")
        self.hand.keys("Return", "first.again")
        self.pages()

    def log_in(self, who: tuple[str, str, str]) -> None:
        """Log in with number and password."""
        self.hand.type("login.number", who[1])
        self.hand.type("login.password", who[2])
        self.hand.keys("Return", "login.password")
        self.pages()

    def pages(self) -> None:
        """Wait until the places stand and the reader is there."""
        self.hand.wait(lambda: bool(self.face.pages) and not self.opening.shell.covered(), "the pages")
        self.idle()

    def idle(self) -> None:
        """Wait until the background has answered."""
        runner = self.opening.runner
        self.hand.wait(lambda: not runner.busy(), f"the background ({', '.join(runner.open_jobs())})")

    def reader_ready(self) -> bool:
        """Whether the reader has answered."""
        return any(
            row.state == "ok" and row.name == "身份证读卡器" for row in self.face.workplace.device_rows()
        )

    def place_card(self, card: str, name: str) -> None:
        """Lay a card on the reader and wait until the intake shows its holder."""
        self.hand.wait(self.reader_ready, "the reader")
        self.reader.place(card_of(card))
        page = self.face.pages["intake"]
        self.hand.wait(lambda: name in _words(page), f"the card of {name}")

    def lift_card(self) -> None:
        """Take it away."""
        self.reader.lift()

    def choose_item(self, initials: str, code_word: str) -> None:
        """Search by initials and take the first hit."""
        self.hand.type("intake.search", initials)
        page = self.face.pages["intake"]
        self.hand.wait(
            lambda: self.hand.shown("intake.results") and code_word in _list_words(page),
            f"{initials} in the results",
        )
        self.hand.keys("Return", "intake.search")
        self.hand.wait(lambda: self.hand.shown("intake.rows") or any_question(page), "the guide")
        self.idle()

    def answer(self, question: str, choice: str) -> None:
        """Answer a question of the 情形."""
        self.hand.click(f"intake.question.{question}.{choice}")
        self.idle()

    def fill_form(self, values: dict[str, str]) -> None:
        """Fill the fields of the application form that card and licence did not tell."""
        self.hand.click("intake.fill_form")
        for key, value in values.items():
            self.hand.type(f"intake.form.{key}", value)
        self.hand.picture("02-form")
        self.idle()

    def row(self, number: int, keys: str, note: str = "") -> None:
        """Say of material ``number`` what was handed in, by its keys."""
        self.hand.keys("Alt+3")
        rows = self.hand.find("intake.rows")
        rows.setFocus()
        self.face.pages["intake"].go_to(f"row.{number}")
        rows.setFocus()
        for key in keys:
            self.hand.keys(key)
        if note:
            self.hand.type("intake.note", note)
            self.hand.keys("Return", "intake.note")
        self.idle()

    def primary(self, name: str) -> None:
        """Press the one primary button."""
        self.hand.find(name)
        self.hand.keys("Ctrl+Return")
        self.idle()

    def printed(self) -> None:
        """Wait until the printer has said of every page that it is out."""
        jobs = self.face.workplace.stores.jobs
        self.hand.wait(
            lambda: not jobs.jobs(JobState.ALLOCATED, JobState.SENT, JobState.UNSURE, JobState.FAILED),
            "the printer",
        )
        self.idle()

    def find_case(self, name: str, words: str) -> None:
        """Find a case by the name of its applicant and open it."""
        self.on_search(name)

    def on_search(self, name: str) -> None:
        """Scan the receipt of a case into the search field, which opens the case."""
        receipt = self.case(name).papers_of(PaperKind.RECEIPT)[0].number
        self.hand.keys("F5")
        self.hand.wait(
            lambda: self.hand.shown("search.field") or self.hand.shown("case.back"), "the search page"
        )
        self.idle()
        if not self.hand.shown("search.field"):
            self.hand.click("case.back")
            self.idle()
        self.hand.type("search.field", receipt.rsplit("〕", 1)[-1].rstrip("号").replace("-", ""))
        self.hand.keys("Return", "search.field")
        self.on_case_page(name)

    def on_case_page(self, name: str) -> None:
        """The page of this case is open and has loaded."""
        page = self.face.pages["search"]
        wanted = self.case(name).papers_of(PaperKind.RECEIPT)[0].number.rsplit("-", 1)[-1].rstrip("号")
        self.hand.wait(
            lambda: self.hand.shown("case.events") and wanted in _words(page), f"the page of {name}"
        )
        self.idle()

    def act(self, name: str) -> None:
        """Do an action of the case page: by its own button, or by the primary one when it leads."""
        page = self.face.pages["search"]
        self.idle()
        button = f"case.action.{name}"
        primary = page.findChild(QWidget, "case.primary")
        leads = primary is not None and primary.property("action") == name
        self.hand.click("case.primary" if leads or not self.hand.shown(button) else button)
        self.idle()

    def open_form(self) -> dict[str, str]:
        """Something fitting for every field of the open guide's form that is still empty and wanted."""
        state = self.face.pages["intake"].state
        issues = state.form_issues(self.face.workplace.office.today())
        return {field.id: _made_up(field) for field in state.shown_fields() if field.id in issues}

    def correct(self, number: int) -> None:
        """Mark one owed material as handed in and register it."""
        self.show_tab("材料")
        row = self.hand.find(f"case.material.{number}")
        segment = self.hand.find(f"case.material.{number}.take")
        segment.setFocus()
        self.hand.keys("S")
        assert row is not None
        self.hand.click("case.correction.save")
        self.idle()

    def until_sent(self) -> None:
        """Wait until the platform has signed for everything."""
        self.hand.wait(
            lambda: not self.face.workplace.stores.views.counts()["unsent"], "the outbox to empty", SYNC_MS
        )
        self.idle()

    def keep(self) -> None:
        """Write what was seen so far: the next step ends this process."""
        self.note()
        self.state.save(Path(self.state.profile).parent / "state.json")

    def case(self, name: str) -> Case:
        """The case as the log has it, to check what the screen did."""
        found = self.face.workplace.stores.views.case(UUID(self.state.cases[name]))
        if found is None:
            raise Stuck(f"case {name} is gone")
        return found

    def remember_newest(self, name: str) -> None:
        """Note the id of the case taken in last."""
        self.state.cases[name] = str(self.face.workplace.stores.views.cases()[0].case_id)

    def expect(self, name: str, wanted: CaseState) -> None:
        """The log must say so."""
        self.idle()
        self.hand.wait(lambda: self.case(name).state is wanted, f"{name} to be {wanted}")

    def show_tab(self, words: str) -> None:
        """On a small screen materials and papers share a place; their keys bring each to the front."""
        self.idle()
        self.hand.keys("Alt+1" if words == "材料" else "Alt+2")
        self.idle()

    def seal(self, kind: PaperKind) -> None:
        """Record the seal of a paper on the case page."""
        self.show_tab("文书")
        self.hand.click(f"case.paper.{kind.value}.seal")
        named = self.hand.find("case.seal.name")
        if isinstance(named, QLineEdit) and not named.text():
            # Her delegation names no seal: she looks at the one in her hand.
            self.hand.type("case.seal.name", "行政审批专用章")
        self.hand.click("case.seal.save")
        self.idle()

    def give(self, kind: PaperKind) -> None:
        """Record that a paper was given."""
        self.show_tab("文书")
        self.hand.click(f"case.paper.{kind.value}.give")
        self.hand.click("case.give.save")
        self.idle()

    def sign(self, pad: str) -> None:
        """Sign on the pad with three strokes."""
        widget = self.hand.find(pad)
        width, height = widget.width(), widget.height()
        for n in range(3):
            start = QPoint(width // 5 + n * width // 5, height // 4)
            QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
            for step in range(1, 8):
                QTest.mouseMove(widget, start + QPoint(step * 4, step * height // 20))
            QTest.mouseRelease(
                widget,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
                start + QPoint(28, height // 3),
            )


def _words(widget: QWidget) -> str:
    """Every word a person can read on a page."""
    found = []
    for part in widget.findChildren(QWidget):
        text = getattr(part, "text", None)
        if callable(text) and part.isVisible():
            found.append(str(text()))
    return "\n".join(found)


def _list_words(page: QWidget) -> str:
    model = page.findChild(QWidget, "intake.results").model()  # type: ignore[union-attr]
    return "\n".join(str(model.index(row, 0).data()) for row in range(model.rowCount()))


def _made_up(field: FormField) -> str:
    """A fitting value for a field of a form."""
    if field.choices:
        return field.choices[0]
    return _VALUES.get(field.kind, "示例")


_VALUES = {"date": "20200901", "number": "12", "phone": "13800000003", "yesno": "是"}


def any_question(page: QWidget) -> bool:
    """Whether a question of the 情形 is on the screen."""
    return any(part.objectName().startswith("intake.question.") for part in page.findChildren(QWidget))
