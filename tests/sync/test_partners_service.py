"""What the province does for a citizen beyond the counter: money, post, calls, visits, complaints, ratings."""

from __future__ import annotations

import json
from contextlib import closing
from uuid import uuid4

import pytest

from sync.platform.partner_desk import open_desk
from sync.platform.partner_staff import feed, put
from sync.platform.partners.base import CaseFile, PartnerError, Past
from sync.platform.partners.steps import NAMES, steps
from sync.platform.staff import decide
from sync.wire.carry import carry_key
from sync.wire.sealed import seal
from tests.sync.partner_counter import SHOWN, WANG, Counter
from tests.sync.support import Window, received


@pytest.mark.law("A6-12")
def test_a_fee_is_booked_under_a_code_of_the_window_and_the_bank_says_when_it_was_paid(
    counter: Counter,
) -> None:
    n, case = counter.block("缴款码"), counter.case()
    code = f"2100{n}"
    assert counter.ask(case, "payment", code, n=str(n), fen="5000")["outcome"] == "due"
    assert counter.ask(counter.case(), "payment", code, n=str(n), fen="5000")["data"]["code"] == "code-used"
    assert counter.ask(case, "payment", "2100999999", n="999999", fen="1")["data"]["code"] == "code-foreign"
    with pytest.raises(PartnerError, match="amount"):
        counter.tell(case, "payment", "paid", code=code, fen="4999")
    counter.tell(case, "payment", "paid", code=code, fen="5000")
    paid = counter.last(case)
    assert paid["outcome"] == "paid" and paid["data"]["bill"].startswith("PJ")
    assert counter.ask(case, "payment", code, action="state")["data"]["bill"] == paid["data"]["bill"]


@pytest.mark.law("A6-13")
def test_a_parcel_moves_forward_only_and_is_delivered_with_a_proof(counter: Counter) -> None:
    n, case = counter.block("运单号"), counter.case()
    waybill = f"EM{n}"
    assert counter.ask(case, "courier", waybill, n=str(n), direction="out")["outcome"] == "booked"
    counter.tell(case, "courier", "moving", waybill=waybill, place="辽阳")
    assert counter.last(case)["data"] == {"waybill": waybill, "direction": "out", "place": "辽阳"}
    for outcome, code in (("collected", "course"), ("delivered", "proof"), ("lost", "course")):
        with pytest.raises(PartnerError, match=code):
            counter.tell(case, "courier", outcome, waybill=waybill)
    counter.tell(case, "courier", "delivered", waybill=waybill, proof="李*试")
    assert counter.last(case)["data"]["proof"] == "李*试"
    assert counter.ask(counter.case(), "courier", waybill, action="state")["outcome"] == "refused", (
        "of another case"
    )


@pytest.mark.law("A6-11")
def test_a_service_is_rated_once_and_a_bad_rating_is_answered_for(counter: Counter) -> None:
    case = counter.case()
    assert counter.ask(case, "rating", "S1", score="2")["data"]["code"] == "detail"
    assert counter.ask(case, "rating", "S1", score="9")["data"]["code"] == "score"
    colleague, why = Counter(counter.province, Window(), None), f"等候时间长{uuid4().hex[:6]}"
    colleague.window.write(case, ("paper_out", {"document_id": str(uuid4())}))
    with closing(counter.province.platform(colleague.window)) as colleague.platform:
        colleague.sync()
        bad = counter.ask(case, "rating", "S1", score="2", detail=why)
        colleague.sync()
    assert bad["outcome"] == "rectify" and bad["data"]["reply_due"]
    assert counter.ask(case, "rating", "S1", score="5")["data"]["code"] == "rated"
    assert counter.ask(case, "rating", "S2", score="5")["outcome"] == "kept", (
        "another service, another rating"
    )
    assert why not in "".join(commit.body for commit in colleague.window.foreign.values())
    with pytest.raises(PartnerError, match="no-ticket"):
        counter.tell(case, "rating", "rectified", "已加开窗口", service="S2")
    with pytest.raises(PartnerError, match="reply"):
        counter.tell(case, "rating", "rectified", service="S1")
    counter.tell(case, "rating", "rectified", "已加开窗口", service="S1")
    assert counter.last(case)["data"]["late"] == "no"


