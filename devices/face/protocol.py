"""Question and answer between this program and a face engine: one line of JSON each; pure."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from app.device_ports import FaceOutcome, FaceResult

LARGEST = 8 * 1024 * 1024


def question(live: bytes, portrait: bytes) -> dict[str, str]:
    """The pictures as text; they go through a pipe, so that none of them ever lies in a file."""
    return {"live": base64.b64encode(live).decode(), "portrait": base64.b64encode(portrait).decode()}


def pictures(asked: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """The engine's side of ``question``."""
    return base64.b64decode(asked["live"]), base64.b64decode(asked["portrait"])


def judge(answer: Mapping[str, Any], same_from: float, different_below: float) -> FaceResult:
    """The outcome by the engine's numbers: ``score`` (0 to 1), ``alive``, ``engine``, or ``reason`` when it could not.

    Anything else is NOT_CHECKED: an answer nobody understands is no proof.
    """
    engine = str(answer.get("engine", ""))[:64]
    if answer.get("reason"):
        return FaceResult(FaceOutcome.NOT_CHECKED, reason=str(answer["reason"])[:32], engine=engine)
    score, alive = answer.get("score"), answer.get("alive")
    if (
        isinstance(score, bool)
        or not isinstance(score, int | float)
        or not 0 <= score <= 1
        or not isinstance(alive, bool)
    ):
        return FaceResult(FaceOutcome.NOT_CHECKED, reason="bad-answer", engine=engine)
    if not alive:
        return FaceResult(FaceOutcome.NOT_ALIVE, float(score), engine=engine)
    if score >= same_from:
        return FaceResult(FaceOutcome.SAME, float(score), engine=engine)
    outcome = FaceOutcome.DIFFERENT if score < different_below else FaceOutcome.UNSURE
    return FaceResult(outcome, float(score), engine=engine)
