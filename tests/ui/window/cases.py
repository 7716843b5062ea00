"""A real workplace with cases in the states of the counter's day, for the tests of the pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain import events as ev
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial, as_taken
from app.domain.people import Agent, Applicant, IdType, Organisation, Person
from app.domain.records import NumberBlock
from app.domain.shared import SHARED
from app.domain.time import at
from app.ports import Effects, JobState
from app.storage.config import read_config, write_config
from app.usecases.intake import build_intake, prefill, rows_for
from app.usecases.record_out import record_out
from ui.bootstrap import Settings, Workplace, open_workplace
from ui.runner import QtScheduler, Runner
from ui.shots.room import StillClock
from ui.tell import Notice, Question, Tell
from ui.theme import look

Page = TypeVar("Page", bound=QWidget)

FOOD = {"salt": "no", "commit": "no"}
ZHANG = Person(
    "张三", IdType.RESIDENT_CARD, "440524188001010014", sex="1", nation="01", birth="18800101", source="card"
)
COMPANY = Organisation("沈阳样例食品有限公司", "91210100MA00000XX5", "李四", "示例路2号", "13800000002")


class Window:
    """What a face offers the door: it keeps what was said."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []

    def show_notice(self, notice: Notice) -> None:
        self.notices.append(notice)

    def show_question(self, question: Question, answered: Callable[[str], None]) -> None:
        answered(question.cancel)


@dataclass
class World:
    """An open workplace with the threads of a face."""

    place: Workplace
    clock: StillClock
    runner: Runner
    scheduler: QtScheduler
    tell: Tell
    window: Window

    @property
    def tools(self) -> tuple[object, Runner, QtScheduler, Tell]:
        """What every page is given."""
        return self.place.office, self.runner, self.scheduler, self.tell

    def receive(
        self,
        query: str = "spscxk",
        fault: bool = True,
        answers: dict[str, str] | None = None,
        unseen: int = 0,
        fetched: bool = False,
    ) -> UUID:
        """A case taken in: all there, or with one material missing and one without its seal; the last ``unseen``
        materials were not looked at, those that the exchange has are ``fetched`` from it.
        """
        office = self.place.office
        guide = office.guide(office.search_items(query)[0].code)
        assert guide is not None
        chosen = answers if answers is not None else FOOD
        company = query == "spscxk"
        applicant = Applicant(organisation=COMPANY) if company else Applicant(person=ZHANG)
        agent = Agent(ZHANG) if company else None
        form = prefill(guide, chosen, applicant, agent)
        intake = build_intake(
            guide, applicant, agent, chosen, form, phone="13800000001", identity_checked="card"
        )
        draft = office.new_draft()
        rows = tuple(
            replace(row, status=MaterialStatus.EXEMPT) if fetched and row.obtainable == SHARED else as_taken(row, 1, 0)
            for row in rows_for(guide, chosen)
        )
        blank = rows_for(guide, chosen)
        rows = (*rows[: len(rows) - unseen], *blank[len(blank) - unseen :])
        office.receive(draft, intake, faulty(rows) if fault else rows)
        return draft

    def told(self) -> UUID:
        """A case whose faults stand in a notice that came out of the printer; nobody was given it."""
        case = self.receive()
        self.place.office.issue_notice(case)
        self.all_out()
        return case

    def answered(self, case_id: UUID, outcome: str = "pass", words: str = "") -> None:
        """Every question of the case is answered, as it comes down from the platform."""
        desk = self.place.office.desk
        with desk.units.begin() as tx:
            case = tx.case(case_id)
            assert case is not None
            told = tuple(
                ev.PartnerAnswered(desk.clock.now(), desk.session.operator, ask.ask, ask.system, outcome, words)
                for ask in case.asks
                if ask.waiting
            )
            tx.append(case_id, case, told, Effects())

    def all_out(self) -> None:
        """The clerk has seen every print come out."""
        jobs = self.place.stores.jobs
        for job in jobs.jobs(JobState.ALLOCATED, JobState.SENT, JobState.UNSURE):
            record_out(self.place.office.desk, jobs, job, "clerk")


def faulty(rows: tuple[SubmittedMaterial, ...]) -> tuple[SubmittedMaterial, ...]:
    """The last two rows: one missing, one without its seal."""
    missing = replace(rows[-2], status=MaterialStatus.FAULTY, fault=FaultCode.MISSING, originals=0)
    unsealed = replace(rows[-1], status=MaterialStatus.FAULTY, fault=FaultCode.SEAL, note="制度没有盖章")
    return (*rows[:-2], missing, unsealed)


@contextmanager
def open_world(folder: Path, furnished: Path | None = None, **extra: Any) -> Iterator[World]:
    """Open the profile in ``folder``, or a copy of ``furnished``, with these settings; all is closed at the end."""
    clock = StillClock(at(2026, 9, 21, 9, 10))
    path = folder / "profile"
    if furnished is not None:
        shutil.copytree(furnished, path)
    if extra:
        write_config(path, replace(read_config(path), extra=extra))
    place = open_workplace(Settings(profile=path, rehearsal=True, clock=clock))
    runner = Runner()
    window = Window()
    tell = Tell(look().texts)
    tell.attach(window)
    runner.on_error = tell.error
    scheduler = QtScheduler(tell.error)
    try:
        place.rehearsal_session()
        place.blocks.add(NumberBlock("b1", "paper", 1, 500))
        yield World(place, clock, runner, scheduler, tell, window)
    finally:
        scheduler.stop()
        assert runner.stop() == ()
        place.close()


def stand(page: Page, qtbot: QtBot) -> Page:
    """``page`` at the size it has in the smallest window, in view and with the keyboard."""
    qtbot.addWidget(page)
    page.resize(1278, 720)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def quiet(world: World, qtbot: QtBot) -> None:
    """Until every worker has answered, and what follows from the answers was asked and answered too."""
    for _ in range(3):
        qtbot.waitUntil(lambda: not world.runner.busy())
        QApplication.processEvents()


def button(page: QWidget, name: str) -> QPushButton:
    """The visible button with an object name."""
    found = [each for each in page.findChildren(QPushButton, name) if each.isVisible()]
    assert found, f"no visible button {name}"
    return found[-1]
