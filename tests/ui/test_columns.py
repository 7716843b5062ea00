"""A table shares its width: no word is cut while another column has room that it does not need."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QWidget

from tests.ui.test_widgets import put
from ui.shared.columns import Need, shared
from ui.shared.paint import Marked, Word, chip_size
from ui.shared.table import Column, Table, text_width
from ui.theme import look

COMPANY = "沈阳样例食品有限公司"

needs = st.lists(
    st.builds(Need, least=st.integers(20, 240), words=st.integers(0, 400), rest=st.just(False)), min_size=1, max_size=7
)


def _table(desk: QWidget, wide: int) -> Table:
    table = Table(
        [
            Column("要传什么", 0, lambda row: row[0]),
            Column("谁的", 76, lambda row: row[1]),
            Column("下次", 90, lambda row: Word(row[2], "warn")),
        ],
        "待传",
    )
    put(desk, table)
    table.setFixedWidth(wide)
    table.set_rows([("收件：护士执业注册", COMPANY, "联网就传")])
    return table


def test_a_name_is_not_cut_while_the_column_beside_it_stands_empty(desk: QWidget) -> None:
    """At 1920 pixels 谁的 said 沈阳样… beside half a screen of nothing."""
    table = _table(desk, 700)
    header = table.horizontalHeader()
    assert header.sectionSize(1) >= table.fontMetrics().horizontalAdvance(COMPANY)
    assert header.length() == table.viewport().width()


def test_in_a_narrow_place_every_column_has_its_measure_as_before(desk: QWidget) -> None:
    table = _table(desk, 300)
    header = table.horizontalHeader()
    assert header.sectionSize(1) == 76 and header.length() == table.viewport().width()


def test_a_place_that_grows_is_shared_anew(desk: QWidget) -> None:
    table = _table(desk, 300)
    table.setFixedWidth(700)
    assert table.horizontalHeader().sectionSize(1) > 76
    table.setFixedWidth(300)
    assert table.horizontalHeader().sectionSize(1) == 76


def test_what_stands_elsewhere_on_the_page_is_left_out_before_the_table_scrolls_sideways(desk: QWidget) -> None:
    table = Table(
        [
            Column("文书", 80, lambda row: row[0], bold=True, whole=True),
            Column("申请人", 100, lambda row: row[1]),
            Column("哪枚章", 0, lambda row: row[2], yields=110),
        ],
        "待盖章",
    )
    put(desk, table)
    rows = [("一次性告知书（更正后重新出具）", COMPANY, "行政审批专用章")]
    header = table.horizontalHeader()
    for wide, left_out in ((380, True), (600, False)):
        table.setFixedWidth(wide)
        table.set_rows(rows)
        assert header.isSectionHidden(2) is left_out
        assert header.sectionSize(0) > table.fontMetrics().horizontalAdvance(rows[0][0])
        assert table.horizontalScrollBar().maximum() == 0 and header.length() == table.viewport().width()


@given(needs, st.integers(100, 2000), st.integers(20, 200), st.integers(0, 900))
def test_everyone_has_the_least_and_nobody_takes_what_another_needs(
    found: list[Need], room: int, least: int, words: int
) -> None:
    every = [*found, Need(least, words, rest=True)]
    widths = shared(room, every)
    assert all(width >= need.least for width, need in zip(widths, every, strict=True))
    if sum(need.least for need in every) <= room:
        assert sum(widths) == room
    if any(width > need.least for width, need in zip(widths[:-1], found, strict=True)):
        assert widths[-1] >= max(least, words), "what takes the rest is not cut for another's sake"
    for width, need in zip(widths[:-1], found, strict=True):
        assert width <= max(need.least, need.words), "nobody has more than a need"


@given(needs, st.integers(100, 2000), st.integers(1, 300))
def test_a_column_that_yields_is_there_with_its_room_or_not_at_all(found: list[Need], room: int, yields: int) -> None:
    every = [*found, Need(20, 500, rest=True, yields=yields)]
    widths = shared(room, every)
    assert widths[-1] == 0 or widths[-1] >= max(20, yields)
    fits = sum(need.least for need in found) + max(20, yields) <= room
    assert (widths[-1] > 0) is fits
    if sum(need.least for need in found) <= room:
        assert sum(widths) == room, "where it is left out another takes the rest"


def test_of_two_columns_that_share_the_rest_none_is_cut_while_the_other_has_room() -> None:
    """A mark before the item, and the item was cut beside a column of 张*."""
    item, applicant = Need(60, 210, rest=True), Need(60, 40, rest=True)
    assert shared(368, [item, applicant]) == [210, 158]
    assert shared(368, [applicant, item]) == [158, 210]
    assert shared(200, [item, applicant]) == [140, 60], "what there is, where there is too little"
    assert shared(368, [Need(60, 100, rest=True), applicant]) == [184, 184], "nothing is cut: as before"


def test_a_column_whose_chip_needs_more_than_its_share_takes_it_from_the_other_and_nothing_scrolls() -> None:
    """In English the mark of a 更正件 filled its column: nothing of the item was read beside it."""
    item, name, number = Need(180, 400, rest=True), Need(60, 300, rest=True), Need(90)
    assert shared(350, [item, name, number]) == [180, 80, 90]
    assert shared(350, [name, item, number]) == [80, 180, 90]


def test_behind_a_chip_the_first_words_are_read(desk: QWidget) -> None:
    mark = Marked(Word("Has correction", "neutral", "pencil"), "护士执业注册")
    table = Table([Column("Item", 0, lambda row: row[0]), Column("Applicant", 0, lambda row: row[1])], "cases")
    put(desk, table)
    table.setFixedWidth(290)
    table.set_rows([(mark, COMPANY)])
    chip = chip_size(look(), mark.mark).width()
    assert table.horizontalHeader().sectionSize(0) > chip + text_width("护…")
    assert table.horizontalHeader().length() == table.viewport().width()
