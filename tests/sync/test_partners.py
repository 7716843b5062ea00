"""The other systems are asked in the log of a real window and answer in it; nothing waits for a broken one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.systems import System
from sync.platform.main import main, now_ms
from sync.platform.partner_desk import open_desk
from sync.platform.partner_staff import feed, put, write_archive
from sync.platform.partners.house import SYSTEMS
from sync.platform.partners.sample import BAD, GOOD, PLAIN
from sync.platform.report import verify
from sync.platform.staff import decide
from tests.sync.partner_counter import Counter


@pytest.mark.law("A6-15")
def test_the_supervision_sees_the_whole_course_and_shows_red_when_a_case_is_late(counter: Counter) -> None:
    case = counter.case()
    assert counter.ask(case, "supervision")["outcome"] == "green"
    counter.window.accept(case)
    said = counter.ask(case, "supervision")
    assert said["data"] == {"due": "2026-10-20", "objects": "申办 受理"}
    late = counter.case()
    counter.window.write(late, ("accepted", {"accepted_on": "2020-01-01", "due": "2020-01-20"}))
    assert counter.ask(late, "supervision")["outcome"] == "red"
    decide(counter.db, str(case), "grant")
    assert counter.ask(case, "supervision")["outcome"] == "done"
    lines = [line for line in feed(counter.db) if line["case"] == str(case)]
    assert [line["object"] for line in lines] == ["申办", "受理", "办结"]
    assert lines[0]["fields"]["SBSJ"] == "20260921221320" and lines[2]["fields"]["BJJGMS"] == "准予"
    assert lines[0]["fields"]["BLRGH"] == "A01" and "李测试" not in json.dumps(lines, ensure_ascii=False)
    counter.tell(late, "supervision", "urged", "请于今日办结")
    assert counter.last(late)["words"] == "请于今日办结"


@pytest.mark.law("A6-10")
def test_an_ended_case_is_archived_with_every_entry_and_the_package_proves_itself(
    counter: Counter, tmp_path: Path
) -> None:
    import zipfile
    from hashlib import sha256

    case = counter.case()
    assert counter.ask(case, "archive")["data"]["code"] == "not-ended"
    counter.window.write(case, ("withdrawn", {"proof": {"blob": "cd" * 32}}))
    filed = counter.ask(case, "archive")
    assert filed["outcome"] == "filed" and (filed["data"]["log"], filed["data"]["scans"]) == ("2", "1")
    assert counter.ask(case, "archive")["data"]["number"] == filed["data"]["number"], "filing changes nothing"
    write_archive(counter.db, str(case), tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        manifest = package.read("manifest.json")
        entries = json.loads(manifest)["log"]
        assert [package.read(e["file"]).decode() for e in entries] == [
            c.body for c in counter.window.commits if c.case_id == case and "partner_asked" not in c.body
        ]
    digest = sha256(manifest).hexdigest()
    assert counter.ask(case, "archive", action="verify", digest=digest)["outcome"] == "pass"
    assert counter.ask(case, "archive", action="verify", digest="0" * 64)["outcome"] == "fail"


@pytest.mark.law("A6-32")
def test_counters_of_window_and_platform_agree_and_a_missing_one_is_named(counter: Counter) -> None:
    counter.case()
    case = counter.case()
    counts = {
        "through": "2",
        "commits": "2",
        "events": "4",
        "cases": "2",
        "hash": counter.window.commits[1].hash,
    }
    assert counter.ask(case, "reconciliation", **counts)["outcome"] == "pass"
    wrong = counter.ask(case, "reconciliation", **counts | {"cases": "3"})
    assert wrong["outcome"] == "fail" and wrong["words"] == "对账不一致：cases 3≠2"


@pytest.mark.law("A6-1")
def test_without_the_line_a_question_waits_and_is_answered_when_it_is_back(counter: Counter) -> None:
    case = counter.case()
    counter.put_question(case, "credit")
    assert not counter.heard(case), "nothing is known: 未查（离线）"
    counter.sync()
    assert [said["outcome"] for said in counter.heard(case)] == ["pass"]
    counter.sync()
    assert len(counter.heard(case)) == 1, "one question, one answer"


def test_a_question_no_partner_knows_waits_for_people_and_stops_nothing(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    case = counter.case()
    ask = counter.put_question(case, "weather")
    assert counter.ask(case, "credit")["outcome"] == "pass"
    assert main(["partner", "list", "--db", counter.db, "--state", "waiting"]) == 0
    assert ask in capsys.readouterr().out
    assert main(["partner", "answer", ask, "sunny", "n=1", "--words", "晴", "--db", counter.db]) == 0
    assert counter.last(case)["data"] == {"n": "1"}
    assert main(["partner", "answer", ask, "rain", "--db", counter.db]) == 1, "answered already"


def test_a_broken_register_stops_its_own_question_only(counter: Counter) -> None:
    put(counter.db, "appointments", "#seats", "limit", {"n": "not a number"})
    case = counter.case()
    ask = counter.put_question(case, "queue", action="book", day="2026-10-12", slot="a")
    assert counter.ask(case, "credit")["outcome"] == "pass"
    assert len(counter.heard(case)) == 1
    put(counter.db, "appointments", "#seats", "limit", {"n": "1"})
    assert counter.ask(case, "queue")["outcome"] == "waiting"
    assert main(["partner", "answer", ask, "booked", "--words", "已电话预约", "--db", counter.db]) == 0, (
        "people may"
    )
    assert counter.last(case)["ask"] == ask


def test_the_questions_of_all_partners_leave_the_platform_in_agreement_with_itself(counter: Counter) -> None:
    case = counter.case()
    asked = [counter.put_question(case, system) for system in SYSTEMS]
    counter.sync()
    assert [said["ask"] for said in counter.heard(case)] == asked, "each is answered, in the order of asking"
    found = verify(counter.db)
    assert found["ok"], found["problems"][:3]


def test_window_and_platform_use_the_same_codes_for_the_systems() -> None:
    assert {system.value for system in System} == set(SYSTEMS)


def test_a_rehearsal_province_knows_something_from_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = str(tmp_path / "p.db")
    assert main(["partner", "sample", "--db", db]) == main(["partner", "sample", "--db", db]) == 0
    with open_desk(db, now_ms) as desk, desk.partners() as partners:
        assert [partners.credit.check(holder) for holder in (GOOD, PLAIN, BAD)] == ["00", "10", "20"]
        assert [licence.state for licence in partners.licence.of(GOOD)] == ["valid"]
        assert partners.seal.sign("行政审批专用章", "ab" * 32, "d", "c").log == "YZ0000000001"
    capsys.readouterr()
    assert main(["partner", "show", "seal", "--db", db]) == 0
    assert "停用的专用章" in capsys.readouterr().out
    assert main(["partner", "show", "hotline", "--db", db]) == 1, "complaints have their own door"
    assert main(["partner", "put", "seal", "x", "active", "novalue", "--db", db]) == 1
    assert main(["partner", "progress", "无此号", "--db", db]) == 1
