"""Signing on a pad behind its vendor's service, from the citizen's screen; the screen itself stands in for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.records import NumberBlock
from devices.pad.evidence import evidence_of
from devices.pad.simulator import WAVE, PadSimulator
from devices.simulated import SIMULATED_PAD
from printing.proof import digest_of
from tests.ui.window.cases import open_world
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_citizen import open_case, say_right, tap, view


@pytest.fixture
def pad() -> Iterator[PadSimulator]:
    with PadSimulator() as made:
        yield made


@pytest.fixture
def hall(app: QApplication, furnished: Path, tmp_path: Path, pad: PadSimulator) -> Iterator[Hall]:
    """A window whose settings name the pad."""
    with open_world(tmp_path, furnished, devices=[{"kind": "signature-pad", "url": pad.url}]) as world:
        world.place.blocks.add(NumberBlock("pad", "pad", 1, 50))
        made = Hall(world)
        try:
            made.open()
            yield made
        finally:
            made.close()


def notice_of(hall: Hall) -> tuple[bool, str, str]:
    """Whether the notice is given, the signature kept for it, and the digest of its words."""
    case = hall.office.case(hall.case)
    document = case.notices[-1].document_id
    paper = case.paper(document)
    assert paper is not None
    given = [e.event for e in hall.office.event_lines(hall.case) if e.event.TYPE == "paper_given"]
    kept = given[0].recipient.signature if given else ""
    return paper.is_given, kept, digest_of(hall.place.pages(case, document)).hex()


def press(hall: Hall, name: str) -> None:
    """A finger on a button whose work may wait for a hand at the pad."""
    button = hall.named(name)
    assert button.isEnabled(), name
    button.click()  # type: ignore[attr-defined]


def test_a_signature_on_the_pad_gives_the_paper_and_says_what_was_signed(hall: Hall, pad: PadSimulator) -> None:
    open_case(hall)
    say_right(hall)
    press(hall, "citizen.on_pad")
    hall.until(lambda: bool(pad.asked))
    assert "请在签名板上签名" in hall.words() and not hall.named("citizen.signed").isEnabled()
    pad.act("sign")
    hall.until(lambda: notice_of(hall)[0])
    hall.rest()
    _, kept, words = notice_of(hall)
    assert pad.asked[0]["digest"] == words, "the pad was told what is signed"
    told = evidence_of(hall.place.scans.open(kept).read())
    assert told is not None and (told.digest, told.device, told.strokes) == (words, SIMULATED_PAD, (WAVE,))


def test_a_pad_that_fails_or_is_left_hands_back_to_the_screen(hall: Hall, pad: PadSimulator) -> None:
    open_case(hall)
    say_right(hall)
    for deed in ("junk", "drop", "giveup"):
        press(hall, "citizen.on_pad")
        pad.act(deed)
        hall.rest()
        assert view(hall).sign.place.currentIndex() == 0 and not notice_of(hall)[0], deed
    assert any("请在屏幕上签名" in notice.next for notice in hall.said)
    before = len(pad.asked)
    press(hall, "citizen.on_pad")
    hall.until(lambda: len(pad.asked) > before)
    press(hall, "citizen.wipe")
    hall.rest()
    assert view(hall).sign.place.currentIndex() == 0
    hall.sign("citizen.pad")
    tap(hall, "citizen.signed")
    given, kept, words = notice_of(hall)
    told = evidence_of(hall.place.scans.open(kept).read())
    assert given and told is not None and (told.digest, told.device) == (words, "screen") and told.strokes


def test_the_next_person_is_not_given_the_pad_of_the_last(hall: Hall, pad: PadSimulator) -> None:
    open_case(hall)
    say_right(hall)
    press(hall, "citizen.on_pad")
    hall.until(lambda: bool(pad.asked))
    press(hall, "citizen.back")
    hall.rest()
    pad.act("sign")
    hall.rest()
    assert not notice_of(hall)[0]
