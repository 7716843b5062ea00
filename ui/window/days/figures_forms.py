"""What the page 统计 asks: from which day to which, and where the file shall lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from app.errors import UserFacingError
from printing.documents.figures import LARGEST
from ui.figures_out import Long, Place, check_span
from ui.theme import said, t
from ui.window.case.forms import Ask, FormSpec
from ui.window.case.words import parse_day

ELSEWHERE = "elsewhere"
SHORT, WHOLE = "short", "whole"


def span_form(first: date, last: date, today: date) -> FormSpec:
    """From which day to which; what is shown now stands there."""
    asks = tuple(
        Ask(name, t(f"figures.{name}_day"), day.isoformat(), hint=t("figures.day_hint"))
        for name, day in (("first", first), ("last", last))
    )
    return FormSpec(
        "figures-span", t("figures.own"), t("figures.own_note"), t("figures.show"), asks,
        partial(_doubt_span, today), icon="calendar",
    )  # fmt: skip


def _doubt_span(today: date, values: Mapping[str, str]) -> Mapping[str, str]:
    days = {name: parse_day(values.get(name, ""), today) for name in ("first", "last")}
    wrong = {name: t("case.form.day") for name, day in days.items() if day is None}
    first, last = days["first"], days["last"]
    if first is not None and last is not None:
        try:
            check_span(first, last)
        except UserFacingError as error:
            wrong["last"] = said(error.what)
    return wrong


def span_told(values: Mapping[str, str], today: date) -> tuple[date, date]:
    """The days of a form that was found right."""
    first, last = (parse_day(values[name], today) for name in ("first", "last"))
    assert first is not None and last is not None
    return first, last


def place_form(places: Sequence[Place]) -> FormSpec:
    """Where it shall lie: a stick, the own documents, or a folder that is typed."""
    words = [t("figures.stick", name=each.name) if each.stick else t("figures.here") for each in places]
    choices = [(str(n), each) for n, each in enumerate(words)]
    choices.append((ELSEWHERE, t("figures.elsewhere")))
    asks = (
        Ask("place", t("figures.place"), choices[0][0], choices=tuple(choices), share=3),
        Ask("folder", t("figures.folder"), required=False, hint=t("figures.folder_hint"), share=2,
            turns=("place", ELSEWHERE)),
    )
    note = t("figures.export_note") if any(each.stick for each in places) else t("figures.export_no_stick")
    return FormSpec(
        "figures-file", t("figures.export"), note, t("figures.save"), asks, _doubt_place, icon="download"
    )


def _doubt_place(values: Mapping[str, str]) -> Mapping[str, str]:
    if values.get("place") != ELSEWHERE:
        return {}
    typed = values.get("folder", "")
    if not typed:
        return {"folder": t("case.form.missing", label=t("figures.folder"))}
    if not _folder(typed).is_absolute():
        # It would lie where the program was started, and nobody would find it.
        return {"folder": t("figures.folder_hint")}
    return {}


def _folder(typed: str) -> Path:
    """``~`` is whoever is logged in here; of a name that nobody has here it stays as it was typed."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path(typed)


def place_told(values: Mapping[str, str], places: Sequence[Place]) -> Place:
    """The place of a form that was found right: the choice that is taken, which typing a folder takes too."""
    if values["place"] == ELSEWHERE:
        return Place(_folder(values["folder"]))
    return places[int(values["place"])]


def print_form(found: Long) -> FormSpec:
    """How much of a long sheet is wanted: the items that came most often, or every one."""
    choices = (
        (SHORT, t("figures.print_short", most=LARGEST, pages=found.short)),
        (WHOLE, t("figures.print_whole", pages=found.pages)),
    )
    asks = (Ask("items", t("figures.print_items"), SHORT, choices=choices),)
    note = t("figures.print_many", items=found.items, pages=found.pages)
    return FormSpec("figures-print", t("figures.print_title"), note, t("figures.print"), asks, icon="printer")
