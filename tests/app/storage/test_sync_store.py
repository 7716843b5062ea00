"""What goes out and what comes in: once each, in order, and one bad commit stops only itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.domain import events as ev
from app.domain.chain import GENESIS, CommitHead, digest_of, link, seal_commit
from app.domain.codec import CodecError
from app.domain.records import Ack, AckOutcome, NumberBlock, StoredCommit
from app.domain.transitions import CaseState
from app.ports import GoneCase
from app.ports.paper import VOIDED, JobState
from app.storage import outbox_view
from app.storage.outbox_view import CasesCount, OutboxView
from app.storage.schema import blobs, commits, due, number_blocks
from app.storage.unsent import unsent_cases
from app.storage.verify import rebuild, verify
from app.usecases.accept import accept
from app.usecases.take_correction import take_correction
from tests.app.domain.kit import MONDAY, STAFF, good, granted
from tests.app.storage.house import House


def acks(house: House, outcome: AckOutcome = AckOutcome.APPLIED, reason: str = "") -> list[Ack]:
    return [Ack(c.seq, c.id, outcome, f"receipt-{c.seq}", reason) for c in house.own_commits()]


def of_platform(case_id: UUID, *told: ev.Event, seq: int = 1, prev: str = GENESIS) -> StoredCommit:
    """A commit as the department writes it."""
    recorded = [
        ev.Recorded(uuid4(), case_id, "platform", seq * 10 + n, event) for n, event in enumerate(told)
    ]
    return seal_commit(CommitHead(uuid4(), case_id, "platform", 1, seq, MONDAY.ms, "staff", prev), recorded)


def with_body(commit: StoredCommit, body: str) -> StoredCommit:
    """The same commit with other words and a digest that fits them."""
    digest = digest_of(body)
    return replace(commit, body=body, digest=digest, hash=link(commit.prev, digest))


# out


def test_what_waits_goes_out_in_order_and_once_signed_for_no_more(house: House) -> None:
    for _ in range(3):
        house.take_in()
    assert [c.seq for c in house.outbox.pending(2, 10**9)] == [1, 2]
    signed = acks(house)
    house.outbox.acknowledge(signed[:2], 1)
    assert [c.seq for c in house.own_commits()] == [3]
    before = house.everything()
    house.outbox.acknowledge(signed[:2], 1)
    assert house.everything() == before, "a receipt that comes twice changes nothing"
    assert house.views.counts()["unsent"] == 1


def test_a_commit_larger_than_a_parcel_still_goes(house: House) -> None:
    house.take_in()
    house.take_in()
    assert [c.seq for c in house.outbox.pending(10, 1)] == [1]


def test_a_receipt_for_another_commit_is_not_taken_for_ours(house: House) -> None:
    house.take_in()
    (own,) = house.own_commits()
    house.outbox.acknowledge([Ack(own.seq, uuid4(), AckOutcome.APPLIED, "receipt")], 1)
    assert [c.seq for c in house.own_commits()] == [1]


def test_a_parked_commit_leaves_the_outbox_and_stays_a_task_for_a_person(house: House) -> None:
    house.take_in()
    house.outbox.acknowledge(acks(house, AckOutcome.PARKED, "no-lease"), 1)
    assert not house.own_commits()
    (line,) = house.views.outbox("D07")
    assert (line.parked, line.acknowledged) == ("no-lease", True)
    assert house.views.counts()["parked"] == 1


def test_a_platform_restored_from_a_backup_gets_again_what_it_lost(house: House) -> None:
    for _ in range(3):
        house.take_in()
    house.outbox.acknowledge(acks(house), 1)
    house.outbox.rewind(1)
    assert [c.seq for c in house.own_commits()] == [2, 3]


def placed(commit: StoredCommit, position: int) -> Ack:
    statement = json.dumps({"server": "life", "position": position})
    return Ack(commit.seq, commit.id, AckOutcome.APPLIED, json.dumps({"statement": statement}))


def test_what_the_platform_only_holds_counts_as_not_sent_until_what_follows_proves_it(house: House) -> None:
    """A copied profile whose work stands aside must not be told that the province has the beginning of it."""
    first, held = house.take_in(), house.take_in()
    own = house.own_commits()
    house.outbox.acknowledge([placed(one, 7 if one.case_id == first else 0) for one in own], 1)
    (found,) = unsent_cases(house.database, house.device)
    assert (found.case_id, found.waiting, found.begun) == (held, len(own) - 1, False)
    (item,) = OutboxView(house.database, house.device).items()
    assert item.case_id == held and "还没有并入" in item.words
    house.take_in()
    house.outbox.acknowledge([placed(one, 9) for one in house.own_commits()], 1)
    assert not unsent_cases(house.database, house.device)
    assert not OutboxView(house.database, house.device).items()


def test_the_cases_of_the_list_are_counted_once_each_by_what_its_rows_say_of_them(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several acts of a case and its scans are one case; one with work that was set aside needs somebody."""
    view = OutboxView(house.database, house.device)
    parked, damaged, scanned, unsent, far = (house.take_in() for _ in range(5))
    for one in house.own_commits():
        outcome = AckOutcome.PARKED if one.case_id == parked else AckOutcome.APPLIED
        if one.case_id not in (unsent, far):
            house.outbox.acknowledge([Ack(one.seq, one.id, outcome, "r", "no-lease" * (one.case_id == parked))], 1)
    with house.database.writing() as connection:
        for case, state in ((damaged, "damaged"), (scanned, "waiting"), (unsent, "waiting"), (parked, "held")):
            row = {"digest": f"{case}", "state": state, "size": 1, "case_id": case.bytes}
            connection.execute(blobs.insert().values(row))
    rows = {(item.case_id, item.state) for item in view.items()}
    assert {case for case, state in rows if state == "waiting"} == {scanned, unsent, far}
    assert {case for case, state in rows if state != "waiting"} == {parked, damaged}
    assert view.cases() == CasesCount(waiting=3, needs=2)
    acts = sum(one.case_id == unsent for one in house.own_commits())
    monkeypatch.setattr(outbox_view, "MOST_LOOKED", acts)
    assert view.cases() == CasesCount(2, 2, more=True), "a long outbox is not looked through for a badge"


