"""``verify`` says where: whatever was changed behind the program's back, and nothing when nothing was."""

from __future__ import annotations

import shutil
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain import events as ev
from app.domain.chain import digest_of, link
from app.domain.materials import as_taken
from app.domain.paper import PaperKind, Seal
from app.storage.database import open_database
from app.storage.schema import commits
from app.storage.verify import Report, rebuild, verify
from app.usecases.accept import accept
from app.usecases.record_seal import record_seal
from app.usecases.replace_blank import replace_blank
from app.usecases.take_correction import take_correction
from app.usecases.withdraw import withdraw
from tests.app.domain.kit import CLERK, MONDAY, PLACE
from tests.app.storage.house import BLANK, House
from tests.app.storage.kit import KEY, flip


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day's work, done once: three cases, a void blank, looks in the audit."""
    folder = tmp_path_factory.mktemp("worked") / "house"
    house = House(folder)
    noticed = house.noticed()
    rows = house.case(noticed).open_faults
    take_correction(house.desk, noticed, (as_taken(rows[0], 1, 0),))
    certified = house.certified("LN-1")
    paper = house.case(certified).papers_of(PaperKind.CERTIFICATE)[0]
    replace_blank(house.desk, certified, paper.document_id, "卡纸", "LN-2")
    withdrawn = house.take_in()
    withdraw(house.desk, withdrawn, "不办了")
    for action in ("login", "look", "reveal"):
        house.audit.record("op-1", action, str(noticed))
    house.close()
    return folder


@pytest.fixture
def day(worked: Path, tmp_path: Path) -> Iterator[House]:
    """That day, as it lies on the disk."""
    shutil.copytree(worked, tmp_path / "day")
    house = House(tmp_path / "day")
    yield house
    house.close()


def places(report: Report) -> str:
    return "；".join(f"{problem.where}: {problem.text}" for problem in report.problems)


def test_a_clean_day_is_clean_and_everything_was_looked_at(day: House) -> None:
    report = verify(day.database)
    assert report.ok, places(report)
    assert set(report.checked) >= {
        "pages", "commits", "events", "projections", "numbers", "blanks", "jobs", "audit",
    }  # fmt: skip
    assert report.checked["commits"] == len(day.rows(commits)) and report.checked["audit"] == 3


