"""A rehearsal of a terminal with a telephone: no hand can hold one there, so the telephone is practised too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import requests
from PySide6.QtWidgets import QApplication

from app.domain.case import Case
from app.domain.folds_course import UNVERIFIED
from app.domain.kiosk import Proof
from app.domain.materials import MaterialStatus
from sync.platform.database import open_database
from sync.platform.partner_desk import open_desk
from sync.platform.partner_staff import fill_sample, phone_code
from sync.platform.partners.base import Answer, Ask, CaseFile, Holder
from sync.platform.partners.house import ANSWERS
from tests.stories.on_line import at_terminal, platform
from tests.ui.conftest import app, dressed_app, garbage_on_the_gui_thread
from tests.ui.kiosk.booth import START, ZHANG, Booth
from tests.ui.kiosk.booth import booth as open_booth
from ui.bootstrap import practice_phone
from ui.children import PlatformProcess
from ui.tour.kiosk import Citizen, onward

__all__ = ["app", "dressed_app", "garbage_on_the_gui_thread", "platform"]
_SECONDS = 60_000


@pytest.fixture
def she(app: QApplication, tmp_path: Path, platform: PlatformProcess) -> Iterator[Citizen]:
    """Somebody at a terminal of a rehearsal, on line."""
    phone = practice_phone(platform)
    made = at_terminal(tmp_path, platform, phone)
    yield made
    made.close()
    phone.stop()


def to_the_materials(she: Citizen) -> None:
    """From the home page to the first material of a social security card."""
    she.touch("tile", "apply")
    she.touch("words")
    she.key(*"shbzkbl", "ok")
    she.at("apply.results")
    she.touch("item")
    she.lay()
    for _ in range(40):
        key = she.terminal.screen().key
        if key == "apply.question":
            she.touch("answer", she.terminal.screen().rows[-1].value)
        elif key == "apply.field":
            mode = she.terminal.screen().input.mode
            she.key(*("13800000001" if mode == "digits" else "12"), "ok")
        elif key == "apply.choice":
            she.touch("value")
        elif key == "apply.review":
            she.touch(onward(she))
        else:
            break
    she.at("apply.material")


def handed_in(she: Citizen) -> UUID:
    """The materials are there: the signature, the receipt, and out with all of it to the province."""
    while she.terminal.screen().key == "apply.material":
        she.touch("picture" if she.terminal.screen().rows[0].kind == "primary" else "next")
    she.at("apply.sign")
    she.sign()
    she.touch("signed")
    she.at("apply.end")
    return UUID(str(next(iter(she.terminal.guest.cases))))


def test_who_practises_shows_a_code_on_a_telephone_and_is_known_by_it(she: Citizen) -> None:
    she.touch("tile", "progress")
    she.touch("by-person")
    she.touch("by-phone")
    she.touch("practice-code")
    she.at("progress.own")
    assert Proof.PERSON in she.terminal.session.proofs and "张三" in she.terminal.screen().title


def test_who_practises_shows_a_licence_on_a_telephone_and_the_province_answers_for_it(she: Citizen) -> None:
    to_the_materials(she)
    want = she.terminal.journey.here()
    she.touch("practice-licence")
    she.hand.wait(lambda: she.terminal.journey.shown.get(want.line), "the code at the scanner", _SECONDS)
    assert "已读到电子证照" in str(she.terminal.screen().band)
    case_id = handed_in(she)
    views = she.opening.face.workplace.stores.views
    she.hand.wait(lambda: _said(views.case(case_id)) == "pass", "the province's word", _SECONDS)
    row = next(each for each in views.case(case_id).materials if each.line_id == want.line)
    assert row.status is not MaterialStatus.FAULTY, "it stands for the paper"


def test_who_practises_sends_photographs_to_the_page_and_they_go_to_the_province_with_the_case(she: Citizen) -> None:
    to_the_materials(she)
    she.touch("phone")
    she.at("apply.phone")
    url = she.terminal.screen().qr
    assert url.startswith("http://127.0.0.1:"), "served here alone"
    want = [each.line for each in she.terminal.journey.wanted()]
    for n in range(len(want)):
        she.touch("practice-picture")
        she.hand.wait(lambda n=n: sum(map(len, she.terminal.journey.pictures.values())) > n, "the picture", _SECONDS)
    assert sorted(she.terminal.journey.pictures) == sorted(want), "each material has one"
    she.touch("phone-done")
    she.at("apply.material")
    case_id = handed_in(she)
    rows = she.opening.face.workplace.stores.views.case(case_id).materials
    handed = {each.line_id: each for each in rows if each.line_id in want}
    assert all(each.status is MaterialStatus.COPY and each.scans for each in handed.values()), handed
    she.leave()
    browser = requests.Session()
    browser.trust_env = False
    with browser:
        she.hand.wait(lambda: browser.get(url, timeout=30).status_code == 404, "the ticket to end with her", _SECONDS)


HER = Holder("张三", "111", ZHANG.number)
PAUSE = 50.0


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[Booth]:
    """A terminal on a virtual clock."""
    with open_booth(tmp_path) as opened:
        yield opened


@pytest.fixture
def registers(tmp_path: Path) -> str:
    """What the province holds, without a line to it."""
    db = f"sqlite:///{tmp_path / 'province.db'}"
    open_database(db, upgrade=True).close()
    fill_sample(db)
    return db


def held_up(b: Booth, registers: str, late: float = 0.0) -> UUID:
    """She shows a licence for the first material ``late`` seconds after her telephone made the code, then takes eight
    minutes over the rest; the id of her case.
    """
    b.touch("tile", "apply")
    b.find("shbzkbl")
    b.lay(ZHANG)
    while b.key != "apply.material":
        if b.key == "apply.question":
            b.touch("answer", b.screen.rows[-1].value)
        elif b.key == "apply.field":
            b.field()
        elif b.key == "apply.choice":
            b.touch("value", b.screen.rows[0].value)
        else:
            b.touch("next")
    code = phone_code(registers, HER, "社会保障卡", lambda: b.time.now().ms)
    while late > 0:
        b.wait(min(late, PAUSE))
        b.touch("picture")
        b.touch("drop")
        late -= PAUSE
    b.scan(code)
    b.touch("next")
    b.fill()
    for _ in range(10):
        b.wait(PAUSE)
        b.touch("unsign")
    b.terminal.signed(b"PNG")
    b.touch("signed")
    return UUID(str(next(iter(b.terminal.guest.cases))))


def said_of(b: Booth, registers: str, case_id: UUID) -> Answer:
    """The province's word on the code that was handed in with the case."""
    asked = b.place.stores.views.case(case_id).asked("mobile")
    ask = Ask(asked.ask, case_id, "K01", "mobile", asked.subject, dict(asked.data), "", asked.asked_ms)
    with open_desk(registers, lambda: b.time.now().ms) as desk, desk.partners() as partners:
        return ANSWERS["mobile"](partners, ask, CaseFile(case_id, applicant=HER))