# in


def test_a_decision_comes_down_once_however_often_it_is_sent(house: House) -> None:
    case = house.take_in()
    accept(house.desk, case)
    page = [of_platform(case, granted())]
    house.inbox.apply(page, "7")
    assert house.case(case).state is CaseState.GRANTED and house.inbox.cursor() == "7"
    before = house.everything()
    house.inbox.apply(page, "7")
    assert house.everything() == before


def test_what_another_window_voided_does_not_come_out_of_the_printer_here(house: House) -> None:
    """When paper is put in again, the receipt of a case that the other window voided would look as good as any."""
    voided, recalled, kept = house.take_in(), house.take_in(), house.take_in()
    paper = house.case(recalled).papers[0]
    first = of_platform(voided, ev.Voided(MONDAY, STAFF, "重复", "主管"))
    fact = ev.PaperRecalled(MONDAY, STAFF, paper.document_id, "写错", None)
    house.inbox.apply([first, of_platform(recalled, fact, seq=2, prev=first.hash)], "1")
    assert {job.case_id for job in house.jobs.jobs(JobState.ALLOCATED)} == {kept}
    words = {job.case_id: job.detail for job in house.jobs.jobs(JobState.SETTLED)}
    assert words == {
        voided: "办件已作废，没有打印：重复",
        recalled: "文书已作废，没有打印：收回更正：写错",
    }
    assert verify(house.database).ok


@pytest.mark.parametrize("state", [JobState.SENT, JobState.UNSURE])
def test_what_lies_in_the_printer_when_its_paper_is_voided_is_marked_for_taking_back(
    house: House, state: JobState
) -> None:
    case = house.take_in()
    (job,) = house.jobs.jobs(JobState.ALLOCATED)
    house.jobs.mark(job.id, JobState.SENT, "folder")
    house.jobs.mark(job.id, state, "folder", "没有回报")
    house.inbox.apply([of_platform(case, ev.Voided(MONDAY, STAFF, "重复", "主管"))], "1")
    now = house.jobs.job(job.id)
    assert now is not None
    assert (now.state, now.detail) == (state, f"办件{VOIDED}：重复")


def test_what_came_down_is_not_counted_as_waiting_to_go_up(house: House) -> None:
    case = house.take_in()
    accept(house.desk, case)
    house.outbox.acknowledge(acks(house), 1)
    house.inbox.apply([of_platform(case, granted())], "1")
    assert house.views.counts()["unsent"] == 0
    assert all(line.acknowledged for line in house.views.event_lines(case))
    assert not house.views.outbox("D07") and not house.own_commits()


def test_another_windows_case_arrives_whole(house: House, tmp_path: Path) -> None:
    other = House(tmp_path / "other", "D08")
    case = other.take_in()
    accept(other.desk, case)
    house.inbox.apply(list(other.own_commits()), "1")
    assert house.case(case) == other.case(case)
    assert house.views.find("沈阳样例")[0].case_id == case
    assert verify(house.database).ok, verify(house.database).problems
    other.close()


