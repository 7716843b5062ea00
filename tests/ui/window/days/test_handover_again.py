"""发件: a paper that is sealed while its case lies on the desk can be given, and nothing she did there is lost."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.paper import PaperKind
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_citizen_pad import hall, pad  # noqa: F401
from ui.shared.tickbox import TickBox


def half_sealed(hall: Hall) -> tuple[Any, Any]:  # noqa: F811
    """A case on the issue desk whose licence is sealed and whose decision is not."""
    return hall.licence_at_desk(PaperKind.CERTIFICATE)


def box(hall: Hall, kind: PaperKind) -> QWidget:  # noqa: F811
    return hall.named(f"handover.paper.{kind.value}")


def come_back(hall: Hall) -> None:  # noqa: F811
    hall.shell.go("print")
    hall.rest()
    hall.shell.go("handover")
    hall.rest()


def ticked(hall: Hall, kind: PaperKind) -> tuple[bool, bool]:  # noqa: F811
    found = box(hall, kind)
    assert isinstance(found, TickBox)
    return found.isEnabled(), found.isChecked()


def test_the_decision_sealed_meanwhile_is_given_with_the_licence(hall: Hall) -> None:  # noqa: F811
    case, page = half_sealed(hall)
    assert ticked(hall, PaperKind.GRANT) == (False, False)
    page.name.set_value("张三丰")
    hall.seal(case, PaperKind.GRANT)
    come_back(hall)
    assert ticked(hall, PaperKind.GRANT) == (True, True)
    assert page.name.value() == "张三丰", "what she typed stays"
    assert len(page.papers.chosen()) == 2 and page.give.isEnabled()


def test_clicking_the_row_reads_it_anew_too(hall: Hall) -> None:  # noqa: F811
    case, page = half_sealed(hall)
    hall.seal(case, PaperKind.GRANT)
    page.table.pick(0)
    hall.rest()
    assert ticked(hall, PaperKind.GRANT) == (True, True)


def test_a_signature_for_the_licence_alone_stays_and_is_not_taken_for_the_decision(hall: Hall) -> None:  # noqa: F811
    case, page = half_sealed(hall)
    hall.sign("handover.pad")
    hall.seal(case, PaperKind.GRANT)
    come_back(hall)
    assert not page.pad.empty()
    assert ticked(hall, PaperKind.GRANT) == (True, False)
    assert ticked(hall, PaperKind.CERTIFICATE) == (True, True)


def test_a_tick_taken_away_stays_away(hall: Hall) -> None:  # noqa: F811
    case, _ = half_sealed(hall)
    licence = box(hall, PaperKind.CERTIFICATE)
    assert isinstance(licence, TickBox)
    licence.setChecked(False)
    hall.seal(case, PaperKind.GRANT)
    come_back(hall)
    assert ticked(hall, PaperKind.CERTIFICATE) == (True, False)
