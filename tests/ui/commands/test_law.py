"""The law without a case: when a period ends and why, what a province rules, and where two differ."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.codec import dumps
from app.domain.datafile import DataFileError
from app.domain.rules import RuleBook, parse_rules
from app.domain.time import ClockQuality
from app.storage.clock import ClockMemory, SystemClock
from resources import path as resource
from tests.bench.profile import applicant, nurse_intake
from ui.bootstrap import Enrolment, Settings, enrol, open_workplace, rules, rules_of
from ui.cli import main
from ui.timekeeping import CLOCK_SETTING

DAY_MS = 86_400_000


class Hand:
    """Types a command that needs no profile."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def text(self, *words: str) -> tuple[int, str]:
        self._capsys.readouterr()
        code = main(list(words))
        said = self._capsys.readouterr()
        return code, said.out + said.err

    def json(self, *words: str) -> Any:
        code, said = self.text(*words, "--json")
        assert code == 0, said
        return json.loads(said)


@pytest.fixture
def hand(capsys: pytest.CaptureFixture[str]) -> Hand:
    return Hand(capsys)


def test_five_working_days_from_28_september_end_on_an_exchanged_saturday_and_it_says_why(hand: Hand) -> None:
    code, said = hand.text("due", "--from", "2026-09-28", "--days", "5")
    assert code == 0
    lines = said.splitlines()
    assert lines[:3] == [
        "2026年10月10日（星期六）止：自2026年9月28日（星期一）起5个工作日。",
        "10月1日至7日放假不计入，10月10日（星期六）调休上班计入。",
        "起算日不计入（《民法典》第二百零一条），法定节假日不计入（《行政许可法》第八十二条）。",
    ]
    assert lines[3] == "  2026-09-28 星期一 不计  起算日不计入"
    assert lines[-1] == "  2026-10-10 星期六 第5日  国庆节调休上班"


def test_the_answer_for_programs_keeps_its_keys(hand: Hand) -> None:
    found = hand.json("due", "--from", "2026-09-28", "--days", "5")
    assert (found["due"], found["unit"], found["firm"]) == ("2026-10-10", "workday", True)
    assert [day["date"] for day in found["counted"] if day["counted"]] == [
        "2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10",
    ]  # fmt: skip
    assert found["counted"][0] == {"date": "2026-09-28", "counted": False, "why": "起算日不计入", "n": 0}
    natural = hand.json("due", "--from", "2026-09-24", "--days", "10", "--unit", "day")
    assert (natural["due"], natural["unit"]) == ("2026-10-08", "day")


def test_natural_days_name_the_article_that_moves_the_last_one(hand: Hand) -> None:
    _, said = hand.text("due", "--from", "2026-09-24", "--days", "10", "--unit", "day")
    assert "最后一日为休息日，顺延至10月8日。" in said and "《民法典》第二百零三条" in said
    assert "第八十二条" not in said


def test_at_once_and_a_year_not_announced(hand: Hand) -> None:
    assert hand.text("due", "--from", "2026-10-09", "--days", "0")[1] == (
        "2026年10月9日（星期五）止：即办，当日办结。\n"
    )
    _, said = hand.text("due", "--from", "2026-12-28", "--days", "5")
    assert said.startswith("预计2027年1月4日") and "2027年放假安排尚未公布" in said


@pytest.mark.parametrize(
    ("start", "days"),
    [("2026-09-28", "-1"), ("2026-09-28", "1001"), ("2026-09-31", "5"), ("9999-12-30", "5"), ("x", "5")],
)
def test_what_no_calendar_can_answer_is_wrong_usage(hand: Hand, start: str, days: str) -> None:
    code, said = hand.text("due", "--from", start, "--days", days)
    assert code == 2 and "usage" in said and "Traceback" not in said


def test_two_provinces_side_by_side_each_with_its_article(hand: Hand) -> None:
    code, said = hand.text("rules", "diff", "liaoning", "zhejiang")
    assert code == 0
    block = (
        "容缺材料逾期未补交\n"
        "  辽宁省：退件办结\n      依据：《辽宁省政务服务容缺受理管理办法》\n"
        "  浙江省：撤销受理\n      依据：《浙江省保障“最多跑一次”改革规定》第十一条第二款\n"
    )
    assert block in said
    assert "浙江省 zhejiang-2019：2019年1月1日起施行" in said
    found = hand.json("rules", "diff", "liaoning", "zhejiang")
    assert found["right"] == {"id": "zhejiang-2019", "name": "浙江省", "valid": "2019年1月1日起施行"}
    assert said.endswith(f"共{len(found['differences'])}处不同。\n")
    notice = next(each for each in found["differences"] if each["key"] == "notice_period")
    assert (notice["left"], notice["right"]) == ("5个工作日", "当场")
    assert all(each["left_basis"] and each["right_basis"] for each in found["differences"])
    assert hand.text("rules", "diff", "zhejiang", "zhejiang")[1].endswith("两套规则没有不同。\n")


