"""实人核验 at the counter: the holder of the card before the camera, in the window with the shipped engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from app.domain.assurance import REAL_NAME, REAL_PERSON, levels
from app.domain.people import CardKind, IdCardReading
from app.errors import DeviceError
from app.storage.schema import audit
from devices import codes
from devices.face.driver import EngineFaceCheck
from devices.simulated import SIMULATED_FACES
from devices.terminal_camera import RehearsalCamera
from tests.ui.window.test_desk_devices import Window, windows  # noqa: F401
from ui.shared.button import KeyButton

ENGINE = {"kind": "face-check", "url": "rehearsal:"}
ISSUED = ("样例分局", "20200101", "长期")
CARD = IdCardReading(
    CardKind.RESIDENT, "张三", "1", "01", "18800101", "沈阳市样例路1号", "440524188001010014", *ISSUED
)
OTHER = replace(CARD, name="李四", birth="18990615", number="11010118990615001X")


class Watched(RehearsalCamera):
    """The camera of a rehearsal, whose pictures can be looked at afterwards; ``fails`` is what the camera says."""

    def __init__(self) -> None:
        super().__init__(True)
        self.given: list[bytearray] = []
        self.fails = ""

    def portrait(self, reading: IdCardReading) -> bytearray:
        self.given.append(super().portrait(reading))
        return self.given[-1]

    def face(self) -> bytearray:
        if self.fails:
            raise DeviceError(self.fails, "reopen", "camera")
        self.given.append(super().face())
        return self.given[-1]


class Counter:
    """A window with a face engine, an item chosen, and a card on the desk."""

    def __init__(self, window: Window) -> None:
        self.window, self.camera = window, Watched()
        self.desk = window.face.workplace.office.equipment.face_desk
        self.desk._pictures = self.camera
        window.intake.start_new()
        window.rest()
        window.begin()
        self._before = len(self._all_audited())
        self.read(CARD)

    def read(self, card: IdCardReading) -> None:
        self.window.face.card_read(card)
        self.window.rest()

    def press(self, name: str) -> None:
        button = self.window.button(f"intake.compare.{name}")
        assert button.isVisible() and button.isEnabled(), name
        button.click()
        self.window.rest()

    def answer(self, key: str) -> None:
        dialog = self.window.opening.shell.dialog()
        assert dialog.isVisible()
        next(b for b in dialog.findChildren(KeyButton) if key in b.text()).click()
        self.window.rest()

    @property
    def known(self) -> str:
        return str(self.window.intake.state.known_by)

    @property
    def checked(self) -> str:
        return str(self.window.intake.state.intake().identity_checked)

    def words(self) -> str:
        return str(self.window.intake.who.compare.words.text())

    def audited(self) -> list[str]:
        return self._all_audited()[self._before :]

    def _all_audited(self) -> list[str]:
        store = self.window.face.workplace.stores.audit
        with store._database.read.connect() as connection:
            rows = connection.execute(select(audit.c.action, audit.c.subject)).all()
        return [subject.partition(" ")[2] for action, subject in rows if action == "face-check"]


@pytest.fixture
def counter(windows: Callable[..., Window]) -> Counter:  # noqa: F811
    return Counter(windows(devices=[ENGINE]))


@pytest.mark.law("Z04")
def test_the_person_of_the_card_is_known_by_her_face_and_no_picture_is_left(counter: Counter) -> None:
    assert counter.words() == "还没有核对是不是本人" and counter.desk.holds
    before = files(counter.window)
    counter.press("face")
    assert counter.known == "人像比对通过（居民身份证）" == counter.words()
    assert len(counter.camera.given) == 2 and not any(map(any, counter.camera.given)), "both pictures are zeros"
    assert not counter.desk.holds
    assert files(counter.window) == before, "no picture on the disk"
    assert counter.audited() == [f"same {SIMULATED_FACES}"]
    window = counter.window
    draft = window.intake.journal.draft
    done = window.face.workplace.office.receive(
        draft, window.intake.state.intake(), window.intake.state.material_rows()
    )
    assert levels(done.case)[:2] == (REAL_NAME, REAL_PERSON)
    window.face.show_case(done.case.id)
    window.until(lambda: not window.face.pages["search"].case.covered())
    window.rest()
    window.face.pages["search"].case.show_tab("materials")
    said = [label.text() for label in window.opening.shell.findChildren(QLabel) if label.isVisible()]
    assert "已读卡；人像比对通过（居民身份证）" in said


@pytest.mark.law("Z04")
def test_a_stranger_or_a_device_that_fails_proves_nothing_says_why_and_turns_nobody_away(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.camera.stranger = True
    counter.press("face")
    assert counter.known == "" and counter.checked == "card"
    assert counter.words() in ("人脸与证件照不像同一个人", "人脸比对没有把握")
    assert counter.words() in counter.window.said()
    assert not any(map(any, counter.camera.given)) and not counter.desk.holds
    counter.press("face")
    assert "没有读到证件照，请重新放证" in counter.words(), "another try begins with the card"
    counter.camera.stranger = False
    counter.read(CARD)
    failing = {
        codes.PAGES_ABSENT: "没有找到摄像头",
        codes.STUCK: "没有在时限内答复",
        codes.PAGES_LOST: "摄像头没有给出画面",
    }
    for code, said in failing.items():
        counter.camera.fails = code
        counter.press("face")
        assert counter.words() == f"没有比对成：{said}（{code}）"
        assert counter.known == "" and counter.audited()[-1] == f"failed {code}"
    counter.camera.fails = ""
    (asked,) = counter.window.face.workplace.plugged._asked
    with monkeypatch.context() as other:
        other.setattr(asked, "driver", EngineFaceCheck(["false"], rehearsal=True))
        counter.press("face")
    assert counter.words() == f"没有比对成：比对程序出错退出了（{codes.HELPER_CRASHED}）"
    assert counter.known == "" and not any(map(any, counter.camera.given))
    counter.read(CARD)
    counter.press("face")
    assert counter.known.startswith("人像比对通过")


def test_nobody_has_to_show_her_face_and_the_next_card_takes_no_proof_from_the_one_before(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk looks at card and person; the reason goes with the receipt into the log, and into the audit."""
    counter.press("by_hand")
    counter.answer("先不核对")
    assert counter.known == "" and counter.audited() == []
    counter.press("by_hand")
    counter.answer("申请人不愿刷脸")
    assert counter.checked == "card; 人工核对一致（申请人不愿刷脸）" and not counter.desk.holds
    assert counter.audited() == ["by-hand unwilling"] and not counter.camera.given
    counter.read(OTHER)
    counter.answer("保留原来的")
    assert counter.known.startswith("人工核对一致") and not counter.desk.holds
    counter.read(OTHER)
    counter.answer("换成新读的")
    assert counter.known == "" and counter.desk.holds and counter.words() == "还没有核对是不是本人"
    # Where no face engine is set up nothing of it is shown, and no portrait stays.
    monkeypatch.setattr(counter.window.face.workplace.plugged, "_asked", [])
    counter.window.intake.start_new()
    counter.read(CARD)
    assert not counter.window.intake.who.compare.isVisible() and not counter.desk.holds


def files(window: Window) -> set[Path]:
    return files_of(window.face.workplace.profile.path)


def files_of(folder: Path) -> set[Path]:
    """Everything on the disk but the database, the logs and the list of the day, which come by themselves."""
    own = ("db", "log", "due-")
    return {path for path in folder.rglob("*") if path.is_file() and not any(part in path.name for part in own)}
