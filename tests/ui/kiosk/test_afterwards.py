"""投诉 and 差评 leave a number in the hand: also without a line, also without paper, and nothing more than is known."""

from __future__ import annotations

from collections.abc import Iterator
from subprocess import TimeoutExpired

import pytest

from app.domain.case import Case
from app.domain.events import PartnerAnswered
from app.domain.records import Ack, AckOutcome
from app.domain.said import REF, in_groups
from app.errors import UserFacingError
from app.ports import Effects, NotSentError, PrinterState
from sync.wire.carry import carry_key
from tests.app.domain.test_said import right_number
from tests.ui.kiosk.booth import ZHANG, Booth
from ui.shots.virtual import ObedientPrinter


@pytest.fixture
def she(booth: Booth) -> Iterator[Booth]:
    """With a receipt of hers, at a terminal that has met its platform."""
    booth.place.stores.settings.put("platform.carry_key", carry_key(bytes(range(32))))
    booth.case_id = booth.apply("shbzkbl")  # type: ignore[attr-defined]
    booth.print_all()
    booth.terminal.touch("taken")
    booth.home()
    yield booth


def complain(b: Booth) -> str:
    b.complain()
    b.terminal.touch("key", "ok")
    assert b.key == "rate.end", b.screen
    return number(b)


def to_levels(b: Booth) -> None:
    b.touch("tile", "rate")
    b.touch("what", "rate")
    b.touch("by-code")
    b.receipt()


def rate_badly(b: Booth) -> None:
    to_levels(b)
    b.touch("level", "1")
    b.touch("reason")
    assert b.key == "rate.end", b.screen


def number(b: Booth) -> str:
    found = b.screen.title.partition("号 ")[2].replace("\u00a0", " ")
    assert right_number(found), b.screen.title
    return found


def case(b: Booth) -> Case:
    found = b.terminal.counter._book.case(b.case_id)  # type: ignore[attr-defined]
    assert found is not None
    return found


def arrives(b: Booth, outcome: AckOutcome = AckOutcome.APPLIED, hall: bool = False) -> None:
    """The platform (or the server of the hall) signs for everything that waits."""
    b.place.stores.settings.put("sync.hall", "1" if hall else "")
    why = "no-lease" if outcome is AckOutcome.PARKED else ""
    waiting = b.place.outbox.pending(99, 10**9)
    b.place.outbox.acknowledge([Ack(one.seq, one.id, outcome, "r", why) for one in waiting], 1)


def answers(b: Booth, system: str, outcome: str, words: str = "", **data: str) -> None:
    asked, desk = case(b).asked(system), b.place.office.desk
    assert asked is not None
    made = PartnerAnswered(desk.clock.now(), desk.session.operator, asked.ask, system, outcome, words, data)
    with desk.units.begin() as tx:
        tx.append(case(b).id, tx.case(case(b).id), (made,), Effects())


def words(b: Booth) -> str:
    made = [each for each in (b.screen.band, b.screen.state_line) if each is not None]
    return " ".join(part for each in made for part in (each.title, *each.lines)).replace("\u00a0", " ")


def test_who_complains_without_a_line_gets_a_number_and_reads_that_it_only_lies_here(she: Booth) -> None:
    she.online(False)
    found = complain(she)
    assert "存在本机，不知道 12345 收到没有" in words(she) and "网络通了自动送出" in words(she)
    assert "已送到" not in she.screen.band.title and "收下" not in words(she)  # type: ignore[union-attr]
    asked = case(she).asked("hotline")
    assert asked is not None and in_groups(dict(asked.data)[REF]) == found, "the number travels with what she said"
    assert "送到以后由 12345 书面答复" in words(she), "12345 does not know the number yet"


