"""An old woman alone at the terminal at night: what she set stays hers, what she is told is so, no touch costs her."""

from __future__ import annotations

import pytest

from app.domain.people import IdType, Person
from app.ports import JobState, PrinterState
from tests.ui.kiosk.booth import LI, ZHANG, Booth
from ui.kiosk import keypad
from ui.kiosk.screen import Choice
from ui.phrases import HAN


def worn(booth: Booth) -> tuple[bool, bool]:
    session = booth.terminal.session
    return session.large, session.low


def to_review(booth: Booth, topic: str = "户口、证件", item: str = "居住证") -> None:
    booth.touch("tile", "apply")
    booth.touch("topic", topic)
    booth.touch("item", next(row.value for row in booth.screen.rows if item in row.text))
    booth.lay(ZHANG) if booth.key == "apply.card" else None
    on_to_review(booth)


def on_to_review(booth: Booth) -> None:
    while booth.key != "apply.review":
        if booth.key == "apply.question":
            booth.terminal.touch("answer", booth.screen.rows[0].value)
        elif booth.key == "apply.choice":
            booth.terminal.touch("value", booth.screen.rows[0].value)
        elif booth.key == "apply.whom":
            booth.touch("whom", "self")
        else:
            booth.field()


def line(booth: Booth, text: str) -> Choice:
    return next(row for row in booth.screen.rows if row.text == text)


# her letters


def test_who_gives_up_one_thing_finds_the_home_page_in_the_letters_she_can_read(booth: Booth) -> None:
    booth.touch("large")
    booth.touch("low")
    booth.touch("tile", "apply")
    booth.touch("home")
    assert booth.key == "home" and not booth.terminal.session.open and worn(booth) == (True, True)
    booth.touch("tile", "guide")
    assert worn(booth) == (True, True)


def test_the_next_person_finds_small_letters_when_she_went_away_after_giving_up(booth: Booth) -> None:
    booth.lay(ZHANG)
    booth.touch("large")
    booth.touch("tile", "apply")
    booth.touch("home")
    booth.lift()
    booth.wait(29)
    assert worn(booth) == (True, False), "she stands there still, for all anybody knows"
    booth.wait(2)
    assert worn(booth) == (False, False) and booth.key == "home"


def test_another_card_at_once_finds_small_letters_and_the_language_of_the_hall(booth: Booth) -> None:
    booth.lay(ZHANG)
    booth.touch("large")
    booth.touch("language")
    booth.touch("tile", "apply")
    booth.touch("home")
    assert booth.screen.title == "What would you like to do?" and worn(booth) == (True, False)
    booth.lift()
    booth.lay(LI)
    assert worn(booth) == (False, False) and HAN.search(booth.screen.title)


def test_who_needs_the_voice_hears_it_though_the_person_before_turned_it_off_and_gave_up(booth: Booth) -> None:
    booth.touch("silent")
    booth.touch("tile", "apply")
    booth.touch("home")
    assert booth.terminal.session.silent
    before = len(booth.voice.said)
    keypad.press(booth.terminal, "5")
    assert "您要办什么" in " ".join(booth.voice.said[before:])


# her receipt


def test_the_home_page_says_that_her_receipt_is_still_in_the_slot_until_she_says_she_has_it(booth: Booth) -> None:
    booth.apply("shbzkbl")
    booth.print_all()
    booth.touch("more")
    band = booth.screen.band
    assert booth.key == "home" and band is not None and "出纸口" in band.title and "您的" in band.title
    booth.touch("taken")
    assert booth.screen.band is None and booth.offered("taken") is None


def test_a_sheet_she_never_said_she_took_is_told_to_whoever_stands_there_when_she_gives_up(booth: Booth) -> None:
    booth.printer.sensor = False
    booth.terminal.look()
    booth.apply("shbzkbl")
    booth.print_all()
    booth.touch("more")
    booth.touch("tile", "guide")
    booth.touch("home")
    told = str(booth.screen.band)
    assert "出纸口" in told and "是您的请取走" in told and "不是您的请不要拿" in told


# her word


@pytest.mark.parametrize("level", ["5", "4", "3"])
def test_a_hand_that_only_leant_on_the_glass_has_rated_nothing(booth: Booth, level: str) -> None:
    case_id = booth.apply("shbzkbl")
    booth.home()
    booth.touch("tile", "rate")
    booth.touch("what", "rate")
    booth.touch("by-code")
    booth.receipt()

    def rating() -> object:
        case = booth.terminal.counter._book.case(case_id)
        return case.asked("rating") if case is not None else None

    booth.touch("level", level)
    assert booth.key == "rate.sure" and booth.terminal.t(f"rate.level.{level}") in booth.screen.title
    assert rating() is None, "one touch counts nothing"
    booth.touch("back")
    assert booth.key == "rate.levels", "and can be taken back"
    booth.touch("level", level)
    booth.touch("sure")
    assert booth.key == "rate.end" and rating() is not None


