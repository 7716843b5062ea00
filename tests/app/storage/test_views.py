"""Lists that a clerk works from: the right cases, in the right order, found by what is on the paper in her hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import insert

from app.domain.codec import dumps
from app.domain.ids import uuid7
from app.domain.paper import PaperKind
from app.domain.records import Ack, AckOutcome
from app.domain.transitions import CaseState
from app.storage import hits
from app.storage.day_book import SqlDayBook
from app.storage.headroom import HeadroomReader
from app.storage.outbox_view import MOST_LOOKED, OutboxView
from app.storage.project import short_code
from app.storage.schema import case_row, commits, guides, papers, search_key
from app.storage.views import MOST_COUNTED
from app.usecases.accept import accept
from app.usecases.decline import decline
from app.usecases.withdraw import withdraw
from tests.app.domain.kit import COMPANY, guide_of
from tests.app.storage.house import House


def test_the_most_urgent_clock_comes_first_and_ended_cases_have_none(house: House) -> None:
    noticed, received = house.noticed(), house.take_in()
    accepted = house.take_in()
    accept(house.desk, accepted)
    gone = house.take_in()
    withdraw(house.desk, gone, "不办了")
    found = [(line.case_id, line.due_kind) for line in house.views.due_list()]
    assert found == [(received, "notice"), (accepted, "main"), (noticed, "correction")]
    assert [line.due.isoformat() for line in house.views.due_list() if line.due] == [
        "2026-10-10",
        "2026-10-13",
        "2026-10-23",
    ]


def test_a_case_is_found_by_name_number_end_of_number_and_paper(house: House) -> None:
    case = house.take_in()
    number = house.case(case).papers[0].number
    assert COMPANY.organisation is not None
    for words in (
        "沈阳样例",
        "沈阳样例食品有限公司",
        COMPANY.organisation.uscc,
        COMPANY.organisation.uscc.lower(),
        COMPANY.organisation.uscc[-6:],
        number,
        short_code(number),
        "食品生产",
    ):
        assert [line.case_id for line in house.views.find(words)] == [case], words
    assert house.views.find("李四") == [] and house.views.find("   ") == []
    assert house.views.case_of_number(short_code(number).lower()) == case
    assert house.views.case_of_number("D07999999") is None


def test_percent_signs_and_brackets_are_letters_to_the_search(house: House) -> None:
    house.take_in()
    for words in ("%", "_", "'", "〔", "\U0010ffff"):
        assert house.views.find(words) == []


def test_lists_are_by_state_and_the_newest_change_comes_first(house: House) -> None:
    first, second = house.take_in(), house.take_in()
    assert [line.case_id for line in house.views.cases()] == [second, first]
    decline(house.desk, first, "false", "营业执照是伪造的")
    assert [line.case_id for line in house.views.cases()] == [first, second]
    assert [line.case_id for line in house.views.cases([CaseState.DECLINED])] == [first]
    assert house.views.cases([CaseState.SERVED]) == []


def test_badges_count_what_needs_a_hand(house: House) -> None:
    house.take_in()
    withdrawn = house.take_in()
    withdraw(house.desk, withdrawn, "不办了")
    certified = house.certified()
    counts = house.views.counts()
    assert (house.views.open_cases(), counts["pickup"], counts["due"]) == (2, 1, 2)
    assert counts["unsent"] == len(house.own_commits()) == 7
    assert house.case(certified).state is CaseState.AWAITING_PICKUP


def steps(house: House, ask: Callable[[], object]) -> int:
    """How many hundred steps of the database an answer takes."""
    taken: list[None] = []
    with house.database.read.connect() as connection:
        raw = connection.connection.driver_connection
    assert raw is not None
    raw.set_progress_handler(lambda: taken.append(None), 100)
    try:
        ask()
    finally:
        raw.set_progress_handler(None, 100)
    return len(taken)


def test_what_is_looked_at_every_ten_seconds_costs_no_more_the_more_waits(house: House) -> None:
    """After weeks without a line a badge kept the worker that does people's own work from it."""
    view = OutboxView(house.database, house.device)
    asked = (house.views.counts, view.cases)
    plain = dict.fromkeys(("digest", "prev", "hash"), "x") | {
        "device": house.device,
        "epoch": 1,
        "body": "{}",
    }

    def wait(seqs: range) -> list[int]:
        rows = [{"seq": n, "id": uuid4().bytes, "case_id": uuid4().bytes, "at_ms": n} for n in seqs]
        with house.database.writing() as connection:
            connection.execute(insert(commits).values(plain), rows)
        return [steps(house, ask) for ask in asked]

    few = wait(range(1, 10))
    many = wait(range(10, MOST_LOOKED + 10))
    more = wait(range(MOST_LOOKED + 10, 4 * MOST_LOOKED))
    assert max(few) < min(many), "steps are counted"
    assert all(now <= before + 1 for before, now in zip(many, more, strict=True))
    assert (house.views.counts()["unsent"], view.cases().more) == (MOST_COUNTED + 1, True)
    assert house.views.counts(None)["unsent"] == 4 * MOST_LOOKED - 1, "who asks for all of it is told"


