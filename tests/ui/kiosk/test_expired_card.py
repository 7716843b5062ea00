"""A card that has run out: she is told here and not weeks later, and it settles nothing that wants a valid one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.kiosk import Proof
from app.domain.materials import read_in_person
from app.domain.people import IdCardReading
from tests.ui.kiosk.booth import PIN, ZHANG, Booth

OLD = replace(ZHANG, valid_from="20060927", valid_to="20260927")


@pytest.mark.parametrize(
    ("ends", "over"),
    [("20260927", True), ("20260928", False), ("20360928", False), ("长期", False), ("", False), ("2026年", False)],
)
def test_a_card_counts_to_the_end_of_its_last_day_and_one_without_an_end_for_ever(ends: str, over: bool) -> None:
    assert replace(ZHANG, valid_to=ends).expired(date(2026, 9, 28)) is over


def test_who_applies_with_a_card_that_has_run_out_is_told_and_the_card_is_asked_for(booth: Booth) -> None:
    """It was taken as shown in person; weeks later the authority sent her away for a valid one."""
    case_id = booth.apply("shbzkbl", OLD, pictures=False)
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None
    wanted = [row for row in case.materials if read_in_person(row)]
    assert wanted and all(not row.settled for row in wanted)
    assert all(row.name in str(booth.screen.cards) for row in wanted), "she reads what she must bring"
    assert "过期" in booth.screen.card_line


def test_she_reads_it_on_the_page_she_looks_over_also_when_the_card_is_in_her_hand_again(booth: Booth) -> None:
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay(OLD)
    booth.lift()
    for _ in range(30):
        if booth.key == "apply.review":
            break
        if booth.key == "apply.question":
            booth.terminal.touch("answer", booth.screen.rows[0].value)
        elif booth.key == "apply.choice":
            booth.terminal.touch("value", booth.screen.rows[0].value)
        else:
            booth.type("13800000001")
    assert booth.key == "apply.review" and "过期" in " ".join(booth.screen.small), booth.screen


def test_a_card_that_still_counts_settles_what_is_shown_in_person_and_nothing_is_said(booth: Booth) -> None:
    case_id = booth.apply("shbzkbl", pictures=False)
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None
    shown = [row for row in case.materials if read_in_person(row)]
    assert shown and all(row.settled for row in shown)
    assert "过期" not in str(booth.screen)


def _to_print(booth: Booth, card: IdCardReading) -> None:
    booth.online(True)
    booth.touch("tile", "print")
    booth.lay(card)


def test_a_face_against_a_card_that_has_run_out_opens_nothing_and_the_other_ways_stand(booth: Booth) -> None:
    """The card may be the one that was lost and replaced; until a hall decides otherwise it proves nobody."""
    booth.apply("shbzkbl")
    booth.home()
    _to_print(booth, OLD)
    face, staff = booth.offered("face"), booth.offered("staff")
    every = {row.name: row for row in booth.screen.rows}
    assert face is None or face.kind == "off"
    assert "已过期，刷脸不算数" in every["face"].note and staff is not None and booth.offered("by-phone") is not None
    booth.terminal.touch("face")
    assert Proof.PERSON not in booth.terminal.session.proofs, "nor by a touch that was sent all the same"
    booth.touch("staff")
    booth.type(PIN)
    assert Proof.PERSON in booth.terminal.session.proofs


def test_a_hall_that_takes_the_face_against_such_a_card_says_so_by_its_setting(booth: Booth) -> None:
    booth.terminal.tools = replace(booth.terminal.tools, expired_face=True)
    _to_print(booth, OLD)
    booth.touch("face")
    assert Proof.PERSON in booth.terminal.session.proofs
