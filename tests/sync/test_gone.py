"""墓碑: a case that the platform takes back leaves the windows' lists, and never with work that was not sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from app.domain.paper import PaperKind
from app.domain.records import AckOutcome
from app.domain.states import CaseState
from app.errors import UserFacingError
from app.ports import GoneCase, JobState
from app.storage.gone_cases import put_away_cases
from app.storage.outbox_view import OutboxView
from app.storage.reckoning import SqlReckoning
from app.storage.schema import case_row, commits, search_key
from app.storage.verify import rebuild
from app.storage.verify import verify as verify_store
from app.storage.views import Views
from app.usecases.accept import accept
from app.usecases.give_paper import give_paper
from app.usecases.print_question import SPOILED, answer_print, print_question
from app.usecases.record_out import RecordingJobs, record_out
from app.usecases.record_seal import record_seal
from app.usecases.replace_blank import replace_blank
from sync.client.loop import SyncLoop
from sync.client.reconcile import Reconciler
from sync.platform import gone, leases, tables
from sync.platform.feed import page
from sync.platform.main import main
from sync.platform.staff import decide
from sync.wire.models import GoneKind, LeaseAction, LeaseRequest
from tests.app.domain.kit import NOBODY_ELSE
from tests.app.storage.house import House as StoreHouse
from tests.sync.inside import NOW, Hops, House
from tests.sync.support import MovedTime, Window
from tests.sync.test_real_store import Desk, accepted, received


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "window").mkdir()
    made = Desk(tmp_path / "window")
    yield made
    made.database.close()


def loop(hops: Hops, desk: Desk) -> SyncLoop:
    return desk.loop(hops.at(desk, hops.province))


def shown(desk: Desk, case: UUID) -> bool:
    with desk.database.read.connect() as connection:
        rows = connection.execute(select(case_row.c.state).where(case_row.c.case_id == case.bytes)).all()
        keys = connection.execute(select(search_key.c.key).where(search_key.c.case_id == case.bytes)).all()
    assert bool(rows) == bool(keys)
    return bool(rows)


def retract(house: House, case: UUID, kind: str = "withdrawn", *more: str) -> int:
    words = ("--reason", "申请人在网上撤回", "--by", "孙主管")
    return main(["retract", "--db", house.db, str(case), kind, *words, *more])


def reconciled(hops: Hops, desk: Desk) -> list[str]:
    line = hops.at(desk, hops.province)
    found = [
        Reconciler(line, SqlReckoning(desk.database, desk.device), desk.device).compare(deep=deep).findings
        for deep in (False, True)
    ]
    return [f"{one.kind} {one.commits}" for part in found for one in part]


def test_a_case_taken_back_leaves_lists_and_search_and_the_log_keeps_it(
    hops: Hops, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    case, stays = desk.take_in(), desk.take_in()
    line = loop(hops, desk)
    assert line.run_once().ok and shown(desk, case)
    assert retract(hops.province, case) == 0
    assert json.loads(capsys.readouterr().out)["devices"] == [desk.device]
    assert line.run_once().ok
    assert not shown(desk, case) and shown(desk, stays)
    assert rebuild(desk.database) == 2 and not shown(desk, case) and shown(desk, stays)
    assert desk.state(case)[0] is CaseState.ACCEPTED, "the log has every word"
    told = [one for one in OutboxView(desk.database, desk.device).items() if one.case_id == case]
    assert [one.state for one in told] == ["gone"] and "申请人在网上撤回" in told[0].words
    assert Views(desk.database).counts()["parked"] == 0
    assert reconciled(hops, desk) == [], "counted at neither end"
    assert retract(hops.province, case) == 0 and json.loads(capsys.readouterr().out)["devices"] == []


@pytest.mark.parametrize("in_force", [True, False])
def test_work_that_was_not_sent_is_kept_and_told_until_it_is_settled(
    hops: Hops, desk: Desk, in_force: bool
) -> None:
    case = uuid4()
    desk.write(case, received())
    if not in_force:
        desk.write(case, accepted())
    line = loop(hops, desk)
    assert line.run_once().ok
    # Written while the platform took the case back; when the case lies with the department, it will not take effect.
    desk.write(case, accepted())
    before = [one.body for one in desk.outbox.pending(9, 10**6)]
    desk.inbox.apply([GoneCase(uuid4(), case, "erased", "依法删除", NOW)], "lie")
    assert shown(desk, case) and [one.body for one in desk.outbox.pending(9, 10**6)] == before
    told = [one for one in OutboxView(desk.database, desk.device).items() if one.reason == "gone-aside"]
    assert len(told) == 1 and told[0].state == "parked" and "没有照撤" in told[0].words and told[0].can
    assert Views(desk.database).counts()["parked"] == 1, "it shows in the badge"
    desk.inbox.apply([], "")
    assert line.run_once().ok
    states = [one.state for one in OutboxView(desk.database, desk.device).items()]
    assert (states, shown(desk, case)) == ((["gone"], False) if in_force else (["parked"] * 2, True))


@pytest.mark.parametrize("kind", ["erased", "moved", "withdrawn"])
def test_what_was_dismissed_keeps_no_case_from_being_erased(hops: Hops, desk: Desk, kind: str) -> None:
    """Nothing settles what a person at the platform dismissed: the case would stand in the lists for ever."""
    case = desk.take_in()
    assert loop(hops, desk).run_once().ok
    with desk.database.write.begin() as connection:
        last = select(commits.c.id).where(commits.c.case_id == case.bytes).order_by(commits.c.seq.desc()).limit(1)
        mine = commits.c.id == connection.scalar(last)
        connection.execute(update(commits).where(mine).values(parked="dismissed:孙主管：与窗口核对了纸面"))
    desk.inbox.apply([GoneCase(uuid4(), case, "withdrawn", "申请人撤回", NOW)], "x")
    assert shown(desk, case), "somebody looks at what was dismissed before it leaves"
    desk.inbox.apply([GoneCase(uuid4(), case, kind, "依法删除", NOW)], "y")
    assert shown(desk, case) == (kind == "withdrawn")
    dismissed = [one for one in OutboxView(desk.database, desk.device).items() if one.reason == "dismissed"]
    assert len(dismissed) == 1, "it is still told, and can be exported"


def test_a_case_of_which_the_platform_speaks_again_is_back(desk: Desk, hops: Hops) -> None:
    case = desk.take_in()
    line = loop(hops, desk)
    assert line.run_once().ok
    desk.inbox.apply([GoneCase(uuid4(), case, "moved", "移交", NOW)], "x")
    assert not shown(desk, case)
    other = Window()
    other.write(case, ("paper_issued", {"document_id": str(uuid4()), "kind": "D01", "number": "收1"}))
    desk.inbox.apply(other.commits, "y")
    assert shown(desk, case)


def test_who_asks_from_the_start_is_not_told_what_left_and_pages_end_where_they_may(hops: Hops) -> None:
    writer, reader = Window(), Window()
    cases = [writer.take_in() for _ in range(5)]
    assert hops.step(writer, hops.province).ok
    for case in cases:
        reader.write(case, ("paper_out", {}))
    assert hops.step(reader, hops.province).ok and len(reader.foreign) == 5
    with hops.province.database.write() as connection:
        for case in cases[:3]:
            why = gone.why(GoneKind.WITHDRAWN, "撤回", NOW)
            assert set(gone.let_go(connection, case.bytes, why)) == {writer.device, reader.device}
            assert gone.let_go(connection, case.bytes, why) == []
    for limit in (1, 2, 3, 100):
        cursor, heard, left = "", [], []
        more = True
        while more:
            with hops.province.database.read() as connection:
                epoch = hops.province.database.server_epoch
                found = page(connection, epoch, reader.device, cursor, limit)
            heard += [one.case for one in found.commits]
            left += [one.case for one in found.gone]
            cursor, more = found.cursor, found.more
        assert (heard, left) == (cases[3:], cases[:3]), limit
    writer.write(cases[0], ("paper_out", {}))
    assert hops.step(writer, hops.province).ok and writer.outcomes()[6][0] is AckOutcome.APPLIED
    assert hops.step(reader, hops.province).ok and [one.case_id for one in reader.gone] == cases[:3]
    assert len(reader.foreign) == 5, "what came before was heard; of what left nothing more comes"


def test_a_case_taken_back_leaves_all_windows_of_a_hall(hops: Hops) -> None:
    writer, reader, late = Window(), Window(), Window()
    for one in (writer, reader):
        assert hops.step(one).ok
    case = writer.take_in()
    assert hops.step(writer).ok and hops.step(reader).ok
    hops.relay()
    assert retract(hops.hall, case) == 1, "only the province decides that"
    assert retract(hops.province, case) == 0
    hops.relay()
    for one in (writer, reader, late):
        assert hops.step(one).ok
    assert [one.case_id for one in writer.gone] == [one.case_id for one in reader.gone] == [case]
    assert not late.gone and not late.foreign, "who comes later never hears of it"
    hops.relay()
    with hops.hall.database.read() as connection:
        assert len(connection.execute(select(tables.gone)).all()) == 2


def give(house: House, case: UUID, holder: str, to: str) -> str:
    with house.database.read() as connection:
        fence = leases.read(connection, case, holder).fence
    words = {"reason": "转窗口", "operator": "op-1", "name": "钱收件", "number": "A01"}
    asked = LeaseRequest(device=holder, action=LeaseAction.GIVE, to=to, fence=fence, **words)
    return leases.move(house.database, case, asked, NOW).holder


def test_a_moved_case_stays_with_its_new_window_and_comes_back_whole_when_it_is_given_back(
    hops: Hops, desk: Desk
) -> None:
    line, other = loop(hops, desk), Window()
    other.take_in()
    case = uuid4()
    desk.write(case, received())
    assert line.run_once().ok and hops.step(other, hops.province).ok
    assert give(hops.province, case, desk.device, other.device) == other.device
    assert retract(hops.province, case, "moved") == 0
    assert hops.step(other, hops.province).ok and line.run_once().ok
    assert not other.gone and not shown(desk, case), "it left the old window only"
    assert give(hops.province, case, other.device, desk.device) == desk.device
    assert line.run_once().ok and shown(desk, case)
    assert reconciled(hops, desk) == [], "counted at both ends again"
    desk.write(case, accepted())
    assert line.run_once().ok and shown(desk, case)


def test_nothing_is_written_to_a_case_that_left(desk: Desk) -> None:
    case = desk.take_in()
    desk.inbox.apply([], "")
    with desk.database.writing() as connection:
        connection.execute(text("UPDATE commits SET ack = 'r'"))
    desk.inbox.apply([GoneCase(uuid4(), case, "moved", "移交", NOW)], "x")
    before = desk.digests()
    with pytest.raises(UserFacingError) as refused:
        desk.write(case, accepted())
    assert refused.value.code == "ZC-CASE-GONE" and refused.value.kept and refused.value.what_next
    assert desk.digests() == before and not shown(desk, case)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[StoreHouse]:
    made = StoreHouse(tmp_path / "house")
    yield made
    made.close()


def line_of(hops: Hops, house: StoreHouse, end: House | None) -> SyncLoop:
    ends = (hops.at(house, end), house.outbox, house.inbox, house.blocks, MovedTime(), house.clock)
    return SyncLoop(*ends)


def moved_away(hops: Hops, house: StoreHouse, other: Window, line: SyncLoop) -> UUID:
    """A case of ``house``, whose receipt is on its way through the printer, that ``other`` was given."""
    other.take_in()
    case = house.take_in()
    assert hops.step(other, hops.province).ok and line.run_once().ok
    assert give(hops.province, case, house.device, other.device) == other.device
    assert retract(hops.province, case, "moved") == 0
    assert hops.step(other, hops.province).ok and line.run_once().ok
    assert case in put_away(house)
    return case


def put_away(house: StoreHouse) -> frozenset[UUID]:
    with house.database.read.connect() as connection:
        return put_away_cases(connection)


def test_what_became_of_paper_is_kept_and_told_though_its_case_has_left(hops: Hops, house: StoreHouse) -> None:
    """The sheet came out here and was given: who has the case now knows, and the printer serves the next one."""
    line, other = line_of(hops, house, hops.province), Window()
    case = moved_away(hops, house, other, line)
    (job,) = [one for one in house.jobs.jobs(JobState.ALLOCATED) if one.case_id == case]
    queue = RecordingJobs(house.jobs, lambda: house.desk)
    queue.mark(job.id, JobState.SENT, "盘")
    queue.mark(job.id, JobState.OUT, "盘")
    record_seal(house.desk, case, job.document_id, "专用章", "赵六", "盖章室")
    give_paper(house.desk, case, job.document_id, NOBODY_ELSE)
    assert house.jobs.job(job.id).state is JobState.OUT and house.views.case(case).papers[0].is_given
    assert line.run_once().ok and hops.step(other, hops.province).ok
    heard = [json.loads(one.body)["events"][0]["type"] for one in other.foreign.values() if one.case_id == case]
    assert heard[-3:] == ["paper_out", "paper_sealed", "paper_given"]
    assert [row for row in house.rows(case_row) if row["case_id"] == case.bytes] == [], "it is in no list again"
    items = OutboxView(house.database, house.device).items()
    assert [one.state for one in items] == ["gone"], "nothing of it is parked or waits"
    reckoning = SqlReckoning(house.database, house.device)
    for deep in (False, True):
        assert Reconciler(hops.at(house, hops.province), reckoning, house.device).compare(deep=deep).equal
    before = len(house.own_commits())
    with pytest.raises(UserFacingError, match="ZC-CASE-GONE"):
        accept(house.desk, case)
    assert len(house.own_commits()) == before and verify_store(house.database).problems == []


def test_a_blank_ruined_after_its_case_had_left_is_voided_alone_and_told(hops: Hops, house: StoreHouse) -> None:
    """坏了 wanted the number of the next sheet, which could not be used on a case that is another's: no way out."""
    line, other = line_of(hops, house, hops.province), Window()
    other.take_in()
    case = house.certified("LN-1")
    assert hops.step(other, hops.province).ok and line.run_once().ok
    assert give(hops.province, case, house.device, other.device) == other.device
    assert retract(hops.province, case, "moved") == 0
    assert hops.step(other, hops.province).ok and line.run_once().ok and case in put_away(house)
    (job,) = (one for one in house.jobs.jobs() if one.kind == PaperKind.CERTIFICATE)
    assert house.jobs.mark(job.id, JobState.SENT, "盘")
    sent = house.jobs.job(job.id)
    assert sent is not None
    question = print_question(sent, house.case(case), "", house.views.has_left(case))
    assert question.away and question.replaces
    with pytest.raises(UserFacingError, match="ZC-PRN-37") as told_her:
        answer_print(house.desk, house.jobs, question, SPOILED)
    assert "下一本的号" not in told_her.value.what + told_her.value.what_next
    with pytest.raises(UserFacingError, match="ZC-CASE-GONE") as refused:
        replace_blank(house.desk, case, job.document_id, "卡纸", "LN-2", [sent])
    assert "LN-2 没有动用" in refused.value.kept
    replace_blank(house.desk, case, job.document_id, "卡纸", "", [sent])
    states = {blank.serial: (blank.state, blank.reason) for blank in house.stock.blanks()}
    assert states["LN-1"] == ("void", "卡纸") and states["LN-2"][0] == "on_hand"
    after = house.jobs.job(job.id)
    assert after is not None and after.state is JobState.SETTLED, "nobody is asked any more"
    assert line.run_once().ok and hops.step(other, hops.province).ok
    heard = [json.loads(one.body)["events"][0]["type"] for one in other.foreign.values() if one.case_id == case]
    assert heard[-1] == "blank_voided" and case in put_away(house)
    assert verify_store(house.database).problems == []


