"""Stable names for the choices of a segment, so that a hand, a test and the tour find the same thing."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QRadioButton

from ui.shared.segment import Segment


def name_cells(segment: Segment, short: Mapping[str, str] | None = None) -> None:
    """Name every choice ``<name of the segment>.<value>``; ``short`` gives other words for some values."""
    values = {choice.text: choice.value for choice in segment.choices()}
    for cell in segment.findChildren(QRadioButton):
        value = values.get(cell.text())
        if value is not None:
            cell.setObjectName(f"{segment.objectName()}.{(short or {}).get(value, value)}")