def test_an_event_of_a_newer_program_parks_only_its_own_commit(house: House) -> None:
    case, other = house.take_in(), house.take_in()
    accept(house.desk, case)
    accept(house.desk, other)
    newer = of_platform(other, granted())
    body = json.loads(newer.body)
    body["events"][0]["type"] = "special_procedure_begun"
    house.inbox.apply(
        [with_body(newer, json.dumps(body, ensure_ascii=False)), of_platform(case, granted(), seq=3)], "9"
    )
    assert house.case(case).state is CaseState.GRANTED, "the one behind it was not held up"
    assert house.case(other).state is CaseState.ACCEPTED
    assert house.inbox.cursor() == "9" and house.views.counts()["parked"] == 1
    assert verify(house.database).ok, verify(house.database).problems
    assert house.views.event_lines(other), "the case page still opens"
    before = house.projections()
    rebuild(house.database)
    assert house.projections() == before


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{}", '{"events": 5}', "not json at all", '{"events": []}']
)
def test_garbage_with_a_fitting_digest_is_kept_and_stops_nothing(house: House, body: str) -> None:
    case = house.take_in()
    accept(house.desk, case)
    house.inbox.apply([with_body(of_platform(case), body), of_platform(case, granted(), seq=3)], "2")
    assert house.case(case).state is CaseState.GRANTED
    assert len(house.views.event_lines(case)) == 6
    assert verify(house.database).ok, verify(house.database).problems


def test_a_commit_damaged_on_the_way_is_asked_for_again(house: House) -> None:
    """Nothing of its page is kept and the cursor stays, so that the next fetch brings it whole."""
    case = house.take_in()
    accept(house.desk, case)
    whole = of_platform(case, granted())
    broken = replace(whole, body=whole.body.replace("5年", "9年"))
    before = house.everything()
    with pytest.raises(CodecError):
        house.inbox.apply([broken], "3")
    assert house.everything() == before and house.inbox.cursor() == ""
    house.inbox.apply([whole], "3")
    assert house.case(case).state is CaseState.GRANTED


def test_an_event_that_contradicts_the_log_is_parked_and_the_page_goes_on(house: House) -> None:
    case = house.take_in()
    accept(house.desk, case)
    first = of_platform(case, granted())
    fork = of_platform(case, ev.Refused(MONDAY, STAFF, MONDAY.date, "部门", "理由"), seq=3)
    fork = with_body(fork, fork.body.replace('"version":30', '"version":10'))
    ready = of_platform(case, ev.ResultReady(MONDAY, STAFF, ("证",)), seq=5)
    house.inbox.apply([first, fork, ready], "5")
    assert house.case(case).state is CaseState.AWAITING_PICKUP
    assert house.views.counts()["parked"] == 1
    said = "".join(f"{item.words}{item.can}" for item in OutboxView(house.database, house.device).items())
    assert "相矛盾" in said and "升级" not in said, "no other version of the program would help"
    assert verify(house.database).ok, verify(house.database).problems


# numbers


def test_a_block_taken_in_twice_gives_each_number_once(house: House) -> None:
    block = NumberBlock("block-2", "paper", 101, 110)
    house.blocks.add(block)
    house.blocks.add(block)
    papers = [row for row in house.rows(number_blocks) if row["series"] == "paper"]
    assert house.blocks.left("paper") == 60 and len(papers) == 2


def test_more_numbers_are_asked_for_before_the_last_is_used(tmp_path: Path) -> None:
    house = House(tmp_path / "few", numbers=11)
    assert house.blocks.low() == []
    house.take_in()
    house.take_in()
    assert house.blocks.low() == [("paper", 30)]
    house.close()


def test_the_next_block_goes_on_where_the_first_one_ended(tmp_path: Path) -> None:
    house = House(tmp_path / "edge", numbers=1)
    house.blocks.add(NumberBlock("block-2", "paper", 501, 502))
    one, two = house.take_in(), house.take_in()
    assert [house.case(c).papers[0].number[-7:] for c in (one, two)] == ["000001号", "000501号"]
    assert verify(house.database).ok
    assert len(house.rows(commits)) == 2
    house.close()


def test_a_case_that_comes_back_with_news_does_not_stop_the_page(house: House, tmp_path: Path) -> None:
    """The platform may speak of it again with the commit that moves its clock."""
    other = House(tmp_path / "other", "D09")
    case = house.told()
    known = list(house.own_commits())
    other.inbox.apply(known, "1")
    other.inbox.apply([GoneCase(uuid4(), case, "moved", "移交", 1)], "2")
    assert other.rows(due) == []
    take_correction(house.desk, case, tuple(map(good, house.case(case).open_faults)))
    news = [commit for commit in house.own_commits() if commit.seq > known[-1].seq]
    other.inbox.apply(news, "3")
    assert other.case(case) == house.case(case) and other.rows(due) == house.rows(due)
    other.close()
