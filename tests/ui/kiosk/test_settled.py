"""A step that failed without a word: whether it stands is looked up, and nobody reads 可能 of what can be known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from app.domain.case import Case
from app.usecases import kiosk
from app.usecases.desk import Done
from sync.wire.carry import carry_key
from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.test_locked_midway import handing_in, locks, told
from tests.ui.kiosk.test_supplement_owed import at_the_list
from ui.kiosk.answers import AGAIN_SECONDS
from ui.kiosk.settled import settled, undone

Fails = Callable[[str, bool], None]


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Fails:
    """Let a step fail as a dead disk does, before it is written or ``after``."""

    def fail(step: str, after: bool) -> None:
        does = getattr(kiosk, step)

        def broken(*given: object, **how: object) -> Done:
            if after:
                does(*given, **how)
            raise OSError("the disk is gone")

        monkeypatch.setattr(kiosk, step, broken)

    return fail


def test_locked_meanwhile_what_was_not_kept_is_known_not_to_be(booth: Booth, fails: Fails) -> None:
    fails("apply", False)
    handing_in(booth)
    assert "可能收到了" in locks(booth)
    booth.settle()
    words = told(booth)
    assert "没有交的已清除" in words and "可能" not in words, words


def test_locked_meanwhile_what_was_kept_is_known_to_be(booth: Booth, fails: Fails) -> None:
    fails("apply", True)
    handing_in(booth)
    locks(booth)
    booth.settle()
    words = told(booth)
    assert "不用再交" in words and "可能" not in words, words


@pytest.mark.parametrize("after", [False, True], ids=["not kept", "kept"])
def test_who_complains_as_the_disk_fails_is_thanked_for_what_is_kept_alone(
    booth: Booth, fails: Fails, after: bool
) -> None:
    case_id = booth.apply("shbzkbl")
    booth.print_all()
    booth.home()
    booth.place.stores.settings.put("platform.carry_key", carry_key(bytes(range(32))))
    booth.complain()
    fails("complain", after)
    asked = len(booth.place.stores.views.case(case_id).asks)  # type: ignore[union-attr]
    booth.terminal.touch("key", "ok")
    kept = len(booth.place.stores.views.case(case_id).asks) - asked  # type: ignore[union-attr]
    assert kept == after
    assert booth.key == ("rate.end" if after else "rate.error"), booth.screen


def test_who_hands_in_as_the_disk_fails_is_not_led_to_hand_it_in_twice(booth: Booth, fails: Fails) -> None:
    fails("apply", True)
    booth.apply("shbzkbl")
    assert booth.key == "apply.end"


@pytest.mark.parametrize("after", [False, True], ids=["not kept", "kept"])
def test_where_the_book_cannot_be_read_either_it_is_read_again_while_she_reads_maybe(
    booth: Booth, fails: Fails, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    book = booth.terminal.counter._book
    reads = book.case
    blind = [False]

    def read(case_id: UUID) -> Case | None:
        if blind[0]:
            raise OSError("the disk is gone")
        return reads(case_id)

    monkeypatch.setattr(book, "case", read)
    fails("apply", after)
    does = kiosk.apply

    def goes_dark(*given: Any) -> Done:
        blind[0] = True
        return does(*given)

    monkeypatch.setattr(kiosk, "apply", goes_dark)
    handing_in(booth)
    locks(booth)
    booth.settle()
    booth.wait(2 * AGAIN_SECONDS + 1)
    assert "可能收到了" in told(booth), "nobody knows yet"
    blind[0] = False
    booth.wait(AGAIN_SECONDS + 1)
    words = told(booth)
    assert ("不用再交" if after else "没有交的已清除") in words and "可能" not in words, words


def test_what_was_not_begun_since_the_book_could_not_be_read_is_known_not_to_be() -> None:
    def dark() -> Case | None:
        raise OSError("the disk is gone")

    def never() -> Done:
        raise AssertionError("it was begun")

    with pytest.raises(OSError) as found:
        settled(never, dark)
    assert undone(found.value)


def test_who_handed_in_a_part_as_the_disk_failed_goes_home_knowing_of_the_rest(booth: Booth, fails: Fails) -> None:
    at_the_list(booth)
    fails("hand_in", True)
    booth.touch("hand-in")
    assert booth.key == "supplement.end"
    assert [card.title for card in booth.screen.cards] == ["还差 1 样，没有补齐"], booth.screen
