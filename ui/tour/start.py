"""The door of the tour: a chapter in a child, or the whole story of a face."""

from __future__ import annotations

import argparse
import os

from ui.language import VARIABLE


def run_tour(given: argparse.Namespace) -> int:
    """Play one chapter (in a child), or the whole. Returns 0 when everything ended as the story says."""
    if given.language:
        os.environ[VARIABLE] = given.language  # each chapter is a child of this process
    if given.chapter:
        from ui.tour.chapters import play_chapter

        return play_chapter(given.chapter, given.state)
    if given.face == "kiosk":
        from ui.tour.kiosk_day import KioskConductor

        return KioskConductor(given.out, given.line == "dropping", given.json, given.events).play()
    if given.face == "station":
        from ui.tour.station import StationConductor

        return StationConductor(given.out, given.line == "dropping", given.json, given.events).play()
    from ui.tour.play import Conductor

    return Conductor(given.out, given.line == "dropping", given.json, given.events).play()
