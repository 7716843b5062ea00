"""The telephone that a helper must dial: seen whole for a moment, one at a time, and every look is on record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.storage.schema import audit
from tests.ui.station.test_evening import SMALLEST, give_out
from ui.shared.measure import cut_texts
from ui.window.intake.identity import REVEAL_SECONDS

Open = Callable[..., Any]


def looks(station: Any) -> list[str]:
    """Whose numbers were looked at, from the audit."""
    asked = select(audit.c.subject).where(audit.c.action == "reveal")
    with station.face.workplace.database.read.connect() as connection:
        return list(connection.execute(asked).scalars())


@pytest.mark.parametrize("size", [SMALLEST, (1366, 768)])
def test_the_telephone_of_who_is_to_be_called_is_shown_whole_to_dial_and_the_look_is_on_record(
    open_station: Open, size: tuple[int, int]
) -> None:
    """It stood there as 138****0001, and nobody can dial that."""
    station = open_station(size)
    case = give_out(station)
    station.hand.keys("Alt+Home")
    station.hand.keys("5")
    page, shell = station.face.pages["remind"], station.opening.shell
    station.hand.wait(lambda: page.rows, "whom to call")
    phone = case.intake.phone
    assert phone not in page.rows[0].line.sub and phone not in str(page._found), "nothing whole is even kept"
    station.hand.keys("Alt+H")
    station.idle()
    assert phone in page.rows[0].line.sub and looks(station) == [str(case.id)] and not cut_texts(shell)
    station.hand.keys("Alt+H")
    assert phone not in page.rows[0].line.sub, "the same key masks it"
    button = page.rows[0]._extra
    assert button.x() + button.width() <= page.rows[0].mark_left(), "it covers nothing of the row"
    button.click()
    station.idle()
    assert phone in page.rows[0].line.sub and page.rows[0].hasFocus(), "a mouse shows it and opens nothing"
    assert shell.place() == "remind" and len(looks(station)) == 2
    page.phone._masking.call()
    assert phone not in page.rows[0].line.sub, f"masked again after {REVEAL_SECONDS} s"
    button.click()
    station.face.go_home()
    station.idle()
    station.face._take("remind")
    assert phone not in page.rows[0].line.sub, "an answer that comes when she is gone shows it to nobody"
