"""A helper who has never seen the station takes somebody in and hands the papers on, by what the strip says alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.guide.follow import Newcomer
from tests.ui.station.conftest import Station
from ui.adapters.practice import PracticeReader
from ui.shared.measure import cut_texts
from ui.station.work import MATERIALS, SIGN, WHAT, WHO


def test_a_newcomer_helps_one_person_from_the_card_to_the_bag_with_the_strip_alone(
    open_station: Callable[..., Station],
) -> None:
    station = open_station()
    guide = station.face.guide
    station.hand.wait(lambda: guide.strip.isVisible(), "the strip")
    assert not cut_texts(station.opening.shell)

    def rest() -> None:
        station.printed()

    she = Newcomer(station.face, rest)
    she.follow("station")
    (case,) = station.cases()
    assert case.lease == "platform" and case.bundles and case.bundles[-1].hand == "送件员周八", she.heard
    assert not guide.strip.isVisible()


def test_the_practice_card_waits_until_it_is_laid_and_lies_there_for_the_next_person_too(
    reader: PracticeReader, open_station: Callable[..., Station]
) -> None:
    """It lay there from the start, and threw the helper out of her first page before she had read it; whoever came
    second had no card at all.
    """
    station = open_station(reader=reader)
    hand, strip = station.hand, station.face.guide.strip
    hand.wait(strip.isVisible, "the strip")
    assert station.opening.shell.place() == "home", "she reads in peace"
    for name in ("张三", "李四"):
        hand.keys("1")
        station.idle()
        assert hand.shown("intake.practice")
        hand.keys("Alt+K")
        hand.wait(lambda: station.intake.state.card is not None, "the practice card")
        note = station.intake.who.note
        assert note.isVisible() and note.text() == name, "a low screen scrolls the card away"
        station.face.go_home()
        station.idle()
    station.intake.start_new()
    assert station.intake.state.card is None


def test_another_item_than_the_lesson_asks_for_is_told_with_the_way_back(
    open_station: Callable[..., Station],
) -> None:
    """jzz was asked, another item went on."""
    station = open_station()
    guide, hand = station.face.guide, station.hand
    hand.wait(guide.strip.isVisible, "the strip")
    station.begin_card()
    hand.type("intake.phone", "13800000001")
    hand.keys("Return")
    station.idle()
    guide.look()
    assert guide.lessons.step().id in ("begin", "item")
    while guide.lessons.step().id != "item":
        guide._skip()
    other = next(each for each in station.face.workplace.office.search_items("sb") if "居住证" not in each.full_name)
    station.intake.choose_item(other.code)
    hand.wait(lambda: station.intake.state.guide is not None, "the guide")
    station.idle()
    guide.look()
    assert guide.lessons.step().id == "item"
    assert other.full_name in guide.strip.say.text() and guide.strip.keys == ("PgUp", "Alt+2")
    station.intake.show_step(WHAT)
    for _ in range(2):
        if not station.intake.what.search.hasFocus():
            hand.keys("Alt+2")
    assert station.intake.what.search.hasFocus() and station.intake.what.area.verticalScrollBar().value() == 0
    station.choose()
    guide.look()
    assert guide.lessons.step().id not in ("item", "situation")


def test_a_telephone_left_empty_is_said_when_she_goes_on(open_station: Callable[..., Station]) -> None:
    station = open_station()
    station.begin_card()
    station.idle()
    told = []
    station.face.tell.told.connect(lambda notice: told.append(notice.title))
    station.intake.on_button.click()
    station.idle()
    assert station.intake.step == WHAT, "she is not held up"
    assert [each for each in told if "联系电话" in each], told


def test_who_lost_her_way_at_the_first_step_is_led_back_to_the_page_with_the_number(
    open_station: Callable[..., Station],
) -> None:
    """She touched another row first: the strip said 「按 1」, and the 1 went into a field."""
    station = open_station()
    strip = station.face.guide.strip
    station.hand.wait(strip.isVisible, "the strip")
    station.hand.keys("3")
    station.idle()
    station.face.guide.look()
    assert station.opening.shell.place() == "progress"
    assert "先回到" in strip.say.text() and strip.keys == ("Alt+Home",)
    station.hand.keys("Alt+Home")
    station.idle()
    station.face.guide.look()
    assert "先回到" not in strip.say.text() and strip.keys == ("1",)


def test_the_strip_names_the_key_that_lays_the_practice_card(
    reader: PracticeReader, open_station: Callable[..., Station]
) -> None:
    station = open_station(reader=reader)
    strip = station.face.guide.strip
    station.hand.wait(strip.isVisible, "the strip")
    station.hand.keys("1")
    station.idle()
    station.face.guide.look()
    assert "放一张演练卡" in strip.say.text() and strip.keys == ("Alt+K",)


def test_a_telephone_that_cannot_be_one_is_asked_about_once_and_the_lesson_waits_for_it(
    open_station: Callable[..., Station],
) -> None:
    """One figure of it counted as the number, and the lesson went on while she was typing."""
    station = open_station()
    guide, hand = station.face.guide, station.hand
    hand.wait(guide.strip.isVisible, "the strip")
    station.begin_card()
    hand.type("intake.phone", "1380000000")
    guide.look()
    assert guide.lessons.step().id == "phone"
    hand.keys("Return")
    assert station.intake.step == WHO, "she sees it before she goes on"
    assert "核对" in station.intake.who.phone.message.text()
    hand.keys("Return")
    assert station.intake.step == WHAT, "nobody is turned away for it"


def test_the_next_step_of_the_lesson_waits_until_the_telephone_is_entered(
    open_station: Callable[..., Station],
) -> None:
    """With the eleventh figure it said 「输入 jzz」, and that went behind the number."""
    station = open_station()
    guide, hand = station.face.guide, station.hand
    hand.wait(guide.strip.isVisible, "the strip")
    station.begin_card()
    hand.type("intake.phone", "13800000001")
    guide.look()
    assert "13800000001" in guide.strip.say.text()
    hand.keys("Return")
    station.idle()
    guide.look()
    assert guide.lessons.step().id == "item"


def test_after_the_receipt_the_strip_never_calls_her_back_to_the_intake(
    open_station: Callable[..., Station],
) -> None:
    station = open_station()
    guide = station.face.guide
    station.hand.wait(guide.strip.isVisible, "the strip")
    guide.look()
    station.begin()
    station.collect()
    guide.look()
    while (step := guide.lessons.step()) is not None and not step.primary:
        guide._skip()
    said = []
    shown = guide.strip.show_step
    guide.strip.show_step = lambda name, say, keys: (said.append(say), shown(name, say, keys))
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.opening.shell.place() == "home", "the first page")
    for _ in range(3):
        guide.look()
        station.idle()
    assert said and not [words for words in said if "先回到" in words]
    assert guide.lessons.step().id == "bundle"


def test_in_the_bags_for_the_county_the_keyboard_waits_for_who_takes_them(
    open_station: Callable[..., Station],
) -> None:
    """Her words went nowhere: the keyboard was on a bag that was ticked already."""
    station = open_station()
    station.begin()
    station.collect()
    station.intake.show_step(SIGN)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.opening.shell.place() == "home", "the first page")
    station.idle()
    station.hand.keys("2")
    station.idle()
    assert station.face.pages["bundle"].hand.edit.hasFocus()


def test_on_the_smallest_screen_a_learner_sees_the_first_page_whole_and_the_keys_of_a_paper(
    open_station: Callable[..., Station],
) -> None:
    station = open_station((1024, 600))
    shell, guide = station.opening.shell, station.face.guide
    station.hand.wait(guide.strip.isVisible, "the strip")
    home = station.face.pages["home"]

    def whole(part: QWidget) -> bool:
        return part.visibleRegion().boundingRect().height() == part.height()

    assert all(map(whole, (*home.rows.values(), home.today)))
    station.face.tell.message("warn", "打印机缺纸，请加纸", "加好纸后再打印一次，材料和收件都已保存。")
    station.idle()
    assert all(map(whole, (*home.rows.values(), home.today))), "with a warning too"
    station.begin()
    station.intake.show_step(MATERIALS)
    station.idle()
    for told in (True, False):
        if not told:
            shell.band._close.click()
            station.idle()
        materials = station.intake.materials
        row = materials.rows[0]
        assert row.visibleRegion().boundingRect().top() == 0, f"its name is not cut; told above: {told}"
        assert whole(materials.editor.action), f"told above: {told}"


@pytest.mark.parametrize("state", ["ok", "warn"])
def test_on_a_low_screen_a_message_beside_the_lesson_leaves_the_buttons_whole(
    open_station: Callable[..., Station], state: str
) -> None:
    station = open_station((1024, 600))
    strip, band = station.face.guide.strip, station.opening.shell.band
    station.hand.wait(strip.isVisible, "the strip")
    station.begin()
    station.collect()
    page = station.face.pages["intake"]
    page.show_step(SIGN)
    while (step := station.face.guide.lessons.step()) is not None and not step.primary:
        station.face.guide._skip()
    station.idle()
    station.face.tell.message(state, "申请表已送打印机", "打印机没有回报；请看纸出来没有，没有出来就再打印一次。")
    station.idle()
    button = page.form_button
    assert button.visibleRegion().boundingRect().height() == button.height()
    assert strip.isVisible() is (state == "ok"), "what was done leaves the lesson, a warning is read first"
    band._close.click()
    assert strip.isVisible()


def test_a_digit_on_a_row_opens_it_and_none_stands_there_while_it_would_be_typed(
    open_station: Callable[..., Station],
) -> None:
    """「1」 stood on the person's row in 帮人查进度, and the 1 went behind the name in the field."""
    station = open_station()
    station.begin()
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.face.go_home()
    station.idle()
    station.hand.keys("3")
    station.idle()
    page = station.face.pages["progress"]
    assert page.field.edit.hasFocus() and page.rows and page.rows[0].key() == "", "digits are the field's"
    station.hand.type("station.progress.field", "张三")
    station.hand.keys("Return")
    station.idle()
    assert page.rows[0].hasFocus() and page.rows[0].key() == "1"
    station.hand.keys("1")
    station.idle()
    assert page.field.value() == "张三" and station.opening.shell.place() == "case"
