"""实人核验 with the shipped engine, and with engines that crash, hang, or answer nonsense."""

from __future__ import annotations

import sys

import pytest

from app.device_ports import FaceOutcome
from app.errors import UserFacingError
from devices import codes
from devices.child import own_command
from devices.face.driver import EngineFaceCheck, without_face
from devices.face.protocol import judge
from devices.face.simulator import main
from tests.conformance.face_check import FaceCheckSuite, face


class TestShippedEngine(FaceCheckSuite):
    """The simulator as a process."""

    @pytest.fixture
    def check(self) -> EngineFaceCheck:
        return EngineFaceCheck(own_command("devices.face.simulator"), rehearsal=True)


def engine(code: str, patience: float) -> EngineFaceCheck:
    """An engine that does this."""
    return EngineFaceCheck([sys.executable, "-c", code], rehearsal=True, timeout=patience)


@pytest.mark.parametrize(
    ("code", "patience", "reason"),
    [
        ("import os; os.abort()", 20.0, codes.HELPER_CRASHED),
        ("import threading; threading.Event().wait()", 0.5, codes.STUCK),
        ("print('ready', flush=True); input()", 20.0, codes.HELPER_CRASHED),
    ],
)
def test_an_engine_that_fails_proves_nothing_and_keeps_nothing(
    code: str, patience: float, reason: str
) -> None:
    live, portrait = face(80, 160), face(80, 160)
    result = engine(code, patience).compare(live, portrait)
    assert (result.outcome, result.reason) == (FaceOutcome.NOT_CHECKED, reason)
    assert not any(live) and not any(portrait)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"score": "1", "alive": True},
        {"score": 1.5, "alive": True},
        {"score": True, "alive": True},
        {"score": 0.99},
    ],
)
def test_an_answer_nobody_understands_is_no_proof(answer: dict[str, object]) -> None:
    assert judge(answer, 0.8, 0.5).outcome is FaceOutcome.NOT_CHECKED


def test_a_photograph_held_before_the_camera_is_not_the_person() -> None:
    assert judge({"score": 0.99, "alive": False}, 0.8, 0.5).outcome is FaceOutcome.NOT_ALIVE


def test_there_is_a_way_without_a_face() -> None:
    assert without_face().outcome is FaceOutcome.NOT_CHECKED
    assert without_face().reason == "declined"


def test_the_simulated_engine_refuses_a_real_profile() -> None:
    check = EngineFaceCheck(own_command("devices.face.simulator"), rehearsal=False)
    result = check.compare(face(80, 160), face(80, 160))
    assert (result.outcome, result.reason) == (FaceOutcome.NOT_CHECKED, codes.SIMULATED_READER)
    with pytest.raises(UserFacingError):
        main([], rehearsal=False)