HARMS: list[tuple[str, str, str]] = [
    (
        "a character of a body",
        "UPDATE commits SET body = replace(body, '沈阳样例食品有限公司', '沈阳样例食品有限公可') WHERE seq = 1",
        "commits D07/1/1: 正文与摘要不符",
    ),
    (
        "a body with a digest that fits",
        "UPDATE commits SET digest = replace(digest, substr(digest, 1, 4), 'beef') WHERE seq = 3",
        "commits D07/1/3",
    ),
    ("a link of the chain", "UPDATE commits SET hash = prev WHERE seq = 4", "commits D07/1/4: 链值"),
    ("a commit cut out", "DELETE FROM commits WHERE seq = 2", "commits D07/1/3: 序号不连续"),
    ("the first commit cut out", "DELETE FROM commits WHERE seq = 1", "commits D07/1/2"),
    (
        "an event of another wording",
        "UPDATE events SET payload = replace(payload, '不办了', '撤回了') WHERE type = 'withdrawn'",
        "事件表与提交正文不一致",
    ),
    ("an event cut out", "DELETE FROM events WHERE type = 'withdrawn'", "事件表与提交正文不一致"),
    ("an event of damage", "UPDATE events SET payload = '{}' WHERE type = 'withdrawn'", "读不出来"),
    ("a list row of another state", "UPDATE case_row SET state = 'S70' WHERE state = 'T5'", "state 与重放"),
    (
        "a case said to correct another",
        "UPDATE case_row SET corrects = x'00112233445566778899aabbccddeeff' WHERE state = 'T5'",
        "corrects 与重放",
    ),
    ("a list row lost", "DELETE FROM case_row WHERE state = 'T5'", "投影里缺这个办件"),
    (
        "a list row from nowhere",
        "INSERT INTO case_row SELECT x'00', state, lease, home, item_code, item, applicant, receipt, channel,"
        " operator, opened_ms, changed_ms, count, awaits_seal, visit, corrects FROM case_row WHERE state = 'T5'",
        "日志没有的办件",
    ),
    ("a deadline moved", "UPDATE due SET date = '2030-01-01' WHERE kind = 'correction'", "期限与重放"),
    ("a paper said to be sealed", "UPDATE papers SET state = 'sealed' WHERE kind = 'D03'", "文书与重放"),
    ("a search word lost", "DELETE FROM search_key WHERE key = '食品生产许可（首次）'", "检索词与重放"),
    ("a number freed again", "DELETE FROM numbers WHERE n = 2", "文书的编号没有登记"),
    ("a number without paper", "UPDATE numbers SET document_id = x'01' WHERE n = 2", "编号没有对应的文书"),
    ("a block wound back", "UPDATE number_blocks SET next = 2", "number_blocks block-1"),
    (
        "a used blank put back",
        "UPDATE stock SET state = 'on_hand' WHERE serial = 'LN-2'",
        f"stock {BLANK} LN-2",
    ),
    ("a void blank used", "UPDATE stock SET state = 'used' WHERE serial = 'LN-1'", f"stock {BLANK} LN-1"),
    (
        "a blank spirited away",
        "DELETE FROM stock WHERE serial = 'LN-1'",
        f"stock {BLANK} LN-1: 日志用过，库存里没有",
    ),
    ("a print said to be out", "UPDATE jobs SET state = 'out' WHERE kind = 'D03'", "任务说已出纸，日志没有"),
    (
        "a print of nothing",
        "UPDATE jobs SET document_id = x'02' WHERE kind = 'D03'",
        "打印任务没有对应的文书",
    ),
    ("an audit line rewritten", "UPDATE audit SET operator = 'op-9' WHERE n = 2", "audit 2: 审计记录被改动"),
    ("an audit line cut out", "DELETE FROM audit WHERE n = 2", "audit 3"),
]


@pytest.mark.parametrize(("statement", "told"), [h[1:] for h in HARMS], ids=[h[0] for h in HARMS])
def test_every_change_behind_the_programs_back_is_found_with_its_place(
    day: House, statement: str, told: str
) -> None:
    day.harm(statement)
    report = verify(day.database)
    assert not report.ok
    assert told in places(report), places(report)


@pytest.mark.parametrize("harm", ["day = 'x'", "id = 'letters, not byte'", "now = 'x'", "kind = x'00'"])
def test_a_page_of_the_blank_ledger_that_cannot_be_read_is_named_and_the_rest_is_still_checked(
    day: House, harm: str
) -> None:
    with day.database.write.begin() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    day.harm(f"UPDATE stock_moves SET {harm} WHERE n = 7")
    day.harm("UPDATE stock SET state = 'on_hand' WHERE serial = 'LN-2'")
    found = places(verify(day.database))
    assert "stock_moves 7" in found and "stock " in found
    assert f"stock {BLANK}: 账上结存" in found, "the sums are counted all the same"


def test_a_number_that_stands_on_two_papers_is_found(day: House) -> None:
    case = day.take_in()
    number = day.case(case).papers[0].number
    twice = ev.PaperIssued(
        MONDAY, CLERK, uuid4(), PaperKind.ROUTING, number, "paper", 99, 1, Seal.NONE, PLACE
    )
    day.append(case, twice)
    assert f"numbers {number}: 同一个编号用了两次" in places(verify(day.database))


def test_a_blank_that_two_certificates_claim_is_found(day: House) -> None:
    case = day.take_in("护士执业注册")
    accept(day.desk, case, "counter")
    day.append(case, ev.BlankUsed(MONDAY, CLERK, day.case(case).papers[0].document_id, BLANK, "LN-2"))
    assert f"stock {BLANK} LN-2: 同一本空白证用了两次" in places(verify(day.database))


