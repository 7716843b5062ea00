"""What a bag lacks: a paper of it, or everything; and what was missing once and is to be found before it goes again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.domain.bundles import fewer
from app.domain.people import mask_party
from app.values import replace
from ui.office import Office
from ui.station import work
from ui.tell import Answer, Tell
from ui.theme import t

LOST = ((1, 0, "original", "Y"), (0, 1, "copy", "F"))
"""What may be missing, one paper at a time, and the key that says so: none that a scanned code holds."""
AWAY = (("opened", "K"), ("road", "L"), ("packed", "W"))
"""How it was found that a bag that left held nothing, and the key that says so."""


class Lost:
    """Asks what is missing. ``carry(step, told, after)`` does what was answered; ``found(bag, counts)`` says that
    papers that were missing are in the hand now, so many originals and copies of them.
    """

    def __init__(
        self,
        office: Office,
        tell: Tell,
        carry: Callable[[Callable[[], None], str, str], None],
        found: Callable[[work.Bundle, tuple[int, int]], None],
    ) -> None:
        self._office, self._tell, self._carry, self._found = office, tell, carry, found

    # of a bag that left

    def ask_fewer(self, bag: work.Carried) -> None:
        """One paper, or all of them; of a bag of one paper that is the same."""
        code = bag.move.bundle
        answers = (
            *(Answer(each[2], t(f"station.bundle.lost_{each[2]}"), each[3]) for each in LOST if _lacks(bag, each)),
            Answer("all", t("station.bundle.lost_all"), "Q"),
            _cancel(),
        )
        note = t("station.bundle.fewer_note" if len(answers) > 2 else "station.bundle.fewer_one")
        self._tell.ask(t("station.bundle.fewer_ask", code=code), note, answers, partial(self._fewer, bag))

    def _fewer(self, bag: work.Carried, answer: str) -> None:
        if answer == "all":
            self._ask_empty(bag)
        for originals, copies, name, _ in LOST:
            if answer == name:
                step = partial(work.found_fewer, self._office, bag, originals, copies)
                told = t("station.bundle.fewer_done", code=bag.move.bundle)
                self._carry(step, told, t("station.bundle.fewer_next"))

    def _ask_empty(self, bag: work.Carried) -> None:
        """How that was found is on record with it: her word, and it says whose it was."""
        answers = (*(Answer(name, t(f"station.bundle.empty_{name}"), key) for name, key in AWAY), _cancel())
        title = t("station.bundle.empty_ask", code=bag.move.bundle)
        self._tell.ask(title, t("station.bundle.empty_note"), answers, partial(self._empty, bag))

    def _empty(self, bag: work.Carried, answer: str) -> None:
        if answer:
            step = partial(work.found_empty, self._office, bag, work.EMPTY_WORDS[answer])
            self._carry(step, t("station.bundle.empty_done", code=bag.move.bundle), t("station.bundle.empty_next"))

    # of a bag that is to be made up here

    def ask_gone(self, bag: work.Bundle) -> None:
        """Nothing of it is to be found, though it is listed: that is said before anybody signs for it."""
        answers = (Answer("gone", t("station.bundle.gone_yes"), "Q"), _cancel())
        note = t("station.bundle.gone_note", who=mask_party(bag.applicant))
        self._tell.ask(t("station.bundle.gone_ask", code=bag.code), note, answers, partial(self._gone, bag))

    def _gone(self, bag: work.Bundle, answer: str) -> None:
        if answer:
            step = partial(work.not_here, self._office, bag)
            self._carry(step, t("station.bundle.gone_done", code=bag.code), t("station.bundle.empty_next"))

    def ask_found(self, bag: work.Bundle) -> None:
        """Whether what was missing is in the hand: of itself it is on no list."""
        part = bag.originals + bag.copies > 1
        answers = (
            Answer("all", t("station.bundle.found_all"), "J"),
            *((Answer("part", t("station.bundle.found_part"), "F"),) if part else ()),
            Answer("", t("station.bundle.found_none"), "N", primary=True),
        )
        note = t("station.bundle.found_note", count=bag.sought, all=bag.originals + bag.copies)
        title = t("station.bundle.found_ask", code=bag.code)
        self._tell.ask(title, note, answers, partial(self._answered, bag))

    def _answered(self, bag: work.Bundle, answer: str) -> None:
        if answer == "all":
            self._found(bag, (bag.originals, bag.copies))
        elif answer == "part":
            self._ask_still(bag)

    def _ask_still(self, bag: work.Bundle) -> None:
        """One by one what is still missing, until what is left is what she holds."""
        left = bag.originals, bag.copies
        answers = (
            *(
                Answer(name, t(f"station.bundle.lost_{name}"), key)
                for originals, copies, name, key in LOST
                if sum(left) > 1 and (left[0] if originals else left[1])
            ),
            Answer("done", t("station.bundle.still_done"), "J"),
            _cancel(),
        )
        title = t("station.bundle.still_ask", originals=left[0], copies=left[1])
        self._tell.ask(title, t("station.bundle.still_note"), answers, partial(self._still, bag))

    def _still(self, bag: work.Bundle, answer: str) -> None:
        for originals, copies, name, _ in LOST:
            if answer == name:
                self._ask_still(replace(bag, originals=bag.originals - originals, copies=bag.copies - copies))
        if answer == "done":
            self._found(bag, (bag.originals, bag.copies))


def _cancel() -> Answer:
    return Answer("", t("kit.cancel"), "N", primary=True)


def _lacks(bag: work.Carried, lost: tuple[int, int, str, str]) -> tuple[int, int] | None:
    """What would be left in a bag; None where it held no such paper, or nothing besides."""
    originals, copies = lost[:2]
    held = bag.move.originals if originals else bag.move.copies
    return fewer(bag.move, originals, copies) if held else None
