"""What Ctrl+K finds besides items and cases: places, the pages behind them, colours, by their sounds too."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from app.domain.time import at
from app.storage.pinyin import reader
from app.storage.schema import name_sound
from app.storage.sound_filler import SoundFiller
from tests.ui.window.cases import World
from ui.guide.book import pages
from ui.theme import look, t
from ui.window.called import CALLED, OTHERWISE, called, sounds
from ui.window.deeds import DEEDS
from ui.window.finding import find
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


def test_initials_of_a_page_open_it_still_where_a_person_has_the_same(world: World) -> None:
    case, office = world.receive("hszyzc", fault=False, answers={"gap": "no"}), world.place.office
    SoundFiller(world.place.database, world.place.names).portion()
    with world.place.database.writing() as connection:
        connection.execute(update(name_sound).where(name_sound.c.key == "zs").values(key="tj"))
    assert [line.case_id for line in office.find("tj")] == [case]
    opened = [hit.value for group in find(office, "tj") for hit in group.hits if hit.value[0] != "item"]
    assert opened.index(("place", "figures")) < opened.index(("case", case)), "Enter opened the papers of 唐军"


def test_every_everyday_word_has_its_sounds_and_every_act_its_words() -> None:
    words = {word for everyday, _ in CALLED.values() for word in everyday}
    assert words <= set(SOUNDS) and set(OTHERWISE) <= set(SOUNDS)
    assert {f"do/{deed.key}" for deed in DEEDS} <= set(CALLED)


@pytest.mark.parametrize(
    ("typed", "value"),
    (
        ("补打", "do/reprint"),
        ("bdws", "do/reprint"),
        ("chongda", "do/reprint"),
        ("reprint", "do/reprint"),
        ("换人", "do/lock"),
        ("suoping", "do/lock"),
        ("logout", "do/lock"),
        ("Sign Out", "do/lock"),
        ("xyw", "do/next"),
        ("zancun", "do/park"),
        ("草稿", "do/parked"),
        ("gzjs", None),
        ("gengzheng", "do/mend"),
        ("weizhi", None),
        ("原件", "print/custody"),
        ("yuanjian", "print/custody"),
        ("originals", "print/custody"),
        ("公章", "print/seals"),
        ("seal", "print/seals"),
        ("stamp", "do/seal"),
        ("快递", "parcels"),
        ("kuaidi", "parcels"),
        ("overdue", "due"),
        ("queue", "print/queue"),
        ("closing check", "day/close"),
        ("jiaozhun", "print/calibrate"),
        ("报表", "figures"),
    ),
)
def test_an_act_or_a_place_is_found_by_sound_by_english_and_by_what_people_call_it(
    world: World, typed: str, value: str | None
) -> None:
    hits = [hit.value for group in find(world.place.office, typed) for hit in group.hits]
    ways = [hit[1] for hit in hits if hit[0] == "place"]
    assert (value in ways) if value is not None else not ways


def test_an_everyday_word_typed_whole_leads_and_a_part_of_one_waits_behind_the_items(world: World) -> None:
    assert find(world.place.office, "快递")[0].hits[0].value == ("place", "parcels")
    assert find(world.place.office, "补打")[0].hits[0].value == ("place", "do/reprint")
    assert not called("s", "do/lock"), "one letter is in every word"
    groups = [group.title for group in find(world.place.office, "hs")]
    assert "事项" in groups and groups[0] == "事项"


def test_what_is_advised_where_nothing_was_found_finds_the_person(world: World) -> None:
    """It said the last four digits, by which nobody is found."""
    case = world.place.office.stores.views.case(world.receive("hszyzc", fault=False, answers={"gap": "no"}))
    assert case is not None and case.intake.applicant.person is not None
    who = case.intake.applicant.person
    assert SoundFiller(world.place.database, world.place.names).portion() is False, "one portion does it"
    for words in (who.name, who.id_number[-6:], "zhangsan", "ZS"):
        hits = [hit.value for group in find(world.place.office, words) for hit in group.hits]
        assert ("case", case.id) in hits
    advice = t("kit.no_hits_next") + t("kit.search_hint")
    assert "后六位" in advice and "后四位" not in advice and "首字母" in advice


def test_two_people_of_one_masked_name_are_told_apart_by_when_they_came(world: World) -> None:
    first = world.receive("hszyzc", fault=False, answers={"gap": "no"})
    world.clock.move(at(2026, 9, 28, 14, 5))
    second = world.receive("hszyzc", fault=False, answers={"gap": "no"})
    hits = [hit for group in find(world.place.office, "张三") for hit in group.hits if hit.value[0] == "case"]
    found = {hit.value[1]: hit for hit in hits}
    assert {first, second} <= set(found)
    assert "张*" in found[first].text and found[second].note.endswith("14:05")
    assert found[first].note != found[second].note