@pytest.mark.law("Z04", "A6-3")
def test_a_licence_held_up_early_in_a_long_application_is_not_lost_at_the_hand_in(
    booth: Booth, registers: str
) -> None:
    """A code lives for five minutes: it was fresh when it was shown, and shown once is shown."""
    case_id = held_up(booth, registers)
    told = booth.place.stores.views.case(case_id).asked("mobile")
    assert told.asked_ms - START.ms > 8 * 60_000, "the hand-in is eight minutes later"
    line = dict(told.data)["line"]
    taken = next(m for m in booth.place.stores.views.case(case_id).received.materials if m.line_id == line)
    assert taken.settled and taken.note == UNVERIFIED, "her receipt names it"
    said = said_of(booth, registers, case_id)
    assert said.outcome == "pass", said.words
    assert said_of(booth, registers, case_id).data["code"] == "used", "and it counts once"


@pytest.mark.law("Z04")
def test_a_code_that_was_old_when_it_was_shown_stays_old(booth: Booth, registers: str) -> None:
    case_id = held_up(booth, registers, late=6 * 60)
    assert said_of(booth, registers, case_id).data["code"] == "old"


def _said(case: Case | None) -> str:
    """What the province answered about the code."""
    asked = case.asked("mobile") if case is not None else None
    return asked.outcome if asked is not None else ""
