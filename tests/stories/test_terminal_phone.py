"""A rehearsal of a terminal with a telephone: no hand can hold one there, so the telephone is practised too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import requests
from PySide6.QtWidgets import QApplication

from app.domain.case import Case
from app.domain.kiosk import Proof
from app.domain.materials import MaterialStatus
from app.storage.clock import SystemClock
from app.values import asdict
from tests.ui.conftest import app, dressed_app, garbage_on_the_gui_thread
from ui.bootstrap import practice_phone
from ui.children import PlatformProcess
from ui.tour.kiosk import Citizen
from ui.tour.state import State

__all__ = ["app", "dressed_app", "garbage_on_the_gui_thread"]
_SECONDS = 60_000


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[PlatformProcess]:
    """The province of a rehearsal, which knows no other terminal."""
    process = PlatformProcess(tmp_path / "platform.db", tmp_path / "platform.log")
    process.start()
    yield process
    process.stop()


@pytest.fixture
def she(app: QApplication, tmp_path: Path, platform: PlatformProcess) -> Iterator[Citizen]:
    """Somebody at a terminal of a rehearsal, on line."""
    assert platform.address is not None
    now = SystemClock().now().ms
    state = State(str(tmp_path / "profile"), str(tmp_path / "papers"), str(tmp_path / "screens"), now, "kiosk")
    state.address = asdict(platform.address)
    phone = practice_phone(platform)
    made = Citizen(state, phone)
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
            she.touch("next")
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


def _said(case: Case | None) -> str:
    """What the province answered about the code."""
    asked = case.asked("mobile") if case is not None else None
    return asked.outcome if asked is not None else ""
