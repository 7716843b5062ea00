"""Cases are found by the sound of a name some seconds after a save, which does nothing for it."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.domain.ids import uuid7
from app.domain.people import Agent, Applicant, IdType, Person
from app.ports import GoneCase
from app.storage import gone_cases, hits, log
from app.storage.faultpoints import VARIABLE
from app.storage.name_sounds import Readings
from app.storage.project import drop, project
from app.storage.schema import name_sound, sounded
from app.storage.sound_filler import SoundFiller, sound_again
from app.storage.verify import rebuild, verify
from app.usecases.receive import receive
from app.usecases.withdraw import withdraw
from resources import path
from tests.app.domain.kit import guide_of
from tests.app.storage.house import House, _intake, _rows
from tests.forking import fork


def readings() -> Readings:
    return Readings.load(path("data/name-sounds.json"))


def filler(house: House) -> SoundFiller:
    return SoundFiller(house.database, readings)


def fill(house: House, portion: int = 50) -> None:
    made = filler(house)
    while made.portion(portion):
        pass


def of(house: House, name: str, agent: str = "") -> UUID:
    """A case of ``name``, brought by ``agent``."""
    guide, case = guide_of("食品生产许可"), uuid7(house.clock.now().ms, uuid4().bytes[:10])
    who = Applicant(person=Person(name, IdType.RESIDENT_CARD, "440524188001010014"))
    by = Person(agent, IdType.RESIDENT_CARD, "210102190001010019") if agent else None
    intake = replace(_intake(guide), applicant=who, agent=Agent(by) if by is not None else None)
    receive(house.desk, case, intake, _rows(guide, 0))
    return case


def found(house: House, words: str) -> list[UUID]:
    return [line.case_id for line in house.views.find(words)]


def problems(house: House) -> Sequence[str]:
    return [f"{each.where}: {each.text}" for each in verify(house.database, names=readings()).problems]


def gone(case: UUID) -> GoneCase:
    return GoneCase(uuid4(), case, "moved", "转到别的窗口", 1)


def test_a_case_is_found_by_applicant_and_agent_as_they_are_said(house: House) -> None:
    case = of(house, "单雄信", "尉迟恭")
    other = of(house, "张伟")
    assert found(house, "单雄") == [case], "by its characters at once"
    assert found(house, "sxx") == found(house, "zw") == [], "not yet, and nothing wrong"
    fill(house)
    for words in ("shanxiongxin", "SXX", "dan xiong", "yuchigong", "ycg", "weichi", "sx"):
        assert found(house, words) == [case], words
    assert found(house, "zhang wei") == found(house, "zw") == [other]
    assert found(house, "spscxk") == [] and found(house, "zz") == [], "an item is no person"


def test_a_save_writes_no_sound_and_the_next_portion_finds_it_before_what_is_old(house: House) -> None:
    old = [of(house, "赵云") for _ in range(3)]
    made = filler(house)
    assert made.portion(1), "two more wait"
    fresh = of(house, "钱多")
    assert house.rows(name_sound) and found(house, "qd") == []
    assert made.portion(1)
    assert found(house, "qd") == [fresh] and len(found(house, "zy")) == 1
    fill(house)
    assert set(found(house, "zy")) == set(old)


def test_done_is_done_and_nothing_is_written_until_something_came(house: House) -> None:
    case = of(house, "张伟")
    fill(house)
    before, progress = house.rows(name_sound), house.rows(sounded)
    assert before and not filler(house).portion()
    withdraw(house.desk, case, "不办了")
    assert not filler(house).portion()
    assert house.rows(name_sound) == before and house.rows(sounded) != progress


@pytest.mark.parametrize("time", [1, 2])
def test_killed_while_it_fills_the_next_start_goes_on(house: House, time: int) -> None:
    cases = [of(house, name) for name in ("张伟", "赵云", "仇英")]
    house.database.close()
    child = fork()
    if child == 0:
        opened = House(house.path.parent)
        os.environ[VARIABLE] = f"database:before-commit:{time}"
        fill(opened, 1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    again = House(house.path.parent)
    assert len({row["case_id"] for row in again.rows(name_sound)}) == time - 1 and problems(again) == []
    fill(again, 1)
    assert [found(again, words) for words in ("zw", "zy", "qiuy")] == [[case] for case in cases]
    assert problems(again) == []
    again.close()


def test_who_leaves_takes_her_sound_along_and_who_comes_back_is_found_again(house: House) -> None:
    case, stays = of(house, "张伟"), of(house, "赵云")
    fill(house)
    house.harm("UPDATE commits SET ack = 'signed'")
    with house.database.writing() as connection:
        assert gone_cases.put_away(connection, gone(case), 1)
    assert {row["case_id"] for row in house.rows(name_sound)} == {stays.bytes}
    fill(house)
    assert found(house, "zw") == [] and problems(house) == []
    with house.database.writing() as connection:
        gone_cases.come_back(connection, case)
        told = log.load_case(connection, case)
        assert told is not None
        project(connection, None, told, 1)
        sound_again(connection, case)
    fill(house)
    assert found(house, "zw") == [case] and problems(house) == []


def test_who_comes_back_with_a_new_word_has_no_old_case_gone_over_again(house: House) -> None:
    """Each 转回来 went over the whole log, for minutes of small writes on an old disk."""
    case, _ = of(house, "张伟"), of(house, "赵云")
    fill(house)
    withdraw(house.desk, case, "不办了")
    before = house.rows(sounded)
    with house.database.writing() as connection:
        drop(connection, case)
        told = log.load_case(connection, case)
        assert told is not None
        project(connection, None, told, 1)
        sound_again(connection, case)
    assert house.rows(sounded) == before
    fill(house)
    assert found(house, "zw") == [case] and problems(house) == []


def test_a_name_put_right_is_found_by_its_new_sound_alone(house: House) -> None:
    case = of(house, "张伟")
    fill(house)
    house.harm("UPDATE case_row SET applicant = '赵云'")
    house.harm("UPDATE search_key SET key = '赵云' WHERE key = '张伟'")
    withdraw(house.desk, case, "不办了")
    house.harm("UPDATE case_row SET applicant = '赵云'")
    fill(house)
    assert found(house, "zy") == [case] and found(house, "zw") == []


def test_made_anew_from_the_log_the_sounds_are_written_anew(house: House) -> None:
    of(house, "张伟", "赵云")
    fill(house)
    before = house.rows(name_sound)
    rebuild(house.database)
    assert before and house.rows(name_sound) == house.rows(sounded) == []
    assert problems(house) == [], "what has not been written yet is nothing wrong"
    fill(house)
    assert house.rows(name_sound) == before


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("DELETE FROM name_sound WHERE key = 'zw'", "读音与姓名不一致"),
        ("UPDATE name_sound SET key = 'zz' WHERE key = 'zw'", "读音与姓名不一致"),
        ("UPDATE name_sound SET case_id = x'0123' WHERE key = 'zw'", "读音没有对应的办件"),
    ],
)
def test_the_check_of_the_data_says_which_sounds_are_wrong(house: House, harm: str, told: str) -> None:
    of(house, "张伟")
    fill(house)
    assert problems(house) == []
    house.harm(harm)
    assert any(told in each for each in problems(house))


def test_what_is_written_so_comes_first_then_the_whole_name_then_longer_ones(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    longer, whole = of(house, "李明亮"), of(house, "黎明")
    written = of(house, "LIMING")
    newer = [of(house, "李明华") for _ in range(3)]
    fill(house)
    assert found(house, "liming") == [written, whole, *reversed(newer), longer]
    assert [line.case_id for line in house.views.find("liming", 2)] == [written, whole]
    monkeypatch.setattr(hits, "FEW_HITS", 2)
    assert found(house, "liming") == [written, whole, *reversed(newer), longer], "the newest of very many"


def test_of_a_case_that_is_on_this_device_nothing_else_knows_the_sound(house: House, tmp_path: Path) -> None:
    of(house, "张伟")
    fill(house)
    for table in ("commits", "events", "settings", "audit"):
        assert not [row for row in house.rows_of(table) if "zhangwei" in str(row).lower()], table
    assert b"zhangwei" not in house.path.read_bytes()
