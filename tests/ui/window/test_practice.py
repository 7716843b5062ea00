"""A rehearsal has no reader and nobody at the desk: the people come by a key, and each is somebody else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.codes import check
from app.domain.people import IdCardReading
from sync.platform.database import open_database
from sync.platform.main import now_ms
from sync.platform.partner_desk import open_desk
from sync.platform.partner_staff import fill_sample
from sync.platform.partners.base import Holder
from sync.platform.partners.exchange import ReferenceExchange
from tests.ui.window.test_desk_devices import Window
from ui.adapters.practice import PRACTICE_CARDS
from ui.bootstrap import Settings, simulated_reader
from ui.shared.button import KeyButton


@pytest.fixture
def window(app: QApplication, furnished: Path, tmp_path: Path) -> Iterator[Window]:
    folder = tmp_path / "profile"
    shutil.copytree(furnished, folder)
    reader = simulated_reader()
    opened = Window(folder, Settings(folder, rehearsal=True, reader_url=reader.url, practice=reader))
    yield opened
    opened.close()
    reader.stop()


def read(window: Window) -> IdCardReading:
    """The card that the page has taken; somebody must come."""
    window.until(lambda: window.intake.state.card is not None)
    card = window.intake.state.card
    assert card is not None
    return card


def come(window: Window) -> None:
    """Alt+K, as the page says."""
    button = window.button("intake.practice")
    assert button.isVisible() and button.key() == "Alt+K"
    QTest.keyClick(window.opening.shell, Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)


def test_after_the_first_intake_a_key_brings_the_next_person(window: Window) -> None:
    names = [read(window).name]
    for _ in PRACTICE_CARDS[1:]:
        window.intake.next_person()
        window.until(lambda: window.intake.state.card is None)
        window.rest()
        come(window)
        card = read(window)
        names.append(card.name)
        assert check("id", card.number, window.face.workplace.office.today()).valid or card.kind.value != "R"
    assert len(set(names)) == len(PRACTICE_CARDS)


def test_what_need_not_be_handed_in_is_found_for_everybody_who_comes_in_a_rehearsal(
    window: Window, tmp_path: Path
) -> None:
    """The lesson says 免提交: the registers of the province that is played must know whose cards are read."""
    db = f"sqlite:///{tmp_path / 'province.db'}"
    open_database(db, upgrade=True).close()
    fill_sample(db)
    for turn in range(len(PRACTICE_CARDS)):
        if turn:
            window.intake.next_person()
            window.until(lambda: window.intake.state.card is None)
            window.rest()
            come(window)
        read(window)
        person = window.intake.state.applicant().person
        assert person is not None
        holder = Holder(person.name, person.id_type.value, person.id_number)
        with open_desk(db, now_ms) as desk, desk.partners() as partners:
            facts = ReferenceExchange(partners.bench).look_up("population", holder, "演练")
        assert facts is not None and facts.values["name"] == person.name, person.name


def test_a_card_that_was_put_aside_by_mistake_is_no_dead_end(window: Window) -> None:
    read(window)
    again = window.button("intake.reread")
    again.click()
    window.until(lambda: window.button("intake.practice").isVisible())
    come(window)
    assert read(window).name == "李四"


def test_an_impatient_second_press_brings_one_person(window: Window) -> None:
    read(window)
    window.intake.next_person()
    window.until(lambda: window.button("intake.practice").isVisible())
    come(window)
    assert not window.button("intake.practice").isEnabled()
    come(window)
    assert read(window).name == "李四"


def test_a_real_reader_gets_no_such_key(app: QApplication, furnished: Path, tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    shutil.copytree(furnished, folder)
    opened = Window(folder)
    try:
        button = opened.opening.shell.findChild(KeyButton, "intake.practice")
        assert button is not None and not button.isVisible()
        assert opened.intake.who.hint.isVisible()
    finally:
        opened.close()