def test_the_outbox_shows_what_waits_and_puts_what_needs_a_person_first(house: House) -> None:
    house.take_in()
    house.take_in()
    own = house.own_commits()
    house.outbox.acknowledge([Ack(own[1].seq, own[1].id, AckOutcome.PARKED, "receipt", "no-lease")], 1)
    lines = house.views.outbox("D07")
    assert [(line.seq, line.parked, line.acknowledged) for line in lines] == [
        (2, "no-lease", True),
        (1, "", False),
    ]
    assert lines[0].types == ("received", "paper_issued", "partner_asked") and lines[0].operator == "op-1"
    assert house.views.outbox("D99") == []


def test_the_outbox_opens_at_once_however_much_waits(house: House) -> None:
    found = house.plans(lambda: house.views.outbox("D07"))
    for plan in found:
        assert "TEMP B-TREE" not in plan and ("commits_parked" in plan or "commits_waiting" in plan)
    assert len(found) == 2


def test_a_search_looks_up_the_clocks_of_the_cases_it_shows_and_of_no_other(house: House) -> None:
    """With a million cases each further one is a page of the disk: of two hundred that fit, fifty are shown."""
    house.take_in()
    (lines,) = (plan for plan in house.plans(lambda: house.views.find("沈阳样例")) if "case_row" in plan)
    assert 0 <= lines.find("MATERIALIZE chosen") < lines.index("SEARCH due"), "they are chosen first"


def test_the_due_list_opens_at_once_however_many_cases_are_due_on_one_day(house: House) -> None:
    """With a million cases thousands are: all of them were joined and sorted to show the first."""
    (plan,) = house.plans(house.views.due_list)
    assert "due_date" in plan and "TEMP B-TREE" not in plan


def test_papers_are_listed_by_what_is_still_to_do(house: House) -> None:
    case = house.certified("LN-1")
    kinds = [line.kind for line in house.views.papers("allocated")]
    assert kinds == [PaperKind.RECEIPT, PaperKind.ACCEPTANCE, PaperKind.GRANT, PaperKind.CERTIFICATE]
    assert [line.blank for line in house.views.papers() if line.blank] == ["LN-1"]
    assert {line.case_id for line in house.views.papers()} == {case}


def test_a_case_that_is_not_here_is_none_and_no_error(house: House) -> None:
    assert house.views.case(uuid4()) is None and house.views.event_lines(uuid4()) == []


def test_the_case_of_today_is_found_among_hundreds_of_one_agent(house: House) -> None:
    """Else the clerk takes it in a second time."""
    rows = []
    for n in range(300):
        made = uuid7(1_790_000_000_000 + n * 1000, bytes(10)).bytes
        rows.append({"case_id": made, "receipt": f"R{n:04d}", "opened_ms": n, "changed_ms": n})
    same = dict.fromkeys(("lease", "home", "item_code", "item", "channel", "operator"), "x")
    same |= {"state": CaseState.RECEIVED.value, "applicant": "沈阳样例代办有限公司"}
    with house.database.write.begin() as connection:
        connection.execute(insert(case_row), [{**same, "count": 1, "awaits_seal": 0, **row} for row in rows])
        keys = [{"key": "沈阳样例代办有限公司", "case_id": row["case_id"]} for row in rows]
        connection.execute(insert(search_key), keys)
    assert [line.receipt for line in house.views.find("沈阳样例代办", 2)] == ["R0299", "R0298"]


