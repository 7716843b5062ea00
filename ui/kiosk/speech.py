"""A whole screen in the language of whoever stands before it; names, values and what she wrote stay as they are."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from ui.kiosk.screen import Screen
from ui.texts import CHINESE, Texts

_KEPT = frozenset(
    {
        "key", "name", "value", "icon", "card_icon", "kind", "state", "mode", "drawing", "qr", "letters",
        "candidates", "plane",
    }
)  # fmt: skip
"""Parts of a screen that nobody reads, and what the person herself typed."""

Made = TypeVar("Made")


def screen_said(screen: Screen, texts: Texts) -> Screen:
    """The screen with every word a person reads said in the language of ``texts``."""
    return screen if texts.language == CHINESE else _said(screen, texts)


def _said(made: Made, texts: Texts) -> Made:
    changed: dict[str, Any] = {}
    for part in fields(made) if is_dataclass(made) else ():
        if part.name not in _KEPT:
            changed[part.name] = _part(getattr(made, part.name), texts)
    return replace(made, **changed)  # type: ignore[type-var]


def _part(value: Any, texts: Texts) -> Any:
    if isinstance(value, str):
        return texts.said(value)
    if isinstance(value, tuple):
        return tuple(_part(each, texts) for each in value)
    return _said(value, texts) if is_dataclass(value) else value
