"""What every suite of faults leaves behind: how large a share it was asked for, and its figures as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def share(ci: int, everything: int) -> int:
    """How much to do: ``ci`` in the continuous check, ``everything`` with ``make faults SHARE=all``."""
    return everything if os.environ.get("ZONGCHUANG_FAULTS", "ci") == "all" else ci


def report(name: str, figures: Mapping[str, object]) -> None:
    """Write what the suite did to ``faults/NAME.json`` in the output folder."""
    folder = ROOT / os.environ.get("ZONGCHUANG_OUT", "OUT") / "faults"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")
