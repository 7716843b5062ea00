"""Somebody alone before the terminal, perhaps at night: what she is told, and what she may not answer for unseen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.time import at
from app.ports import PrinterState
from tests.ui.kiosk.booth import ZHANG, Booth
from tests.ui.kiosk.test_hard_days import no_more_numbers
from tests.ui.kiosk.test_newcomers import middle, tap
from tests.ui.kiosk.test_pictures import VARIANTS, filming, studio
from ui.kiosk import keypad
from ui.kiosk.journeys.apply import ApplyJourney
from ui.kiosk.screen import Choice
from ui.kiosk.touch import DOUBLE_MS
from ui.kiosk.window import KioskWindow


def to_review(booth: Booth) -> None:
    """An application whose form is filled, at the page that asks whether it is right."""
    booth.touch("tile", "apply")
    booth.touch("topic", "开店、做生意")
    booth.touch("item", next(row.value for row in booth.screen.rows if "小餐饮" in row.text))
    booth.lay(ZHANG)
    booth.touch("whom", "self")
    while booth.key != "apply.review":
        if booth.key == "apply.question":
            booth.terminal.touch("answer", booth.screen.rows[-1].value)
        elif booth.key == "apply.choice":
            booth.terminal.touch("value", booth.screen.rows[0].value)
        else:
            booth.field()


def onward(window: KioskWindow) -> Choice:
    """The main button at the foot, as it is drawn now."""
    assert window.page is not None
    return next(
        each.choice for each in window.page.touches if each.choice.kind == "primary" and each.choice.name != "edit"
    )


# who waits for staff to compare her with her card


def test_who_waits_to_be_compared_reads_whether_staff_was_told_whom_to_ring_and_when_nobody_comes(booth: Booth) -> None:
    booth.keeper.up = False
    booth.touch("tile", "print")
    booth.lay()
    booth.touch("staff")
    band = booth.screen.band
    assert band is not None and band.title == "10:42 正在呼叫，还不知道送到没有", "nobody has the call"
    assert any("下班" in line and "024-0000-0107" in line for line in band.lines)
    assert any("工作日 8:30—17:00" in words for words in booth.screen.small)
    booth.keeper.up = True
    booth.terminal.beat()
    band = booth.screen.band
    assert band is not None and (band.state, band.title) == ("info", "10:42 的呼叫已送到，还没有人回应")


def test_who_cannot_see_hears_that_staff_was_told_and_not_the_whole_page_once_more(booth: Booth) -> None:
    booth.keeper.up = False
    booth.touch("tile", "print")
    booth.lay()
    booth.touch("staff")
    assert "下班后没人来" in booth.voice.said[-1]
    booth.keeper.up = True
    booth.terminal.beat()
    assert booth.voice.said[-1].startswith("10:42 的呼叫已送到") and "管理密码" not in booth.voice.said[-1]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_who_waits_to_be_compared_reads_it_in_every_size(app: QApplication, tmp_path: Path, language: str) -> None:
    with studio(app, tmp_path) as b:
        if language == "en":
            b.terminal.touch("language")
        b.touch("tile", "print")
        b.lay()
        b.touch("staff")
        hours = next(words for words in b.screen.small if "8:30" in words)
        found, missed = list[str](), list[str]()
        screen = b.screen
        with filming(b, tmp_path) as camera:
            for variant in VARIANTS:
                found += camera.take("compare", screen, variant)
                if hours not in [getattr(part, "text", str)() for part in camera.page.parts]:
                    missed.append(variant)
    assert not found, "\n".join(found)
    assert not missed, f"the hours have no room in {missed}"


# the first page in 大字 and 低位


@pytest.mark.parametrize("variant", [each for each in VARIANTS if each.startswith(("large", "low"))])
def test_in_large_words_or_low_a_tile_says_what_it_is_for(app: QApplication, tmp_path: Path, variant: str) -> None:
    with studio(app, tmp_path) as b:
        b.online(True)
        screen = b.screen
        with filming(b, tmp_path) as camera:
            found = camera.take("home", screen, variant)
            tiles = [each for each in camera.page.touches if each.choice.name == "tile"]
            assert len(tiles) == 6 and all(each.noted for each in tiles)
    assert not found, "\n".join(found)


# 都对


@pytest.mark.parametrize("large", [False, True])
def test_that_all_is_right_can_be_said_only_after_the_last_page(
    booth: Booth, window: KioskWindow, large: bool
) -> None:
    if large:
        booth.terminal.touch("large")
    to_review(booth)
    QApplication.processEvents()
    assert window.page is not None and window.page.pages > 1
    stamp, seen = 10_000, set[str]()
    for n in range(window.page.pages):
        last = n == window.page.pages - 1
        assert onward(window).name == ("next" if last else "page-next"), f"page {n + 1}"
        seen |= {each.choice.value for each in window.page.touches if each.choice.name == "edit"}
        tap(window, middle(window, onward(window).name), stamp)
        stamp += 2 * DOUBLE_MS
    assert booth.key == "apply.material"
    journey = booth.terminal.journey
    assert journey is not None
    every = journey._fields()  # type: ignore[attr-defined]
    hers = {f.id for f in every if f.prefill != "applicant.phone" and not f.prefill.startswith("agent.")}
    assert seen == {"!phone", *hers}, "she comes for herself: nobody's lines but hers"


def test_a_second_tap_on_the_turning_of_a_page_answers_nothing(booth: Booth, window: KioskWindow) -> None:
    to_review(booth)
    QApplication.processEvents()
    assert window.page is not None and window.page.pages == 2
    foot = next(each for each in window.page.touches if each.choice == onward(window))
    place = foot.mapTo(window, foot.rect().center())
    tap(window, place, 10_000)
    tap(window, place, 10_200)
    assert booth.key == "apply.review" and booth.terminal.page == 1, "the second tap meant the page that is gone"


def test_who_hears_the_form_answers_for_it_after_its_last_line(
    booth: Booth, window: KioskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ApplyJourney, "_anothers", lambda *_: False)  # a form of some more lines
    to_review(booth)
    t = booth.terminal
    assert len(booth.screen.rows) > 9, "more than one reading"
    keypad.press(t, "0")
    assert "按加号键，听后面的" in booth.voice.said[-1] and "都对" not in booth.voice.said[-1]
    keypad.press(t, "+")
    assert booth.key == "apply.review" and booth.screen.rows[-1].text in booth.voice.said[-1]
    assert "都对" in booth.voice.said[-1]
    keypad.press(t, "+")
    assert booth.key == "apply.material"


def test_with_the_voice_off_the_keypad_turns_every_page_before_it_answers(booth: Booth, window: KioskWindow) -> None:
    to_review(booth)
    t = booth.terminal
    t.touch("silent")
    keypad.press(t, "0")
    QApplication.processEvents()
    for _ in range(t.pages - 1):
        keypad.press(t, "+")
        assert booth.key == "apply.review"
        QApplication.processEvents()
    keypad.press(t, "+")
    assert booth.key == "apply.material"


# what lies there from somebody who has gone


def test_nobody_is_told_to_take_the_card_that_another_person_left(booth: Booth) -> None:
    booth.lay()
    booth.wait(61)
    band = booth.screen.band
    assert booth.key == "countdown" and band is not None and "走之前请拿好" in band.lines[0], "her own she is"
    booth.wait(21)
    assert booth.key == "home" and booth.terminal.session.left_card
    booth.touch("tile", "guide")
    booth.wait(61)
    band = booth.screen.band
    assert booth.key == "countdown" and band is not None
    assert "不是您的请不要拿" in " ".join(band.lines) and "走之前请拿好" not in " ".join(band.lines)


# a notice of another hall


def test_who_holds_a_notice_of_another_hall_is_not_told_that_nothing_is_missing(booth: Booth) -> None:
    booth.touch("tile", "supplement")
    booth.prove()
    band = booth.screen.band
    assert booth.key == "supplement.nothing" and band is not None and "这里" in band.title
    assert "告知书" in band.lines[0] and "024-0000-0107" in band.lines[0] and "都不缺" not in str(booth.screen)


# a fault at night


@pytest.mark.parametrize(("hour", "said"), [(11, "预计最迟 11:30 恢复"), (22, "什么时候修好还不知道")])
def test_nobody_is_promised_at_night_that_the_printer_has_paper_within_the_hour(
    booth: Booth, hour: int, said: str
) -> None:
    booth.terminal.machine.now_ms = lambda: at(2026, 9, 28, hour, 0).ms
    booth.printer.now = PrinterState.PAPER_OUT
    booth.terminal.look()
    band = booth.screen.band
    assert booth.key == "home" and band is not None
    assert said in band.lines[0] and "024-0000-0107" in band.lines[1], band.lines


def test_without_line_and_paper_nobody_reads_that_printing_goes_on(booth: Booth) -> None:
    booth.online(False)
    assert "打印照常" in str(booth.screen.state_line)
    booth.printer.now = PrinterState.PAPER_OUT
    booth.terminal.look()
    assert "照常" not in str(booth.screen) and "网络暂时不通" in str(booth.screen.state_line)


def test_at_night_nobody_is_sent_to_a_window_or_told_that_today_counts(booth: Booth) -> None:
    booth.terminal.tools = replace(booth.terminal.tools, now=lambda: at(2026, 9, 28, 22, 53))
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay()
    booth.fill()
    booth.terminal.signed(b"\x89PNG")
    no_more_numbers(booth)
    booth.touch("signed")
    assert booth.key == "apply.pad" and "今天算数" not in str(booth.screen)
    assert booth.screen.band is not None and "没有人上班" in booth.screen.band.title
    assert booth.offered("retry") and "我去窗口" not in str(booth.screen.rows)
    booth.home()
    booth.terminal.look()
    words = str(booth.screen.band) + str(booth.screen.tiles)
    assert booth.key == "home" and "上班后" in words and "今天算数" not in words and "当天算" not in words


# 收到了


@pytest.mark.parametrize("paper", [True, False])
def test_the_page_of_the_receipt_says_how_to_ask_later(booth: Booth, paper: bool) -> None:
    """With her card or the numbers on the paper, or by telephone; of a paper that is not there nothing is said."""
    if not paper:
        booth.printer.now = PrinterState.PAPER_OUT
        booth.terminal.look()
    booth.apply()
    (words,) = [line for card in booth.screen.cards for line in card.lines if "问进度" in line]
    assert "查进度" in words and "刷身份证" in words and "024-0000-0107" in words
    assert ("凭证上的收件号、查询码" in words) is paper
