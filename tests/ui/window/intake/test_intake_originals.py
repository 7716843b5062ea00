"""Original, copy, copy held against the original, her own form: each is said by its own key and stays apart."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.guide import MaterialLine
from app.domain.materials import MaterialStatus, blank_material
from tests.ui.window.intake.room import Clerk, K, begin
from ui.window.intake.materials import judged
from ui.window.intake.plan import LOOK
from ui.window.intake.rows import chip_of, guide_words, second_line


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


def test_an_original_brings_no_copy_that_nobody_handed_in(desk: Callable[..., Clerk]) -> None:
    """收 原件×1 复印件×1 stood on the receipt of who handed in one paper of several that would do."""
    clerk = desk()
    begin(clerk)
    diploma = clerk.page.state.material_rows()[1]
    line = clerk.page.state.line(diploma.line_id)
    assert line is not None and (line.originals, line.copies) == (0, 1), "the guide wants a copy alone"
    clerk.page.materials.go_to(diploma.number)
    clerk.type("S")
    clerk.rest(1)
    row = clerk.page.state.material_rows()[1]
    assert (row.originals, row.copies) == (1, 0) and "复印件" not in chip_of(row).text


def test_where_the_guide_wants_both_the_row_says_so_before_one_key_takes_both() -> None:
    line = MaterialLine(id="m", number=1, name="驾驶员名册和从业资格证", originals=1, copies=2)
    row = judged(blank_material(line), MaterialStatus.ORIGINAL.value, line)
    assert (row.originals, row.copies) == (1, 2)
    assert "原件 1 份、复印件 2 份" in guide_words(line)


def test_what_is_faulty_without_a_reason_is_neither_taken_nor_missing_yet(desk: Callable[..., Clerk]) -> None:
    """X alone counted one sheet, and the verdict said 缺失."""
    clerk = desk()
    begin(clerk)
    for key in "SDMS":
        clerk.type(key)
        clerk.press(K.Key_Return)
    sheets = sum(row.sheets for row in clerk.page.state.material_rows())
    clerk.type("X")
    clerk.rest(1)
    assert sum(row.sheets for row in clerk.page.state.material_rows()) == sheets
    assert clerk.page.plan.act == LOOK and "没有选不合格的原因" in clerk.page.plan.sub
    clerk.type("3")
    clerk.rest(1)
    assert sum(row.sheets for row in clerk.page.state.material_rows()) == sheets + 1
    assert "一次性告知" in clerk.page.plan.sentence
