"""Original, copy, copy held against the original, her own form: each is said by its own key and stays apart."""

from __future__ import annotations

from collections.abc import Callable

from tests.ui.window.intake.room import Clerk, K, begin
from ui.window.intake.rows import chip_of, second_line


def test_that_a_copy_was_compared_with_the_original_is_said_by_a_key_of_its_own_and_by_no_other(
    desk: Callable[..., Clerk],
) -> None:
    """D takes a copy and says no more; H says that it was held against the original, once more that it was not."""
    clerk = desk()
    begin(clerk)
    clerk.press(K.Key_Space)
    clerk.rest(1)
    form, diploma = clerk.page.state.material_rows()[:2]
    assert second_line(form) == "要求 填写完整，本人签字", "her own hand: nothing to compare"
    clerk.page.materials.go_to(diploma.number)
    clerk.type("D")
    clerk.rest(1)
    bare = clerk.page.state.material_rows()[1]
    assert bare.trust is None and second_line(bare) == "要核对原件，还没有核对" and chip_of(bare).state == "warn"
    clerk.type("H")
    clerk.rest(1)
    held = clerk.page.state.material_rows()[1]
    assert held.compared and second_line(held) == "已与原件核对，原件当场退回" and chip_of(held).state == "ok"
    clerk.type("H")
    clerk.rest(1)
    assert clerk.page.state.material_rows()[1] == bare
    clerk.page.materials.go_to(form.number)
    clerk.rest(1)
    clerk.type("H")
    clerk.rest(1)
    assert clerk.page.state.material_rows()[0] == form
