"""Which item? By words, or by questions one after the other (递进式引导); and its 情形, one question a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.guide import ServiceGuide, open_questions
from app.storage.catalogue_store import ItemLine
from app.values import replace
from ui.kiosk.journeys.base import Journey
from ui.kiosk.screen import Choice, Screen


class Picking(Journey):
    """A journey that begins with an item. A subclass names what comes after the last question: ``picked``."""

    def reset(self) -> None:
        super().reset()
        self.found: Sequence[ItemLine] = ()
        self.guide: ServiceGuide | None = None
        self.answers: dict[str, str] = {}
        self._known: frozenset[str] = frozenset()
        self._had: dict[tuple[str, str], str] = {}
        self.topic = ""

    def open(self, **known: Any) -> None:
        guide = known.get("guide")
        if guide is not None:
            self.guide, self.answers = guide, dict(known.get("answers", {}))
            self._go_on()

    def known_answers(self) -> dict[str, str]:
        """What needs not be asked, since she has said it by something else; a subclass knows."""
        return {}

    @property
    def said(self) -> list[str]:
        """The questions that she answered herself, the last one last."""
        return [each for each in self.answers if each not in self._known]

    def picked(self) -> None:
        """Item and situation are known."""
        raise NotImplementedError

    # pages

    def _start(self) -> Screen:
        topics = self.at.counter.topics
        return self.page(
            "start",
            self.t("which"),
            lead=self.t("which_lead"),
            rows=(
                Choice("words", self.at.t("pick.words"), icon="search", kind="primary"),
                *(Choice("topic", topic.name, topic.name, icon=topic.icon) for topic in topics),
            ),
        )

    def _words(self) -> Screen:
        return self.page(
            "words",
            self.at.t("pick.words_title"),
            input=replace(self.write("words", "pinyin", 30, label=self.at.t("pick.words_label")), initials=True),
        )

    def _results(self) -> Screen:
        place = self.at.tools.place
        again = Choice("again", self.at.t("pick.again"), icon="search", kind="primary")
        small = (self.at.t("call.hours", hours=place.hours),) if place.hours else ()
        if not self.found:
            title = self.at.t("pick.nothing", words=self.topic or self.fields.get("words", "").strip())
            lead = self.at.t("pick.nothing_lead", phone=place.hall_phone)
            return self.page("nothing", title, lead=lead, rows=(again,), small=small)
        rows = tuple(self._line(line) for line in self.found)
        title = self.topic or self.at.t("pick.results")
        if all(row.kind == "off" for row in rows):
            lead = self.at.t("pick.none_here", phone=place.hall_phone)
            return self.page("results", title, lead=lead, rows=(*rows, again), small=small)
        return self.page("results", title, lead=self.at.t("pick.results_lead"), rows=rows)

    def _line(self, line: ItemLine) -> Choice:
        if line.status != "有效":
            note = self.at.t("pick.off", status=line.status)
            return Choice("item", line.full_name, line.code, note, "ban", "off")
        note = line.department if line.guided else self.at.t("pick.no_guide")
        return Choice("item", line.full_name, line.code, note, "file-text", "plain" if line.guided else "off")

    def _question(self) -> Screen:
        assert self.guide is not None
        question = open_questions(self.guide, self.answers)[0]
        had = self._had.get((self.guide.item.code, question.id))
        rows = tuple(
            Choice("answer", each.label, each.key, kind="on" if each.key == had else "plain")
            for each in question.choices
        )
        return self.page("question", question.text, lead=self.guide.item.full_name, rows=rows)

    # acts

    def on_words(self, _value: str) -> None:
        """Search by words."""
        self.topic = ""
        if self.step != "words":
            self.go("words")

    def on_again(self, _value: str) -> None:
        """Other words, on an empty line: what was found for the last ones is known."""
        self.fields["words"] = ""
        self.on_words("")

    def on_topic(self, value: str) -> None:
        """A part of life was chosen."""
        self.topic = value
        self.ask(self.at.t("wait.search"), lambda: self.at.counter.of_topic(value), self._show)

    def on_ok(self, _value: str) -> None:
        """The words are complete."""
        text = self.fields.get("words", "").strip()
        if self.step == "words" and text:
            self.ask(self.at.t("wait.search"), lambda: self.at.counter.search(text), self._show)

    def _show(self, found: Sequence[ItemLine]) -> None:
        self.found = found
        self.go("results")

    def on_item(self, value: str) -> None:
        """An item was chosen."""
        self.ask(self.at.t("wait.title"), lambda: self.at.counter.guide(value), self._opened)

    def _opened(self, guide: ServiceGuide | None) -> None:
        if guide is None:
            return
        self.guide, self.answers = guide, {}
        self._go_on()

    def on_answer(self, value: str) -> None:
        """A question of the 情形 was answered."""
        if self.guide is None or self.step != "question":
            return
        asked = open_questions(self.guide, self.answers)
        if asked and any(choice.key == value for choice in asked[0].choices):
            self.answers[asked[0].id] = self._had[self.guide.item.code, asked[0].id] = value
            self._go_on(stay=True)

    def on_back(self, value: str) -> None:
        """Out of a question back to the one before it; back to the questions, the last one is asked anew."""
        if self.step == "question" and self.said:
            self.answers.pop(self.said[-1])
            return
        super().on_back(value)
        if (
            self.step == "question"
            and self.guide is not None
            and not open_questions(self.guide, self.answers)
        ):
            if self.said:
                self.answers.pop(self.said[-1])
            else:
                super().on_back(value)

    def _go_on(self, stay: bool = False) -> None:
        assert self.guide is not None
        known = self.known_answers()
        self.answers = {key: value for key, value in self.answers.items() if key not in self._known} | known
        self._known = frozenset(known)
        if open_questions(self.guide, self.answers):
            if not stay or self.step != "question":
                self.go("question")
        else:
            self.picked()
