"""Words from below the screens, said in English; names, items and addresses left alone."""

from __future__ import annotations

import pytest

from ui.phrases import Phrases, date_said
from ui.texts import filled

TABLE = {
    "受理": "Accepted",
    "缺纸": "out of paper",
    "材料齐全，可受理": "All materials complete: can be accepted",
    "须一次性告知 {n} 项": "{n} {n|point|points} to tell at once",
    "剩 {n} 个工作日": "{n} {n|working day|working days} left",
    "打印机 {name}": "Printer {name}",
    "{who} 领取 {what}": "{what} taken by {who}",
    "没有改变任何数据": "Nothing was changed",
}


@pytest.fixture
def phrases() -> Phrases:
    return Phrases(TABLE, filled)


def test_a_phrase_is_said_whole_and_with_or_without_its_full_stop(phrases: Phrases) -> None:
    assert phrases.said("材料齐全，可受理") == "All materials complete: can be accepted"
    assert phrases.said("没有改变任何数据。") == "Nothing was changed."


def test_a_number_takes_its_own_plural(phrases: Phrases) -> None:
    assert phrases.said("须一次性告知 1 项") == "1 point to tell at once"
    assert phrases.said("剩 3 个工作日") == "3 working days left"


def test_the_values_inside_a_sentence_are_said_too_and_names_stay(phrases: Phrases) -> None:
    assert phrases.said("张三 领取 受理") == "Accepted taken by 张三"
    assert phrases.said("打印机 一楼") == "Printer 一楼"


def test_pieces_are_joined_as_english_joins_them(phrases: Phrases) -> None:
    assert phrases.said("受理，缺纸") == "Accepted, out of paper"
    assert phrases.said("张三（受理）") == "张三 (Accepted)"


@pytest.mark.parametrize(
    "data", ["张三", "沈阳市测试街2号", "食品生产许可（新办）", "王五、李四", "D07-000123", ""]
)
def test_what_is_data_stays_as_it_is(phrases: Phrases, data: str) -> None:
    assert phrases.said(data) == data


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("2026年9月28日", "28 Sep 2026"),
        ("9月28日 周一", "Mon 28 Sep"),
        ("9月28日（周一）", "Mon 28 Sep"),
        ("9月28日 10:42", "28 Sep 10:42"),
        ("2026年9月21日至9月27日", "21 Sep 2026 to 27 Sep"),
        ("13月1日", ""),
        ("9月28日前", ""),
        ("张三", ""),
    ],
)
def test_dates_are_written_the_english_way(chinese: str, english: str) -> None:
    assert date_said(chinese) == english


def test_without_a_table_nothing_changes() -> None:
    assert Phrases({}, filled).said("9月28日 受理") == "9月28日 受理"


def test_the_title_of_an_item_is_not_said_in_pieces() -> None:
    phrases = Phrases(
        {"申请": "Application", "原件{n}份": "{n} originals", "空白{kind}": "Blank {kind}"}, filled
    )
    for title in ("辅助器具配置（更换）申请", "提交写明名称、型号的清单，加盖单位公章，原件1份"):
        assert phrases.said(title) == title


def test_a_short_template_takes_one_piece_of_a_list() -> None:
    phrases = Phrases({"空白{kind}": "Blank {kind}", "印章": "Seals", "没有清点": "Not counted"}, filled)
    assert phrases.said("空白护士执业证书, 印章") == "Blank 护士执业证书, Seals"
    assert phrases.said("印章：没有清点（已报修，先用手工）") == "Seals: Not counted (已报修，先用手工)"
