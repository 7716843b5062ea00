"""The guided first hour as a small state machine: steps as data, facts as they really are, no clicks and no Qt.

A step is done once its fact has been seen; a step that was done once is not shown again. Whoever leaves a lesson finds
it where she left it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from app.values import dataclass, field, replace

FACTS: Mapping[str, str] = {
    "person": "somebody stands in 谁: from the card or typed",
    "phone": "a telephone number that can be right, and the keyboard is elsewhere",
    "item": "an item is chosen and its guide is there",
    "answered": "every question of the 情形 is answered",
    "in-materials": "the keyboard is in the list of materials",
    "judged": "every material was looked at",
    "signed": "the application form was printed for signature, or none is needed",
    "receipt": "the log has a receipt of this lesson",
    "accepted": "the log has an acceptance of this lesson",
    "passed-on": "the log has a case of this lesson that went to who decides",
    "papers-given": "the receipts and acceptance notices of a case of this lesson are sealed and given",
    "result-sealed": "the decision and the certificate of a case of this lesson bear their seals",
    "granted": "the log has a decision of this lesson",
    "certificate": "the log has a certificate of this lesson, on a blank",
    "served": "the log has a hand-over of this lesson",
    "on-desk": "a case lies on the issue desk",
    "case-open": "the page of a case is open",
    "handed-on": "the log has a round of papers of this lesson",
    "helped": "the help page was open",
    "found": "the search over everything was open",
    "locked": "the screen was locked",
    "checked": "the terminal looked at its parts",
    "pin": "somebody came in with the PIN",
    "served-again": "the terminal is open again",
}
"""Every fact a step may wait for, with what it means; ``at:<place>`` (a place is open) comes beside these."""


@dataclass(frozen=True)
class Step:
    """One thing to do: its fact, the keys that do it (in their order), words to type in between (``type:…``).

    ``primary``: the key is whatever the one primary button of the screen bears. ``place``: where it is done. ``item``:
    the step speaks of this one; the step that asks to choose it waits for it, and who skipped that with another is told
    the rest in general (``<id>-other`` in the texts). ``act``: what the open case must offer first for its words to be
    true. Of a step that waits for the answers the keys are the answers.
    """

    id: str
    until: str
    keys: tuple[str, ...] = ()
    place: str = ""
    primary: bool = False
    item: str = ""
    act: str = ""


@dataclass(frozen=True)
class Course:
    """A lesson: steps in their order, for one face."""

    id: str
    face: str
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step:
        """The step of this name; KeyError when there is none."""
        return {step.id: step for step in self.steps}[name]


@dataclass(frozen=True)
class Progress:
    """How far somebody is: steps done once (``course.step``), her course ("" none), and whether she left it."""

    done: frozenset[str] = frozenset()
    course: str = ""
    left: bool = False

    def text(self) -> str:
        """As it is kept."""
        return json.dumps({"done": sorted(self.done), "course": self.course, "left": self.left})

    @classmethod
    def of(cls, text: str | None) -> Progress:
        """As it was kept; what cannot be read is a fresh start."""
        try:
            kept = json.loads(text or "{}")
            return cls(
                frozenset(map(str, kept.get("done", ()))), str(kept.get("course", "")), bool(kept.get("left"))
            )
        except (ValueError, AttributeError, TypeError):
            return cls()


@dataclass(frozen=True)
class Lessons:
    """Every course of a face with the progress of one person."""

    courses: tuple[Course, ...]
    progress: Progress = field(default_factory=Progress)

    def current(self) -> Course | None:
        """The course she is in; None when she left it, or all are done."""
        if self.progress.left:
            return None
        named = next((one for one in self.courses if one.id == self.progress.course), None)
        if named is not None and not self.finished(named):
            return named
        return next((one for one in self.courses if not self.finished(one)), None)

    def step(self) -> Step | None:
        """What is to be done next."""
        course = self.current()
        if course is None:
            return None
        return next(step for step in course.steps if not self.did(course, step))

    def did(self, course: Course, step: Step) -> bool:
        """Whether this step was done once."""
        return f"{course.id}.{step.id}" in self.progress.done

    def finished(self, course: Course) -> bool:
        """Whether every step was done once."""
        return all(self.did(course, step) for step in course.steps)

    def number(self) -> tuple[int, int]:
        """Which step of how many; (0, 0) when there is none."""
        course, step = self.current(), self.step()
        if course is None or step is None:
            return 0, 0
        return course.steps.index(step) + 1, len(course.steps)

    def see(self, facts: Iterable[str], as_asked: Callable[[Step], bool] = lambda _: True) -> Lessons:
        """What happened: the steps whose facts are there, and that were done ``as_asked``, are done, one after another,
        as far as they are in a row.
        """
        seen = frozenset(facts)
        lessons = self
        while (step := lessons.step()) is not None and step.until in seen and as_asked(step):
            lessons = lessons.skip()
        return lessons

    def skip(self) -> Lessons:
        """This step counts as done."""
        course, step = self.current(), self.step()
        if course is None or step is None:
            return self
        done = self.progress.done | {f"{course.id}.{step.id}"}
        return replace(self, progress=replace(self.progress, done=done, course=course.id))

    def leave(self) -> Lessons:
        """Not now: nothing is shown until somebody takes it up again."""
        return replace(self, progress=replace(self.progress, left=True))

    def take_up(self, course: str = "") -> Lessons:
        """Go on where it was left, or with the course of this name."""
        return replace(
            self, progress=replace(self.progress, left=False, course=course or self.progress.course)
        )

    def again(self, course: str) -> Lessons:
        """This course from its beginning."""
        done = frozenset(one for one in self.progress.done if not one.startswith(f"{course}."))
        return replace(self, progress=Progress(done, course))


def load_courses(path: Path, face: str) -> tuple[Course, ...]:
    """The courses of a face from the file. Raises ValueError for a fact that does not exist."""
    with path.open("rb") as file:
        found = tomllib.load(file)["course"]
    courses = tuple(
        Course(one["id"], one["face"], tuple(_step(each) for each in one["step"]))
        for one in found
        if one["face"] == face
    )
    for course in courses:
        for step in course.steps:
            if step.until not in FACTS and not step.until.startswith("at:"):
                raise ValueError(f"{course.id}.{step.id} waits for {step.until}, which never happens")
    return courses


def _step(each: Mapping[str, object]) -> Step:
    keys = each.get("keys", ())
    return Step(
        str(each["id"]),
        str(each["until"]),
        tuple(map(str, keys)) if isinstance(keys, list) else (),
        str(each.get("place", "")),
        bool(each.get("primary", False)),
        str(each.get("item", "")),
        str(each.get("act", "")),
    )
