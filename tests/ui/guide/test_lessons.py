"""The lessons as a state machine: facts move them, nothing else does; what was done once is not said again."""

from __future__ import annotations

import pytest

from resources import path
from ui.guide.lessons import FACTS, Lessons, Progress, load_courses
from ui.shared.paint import key_words
from ui.texts import Texts

FILE = path("lessons/lessons.toml")
WORDS = Texts.load(path("texts"))


def lessons(face: str = "window") -> Lessons:
    return Lessons(load_courses(FILE, face))


def test_a_step_waits_for_its_fact_and_a_later_fact_does_not_carry_an_earlier_step() -> None:
    fresh = lessons()
    assert fresh.see({"phone"}).step() == fresh.step(), "nobody is there yet"
    later = fresh.see({"person", "phone"})
    assert later.step() is not None and later.step().id == "item"
    assert later.number() == (3, 8)


def test_what_was_done_once_is_not_said_again_when_the_next_person_comes() -> None:
    later = lessons().see({"person"}).see(set())
    assert later.step() is not None and later.step().id == "phone"


def test_who_leaves_is_left_alone_and_finds_it_where_she_left_it() -> None:
    left = lessons().see({"person"}).leave()
    assert left.current() is None and left.step() is None
    assert left.see({"phone"}).progress == left.progress, "nothing goes on behind her back"
    kept = Lessons(left.courses, Progress.of(left.progress.text())).take_up()
    assert kept.step() is not None and kept.step().id == "phone"


def test_a_course_can_be_done_again_and_the_others_stay_done() -> None:
    done = lessons()
    while done.step() is not None:
        done = done.skip()
    again = done.again("after")
    assert again.current() is not None and again.current().id == "after"
    assert again.finished(again.courses[0])


@pytest.mark.parametrize("kept", [None, "", "no json", "[]", '{"done": 3}'])
def test_progress_that_cannot_be_read_is_a_fresh_start(kept: str | None) -> None:
    assert Progress.of(kept) == Progress()


@pytest.mark.parametrize("face", ["window", "station", "kiosk"])
def test_every_step_says_what_to_do_and_waits_for_something_that_can_happen(face: str) -> None:
    courses = load_courses(FILE, face)
    assert courses
    for course in courses:
        assert WORDS.has(f"lesson.{course.id}.name")
        for step in course.steps:
            said = WORDS.t(f"lesson.{course.id}.{step.id}")
            assert step.primary == ("{button}" in said), step
            assert all(key.removeprefix("type:") in said for key in step.keys if key.startswith("type:"))
            assert step.until in FACTS or step.until.startswith("at:")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("face", ["window", "station"])
def test_every_sentence_names_its_keys(face: str, language: str) -> None:
    """The caps stand at the other end of the line, where a newcomer does not look."""
    words = Texts.load(path("texts"), language)
    for course in load_courses(FILE, face):
        for step in course.steps:
            said = words.t(f"lesson.{course.id}.{step.id}", button="…")
            keys = ("Ctrl+Enter",) if step.primary else step.keys
            for key in keys:
                named = key.removeprefix("type:") if key.startswith("type:") else key_words(key)
                assert named in said or (key == "Enter" and "回车" in said), (step.id, key, said)


def test_a_fact_that_never_happens_is_refused(tmp_path: object) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "wrong.toml"
    file.write_text(
        '[[course]]\nid = "x"\nface = "window"\nstep = [{ id = "a", until = "never" }]\n', "utf-8"
    )
    with pytest.raises(ValueError, match="never happens"):
        load_courses(file, "window")
