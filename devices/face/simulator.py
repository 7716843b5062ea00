"""A face engine made of software, whose name a real profile refuses.

It recognises nobody: pictures are the same person when their coarse greys are alike. A wholly black live picture has no
face, a live picture of one grey is not alive.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from ..child import answer_questions
from ..simulated import SIMULATED_FACES as ENGINE
from ..simulated import refuse_real_profile
from .protocol import pictures

SIDE = 8


def compare(asked: dict[str, Any]) -> dict[str, Any]:
    """Answer one question."""
    import io

    from PIL import Image

    try:
        live, portrait = (
            Image.open(io.BytesIO(data)).convert("L").resize((SIDE, SIDE), Image.Resampling.BOX).tobytes()
            for data in pictures(asked)
        )
    except (OSError, ValueError):
        return {"reason": "unreadable", "engine": ENGINE}
    if max(live) < 8:
        return {"reason": "no-face", "engine": ENGINE}
    apart = sum(abs(a - b) for a, b in zip(live, portrait, strict=True)) / (SIDE * SIDE * 255)
    return {"score": max(0.0, 1.0 - 2 * apart), "alive": max(live) - min(live) > 4, "engine": ENGINE}


def main(argv: Sequence[str], *, rehearsal: bool = True) -> int:
    """Answer until the input closes; UserFacingError ``ZC-DEV-41`` in a real profile."""
    refuse_real_profile(rehearsal)
    answer_questions(sys.stdin, sys.stdout, compare)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
