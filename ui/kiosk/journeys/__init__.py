"""What a person can come for: one module a journey, without Qt."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.kiosk.at import At
    from ui.kiosk.journeys.base import Journey

_PLACES = {
    "guide": "guide.GuideJourney",
    "apply": "apply.ApplyJourney",
    "supplement": "supplement.SupplementJourney",
    "progress": "progress.ProgressJourney",
    "print": "papers.PrintJourney",
    "rate": "rating.RatingJourney",
}


def journey_of(name: str, terminal: At) -> Journey:
    """A fresh journey by the name of its tile. KeyError for no tile."""
    module, _, kind = _PLACES[name].partition(".")
    made: Journey = getattr(importlib.import_module(f"ui.kiosk.journeys.{module}"), kind)(terminal)
    return made
