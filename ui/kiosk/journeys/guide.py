"""查指南: what to bring, how long it takes, where, and what it costs; open to everybody."""

from __future__ import annotations

from app.domain.elements import elements_of
from app.domain.guide import MaterialLine, limit_words, material_lines
from ui.kiosk import home
from ui.kiosk.journeys.picking import Picking
from ui.kiosk.screen import Card, Choice, Screen


class GuideJourney(Picking):
    """The guide of an item in everyday words, one part a page."""

    NAME = "guide"

    def picked(self) -> None:
        self.go("result")

    def _result(self) -> Screen:
        assert self.guide is not None
        guide = self.guide
        count = len(material_lines(guide, self.answers))
        where = self._value("办理地点") or guide.authority.name
        return self.page(
            "result",
            guide.item.full_name,
            lead=self.t("result_lead"),
            rows=(
                Choice(
                    "part",
                    self.t("part.bring"),
                    "bring",
                    self.t("part.bring_note", n=count),
                    "clipboard-list",
                ),
                Choice("part", self.t("part.time"), "time", limit_words(guide) or self.t("unknown"), "clock"),
                Choice("part", self.t("part.where"), "where", where, "landmark"),
                Choice("part", self.t("part.cost"), "cost", self._cost(), "calculator"),
                self._apply_now(),
            ),
        )

    def _apply_now(self) -> Choice:
        why = home.refused(self.at, "apply").replace("\n", "，")
        return Choice("apply-now", self.t("apply_now"), "", why, "square-pen", "off" if why else "primary")

    def _value(self, name: str) -> str:
        assert self.guide is not None
        return next((each.value for each in elements_of(self.guide) if each.name == name and each.value), "")

    def _cost(self) -> str:
        assert self.guide is not None
        fee = self.guide.fee
        return fee.standard or self.t("charged") if fee.charged else self.t("free")

    def _bring(self) -> Screen:
        assert self.guide is not None
        lines = material_lines(self.guide, self.answers)
        cards = [
            Card(f"{n}. {line.name}", lines=(self._asks(line), *self._how(line)))
            for n, line in enumerate(lines, start=1)
        ]
        return self.page("bring", self.t("part.bring"), lead=self.guide.item.full_name, cards=tuple(cards))

    def _asks(self, line: MaterialLine) -> str:
        if line.obtainable:
            return self.t("fetched")
        if line.requirement:
            return line.requirement
        parts = [self.t("originals", n=line.originals)] if line.originals else []
        parts += [self.t("copies", n=line.copies)] if line.copies else []
        return "，".join(parts) or self.t("one")

    def _how(self, line: MaterialLine) -> tuple[str, ...]:
        """Format, how to fill it in, and the sample, as the guide publishes them (55号 二(五))."""
        told = (("spec", line.spec), ("filling", line.filling), ("sample", line.sample))
        return tuple(self.t(name, what=text) for name, text in told if text)

    def _about(self) -> Screen:
        assert self.guide is not None
        guide = self.guide
        if self.fields["part"] == "time":
            lines = [limit_words(guide) or self.t("unknown"), self._value("办理流程")]
        elif self.fields["part"] == "where":
            place = self.at.tools.place
            lines = [self._value("办理地点") or guide.authority.name, self._value("办理时间") or place.hours]
            lines += [self.t("phone", phone=guide.authority.phone or place.hall_phone)]
        else:
            lines = [self._cost(), guide.fee.basis if guide.fee.charged else ""]
        cards = tuple(Card(line) for line in lines if line)
        title = self.t(f"part.{self.fields['part']}")
        return self.page(self.fields["part"], title, lead=guide.item.full_name, cards=cards)

    def on_part(self, value: str) -> None:
        """A part of the guide was chosen."""
        self.fields["part"] = value
        self.go("bring" if value == "bring" else "about")

    def on_apply_now(self, _value: str) -> None:
        """From the guide straight into the application, with what was answered."""
        guide, answers = self.guide, dict(self.answers)
        self.at.begin("apply", guide=guide, answers=answers)
