"""A name is found by what a clerk types when she hears it."""

from __future__ import annotations

import pytest
from pypinyin import lazy_pinyin

from app.storage.name_sounds import LONGEST, Readings, letters_of
from resources import path


@pytest.fixture(scope="module")
def readings() -> Readings:
    return Readings.load(path("data/name-sounds.json"))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张伟", "zhangwei zw"),
        ("張偉", "zhangwei zw"),
        ("欧阳修", "ouyangxiu oyx"),
        ("单雄信", "shanxiongxin sxx danxiongxin dxx"),
        ("曾国", "zengguo zg cengguo cg"),
        ("仇英", "qiuying qy chouying cy"),
        ("区明", "ouming om quming qm"),
        ("解晓东", "xiexiaodong xxd jiexiaodong jxd"),
        ("查良", "zhaliang zl chaliang cl"),
        ("尉迟恭", "yuchigong ycg weichigong wcg"),
        ("万俟卨", "moqixie mqx wansixie wsx"),
        ("朴正", "piaozheng pz puzheng"),
        ("乐嘉", "yuejia yj lejia lj"),
        ("翟让", "zhairang zr dirang dr"),
        ("吕布", "lvbu lubu lb"),
        ("张女", "zhangnv zhangnu zn"),
        ("李行", "lixing lihang lx lh"),
        ("阿依古丽·买买提", "ayigulimaimaiti ayglmmt"),
        ("大连ABC商贸", "dalianabcshangmao dlabcsm"),
    ],
)
def test_a_name_is_found_as_it_is_said(readings: Readings, name: str, typed: str) -> None:
    assert set(typed.split()) <= readings.keys([name])


def test_what_has_no_sound_has_no_key(readings: Readings) -> None:
    assert not readings.keys(["", "·", "ZHANG WEI", "D07-000123", "\ue000"])


def test_a_company_of_many_readings_has_few_keys_and_short_ones(readings: Readings) -> None:
    keys = readings.keys(["长乐行重庆朝盛都会长和参茸调料传行股份有限责任公司" * 3])
    assert len(keys) <= 24 and max(map(len, keys)) == LONGEST
    changed = {key[:5] for key in keys}
    assert {"zhang", "chang"} <= changed, "the beginning is what is typed"


def test_the_table_reads_characters_as_the_dictionary_does(readings: Readings) -> None:
    wrong = []
    for code in [*range(0x4E00, 0x9FA6, 7), *range(0x20000, 0x2A6D6, 97)]:
        said = letters_of(lazy_pinyin(chr(code))[0] + "zz").removesuffix("zz")
        if said and said + "zhang" not in readings.keys([chr(code) + "张"]):
            wrong.append(chr(code))
    assert not wrong


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        ("ZhangWei", "zhangwei"),
        (" zhang wei ", "zhangwei"),
        ("ｚｗ", "zw"),
        ("Lǚ Bù", "lvbu"),
        ("lü", "lv"),
        ("xi'an", "xian"),
        ("z", ""),
        ("张", ""),
        ("zhang伟", ""),
        ("D07", ""),
        ("", ""),
    ],
)
def test_letters_in_any_writing_are_letters_and_nothing_else_is(typed: str, letters: str) -> None:
    assert letters_of(typed) == letters