@pytest.mark.law("A6-16")
def test_tickets_have_no_cap_and_a_full_appointment_slot_turns_nobody_away(counter: Counter) -> None:
    kind = uuid4().hex[:4].upper()
    cases = [counter.case() for _ in range(3)]
    tickets = [counter.ask(case, "queue", kind=kind)["data"]["ticket"] for case in cases]
    assert tickets == [f"{kind}{n:04d}" for n in (1, 2, 3)]
    assert counter.ask(cases[2], "queue", action="call", kind=kind)["data"]["ticket"] == tickets[0], "in turn"
    put(counter.db, "appointments", "#seats", "limit", {"n": "1"})
    slot = {"action": "book", "day": "2026-10-12", "slot": uuid4().hex[:6]}
    assert counter.ask(cases[0], "queue", **slot)["outcome"] == "booked"
    full = counter.ask(cases[1], "queue", **slot)
    assert full["outcome"] == "full" and "不预约直接到现场取号" in full["words"]
    assert counter.ask(cases[1], "queue", kind=kind)["outcome"] == "waiting"


def test_somebody_may_ask_before_there_is_a_case(counter: Counter) -> None:
    case = uuid4()
    assert counter.ask(case, "queue", kind="X")["outcome"] == "waiting"
    counter.window.write(case, ("received", received()))
    counter.sync()