def test_a_case_that_left_stays_away_though_word_comes_again_before_its_paper_was_told(
    hops: Hops, house: StoreHouse
) -> None:
    line, other = line_of(hops, house, hops.province), Window()
    case = moved_away(hops, house, other, line)
    (job,) = [one for one in house.jobs.jobs(JobState.ALLOCATED) if one.case_id == case]
    record_out(house.desk, house.jobs, job, "clerk")
    (row,) = [one for one in house.rows_of("gone_cases") if one["case_id"] == case.bytes]
    again = GoneCase(UUID(bytes=row["id"]), case, "moved", row["reason"], NOW, other.device, "accepted")
    house.inbox.apply([again], "again")
    assert case in put_away(house) and "已受理" in told(house, case)
    with pytest.raises(UserFacingError, match="ZC-CASE-GONE"):
        accept(house.desk, case)
    assert line.run_once().ok and case in put_away(house)
    assert verify_store(house.database).problems == []


def test_a_sheet_that_came_out_behind_a_hall_goes_up_to_who_has_its_case(hops: Hops, house: StoreHouse) -> None:
    line, other = line_of(hops, house, None), Window()
    other.take_in()
    case = house.take_in()
    assert hops.step(other, hops.province).ok and line.run_once().ok
    hops.relay()
    assert give(hops.province, case, house.device, other.device) == other.device
    assert retract(hops.province, case, "moved") == 0
    hops.relay()
    assert line.run_once().ok and case in put_away(house)
    (job,) = [one for one in house.jobs.jobs(JobState.ALLOCATED) if one.case_id == case]
    record_out(house.desk, house.jobs, job, "clerk")
    assert line.run_once().ok
    hops.relay()
    assert hops.step(other, hops.province).ok
    heard = [json.loads(one.body)["events"][0]["type"] for one in other.foreign.values() if one.case_id == case]
    assert heard[-1] == "paper_out"
    assert hops.said(house).results[-1].outcome.value == "applied"


