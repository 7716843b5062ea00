"""Every paper beside the main line is composed from the log alone and can be set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_promise import PROMISED, TOLD
from app.domain.guide import Fee, Period
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial, as_taken
from app.domain.paper import Paper, PaperKind
from app.domain.people import Agent, Applicant, IdType, Person
from app.domain.rules import parse_rules
from app.domain.time import ClockQuality, Timestamp, at, date_words
from printing.compose import compose
from printing.compose_base import handed_in
from printing.documents.intake import paper_sheets
from printing.fonts import Fonts
from printing.layout import render_pdf
from tests.app.domain.kit import FOOD, MONDAY, NOBODY_ELSE, PLACE, RESOURCES, TAXI, Counter, faulty, good


def later(counter: Counter, days: int) -> Timestamp:
    return Timestamp(counter.now.ms + int(timedelta(days=days).total_seconds()) * 1000)


class Reader:
    """Sets papers with the real fonts and reads their words back from the PDF."""

    def __init__(self, fonts: Fonts, words: Callable[[bytes], str]) -> None:
        self.fonts, self.words = fonts, words

    def __call__(self, counter: Counter, paper: Paper) -> str:
        document = compose(counter.need(), paper.document_id, lambda code, version: counter.item)
        return "".join(self.words(render_pdf(document, self.fonts)).split())


@pytest.fixture
def told(fonts: Fonts, words: Callable[[bytes], str]) -> Reader:
    """The words that stand on a paper."""
    return Reader(fonts, words)


def tolerated(counter: Counter, until: date | None = None) -> Counter:
    counter.offer("tolerable")
    row = counter.rows[0]
    counter.received(replace(faulty(row), status=MaterialStatus.TOLERATED))
    counter.credit()
    counter.do(cmd.PledgeTolerance((row.line_id,), "现场", "signed", until))
    counter.do(cmd.Accept("counter"))
    return counter


@pytest.mark.law("D06", "D07", "B3-8", "L25")
def test_tolerance_tells_what_is_owed_until_when_and_what_follows(told: Reader) -> None:
    counter = tolerated(Counter())
    name = counter.need().tolerated[0].name
    pledge = told(counter, counter.paper(PaperKind.TOLERANCE_PLEDGE))
    assert name in pledge and "自愿申请容缺受理" in pledge
    notice = told(counter, counter.paper(PaperKind.TOLERANCE_NOTICE))
    assert name in notice and "退件办结" in notice
    assert not counter.need().papers_of(PaperKind.ACCEPTANCE), "one notice of acceptance, not two"
    counter.do(cmd.SupplyOwed((good(counter.need().tolerated[0]),)))
    receipt = told(counter, counter.paper(PaperKind.CORRECTION_RECEIPT))
    assert counter.paper(PaperKind.TOLERANCE_NOTICE).number in receipt


def test_the_notice_of_tolerance_names_what_does_not_count_and_what_a_promise_stands_for(told: Reader) -> None:
    """She has no D02: a 公示 of weeks would make the day on her paper a lie, and her 告知承诺 stand nowhere."""
    counter = Counter()
    counter.offer("tolerable", excluded_steps=("公示", "专家评审"))
    counter.offer("committable", 1)
    owed, promised = counter.rows[:2]
    rows = (replace(faulty(owed), status=MaterialStatus.TOLERATED), replace(promised, status=MaterialStatus.COMMITTED))
    counter.received(*rows)
    counter.credit()
    counter.do(cmd.PledgeTolerance((owed.line_id,), "现场", "signed"))
    said = {name: f"{name}的内容" for name in TOLD}
    counter.do(cmd.MakeCommitment("proof", (promised.line_id,), said, PROMISED, "1", "signed"))
    counter.do(cmd.Accept("counter"))
    words = told(counter, counter.paper(PaperKind.TOLERANCE_NOTICE))
    assert "公示、专家评审所需时间不计算在办理期限内" in words
    assert f"{promised.name}以《告知承诺书》（{counter.paper(PaperKind.COMMITMENT).number}）代替" in words


@pytest.mark.law("D09", "D10", "B3-15", "B3-15b", "J10")
@pytest.mark.parametrize(
    ("province", "kind", "said"),
    [
        ("liaoning", PaperKind.TOLERANCE_LAPSED, "退件办结"),
        ("zhejiang", PaperKind.REVOCATION, "撤销"),
    ],
)
def test_tolerance_overdue_ends_as_the_province_says(
    told: Reader, province: str, kind: PaperKind, said: str
) -> None:
    counter = Counter()
    counter.rules = parse_rules((RESOURCES / f"rules/{province}.toml").read_text("utf-8"))
    tolerated(counter)
    counter.now = later(counter, 60)
    counter.do(cmd.ProposeToleranceLapse())
    assert counter.refused(cmd.ConfirmToleranceLapse(at(2026, 9, 28).ms)) == "ZC-CASE-52"
    counter.do(cmd.ConfirmToleranceLapse(counter.now.ms))
    assert said in told(counter, counter.paper(kind))


@pytest.mark.law("D09", "B3-15")
@pytest.mark.parametrize("given", [False, True])
def test_the_end_of_a_tolerance_tells_what_came_and_claims_no_service_that_nobody_recorded(
    told: Reader, given: bool
) -> None:
    """It said 未收到 of what she had a receipt for, and 送达 on the day on which the notice was merely made."""
    counter = tolerated(Counter())
    if given:
        counter.now = later(counter, 1)
        counter.serve(counter.paper(PaperKind.TOLERANCE_NOTICE))
    row = replace(faulty(counter.rows[0], FaultCode.SEAL), note="没有盖章")
    counter.do(cmd.SupplyOwed((row,)))
    counter.now = later(counter, 60)
    counter.do(cmd.ProposeToleranceLapse())
    counter.do(cmd.ConfirmToleranceLapse(counter.now.ms))
    words = told(counter, counter.paper(PaperKind.TOLERANCE_LAPSED))
    assert "未收到" not in words and f"{row.name}：没有盖章" in words
    assert ("送达《容缺受理通知书》" in words) is given and ("2026年9月29日送达" in words) is given


@pytest.mark.law("D08", "B3-9", "L07", "L08")
def test_a_commitment_holds_the_five_told_and_the_four_promised(told: Reader) -> None:
    counter = Counter()
    counter.offer("committable")
    row = counter.rows[0]
    counter.received(replace(row, status=MaterialStatus.COMMITTED))
    counter.credit()
    said = {name: f"{name}的内容" for name in TOLD}
    for name in TOLD:
        missing = cmd.MakeCommitment("proof", (row.line_id,), said | {name: " "}, PROMISED, "1", "signed")
        assert counter.refused(missing) == "ZC-CASE-64"
    short = cmd.MakeCommitment("proof", (row.line_id,), said, PROMISED[:3], "1", "signed")
    assert counter.refused(short) == "ZC-CASE-65"
    counter.do(cmd.MakeCommitment("proof", (row.line_id,), said, PROMISED, "1", "signed"))
    words = told(counter, counter.paper(PaperKind.COMMITMENT))
    assert all(text in words for text in said.values())
    counter.do(cmd.Accept())
    assert row.name in told(counter, counter.paper(PaperKind.ACCEPTANCE))


@pytest.mark.law("D13", "D14", "B3-17", "B3-18", "B3-19")
def test_special_procedure_and_extension_move_the_date_and_say_so(told: Reader) -> None:
    counter = Counter(TAXI)
    counter.accepted("counter")
    before = counter.need().main_due[0]
    counter.do(cmd.StartSpecial("专家评审", "", Period(5), "主任"))
    assert "专家评审" in told(counter, counter.paper(PaperKind.SPECIAL_PROCEDURE))
    assert counter.refused(cmd.DecideOnSpot(True)) == "ZC-CASE-05"
    counter.now = later(counter, 2)
    counter.do(cmd.EndSpecial("通过"))
    paused = counter.need().main_due[0]
    assert before is not None and paused is not None and paused > before
    counter.do(cmd.Extend("情况复杂", "局长"))
    extended = counter.need().main_due[0]
    assert extended is not None and extended > paused
    assert "情况复杂" in told(counter, counter.paper(PaperKind.EXTENSION))
    assert counter.refused(cmd.StartSpecial("现场勘验", "", Period(5), "主任")) == "ZC-CASE-82"


@pytest.mark.law("B3-6")
def test_deemed_acceptance_is_proposed_and_counts_from_the_day_of_receipt(told: Reader) -> None:
    counter = Counter()
    counter.received(faulty(counter.rows[0]))
    assert counter.refused(cmd.ProposeDeemedAcceptance()) == "ZC-CASE-50"
    counter.now = later(counter, 20)
    assert counter.refused(cmd.IssueNotice()) == "ZC-CASE-14"
    counter.do(cmd.ProposeDeemedAcceptance())
    counter.do(cmd.ConfirmDeemedAcceptance(counter.now.ms))
    accepted = counter.need().accepted
    assert accepted is not None and accepted.deemed and accepted.accepted_on == at(2026, 9, 28).date
    assert "自收到申请材料之日起即为受理" in told(counter, counter.paper(PaperKind.ACCEPTANCE))


@pytest.mark.parametrize(
    "said",
    [
        {"status": MaterialStatus.ORIGINAL, "originals": 2, "copies": 1},
        {"status": MaterialStatus.ORIGINAL, "originals": 1, "kept": False},
        {"status": MaterialStatus.ORIGINAL, "originals": 1, "copies": 2, "kept": False},
        {"status": MaterialStatus.COPY, "copies": 3},
        {"status": MaterialStatus.FAULTY, "fault": FaultCode.SEAL},
        {"status": MaterialStatus.FAULTY, "fault": FaultCode.SEAL, "kept": False},
        {"status": MaterialStatus.FAULTY, "fault": FaultCode.MISSING},
        {"status": MaterialStatus.EXEMPT},
        {"status": MaterialStatus.ELECTRONIC, "auth": "card"},
        {"status": MaterialStatus.TOLERATED},
        {"status": MaterialStatus.COMMITTED},
        {"status": MaterialStatus.WAIVED},
    ],
    ids=lambda said: "-".join(map(str, said.values())),
)
def test_the_list_at_the_window_adds_up_as_many_sheets_as_the_receipt(said: dict[str, Any]) -> None:
    row = replace(Counter(FOOD).rows[1], **said)
    assert row.sheets == paper_sheets(handed_in((row,)))


@pytest.mark.parametrize(("asked", "custody"), [("核对原件后留复印件", "收存，没有核对原件"), ("复印件1份", "收存")])
def test_that_nobody_compared_a_copy_is_printed_only_where_the_guide_asks_it(asked: str, custody: str) -> None:
    """没有核对原件 stood on receipts beside copies of which no guide wants more than the copy: a fault that is none."""
    copy = as_taken(SubmittedMaterial("m", 1, "学历证书", requirement=asked), 0, 1)
    assert handed_in((copy,))[0].custody == custody


def test_who_showed_her_identity_card_reads_that_she_has_it_back(told: Reader) -> None:
    counter = Counter("居住证申领")
    counter.do(cmd.Receive(counter.intake(), tuple(good(row) for row in counter.rows)))
    rows = counter.need().materials
    kept = len(rows) - 1
    receipt = told(counter, counter.paper(PaperKind.RECEIPT))
    assert "居民身份证原件×1核验后退还" in receipt and receipt.count("核验后退还") == 1
    assert "居住证申领表自填件×1收存" in receipt and f"共收纸质材料{kept}份" in receipt
    counter.do(cmd.IssuePaper(PaperKind.HANDOVER_LIST))
    assert f"原件{kept}件" in told(counter, counter.paper(PaperKind.HANDOVER_LIST)), "the card is not in the bag"
    counter.do(cmd.Withdraw("不办了"))
    paper = told(counter, counter.paper(PaperKind.WITHDRAWAL))
    assert "居住证申领表" in paper and "居民身份证原件" not in paper, "nothing goes back that is with her already"


@pytest.mark.law("D12b", "D18", "D19", "D20", "D17", "B3-24", "B3-2")
def test_the_other_papers_can_be_set(told: Reader) -> None:
    counter = Counter(FOOD)
    agent = Agent(Person("李四", IdType.RESIDENT_CARD, "210106190001020028"))
    rows = tuple(good(row) for row in counter.rows)
    counter.item = counter.guide = replace(counter.item, fee=Fee(True, 1000, "每证10元", "价费〔2015〕1号"))
    counter.do(cmd.Receive(replace(counter.intake(), agent=agent), rows))
    counter.do(cmd.MoveBundle("B-0001", "档案室", "王五", 3))
    for kind in (PaperKind.HANDOVER_LIST, PaperKind.POWER_OF_ATTORNEY, PaperKind.RATING_SLIP):
        counter.do(cmd.IssuePaper(kind))
        assert told(counter, counter.paper(kind))
    counter.do(cmd.AskPartner("payment"))
    assert "10.00" in told(counter, counter.paper(PaperKind.FEE_NOTICE))
    counter.do(cmd.Withdraw("不办了"))
    assert "不办了" in told(counter, counter.paper(PaperKind.WITHDRAWAL))
    other = Counter(FOOD)
    other.do(cmd.TurnAway(other.intake(), "not-here", "不归本机关", "行政许可法 32(1)(2)", "请到县局\n可以代收"))
    assert "请到县局" in told(other, other.paper(PaperKind.TURN_AWAY))


@pytest.mark.parametrize(
    ("principal", "agent", "said"),
    [
        ("card", "card", "双方身份证件已在窗口核验"),
        ("typed", "card", "受托人身份证件已在窗口核验"),
        ("card", "typed", "委托人身份证件已在窗口核验"),
        ("typed", "typed", ""),
    ],
)
def test_a_power_of_attorney_says_of_no_card_that_it_was_checked_when_its_number_was_typed(
    told: Reader, principal: str, agent: str, said: str
) -> None:
    counter = Counter()
    intake = counter.intake()
    who = Applicant(Person("张三", IdType.RESIDENT_CARD, "110101190003070417", source=principal))
    helped = Agent(Person("李四", IdType.RESIDENT_CARD, "110101189901010011", source=agent))
    rows = tuple(good(row) for row in counter.rows)
    counter.do(cmd.Receive(replace(intake, applicant=who, agent=helped), rows))
    counter.do(cmd.IssuePaper(PaperKind.POWER_OF_ATTORNEY))
    paper = told(counter, counter.paper(PaperKind.POWER_OF_ATTORNEY))
    assert ("已在窗口核验" in paper) == bool(said) and said in paper


def test_a_power_of_attorney_printed_after_the_old_one_ended_does_not_end_before_it_begins(told: Reader) -> None:
    """自2026年9月28日至2026年9月27日: she would have been given a paper under which nobody may act for a day."""
    counter = Counter()
    ended = MONDAY.date - timedelta(days=1)
    helped = Agent(Person("李四", IdType.RESIDENT_CARD, "110101189901010011"), until=ended)
    rows = tuple(good(row) for row in counter.rows)
    before = Timestamp(MONDAY.ms - 24 * 3600 * 1000)
    counter.do(cmd.Receive(replace(counter.intake(), agent=helped), rows, handed_at=before))
    counter.do(cmd.IssuePaper(PaperKind.POWER_OF_ATTORNEY))
    paper = told(counter, counter.paper(PaperKind.POWER_OF_ATTORNEY))
    assert "至2026年12月31日" in paper and date_words(ended) not in paper


@pytest.mark.parametrize(
    ("own", "hall", "instead", "said"),
    [
        ("024-1", "024-2", "请到县局", "请拨打024-1。"),
        ("024-1", "024-2", "请到县局（024-1）", "请到县局（024-1）"),
        ("", "024-2", "请到县局", "请拨打024-2。"),
        ("", "", "请到县局", "请拨打12345（8890）。"),
    ],
)
def test_who_is_sent_elsewhere_always_has_a_number_to_ring_first(
    told: Reader, monkeypatch: pytest.MonkeyPatch, own: str, hall: str, instead: str, said: str
) -> None:
    monkeypatch.setattr("tests.app.domain.kit.PLACE", replace(PLACE, hall_phone=hall))
    counter = Counter(FOOD)
    counter.item = counter.guide = replace(counter.item, authority=replace(counter.item.authority, phone=own))
    counter.do(cmd.TurnAway(counter.intake(), "not-here", "不归本机关", "行政许可法 32(1)(2)", instead))
    paper = told(counter, counter.paper(PaperKind.TURN_AWAY))
    assert said in paper and paper.count("请拨打") == (own not in instead or not own)
    assert f"咨询{own or hall or '12345（8890）'}" in paper, "the foot too"


@pytest.mark.law("B3-5")
def test_a_recalled_notice_asks_for_less_under_a_new_number(told: Reader) -> None:
    counter = Counter()
    counter.noticed(0, 1)
    first = counter.paper(PaperKind.NOTICE)
    line = counter.need().notices[-1].faults[0].line_id
    assert counter.refused(cmd.ReduceNotice(("no-such-line",), "多要了")) == "ZC-CASE-15"
    counter.do(cmd.ReduceNotice((line,), "多要了"))
    second = counter.paper(PaperKind.NOTICE)
    assert second.number != first.number and counter.need().paper(first.document_id).void  # type: ignore[union-attr]
    words = told(counter, second)
    assert first.number in words and counter.need().told_notices[0].faults[0].finding is not None
    document = compose(counter.need(), first.document_id, lambda code, version: counter.item)
    assert len(document.faults) == 2, "the void one still says what it said"  # type: ignore[attr-defined]
    counter.do(cmd.ReduceNotice((counter.need().notices[-1].faults[0].line_id,), "也多要了"))
    assert counter.need().completed is not None
    counter.do(cmd.Accept())


def test_a_given_receipt_is_recalled_and_given_again_with_the_same_words(told: Reader) -> None:
    counter = Counter()
    counter.received()
    paper = counter.paper(PaperKind.RECEIPT)
    counter.sealed(paper)
    counter.do(cmd.GivePaper(paper.document_id, NOBODY_ELSE))
    counter.do(cmd.RecallPaper(paper.document_id, "姓名打错"))
    fresh = counter.paper(PaperKind.RECEIPT)
    assert paper.number in told(counter, fresh)
    assert isinstance(counter.recorded[-2].event, ev.PaperRecalled)


@pytest.mark.parametrize(("sheet", "said"), [(None, True), (MONDAY, False)])
def test_a_receipt_says_that_the_clock_went_back_which_told_its_time_and_not_of_a_time_written_by_hand(
    told: Reader, sheet: Timestamp | None, said: bool
) -> None:
    """A firm day stood on it, and nothing that the days of the law want a person to look."""
    counter = Counter(now=replace(MONDAY, quality=ClockQuality.SET_BACK))
    pad = "2026-D07-P000012" if sheet is not None else ""
    rows = tuple(good(row) for row in counter.rows)
    counter.do(cmd.Receive(counter.intake(), rows, handed_at=sheet, pad_number=pad))
    assert ("时钟被调回" in told(counter, counter.paper(PaperKind.RECEIPT))) == said


@pytest.mark.law("D05")
def test_a_refusal_does_not_say_that_what_is_with_her_already_goes_back_with_it(told: Reader) -> None:
    """The identity card was only shown: it stood among the papers 随本决定书退还."""
    counter = Counter("居住证申领")
    counter.do(cmd.Receive(counter.intake(), tuple(good(row) for row in counter.rows)))
    counter.do(cmd.Decline("authority", "不归本机关管", "市局"))
    paper = told(counter, counter.paper(PaperKind.NON_ACCEPTANCE))
    assert "居住证申领表（自填件×1）" in paper and "随本决定书退还" in paper
    assert "居民身份证（" not in paper