def test_a_whole_chain_forged_behind_a_commit_shows_in_its_events(day: House) -> None:
    """Whoever recomputes digest and link of the last commit still leaves the events behind."""
    last = day.own_commits()[-1]
    body = last.body.replace("不办了", "改主意")
    day.harm(
        "UPDATE commits SET body = :body, digest = :digest, hash = :hash WHERE seq = :seq",
        body=body, digest=digest_of(body), hash=link(last.prev, digest_of(body)), seq=last.seq,
    )  # fmt: skip
    assert "事件表与提交正文不一致" in places(verify(day.database))


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_flipped_bit_of_the_database_file_is_found_and_said_in_words(day: House, part: float) -> None:
    day.close()
    page = int(day.path.stat().st_size * part) // 4096
    flip(day.path, page * 4096 + 2000)
    try:
        database = open_database(day.path, KEY)
    except Exception as error:
        assert "ZC-DB-02" in str(error)
        return
    report = verify(database)
    database.close()
    assert not report.ok
    assert "database" in {problem.where for problem in report.problems}, places(report)
    assert str(page + 1) in places(report) or "ZC-DB-02" in places(report), places(report)


def test_without_the_key_the_file_says_nothing(day: House) -> None:
    day.close()
    with pytest.raises(sqlite3.DatabaseError), sqlite3.connect(day.path) as plain:
        plain.execute("SELECT * FROM commits").fetchall()
    plain.close()


# projections


def test_projections_made_anew_from_the_log_are_the_same(day: House) -> None:
    before = day.projections()
    assert rebuild(day.database) == 3
    assert day.projections() == before


@pytest.mark.parametrize("table", ["case_row", "due", "papers", "search_key"])
def test_a_lost_projection_comes_back_from_the_log(day: House, table: str) -> None:
    before = day.projections()
    day.harm(f"DELETE FROM {table}")
    assert not verify(day.database).ok
    rebuild(day.database)
    assert day.projections() == before and verify(day.database).ok


def test_projections_keep_up_with_every_step(house: House) -> None:
    """After each commit of a whole day the tables are what a replay gives."""
    steps: list[Callable[[], object]] = []
    case = house.noticed()
    rows = house.case(case).open_faults
    steps += [lambda row=row: take_correction(house.desk, case, (as_taken(row, 1, 0),)) for row in rows]
    steps.append(lambda: accept(house.desk, case))
    for step in steps:
        step()
        report = verify(house.database)
        assert report.ok, places(report)
    assert house.views.cases()[0].due_kind == "main"


def test_a_spoiled_sheet_still_leads_to_its_case(day: House) -> None:
    found = {serial: [line.case_id for line in day.views.find(serial)] for serial in ("LN-1", "LN-2")}
    assert found["LN-1"] and found["LN-1"] == found["LN-2"]


def test_a_seal_shows_in_the_lists_at_once(house: House) -> None:
    case = house.take_in()
    paper = house.case(case).papers[0]
    house.append(case, ev.PaperOut(MONDAY, CLERK, paper.document_id, 1, "clerk"))
    assert [line.number for line in house.views.papers("unsealed")] == [paper.number]
    assert house.views.counts()["unsealed"] == 1 and house.views.cases()[0].awaits_seal == 1
    record_seal(house.desk, case, paper.document_id, "收件专用章", "赵六", "窗口")
    assert house.views.papers("unsealed") == [] and house.views.cases()[0].awaits_seal == 0


def test_a_second_house_has_nothing_of_the_first(house: House, tmp_path: Path) -> None:
    house.take_in()
    other = House(tmp_path / "other", "D08")
    assert verify(other.database).ok and other.views.cases() == []
    other.close()


def test_a_profile_of_years_is_checked_a_case_at_a_time(house: House) -> None:
    """Else 100,000 cases need more memory than the machine has, on the morning of a dead disk."""

    def peak() -> int:
        tracemalloc.start()
        assert verify(house.database).ok
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    for _ in range(4):
        house.told()
    assert verify(house.database).ok, "what is read once stays in memory"
    few = peak()
    for _ in range(10):
        house.told()
    assert (peak() - few) / 10 < 25_000, "bytes a case; all commits, events and cases at once are 56,000"