# her form


def test_her_telephone_stands_once_among_what_she_is_asked_to_check(booth: Booth) -> None:
    to_review(booth)
    assert [row.note for row in booth.screen.rows if row.text == "联系电话"] == ["138 0000 0001"]
    booth.touch("edit", "!phone")
    for _ in range(11):
        booth.terminal.touch("key", "erase")
    booth.type("13800000002")
    assert [row.note for row in booth.screen.rows if row.text == "联系电话"] == ["138 0000 0002"]
    form = booth.terminal.journey.form  # type: ignore[union-attr]
    assert [value for value in form.values() if value.startswith("138")] == ["13800000002"] * 2, "in both places"


def test_name_and_number_stand_as_the_card_says_and_no_touch_writes_over_them(booth: Booth) -> None:
    to_review(booth)
    masked = f"{ZHANG.number[:4]}**********{ZHANG.number[-4:]}"
    for text, value, touch in (("姓名", "张三", ""), ("证件号码", masked, "show-number")):
        row = line(booth, text)
        assert row.kind == "told" or row.name == touch, row
        assert value in row.note and "来自身份证" in row.note, row
        booth.terminal.touch("edit", row.value)
        assert booth.key == "apply.review", "also by a touch that was sent all the same"
    assert line(booth, "住址").kind == "plain", "where she lives now is hers to say"


def test_a_key_on_a_line_of_the_card_says_why_it_stays(booth: Booth) -> None:
    to_review(booth)
    n = [row.text for row in booth.screen.rows].index("姓名") + 1
    keypad.press(booth.terminal, "*")
    keypad.press(booth.terminal, str(n))
    assert booth.key == "apply.review" and "来自身份证" in booth.voice.said[-1]


def test_what_a_telephone_said_of_her_is_called_so(booth: Booth) -> None:
    booth.online(True)
    booth.phone.codes["code-of-a-telephone"] = Person("张三", IdType.RESIDENT_CARD, ZHANG.number, source="phone")
    booth.touch("tile", "apply")
    booth.touch("topic", "户口、证件")
    booth.touch("item", next(row.value for row in booth.screen.rows if "居住证" in row.text))
    booth.scan("code-of-a-telephone")
    on_to_review(booth)
    assert line(booth, "姓名").kind == "told" and "来自亮码" in line(booth, "姓名").note


def test_a_shop_need_not_bear_its_owner_s_name(booth: Booth) -> None:
    to_review(booth, "开店、做生意", "小餐饮")
    assert line(booth, "店名").kind == "plain"


# nobody there, no card


def at_night(booth: Booth) -> None:
    booth.time.leap(12 * 3600)


def test_at_night_she_is_told_that_nobody_comes_and_what_she_can_do(booth: Booth) -> None:
    at_night(booth)
    booth.touch("call")
    words = f"{booth.screen.title} {booth.screen.lead} {booth.screen.band}"
    assert "现在没有人上班" in words and "不会马上有人来" in words and "024-0000-0107" in words
    assert "正在帮您找" not in words and "在这里等" not in words
    assert booth.screen.small and "工作日 8:30" in booth.screen.small[0], "and when somebody is there"
    booth.wait(61)
    assert booth.key == "countdown", "nobody is waited for"


def test_who_called_in_the_daytime_is_given_the_time_that_somebody_needs_to_come(booth: Booth) -> None:
    booth.lay(ZHANG)
    booth.touch("tile", "apply")
    booth.touch("call")
    booth.wait(200)
    assert booth.key == "called" and booth.terminal.guest.person is not None
    booth.touch("called")
    booth.wait(61)
    assert booth.key == "countdown", "who goes on by herself is asked as ever"
    booth.touch("call")
    assert 0 < booth.screen.countdown <= 20, "under the cover the clock runs on"
    booth.touch("resume")
    booth.wait(200)
    assert booth.key == "called"
    booth.wait(61)
    assert booth.key == "home" and booth.terminal.guest.person is None


@pytest.mark.parametrize(("hours", "said"), [(0, "请到 07 号窗"), (12, "上班后到 07 号窗")])
def test_who_lost_her_card_reads_where_to_go_on_the_page_that_asks_for_it(booth: Booth, hours: int, said: str) -> None:
    booth.online(True)
    booth.time.leap(hours * 3600)
    booth.touch("tile", "progress")
    booth.touch("by-person")
    assert booth.key == "progress.card"
    words = " ".join(booth.screen.small)
    assert "没带、丢了身份证" in words and said in words
    phone = booth.offered("by-phone")
    assert phone is not None and "没带证" in phone.text


