"""What Ctrl+K finds besides items and cases: places, the pages behind them, colours, by their sounds too."""

from __future__ import annotations

import pytest

from app.storage.pinyin import reader
from tests.ui.window.cases import World
from ui.guide.book import pages
from ui.theme import look
from ui.window.finding import find, sounds
from ui.window.sounds import SOUNDS


def test_every_name_is_said_as_the_index_of_items_would_say_it() -> None:
    read = reader()
    wrong = {name: (said, " ".join(read(name))) for name, said in SOUNDS.items() if " ".join(read(name)) != said}
    assert not wrong


def test_every_place_page_and_set_of_colours_has_its_sounds(world: World) -> None:
    hits = [hit for group in find(world.place.office, "") for hit in group.hits]
    names = [hit.text for hit in hits if hit.value[0] in ("place", "colours")]
    assert names and set(names) <= set(SOUNDS)
    assert {page.name for page in pages(look().texts)} <= set(SOUNDS), "and every page of help"


@pytest.mark.parametrize(
    ("typed", "value"),
    (
        ("dbysx", ("place", "due")),
        ("daiban", ("place", "due")),
        ("kongbai", ("place", "print")),
        ("tj", ("place", "figures")),
        ("TONGJI", ("place", "figures")),
        ("日终", ("place", "day/close")),
        ("bichuang", ("place", "day/close")),
        ("jjb", ("place", "day/shift")),
        ("印章", ("place", "print/seals")),
        ("jiao jie", ("place", "day")),
        ("ss", ("colours", "dark")),
        ("gaodb", None),
        ("gaodui", ("colours", "contrast")),
        ("yanse", ("colours", "dark")),
        ("juanzong", ("help", "file")),
        ("bj", ("help", "case")),
        ("tongji", ("help", "figures")),
    ),
)
def test_a_page_colours_or_help_are_found_by_pinyin_or_initials(
    world: World, typed: str, value: tuple[str, str] | None
) -> None:
    assert look().theme.name == "light"
    hits = [hit.value for group in find(world.place.office, typed) for hit in group.hits]
    assert (value in hits) if value is not None else not [hit for hit in hits if hit[0] in ("place", "colours")]


def test_letters_of_an_item_stay_first_until_a_page_is_named_by_more_of_them(world: World) -> None:
    assert sounds("sj", "收件") and not sounds("sjx", "收件")
    groups = find(world.place.office, "sj")
    assert [group.title for group in groups].index("去") >= [group.title for group in groups].index("事项")
    assert find(world.place.office, "shoujian")[0].hits[0].value == ("place", "intake")
