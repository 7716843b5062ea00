"""How the form was signed is looked at before anything is taken in, also where it was taken among the materials."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.happened import THUMB
from tests.ui.station.conftest import Station
from tests.ui.station.test_journeys import screen_words
from ui.shared.measure import cut_texts
from ui.station.work import MATERIALS, RESULT, SIGN, WHAT

Open = Callable[..., Station]
SMALLEST = (1024, 530)


@pytest.mark.parametrize("step", [MATERIALS, RESULT])
def test_a_form_that_lay_among_the_materials_is_not_taken_in_past_the_signature_and_its_witness(
    open_station: Open, step: int
) -> None:
    """Marked 原件 with S, Ctrl+Enter at 怎么领 wrote 签名 down for who cannot write; nobody was asked for a witness."""
    station = open_station(SMALLEST)
    page, hand = station.intake, station.hand
    hand.keys("Shift+F1")
    station.begin()
    station.collect()
    page.show_step(step)
    assert page.primary.text() == "核对签名", "the key says where it leads"
    hand.keys("Ctrl+Return")
    hand.keys("Ctrl+Return")
    station.idle()
    assert page.step == SIGN and not station.cases(), "nor does the same key, struck twice"
    assert "请核对：上面是不是本人签的名" in page.sign_words.text(), "nobody said it yet"
    assert "Alt+T" in page.sign_words.text()
    assert page.signing.choose.visibleRegion().boundingRect().height() == page.signing.choose.height()
    assert not cut_texts(station.opening.shell)
    hand.keys("Alt+T")
    station.idle()
    assert "是捺印" in page.sign_words.text()
    hand.type("intake.witness", "邻居吴")
    hand.keys("Return")
    station.idle()
    hand.wait(lambda: not page.glance.lasts(), "a moment in which it is seen")
    hand.keys("Ctrl+Return")
    hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    intake = station.cases()[0].intake
    assert intake is not None and (intake.signed_by, intake.witness) == (THUMB, "邻居吴")


def test_a_form_that_lies_there_signed_costs_one_key_more(open_station: Open) -> None:
    station = open_station()
    page, hand = station.intake, station.hand
    station.begin()
    station.collect()
    page.show_step(RESULT)
    hand.keys("Ctrl+Return")
    assert page.step == SIGN and page.primary.hasFocus()
    hand.wait(lambda: not page.glance.lasts(), "a moment in which it is seen")
    hand.keys("Ctrl+Return")
    hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")


def test_what_belongs_elsewhere_is_collected_only_where_the_signature_is_seen(open_station: Open) -> None:
    """Ctrl+B at 选事项 took it in for the other place, past the same step."""
    station = open_station()
    page, hand = station.intake, station.hand
    station.begin()
    station.collect()
    page.show_step(WHAT)
    hand.keys("Ctrl+B")
    hand.wait(lambda: hand.shown("intake.away.give"), "the sheet")
    assert not hand.shown("intake.away.place") and "怎么签的名" in screen_words(station)
    hand.keys("Escape")
    page.show_step(SIGN)
    hand.keys("Ctrl+B")
    hand.wait(lambda: hand.shown("intake.away.place"), "where it is sent on to")
