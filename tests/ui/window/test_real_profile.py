"""A real profile: made once, opened by the password of who works there, and by nothing else."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.errors import UserFacingError
from app.storage.cost import KdfCost
from ui import bootstrap
from ui.adapters.locked import is_real, place_of
from ui.bootstrap import Enrolment, Settings, enrol, open_workplace
from ui.tour.hand import Hand
from ui.window.run import Opening

WANTED = Enrolment(device="D09", hall="测试大厅", window="9号窗口")
PASSWORD = "geheim-1234"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real profile whose password is cheap to check."""
    first = bootstrap.FirstOperator
    cheap = KdfCost(1024, 1, 1)
    monkeypatch.setattr(bootstrap, "FirstOperator", lambda number, password: first(number, password, cheap))
    folder = tmp_path / "real"
    code = enrol(folder, WANTED, "赵六", "0712", PASSWORD)
    assert code.count("-") >= 5
    return folder


@pytest.mark.law("P20", "H08")
def test_without_the_password_nobody_opens_a_real_profile(profile: Path) -> None:
    """A stolen machine gives nothing away, and a wrong password says so in words."""
    assert is_real(profile)
    with pytest.raises(UserFacingError, match="ZC-LOGIN-07"):
        open_workplace(Settings(profile=profile))
    with pytest.raises(UserFacingError, match="ZC-LOGIN-01"):
        open_workplace(Settings(profile=profile), ("0712", "falsch"))


def test_a_password_that_is_too_short_makes_nothing(tmp_path: Path) -> None:
    """The first administrator cannot lock the door with paper."""
    with pytest.raises(UserFacingError, match="ZC-LOGIN-09"):
        enrol(tmp_path / "short", WANTED, "赵六", "0712", "1234")
    assert not (tmp_path / "short").exists()


def test_a_real_profile_refuses_the_simulated_reader(profile: Path) -> None:
    """Nobody forges an identity with the reader that ships for rehearsals."""
    simulator = bootstrap.simulated_reader()
    listener = _Refused()
    workplace = open_workplace(Settings(profile=profile), ("0712", PASSWORD))
    try:
        workplace.start_devices(listener, simulator.url)
        assert listener.refused.wait(60), listener.codes
    finally:
        workplace.close()
        simulator.stop()


class _Refused:
    """Waits for the refusal of the simulated reader."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.refused = threading.Event()

    def on_reading(self, reading: object) -> None:
        """No card may be read here."""
        raise AssertionError("a simulated card was read on a real profile")

    def on_removed(self) -> None:
        """Nothing."""

    def on_hint(self, code: str) -> None:
        """Nothing."""

    def on_state(self, state: object, code: str) -> None:
        """The reader is refused, or starting yet."""
        self.codes.append(code)
        if code == "ZC-DEV-45":
            self.refused.set()


def test_the_window_asks_for_the_password_before_it_shows_anything(
    profile: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    """She logs in, and the intake is there; the window never showed a name before."""
    opening = Opening(rehearsal=False)
    try:
        opening.shell.resize(1366, 768)
        opening.shell.show()
        opening.open_real(lambda: Settings(profile=profile), place_of(profile))
        assert "load" in opening.runner.open_jobs(), "nothing is waited for that can be loaded while she types"
        qtbot.waitUntil(opening.shell.covered)
        hand = Hand(opening.shell, tmp_path / "shots")
        page = opening.login
        assert page is not None and page.place.text() == "测试大厅  9号窗口", "where she sits is known before"
        page.submitted.emit("0712", "falsch")
        qtbot.waitUntil(lambda: page.message.isVisible())
        assert opening.face is None
        page.submitted.emit("0712", PASSWORD)
        hand.wait(lambda: opening.face is not None and not opening.shell.covered(), "the pages")
        assert opening.face.pages
        seen = opening.face.workplace.stores.settings.get("login.attested.op-0712")
        assert seen, "from tomorrow on her password is stretched once, not twice"
        hand.wait(
            lambda: list((profile / "due-lists").glob("due-*.pdf")), "the list that survives the machine"
        )
    finally:
        opening.close()
        opening.shut()
        opening.shell.deleteLater()


def test_the_page_for_the_password_waits_for_no_code_that_only_an_open_profile_needs() -> None:
    """At a slow counter PC loading all of it takes seconds; she types her password meanwhile."""
    heavy = ("sqlalchemy", "reportlab", "requests", "cryptography", "argon2", "ui.office", "ui.bootstrap")
    asked = f"""
import sys
import ui.window.run
import ui.adapters.locked
print([name for name in {heavy!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
