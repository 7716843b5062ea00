"""She changes her mind: a way out on every page that costs nothing by a slip; in 大字 a list is seen as a whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.test_grandmother import to_review
from tests.ui.kiosk.test_keypad import Listener
from ui.kiosk.window import KioskWindow
from ui.shots.kiosk_cases import noticed


def to_signature(booth: Booth) -> None:
    to_review(booth)
    booth.touch("next")
    while booth.key == "apply.material":
        booth.touch("bring")


def to_code(booth: Booth) -> None:
    booth.online(True)
    to_review(booth)
    booth.touch("next")
    booth.touch("phone")


def to_list(booth: Booth) -> None:
    noticed(booth)
    booth.touch("tile", "supplement")
    booth.prove()
    booth.touch("case")
    booth.touch("line")
    booth.touch("picture")
    booth.touch("next")


@pytest.mark.parametrize(
    ("way", "page"),
    [
        (to_review, "apply.review"),
        (to_signature, "apply.sign"),
        (to_code, "apply.phone"),
        (to_list, "supplement.list"),
    ],
)
def test_who_changes_her_mind_leaves_from_the_last_pages_too_and_is_asked_once(
    booth: Booth, way: Callable[[Booth], None], page: str
) -> None:
    way(booth)
    assert booth.key == page, booth.screen
    booth.touch("give-up")
    assert booth.key.endswith(".leaving"), "what she wrote is not lost to a slip"
    booth.touch("stay")
    assert booth.key == page
    booth.touch("give-up")
    booth.touch("home")
    assert booth.key == "home" and not booth.terminal.session.open


def test_by_ear_the_key_that_leaves_is_told_and_works_before_the_signature(booth: Booth, window: KioskWindow) -> None:
    to_signature(booth)
    she = Listener(booth, window)
    she.press("*")
    assert "不办了" in she.heard, she.heard
    she.press(".")
    assert booth.key == "apply.leaving" and "真的不办了吗" in she.heard


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=str)
@pytest.mark.parametrize("low", [False, True], ids=["", "low"])
def test_in_large_letters_what_one_may_apply_for_is_seen_without_turning_a_page(
    booth: Booth, window: KioskWindow, size: tuple[int, int], low: bool
) -> None:
    booth.touch("large")
    if low:
        booth.touch("low")
    window.resize(*size)
    booth.touch("tile", "apply")
    assert window.page is not None and window.page.pages == 1


def test_the_way_out_beside_the_way_on_takes_no_line_of_the_form_in_large_letters(
    booth: Booth, window: KioskWindow
) -> None:
    booth.touch("large")
    to_review(booth)
    page = window.page
    assert page is not None and page.pages <= 3, "she would turn more pages for a button she hardly needs"
    foot = {touch.choice.name: touch.y() for touch, _ in page._footed}
    assert foot["back"] == foot["give-up"] == foot.get("next", foot.get("page-next"))


def test_that_there_is_a_further_page_stands_out_from_what_is_chosen(booth: Booth, window: KioskWindow) -> None:
    booth.touch("large")
    to_review(booth)
    assert window.page is not None
    turn = [t for t in window.page.touches if t.choice.name == "page-next" and t.choice.kind == "plain"]
    row = next(t for t in window.page.touches if t.choice.name == "edit")
    assert turn and turn[0]._font().bold() and turn[0]._colours()[1] != row._colours()[1]
