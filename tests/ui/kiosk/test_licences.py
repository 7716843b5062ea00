"""What her own licences say stands in the form at a terminal, for herself alone (辅助填报)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.domain import events as ev
from app.domain.people import IdType, Person, mask_number
from app.ports import Effects
from tests.ui.kiosk.booth import LI, ZHANG, Booth
from ui.shots.kiosk_cases import granted

ROAD, NAME = "congyezige", "道路运输从业人员从业资格证"
SOURCE = "来源：电子证照《道路运输从业人员从业资格证》"


def asked(b: Booth) -> list[str]:
    """Titles of the fields that are asked until the form is shown whole."""
    titles = []
    for _ in range(30):
        if b.key == "apply.review":
            break
        titles.append(b.screen.title)
        if b.key == "apply.question":
            b.terminal.touch("answer", b.screen.rows[-1].value)
        elif b.key == "apply.field":
            b.field()
        elif b.key == "apply.choice":
            b.terminal.touch("value", b.screen.rows[0].value)
    assert b.key == "apply.review", b.screen
    return titles


def known(b: Booth, number: str, name: str) -> None:
    """She is known by her telephone."""
    b.online(True)
    b.touch("tile", "progress")
    b.touch("by-person")
    b.touch("by-phone")
    b.phone.codes["LM-900009"] = Person(name, IdType.RESIDENT_CARD, number, source="phone")
    b.scan("LM-900009")
    while b.key != "home":
        b.touch("back")


@pytest.mark.law("A6-31", "Z13")
def test_the_number_of_her_licence_is_not_asked_again_and_says_where_it_is_from(booth: Booth) -> None:
    granted(booth, ROAD)
    known(booth, ZHANG.number, ZHANG.name)
    booth.touch("tile", "apply")
    booth.find(ROAD)
    assert "从业资格证号" not in asked(booth)
    row = next(each for each in booth.screen.rows if each.text == "从业资格证号")
    assert row.note == f"21002026001　{SOURCE}"
    booth.touch("edit", row.value)
    booth.type("7")
    row = next(each for each in booth.screen.rows if each.text == "从业资格证号")
    assert SOURCE not in row.note and row.note.startswith("21002026001"), "what she wrote is her own word"


@pytest.mark.law("A6-31")
@pytest.mark.parametrize("holder", ["card", "stranger"])
def test_a_card_alone_or_another_person_learns_no_number_of_a_licence(booth: Booth, holder: str) -> None:
    granted(booth, ROAD)
    if holder == "stranger":
        known(booth, LI.number, LI.name)
    booth.touch("tile", "apply")
    booth.find(ROAD)
    if holder == "card":
        booth.lay(ZHANG)
    assert "从业资格证号" in asked(booth)
    assert "21002026001" not in str(booth.screen)


@pytest.mark.law("A6-3", "A6-31", "Z13")
@pytest.mark.parametrize(("holder", "filled"), [(mask_number(ZHANG.number), True), ("other", False), ("", False)])
def test_a_licence_she_held_up_before_fills_in_when_the_answer_names_her_and_the_case_keeps_its_source(
    booth: Booth, holder: str, filled: bool
) -> None:
    """亮证: the app answers with the licence and whose it is; a stranger's or nobody's fills in nothing."""
    case = granted(booth)
    with booth.place.office.desk.units.begin() as tx:
        before, ask = tx.case(case), uuid4()
        assert before is not None and before.received is not None
        asked_of = ev.PartnerAsked(before.received.at, before.received.by, ask, "mobile", "LZ-1", {"line": "none"})
        answer = {"licence": "1.2.156.1", "id": "1.2.156.1", "name": NAME, "number": "2100-77", "holder": holder}
        said = ev.PartnerAnswered(before.received.at, before.received.by, ask, "mobile", "pass", "", answer)
        tx.append(case, before, (asked_of, said), Effects())
    known(booth, ZHANG.number, ZHANG.name)
    booth.touch("tile", "apply")
    booth.find(ROAD)
    assert ("从业资格证号" not in asked(booth)) is filled
    if not filled:
        assert "2100-77" not in str(booth.screen)
        return
    row = next(each for each in booth.screen.rows if each.text == "从业资格证号")
    assert row.note == f"2100-77　{SOURCE}"
    booth.touch("next")
    booth.fill()
    booth.terminal.signed(b"PNG")
    booth.touch("signed")
    made = next(c for c in booth.place.stores.views.cases() if c.case_id != case)
    intake = booth.place.stores.views.case(made.case_id).intake
    assert set(intake.licensed.values()) == {f"《{NAME}》2100-77（2026-09-28）"}


def test_when_her_licences_cannot_be_read_she_writes_the_form_herself(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise OSError("disk")

    monkeypatch.setattr(booth.terminal.counter, "own_licences", broken)
    granted(booth, ROAD)
    known(booth, ZHANG.number, ZHANG.name)
    booth.touch("tile", "apply")
    booth.find(ROAD)
    assert "从业资格证号" in asked(booth)