def test_words_that_could_not_be_kept_are_not_said_to_be_safe(she: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise UserFacingError("ZC-DB-03", "磁盘已满", "已收的都在", "请清理磁盘")

    monkeypatch.setattr(she.terminal.counter, "complain", full)
    she.complain()
    she.terminal.touch("key", "ok")
    assert she.key == "rate.error" and "您填的、拍的还在，还没有交" in words(she)
    she.touch("call")
    assert "您填的、拍的还在，还没有交" in words(she) and "已交的都保存着" not in words(she)
    she.touch("called")
    she.wait(61)
    assert she.screen.countdown >= 0 and "还没有交" in she.screen.lead, she.screen


def test_her_number_is_said_digit_by_digit_and_twice(she: Booth) -> None:
    found = complain(she)
    digits = "，".join(" ".join(group) for group in found.split())
    assert she.voice.said[-1].count(digits) == 2, she.voice.said[-1]


@pytest.mark.parametrize("keypad", [False, True])
def test_as_her_slip_goes_on_only_that_is_said_and_not_her_number_again(she: Booth, keypad: bool) -> None:
    found = complain(she)
    she.terminal.keypad = keypad
    said = len(she.voice.said)
    she.hold_answers = True
    she.touch("slip")
    she.hold_answers = False
    she.settle()
    later = she.voice.said[said:]
    assert [each.partition("。")[0] for each in later] == ["凭条正在打印", "凭条出来了，请取走"], later
    assert not any(found[0] + " " + found[1] in each for each in later)


def test_a_slip_that_can_be_had_only_now_is_said_without_her_number_again(she: Booth) -> None:
    she.printer.now = PrinterState.PAPER_OUT
    complain(she)
    said = len(she.voice.said)
    she.printer.now = PrinterState.READY
    she.wait(6)
    assert she.voice.said[said:] == ["打一张带号的凭条"], she.voice.said[said:]


def test_what_she_said_is_followed_as_far_as_it_is_known_and_no_further(she: Booth) -> None:
    she.online(True)
    complain(she)
    she.wait(4)
    assert "正在送往 12345，还不知道送到没有" in words(she)
    arrives(she)
    she.wait(4)
    assert "已送到平台，12345 还没有回话" in words(she) and "送到以后由 12345 书面答复" in words(she)
    assert "还没有回话" in she.voice.said[-1]
    answers(she, "hotline", "kept", number="RX00000007")
    she.wait(4)
    assert "12345 已收下，编号 RX00000007" in words(she)
    assert "打 12345 报 RX00000007 问" in words(she), "an older platform knows this number alone"


def test_in_english_her_number_is_said_with_the_stops_of_that_language(she: Booth) -> None:
    complain(she)
    she.terminal.touch("language")
    said = she.terminal.screen().say
    assert "Your number is" in said and not set("，。") & set(said), said


def test_what_the_platform_could_not_take_up_is_not_said_to_have_reached_it(she: Booth) -> None:
    she.online(True)
    complain(she)
    arrives(she, AckOutcome.PARKED)
    she.wait(4)
    assert "平台没有办下去" in words(she) and "直接打电话 12345" in words(she) and "已送到" not in words(she)


def test_what_only_the_server_of_the_hall_has_is_not_said_to_be_at_the_platform(she: Booth) -> None:
    she.online(True)
    complain(she)
    arrives(she, hall=True)
    she.wait(4)
    assert "正在送往 12345" in words(she) and "已送到" not in words(she)


def test_a_complaint_that_a_person_answered_freely_is_not_to_be_made_again(she: Booth) -> None:
    she.online(True)
    complain(she)
    answers(she, "hotline", "pass", "已转交")
    she.wait(4)
    assert "12345 已收下" in words(she) and "编号" not in words(she) and "再说一次" not in words(she)


def test_a_word_that_was_refused_is_said_to_be_refused(she: Booth) -> None:
    she.online(True)
    complain(she)
    answers(she, "hotline", "refused")
    she.wait(4)
    assert "没有收下" in words(she) and "请打电话 12345 再说一次" in words(she)


def test_two_complaints_have_two_numbers(she: Booth) -> None:
    first = complain(she)
    she.touch("more")
    assert complain(she) != first


def test_a_bad_rating_is_told_the_day_of_the_answer_and_no_number_that_leads_nowhere(she: Booth) -> None:
    rate_badly(she)
    rating = case(she).asked("rating")
    assert rating is not None
    day = dict(rating.data)["rectify_by"]
    assert f"{int(day[5:7])}月{int(day[8:])}日" in words(she) and "整改并回复您" in words(she)
    assert "号" not in she.screen.title and REF not in dict(rating.data)
    assert she.offered("slip") is None and "带身份证再来这台机器" in she.screen.lead
    assert "您的号" not in she.voice.said[-1] and "整改并回复您" in she.voice.said[-1]


def test_a_good_rating_is_owed_nothing_and_has_no_number(she: Booth) -> None:
    to_levels(she)
    she.touch("level", "5")
    she.touch("sure")
    assert she.screen.title == "说完了" and she.offered("slip") is None


def asks_again(b: Booth, proven: bool) -> None:
    b.home()
    b.touch("tile", "rate")
    b.touch("what", "rate")
    if proven:
        b.touch("by-person")
        b.prove()
        b.touch("case")
    else:
        b.touch("by-code")
        b.receipt()
    assert b.key == "rate.rated", b.screen


def test_who_asks_again_after_a_bad_rating_reads_the_day_and_then_the_answer(she: Booth) -> None:
    rate_badly(she)
    asks_again(she, proven=True)
    assert "整改并回复您" in words(she)
    answers(she, "rating", "rectified", "差评整改反馈：已加开窗口")
    asks_again(she, proven=True)
    assert "已整改并回复" in words(she) and "已加开窗口" in words(she)


def test_who_found_her_receipt_does_not_learn_that_she_rated_badly(she: Booth) -> None:
    rate_badly(she)
    asks_again(she, proven=False)
    assert words(she) == "", "a code alone shows stage and date"
    answers(she, "rating", "rectified", "差评整改反馈：已加开窗口")
    asks_again(she, proven=False)
    assert words(she) == ""


def test_of_a_bad_rating_that_was_refused_no_day_is_promised(she: Booth) -> None:
    """As when she had rated the same service at another terminal, which this one does not know."""
    rate_badly(she)
    answers(she, "rating", "refused")
    asks_again(she, proven=True)
    assert "没有收下" in words(she) and "整改并回复您" not in words(she)


def test_a_slip_with_her_number_comes_out_and_is_called_out_only_then(she: Booth) -> None:
    found, before = complain(she), len(she.printer.sheets)
    she.touch("slip")
    title, _ = she.printer.sheets[-1]
    assert len(she.printer.sheets) == before + 1
    assert title == "凭条", f"the spool of a hall keeps no number of hers, as {found}"
    assert "凭条出来了，请取走" in words(she) and she.terminal.session.paper == 1
    she.touch("taken")
    assert she.offered("slip") is None, "one slip, not a heap of them"


def test_a_slip_of_which_nobody_knows_is_not_said_to_be_out_and_somebody_is_called(she: Booth) -> None:
    complain(she)
    she.printer.slow = True
    she.touch("slip")
    assert "不知道凭条打出来没有" in words(she) and "出来了，请取走" not in words(she)
    assert "print" in she.keeper.calls
    she.touch("finish")
    assert she.terminal.session.left_paper and not she.terminal.session.left_out, "it may fall out for the next one"
    assert "paper-left" in she.keeper.calls


def test_a_slip_that_was_surely_not_sent_is_told_apart_from_one_of_which_nobody_can_tell(
    she: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(error: Exception) -> None:
        def send(*_: object) -> None:
            raise error

        monkeypatch.setattr(she.printer, "send", send)

    complain(she)
    fails(NotSentError("ZC-PRN-44", "没有接收", "没有打印", "请检查"))
    she.touch("slip")
    assert "凭条没有打出来" in words(she)
    she.touch("finish")
    assert not she.terminal.session.left_paper
    complain(she)
    fails(TimeoutExpired("lp", 10))
    she.touch("slip")
    assert "不知道凭条打出来没有" in words(she) and "没有打出来，" not in words(she)


def test_without_paper_no_slip_is_offered_and_the_number_stands_there(she: Booth) -> None:
    she.printer.now = PrinterState.PAPER_OUT
    she.wait(6)
    complain(she)
    assert she.offered("slip") is None and "请先拍下来或写下来，走后不再显示" in she.screen.lead


def test_where_a_slip_would_only_lie_in_a_folder_none_is_offered(
    she: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(she.place.press.printers, "_rehearsal", False)
    complain(she)
    assert she.offered("slip") is None and "号" in she.screen.title


def test_the_roll_that_slips_come_from_is_asked_and_not_the_printer_of_the_papers(
    she: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll = ObedientPrinter()
    monkeypatch.setattr(she.place.press.printers, "printer_for", lambda kind: roll if kind == "Q02" else she.printer)
    roll.now = PrinterState.PAPER_OUT
    complain(she)
    assert she.terminal.machine.print_fault is None and she.offered("slip") is None
    roll.now = PrinterState.READY
    she.wait(6)
    assert she.offered("slip") is not None


def test_a_slip_that_comes_out_after_she_has_gone_is_told_as_left_there(she: Booth) -> None:
    complain(she)
    she.hold_answers = True
    she.touch("slip")
    she.hold_answers = False
    she.home()
    she.settle()
    assert she.terminal.session.left_paper and "paper-left" in she.keeper.calls
    she.lay(ZHANG)
    assert not she.terminal.session.paper, "it is nobody's who comes after her"