@pytest.mark.law("A6-4", "A6-24")
def test_the_clerk_complained_of_sees_neither_complaint_nor_reply_and_the_citizen_gets_it_in_writing(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    from sync.platform.main import main

    case, words = counter.case(), f"态度生硬{uuid4().hex[:6]}"
    other = Counter(counter.province, Window(), None)
    other.window.write(case, ("paper_out", {"document_id": str(uuid4())}))
    kept = counter.ask(case, "hotline", kind="投诉", words=words, about="B07", ref="123456789012")
    number = kept["data"]["number"]
    assert main(["partner", "reply", "1234 5678 9012", "--db", counter.db]) == 0, "as she was told it"
    assert json.loads(capsys.readouterr().out)["number"] == number
    with closing(counter.province.platform(other.window)) as other.platform:
        other.sync()
        assert counter.ask(case, "credit")["outcome"] == "pass"
        assert main(["partner", "tickets", "--db", counter.db, "--viewer", "B07"]) == 0
        assert words not in capsys.readouterr().out
        assert main(["partner", "tickets", "--db", counter.db, "--viewer", "C01"]) == 0
        assert words in capsys.readouterr().out
        assert main(["partner", "list", "--db", counter.db]) == 0
        assert words not in capsys.readouterr().out
        for viewer in ("B07", ""):
            with pytest.raises(PartnerError, match="not-yours"):
                counter.tell(case, "hotline", "replied", "已处理", viewer, number=number)
        counter.tell(case, "hotline", "replied", "已批评教育并致歉", "C01", number=number)
        assert counter.last(case)["words"] == "诉求已书面答复。"
        other.sync()
        late = Counter(counter.province, Window(), None)
        late.window.write(case, ("paper_out", {"document_id": str(uuid4())}))
        with closing(counter.province.platform(late.window)) as late.platform:
            late.sync()
    for stranger in (other, late):
        text = "".join(commit.body for commit in stranger.window.foreign.values())
        assert "credit" in text and "hotline" not in text and words not in text
    assert main(["partner", "reply", number, "--db", counter.db]) == 0
    assert json.loads(capsys.readouterr().out)["reply"] == "已批评教育并致歉"


@pytest.mark.law("A6-35")
def test_nobody_is_called_back_without_consent_and_the_number_is_masked(counter: Counter) -> None:
    case = counter.case()
    assert counter.ask(case, "callback", consent="no")["data"]["code"] == "no-consent"
    with pytest.raises(PartnerError, match="no-consent"):
        counter.tell(case, "callback", "called", result="satisfied")
    assert counter.ask(case, "callback", consent="yes")["data"] == {"phone": "138****1234"}
    counter.tell(case, "callback", "called", "无意见", result="satisfied")
    assert counter.last(case)["words"] == "回访：满意。无意见"


@pytest.mark.law("A6-25")
def test_a_receipt_number_alone_shows_stage_and_day_and_no_name(counter: Counter) -> None:
    case = counter.case()
    counter.window.accept(case)
    counter.sync()
    said = counter.ask(counter.case(WANG), "progress", counter.paper(case)["number"])
    assert said["data"] == {"stage": "已受理", "on": "2026-09-28"} and "李" not in json.dumps(said["data"])
    other = counter.case()
    counter.window.accept(other)
    counter.sync()
    for decided, action in ((case, "refuse"), (other, "grant")):
        decide(counter.db, str(decided), action, reason="场所与申请不符")
        again = counter.ask(counter.case(WANG), "progress", counter.paper(decided)["number"])
        assert again["data"]["stage"] == "已作出决定", (
            "whether it was favourable is not a stranger's business"
        )
    assert counter.ask(case, "progress", "收〔2026〕没有号")["outcome"] == "unknown"


@pytest.mark.law("A6-26")
def test_a_joint_survey_is_booked_when_every_department_agreed(counter: Counter) -> None:
    case = counter.case()
    asked = counter.ask(case, "survey", day="2026-10-15", departments="住建局 消防", photos="a b")
    assert (asked["outcome"], asked["data"]["photos"]) == ("asked", "2")
    with pytest.raises(PartnerError, match="not-booked"):
        counter.tell(case, "survey", "pass")
    counter.tell(case, "survey", "confirm", department="住建局")
    assert (counter.last(case)["outcome"], counter.last(case)["words"]) == ("asked", "待确认：消防。")
    with pytest.raises(PartnerError, match="not-booked"):
        counter.tell(case, "survey", "pass")
    with pytest.raises(PartnerError, match="not-asked"):
        counter.tell(case, "survey", "confirm", department="林草局")
    counter.tell(case, "survey", "confirm", department="消防")
    assert counter.last(case)["outcome"] == "booked"
    counter.tell(case, "survey", "fail", "疏散通道宽度不足")
    assert counter.last(case)["words"] == "疏散通道宽度不足"


@pytest.mark.law("A6-21")
def test_the_branches_of_one_matter_know_of_each_other(counter: Counter) -> None:
    group, first, second = uuid4().hex, counter.case(), counter.case()
    counter.ask(first, "one-matter", group)
    counter.window.write(second, ("withdrawn", {}))
    said = counter.ask(second, "one-matter", group)
    assert said["data"] == {str(first): "已收件", str(second): "已撤回"}
    assert counter.ask(first, "one-matter", uuid4().hex)["data"]["code"] == "other-matter"


@pytest.mark.law("A6-22")
def test_a_case_for_another_area_waits_until_that_area_says_it_has_it(counter: Counter) -> None:
    case = counter.case()
    assert counter.ask(case, "cross-area", to="211000", mode="随便")["data"]["code"] == "mode"
    assert counter.ask(case, "cross-area", to="211000", mode="异地代收代办")["outcome"] == "offered"
    with pytest.raises(PartnerError, match="not-offered"):
        counter.tell(case, "cross-area", "taken", area="210200")
    counter.tell(case, "cross-area", "taken", area="211000")
    assert counter.last(case)["data"]["area"] == "211000"


@pytest.mark.law("A6-23")
def test_a_helper_is_asked_for_named_and_reported(counter: Counter) -> None:
    case = counter.case()
    assert counter.ask(case, "assist", kind="上门", when="明天上午")["outcome"] == "wanted"
    with pytest.raises(PartnerError, match="not-assigned"):
        counter.tell(case, "assist", "done")
    counter.tell(case, "assist", "assigned", helper="B12")
    counter.tell(case, "assist", "done", "材料已上门收取")
    assert counter.last(case)["words"] == "材料已上门收取"


@pytest.mark.law("H05", "H20", "A6-15")
def test_the_whole_course_of_a_case_is_reported_with_its_channel_and_its_eight_steps(counter: Counter) -> None:
    case = counter.case(channel="自助终端")
    counter.window.accept(case)
    counter.sync()
    decide(counter.db, str(case), "grant")
    counter.sync()
    told = [each for each in feed(counter.db) if each["case"] == str(case)]
    assert [each["object"] for each in told] == ["申办", "受理", "办结"]
    assert told[0]["fields"]["TJFS"] == "自助终端" and told[0]["fields"]["BLRGH"] == "A01"
    said = counter.ask(case, "progress", action="steps")["data"]
    assert list(said) == list(NAMES)
    began, ended, minutes, person, _ = said["申请"].split(",")
    assert began == ended == str(SHOWN) and (minutes, person) == ("0", "李窗口")
    assert said["办结"].split(",")[1] and said["签收"].split(",")[1] == "" and said["缴费"] == ",,,,"


@pytest.mark.law("H09", "L29", "A6-24")
def test_a_complaint_sealed_at_the_desk_is_read_by_the_hotline_alone(counter: Counter) -> None:
    case, words = counter.case(), f"多要了一份证明{uuid4().hex[:6]}"
    key = counter.platform.hello().carry_key
    kept = counter.ask(case, "hotline", kind="纠错", sealed=seal(key, {"words": words, "about": "A01"}))
    number = kept["data"]["number"]
    assert kept["outcome"] == "kept"
    assert words not in "".join(commit.body for commit in counter.window.commits)
    with open_desk(counter.db, lambda: SHOWN) as desk, desk.partners() as partners:
        ticket = partners.hotline.read(number)
        assert ticket is not None and (ticket.data["words"], ticket.data["about"]) == (words, "A01")
        assert number not in [each.key for each in partners.hotline.for_viewer("A01")]
    strange = carry_key(bytes(32))
    again = counter.ask(case, "hotline", kind="纠错", sealed=seal(strange, {"words": words, "about": ""}))
    assert (again["outcome"], again["data"]["code"]) == ("refused", "sealed")


def test_a_notice_that_nobody_was_given_begins_no_correction() -> None:
    """Withdrawn before anybody had it; the one that is told begins it, and a second one withdrawn leaves the first."""
    told, gone = ("notice_issued", {}), ("notice_withdrawn", {"corrected": False})

    def began(*types: tuple[str, dict[str, object]]) -> int | None:
        history = tuple(
            Past(n, "D07", kind, {"at": {"ms": 1_000 * n}, **more}) for n, (kind, more) in enumerate(types, start=1)
        )
        return next(step for step in steps(CaseFile(uuid4(), history=history)) if step.name == "材料补正").start_ms

    assert began(("received", {}), told, gone) is None
    assert began(("received", {}), told, gone, told) == 4_000
    assert began(told, ("corrections_completed", {}), told, ("notice_withdrawn", {"corrected": True})) == 1_000


@pytest.mark.parametrize(("system", "outcome"), [("hotline", "replied"), ("rating", "rectified"), ("payment", "paid")])
def test_an_answer_reaches_the_question_it_is_about_and_no_later_one(
    counter: Counter, system: str, outcome: str
) -> None:
    """Who complained twice, or rated at the window and at a terminal, is told of each what became of that one."""
    case, codes = counter.case(), [counter.block("缴款码") for _ in range(2)]
    told: dict[str, str] = {}
    for n in codes:
        said = {
            "hotline": {"kind": "投诉", "words": f"等了很久{n}", "ref": f"{n:010d}"},
            "rating": {"score": "1", "detail": "等候时间长"},
            "payment": {"n": str(n), "fen": "100"},
        }
        counter.ask(case, system, "" if system == "hotline" else f"2100{n}", **said[system])
        told[counter.heard(case)[-1]["ask"]] = f"{n:010d}" if system == "hotline" else f"2100{n}"
    first, second = told
    name = {"hotline": "number", "rating": "service", "payment": "code"}[system]
    for ask in (second, first):
        counter.tell(case, system, outcome, "已处理", "C01", **{name: told[ask]}, fen="100")
        answered = counter.last(case)
        assert (answered["ask"], answered["outcome"]) == (ask, outcome)


@pytest.mark.parametrize("undone", ["service_undone", "parcel_returned"])
def test_what_did_not_reach_whom_it_belongs_to_is_not_reported_as_signed_for(undone: str) -> None:
    """签收 went on to tell the day and the hand of a hand-over that was undone."""
    types = ("granted", "handed_over", undone, "handed_over")
    by = {"name": "钱发件"}
    history = tuple(
        Past(n, "D07", kind, {"at": {"ms": 60_000 * n}, "by": by}) for n, kind in enumerate(types, start=1)
    )

    def signed(count: int) -> tuple[int | None, int | None, str]:
        step = steps(CaseFile(uuid4(), history=history[:count]))[-1]
        return step.start_ms, step.end_ms, step.person

    assert signed(2) == (60_000, 120_000, "钱发件")
    assert signed(3) == (60_000, None, "")
    assert signed(4) == (60_000, 240_000, "钱发件")