@pytest.mark.parametrize(("few", "walked"), [(5, 50_000), (5, 40), (10_000, 50_000)])
def test_the_newest_of_very_many_are_found_whichever_way_they_are_looked_for(
    house: House, monkeypatch: pytest.MonkeyPatch, few: int, walked: int
) -> None:
    """Walking from the newest, giving the walk up for old cases, and sorting all: one answer."""
    monkeypatch.setattr(hits, "FEW_HITS", few)
    monkeypatch.setattr(hits, "WALKED_KEYS", walked)
    rows = [
        {
            "case_id": uuid7(1_790_000_000_000 + n * 1000, bytes(10)).bytes,
            "receipt": f"R{n:04d}",
            "opened_ms": n,
            "changed_ms": n,
        }
        for n in range(120)
    ]
    same = dict.fromkeys(("lease", "home", "item_code", "item", "channel", "operator"), "x")
    same |= {"state": CaseState.RECEIVED.value, "applicant": "沈阳样例代办有限公司"}
    with house.database.write.begin() as connection:
        connection.execute(insert(case_row), [{**same, "count": 1, "awaits_seal": 0, **row} for row in rows])
        old = [{"key": "护士执业注册", "case_id": row["case_id"]} for row in rows[:60]]
        new = [{"key": f"护照{row['receipt']}", "case_id": row["case_id"]} for row in rows[60:]]
        connection.execute(insert(search_key), old + new)
    found = {
        words: [line.receipt for line in house.views.find(words, 3)] for words in ("护", "护士", "护照R011")
    }
    assert found == {
        "护": ["R0119", "R0118", "R0117"],
        "护士": ["R0059", "R0058", "R0057"],
        "护照R011": ["R0119", "R0118", "R0117"],
    }


def test_how_long_numbers_last_is_told_in_days_not_in_papers(house: House, tmp_path: Path) -> None:
    """The one warning before the pad is needed: 200 papers a day and 300 numbers are a day and a half."""
    now = house.clock.now().ms
    same = {"kind": "D01", "seal": "none", "state": "out", "printings": 1, "out": 1, "blank": ""}
    rows = [
        {
            **same,
            "document_id": uuid4().bytes,
            "case_id": uuid4().bytes,
            "number": str(n),
            "code": str(n),
            "issued_ms": now - 86_400_000 * (n % 5) - n,
        }
        for n in range(1000)
    ]
    with house.database.write.begin() as connection:
        connection.execute(insert(papers), rows)
    reader = HeadroomReader(house.database, house.clock, house.device, tmp_path, now, 14)
    assert reader.read(300, "met").number_days == 1


def test_the_guide_in_use_is_that_of_the_catalogue_however_versions_are_spelt(house: House) -> None:
    """The tenth import of a day is not older than the ninth."""
    guide = guide_of("食品生产许可")
    for version in ("2026-10-08.9", "2026-10-08.10"):
        with house.database.write.begin() as connection:
            row = {"code": guide.item.code, "version": version, "digest": version}
            connection.execute(insert(guides), {**row, "body": dumps(replace(guide, version=version))})
    with house.units.begin() as tx:
        newest = tx.guide(guide.item.code)
    assert newest is not None and newest.version == "2026-10-08.10"
    assert SqlDayBook(house.database, house.clock, house.device).catalogue() == "2026-10-08.10"


def test_clocks_that_end_in_weeks_are_counted_for_the_shift_and_not_read_one_by_one(house: House) -> None:
    """A hall has ten thousands of them, and its opening check waits for the list."""
    accept(house.desk, house.take_in())
    house.noticed()
    book = SqlDayBook(house.database, house.clock, house.device)
    found = book.found()
    assert (found.clocks, found.running) == ((), 2)
    house.clock.ms += 14 * 86_400_000
    assert [each.kind for each in book.found().clocks] == ["main"], "tomorrow"