def test_who_looks_for_her_code_on_the_telephone_is_not_sent_away_within_a_minute(booth: Booth) -> None:
    booth.online(True)
    booth.touch("tile", "progress")
    booth.touch("by-person")
    booth.touch("by-phone")
    booth.wait(200)
    assert booth.key == "progress.phone-code"
    booth.touch("back")
    booth.wait(61)
    assert booth.key == "countdown"


def test_who_lays_her_card_after_all_has_no_more_patience_than_others(booth: Booth) -> None:
    """Her form stood open for four minutes after she went away: the next person read it."""
    booth.online(True)
    booth.touch("tile", "progress")
    booth.touch("by-person")
    booth.touch("by-phone")
    booth.lay(ZHANG)
    assert booth.key != "progress.phone-code", "she needs no telephone any more"
    booth.wait(61)
    assert booth.key == "countdown"


def test_who_showed_a_code_is_not_asked_when_she_was_born(booth: Booth) -> None:
    booth.online(True)
    booth.phone.codes["code-of-a-telephone"] = Person("张三", IdType.RESIDENT_CARD, ZHANG.number, source="phone")
    booth.touch("tile", "apply")
    booth.touch("topic", "户口、证件")
    booth.touch("item", next(row.value for row in booth.screen.rows if "居住证" in row.text))
    booth.scan("code-of-a-telephone")
    asked = []
    while booth.key != "apply.review":
        asked.append(booth.screen.title)
        if booth.key == "apply.question":
            booth.terminal.touch("answer", booth.screen.rows[0].value)
        elif booth.key == "apply.choice":
            booth.terminal.touch("value", booth.screen.rows[0].value)
        else:
            booth.field()
    assert "出生日期" not in asked and "性别" not in asked
    assert line(booth, "出生日期").note.startswith("1880-01-01"), "her number says it"


# the printer, while her paper is in it


def test_a_printer_that_was_unplugged_is_not_said_to_want_paper(booth: Booth) -> None:
    booth.apply("shbzkbl")
    booth.printer.now = PrinterState.OFFLINE
    booth.terminal.look()
    band = booth.screen.band
    assert band is not None and band.title == "打印机现在用不了" and "凭身份证到 07 号窗 取" in str(band)
    booth.printer.now = PrinterState.PAPER_OUT
    booth.terminal.look()
    assert booth.screen.band is not None and booth.screen.band.title == "现在没有纸"


@pytest.mark.parametrize(("state", "said"), [(JobState.UNSURE, "不知道打出来没有"), (JobState.FAILED, "没有打出来")])
def test_what_became_of_her_sheet_is_said_though_the_printer_is_gone(
    booth: Booth, state: JobState, said: str
) -> None:
    case_id = booth.apply("shbzkbl")
    job = next(job for job in booth.place.stores.jobs.jobs() if job.case_id == case_id)
    booth.printer.now = PrinterState.OFFLINE
    booth.terminal.look()
    booth.terminal.print_moved(job.id, state)
    assert booth.screen.band is not None and booth.screen.band.title == said


def test_at_night_she_is_sent_to_no_window_that_is_shut(booth: Booth) -> None:
    at_night(booth)
    booth.apply("shbzkbl")
    booth.printer.now = PrinterState.PAPER_OUT
    booth.terminal.look()
    assert "上班后凭身份证到 07 号窗" in str(booth.screen.band)


def test_at_night_nobody_waits_for_a_witness_who_does_not_come(booth: Booth) -> None:
    at_night(booth)
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay(ZHANG)
    booth.fill()
    booth.touch("thumb")
    words = f"{booth.screen.title} {booth.screen.lead} {booth.screen.band}"
    assert "现在没有人上班" in words and "上班时间来" in words and "等一等" not in words


@pytest.mark.parametrize("night", [False, True])
def test_what_a_thumb_print_needs_is_said_before_she_chooses_it_and_at_night_before_she_has_begun(
    booth: Booth, night: bool
) -> None:
    if night:
        at_night(booth)
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    assert ("按手印要有人见证，请上班时间来" in str(booth.screen.small)) is night, "before she fills in anything"
    booth.lay(ZHANG)
    booth.fill()
    assert booth.key == "apply.sign"
    (row,) = [each for each in booth.screen.rows if each.name == "thumb"]
    assert "工作人员" in row.note and "见证" in row.note
    assert ("现在没有人上班" in row.note) is night
    booth.touch("signed")
    assert ("上班时间来" in str(booth.screen.band)) is night
