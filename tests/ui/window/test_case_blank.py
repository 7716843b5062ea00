"""The number of the blank in hand: a wrong one is told as what it is, and the button that is named is there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from app.domain.paper import PaperKind
from app.errors import UserFacingError
from tests.ui.window.cases import World
from ui.theme import t
from ui.window.case import specs

pytestmark = pytest.mark.usefixtures("dressed_app")

SEEN: Any = SimpleNamespace(blank="LN-HS-0004711", blanks=frozenset({"LN-HS-0004711", "LN-HS-0004712"}))


def test_another_sheet_on_hand_is_printed_on_by_the_button_that_is_named() -> None:
    check = specs.same_serial(SEEN, t("case.form.blank.save"))
    told = check({"serial": "LN-HS-0004712"})["serial"]
    assert "“打印在这本上”" in told and "保存" not in told
    assert check({"serial": "LN-HS-0004712"}) == {}, "the second press says it is meant"


@pytest.mark.parametrize("typed", ["LNN-HS-0004712", "LN-HS-9999999", "LN-HS-471"])
def test_a_number_that_is_not_in_the_register_is_not_offered_for_printing_however_often_it_is_pressed(
    typed: str,
) -> None:
    check = specs.same_serial(SEEN, t("case.form.blank.save"))
    for _ in range(3):
        told = check({"serial": typed})["serial"]
        assert typed in told and "没有打印" in told and "LN-HS-0004711" in told


def test_the_next_sheet_of_the_register_is_taken_at_once() -> None:
    assert specs.same_serial(SEEN, t("case.form.blank.save"))({"serial": "LN-HS-0004711"}) == {}


def test_no_blank_is_booked_for_a_licence_whose_words_have_no_room_on_it(world: World) -> None:
    """The number was used in the register, and only then the print said that it could not be printed."""
    office = world.place.office
    case = world.receive("hszyzc", fault=False, answers={})
    office.accept(case, "counter")
    office.decide_on_spot(case, True, validity="自发证之日起至注册机关另行通知之日止" * 9)
    blank = office.next_blank("护士执业证书")
    with pytest.raises(UserFacingError, match="ZC-PRN-27") as told:
        office.issue_certificate(case, blank)
    assert "有效期" in told.value.what and "空白证照没有用上" in told.value.what_next
    assert not office.case(case).papers_of(PaperKind.CERTIFICATE) and office.next_blank("护士执业证书") == blank


def test_no_second_blank_is_booked_for_a_licence_of_an_older_version_whose_words_have_no_room(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It printed them at 4 points."""
    office = world.place.office
    case = world.receive("hszyzc", fault=False, answers={})
    office.accept(case, "counter")
    office.decide_on_spot(case, True, validity="自发证之日起至注册机关另行通知之日止" * 9)
    with monkeypatch.context() as older:
        older.setattr("printing.layouts.licence.LEAST_ON_SHEET", 4.0)
        office.issue_certificate(case, office.next_blank("护士执业证书"))
    (paper,) = office.case(case).papers_of(PaperKind.CERTIFICATE)
    second = office.next_blank("护士执业证书")
    with pytest.raises(UserFacingError, match="ZC-PRN-27"):
        office.replace_blank(case, paper.document_id, "卡纸", second)
    assert office.next_blank("护士执业证书") == second
    office.replace_blank(case, paper.document_id, "卡纸", "")
    assert any(each.ruined for each in office.case(case).papers)