def told(house: StoreHouse, case: UUID) -> str:
    return " ".join(one.words for one in OutboxView(house.database, house.device).items() if one.case_id == case)


def bodies(house: StoreHouse, case: UUID) -> int:
    return sum(row["case_id"] == case.bytes for row in house.rows_of("commits"))


@pytest.mark.parametrize("behind", ["province", "hall"])
def test_a_window_that_let_a_case_go_reads_who_has_it_and_how_far_it_is_and_nothing_else(
    hops: Hops, house: StoreHouse, behind: str
) -> None:
    line, other = line_of(hops, house, hops.province if behind == "province" else None), Window()

    def go_round() -> None:
        for _ in range(2):
            hops.relay()
            assert line.run_once().ok and hops.step(other, hops.province).ok

    other.take_in()
    case = house.take_in()
    go_round()
    assert give(hops.province, case, house.device, other.device) == other.device
    assert retract(hops.province, case, "moved") == 0
    go_round()
    assert f"现在由 {other.device} 办理，已收件" in told(house, case)
    kept = bodies(house, case)
    secret = "13800000009"
    other.write(case, ("accepted", {"accepted_on": "2026-09-28", "due": "2026-10-20", "phone": secret}), fence=2)
    go_round()
    assert "办理，已受理" in told(house, case)
    at = house.inbox.cursor()
    hops.province.again()
    go_round()
    assert house.inbox.cursor() == at, "nothing new, nothing from the start"
    decide(hops.province.db, str(case), "grant")
    go_round()
    assert "办理，已准予" in told(house, case)
    assert bodies(house, case) == kept and secret not in str(house.everything())
    assert case in put_away(house) and verify_store(house.database).problems == []


def test_of_a_case_that_was_erased_nothing_more_is_told(hops: Hops, house: StoreHouse) -> None:
    line, other = line_of(hops, house, hops.province), Window()
    case = moved_away(hops, house, other, line)
    with hops.province.database.write() as connection:
        connection.execute(text("UPDATE gone SET kind = 'erased'"))
    other.write(case, ("accepted", {"accepted_on": "2026-09-28", "due": "2026-10-20"}), fence=2)
    assert hops.step(other, hops.province).ok
    before = told(house, case)
    assert line.run_once().ok and told(house, case) == before