def test_a_rule_set_is_shown_with_what_each_setting_stands_on(hand: Hand) -> None:
    _, said = hand.text("rules", "show", "zhejiang")
    assert said.startswith("浙江省规则 zhejiang-2019：2019年1月1日起施行\n")
    assert (
        "  一次性告知（行政许可）：当场\n      依据：《浙江省保障“最多跑一次”改革规定》第十一条第三款\n"
        in said
    )
    found = hand.json("rules", "show", "liaoning-2021")
    assert found["id"] == "liaoning-2021" and found["overdue"]["tolerated"] == "退件办结"
    assert {"key": "warn_days", "name": "亮黄灯的剩余天数", "value": "3日", "basis": "可改：没有规定"} in (
        found["settings"]
    )


@pytest.mark.parametrize("name", ["moon", "../rules/liaoning", "liaoning.toml"])
def test_a_rule_set_that_is_not_there_is_refused_with_those_that_are(hand: Hand, name: str) -> None:
    code, said = hand.text("rules", "show", name, "--json")
    found = json.loads(said)
    assert (code, found["refused"]) == (1, "ZC-RULE-12")
    assert found["next"] == "可以看的有：liaoning、national、zhejiang"


def test_a_start_reads_the_rules_of_its_province_however_the_file_spells_it_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, folder = rules("liaoning"), tmp_path / "rules"
    folder.mkdir()
    text = resource("rules/liaoning.toml").read_text("utf-8")
    assert 'province = "21"' in text
    (folder / "here.toml").write_text(text.replace('province = "21"', "province='21' # 辽宁"), "utf-8")
    (folder / "there.toml").write_text('province = "33"\nhalf written', "utf-8")
    monkeypatch.setattr("ui.bootstrap.resource", lambda name: tmp_path / name)
    assert rules_of("210106").sets == (here,)


def test_a_device_works_by_the_rules_of_the_province_it_stands_in() -> None:
    assert rules_of("210106").sets == (rules("liaoning"),)
    assert rules_of("330106").sets == (rules("zhejiang"),)
    assert rules_of("").sets == (rules("national"),), "told no region, it takes no province's law for its own"
    assert rules("national").law("S0 22(2)；S1 14；S4 14；行政许可法 42(1)") == (
        "《中华人民共和国行政许可法》第四十二条第一款"
    )
    files = {path.stem for path in resource("rules").glob("*.toml")}
    assert {parse_rules(resource(f"rules/{name}.toml").read_text("utf-8")).id for name in files} == {
        "liaoning-2021", "national-2020", "zhejiang-2019",
    }  # fmt: skip


def test_a_window_that_was_killed_still_notices_that_the_clock_went_back(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memory of the clock is written at the end; without it the log itself remembers."""
    wall = SystemClock().now().ms
    monkeypatch.setattr("app.storage.clock._wall", lambda: wall)
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        assert at.rules.id == "liaoning-2021"
        at.rehearsal_session()
        at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(1)))
    finally:
        at.close()
    wall -= DAY_MS
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        at.stores.settings.put(CLOCK_SETTING, "")
    finally:
        at.database.close()
        at.profile.dispose()
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        assert at.clock.now().quality is ClockQuality.SET_BACK
    finally:
        at.close()


def test_trusted_time_grows_old_by_the_rules_of_the_province(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = replace(rules(), clock_holdover_hours=1)
    monkeypatch.setattr("ui.bootstrap.rules_of", lambda region: RuleBook((strict,)))
    found = []
    for minutes in (50, 70):
        checked = SystemClock().now().ms - minutes * 60_000
        _remember(profile, ClockMemory(0, checked, checked))
        at = open_workplace(Settings(profile=profile, rehearsal=True))
        found.append(at.clock.now().quality)
        at.close()
    assert found == [ClockQuality.HOLDOVER, ClockQuality.UNKNOWN]


def _remember(folder: Path, memory: ClockMemory) -> None:
    at = open_workplace(Settings(profile=folder, rehearsal=True))
    at.stores.settings.put(CLOCK_SETTING, dumps(memory))
    at.database.close()
    at.profile.dispose()


def test_a_device_in_a_province_without_rules_is_not_set_up(tmp_path: Path) -> None:
    """Better no program than one that works by the law of another province; nothing is left behind."""
    folder = tmp_path / "real"
    with pytest.raises(DataFileError) as caught:
        enrol(folder, Enrolment("D07", "政务服务中心", "01号窗口", "440305"), "李四", "1001", "correct horse")
    assert caught.value.code == "ZC-RULE-09" and "440305" in caught.value.text
    assert not folder.exists()
