"""Who is refused reads the name of the rule and its article, never the short mark of our own tables."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain import flags
from app.domain.citations import in_words, numeral
from resources import path

ROOT = Path(__file__).resolve().parents[3]
BARE = re.compile(r"(?:^|；)(?:S\d|规范\d|\d+号|[一-鿿]{2,9}) \S*\d")


def _cited() -> Iterator[str]:
    """Every law that a refusal of the program names."""
    for file in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                laws = [*node.args[2:3], *(word.value for word in node.keywords if word.arg == "law")]
                if name in ("Refusal", "RefusedError") and laws and isinstance(laws[0], ast.Constant):
                    yield str(laws[0].value)


def test_every_refusal_names_its_rule_and_article_in_words() -> None:
    """Were a source unknown here, a clerk would read 「S1 28」."""
    cited = {law for law in _cited() if law}
    assert len(cited) > 60
    assert {law: said for law in cited if BARE.search(said := in_words(law))} == {}


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ("S1 28", "《辽宁省政务服务“一网通办”平台管理暂行办法》第二十八条"),
        ("S0 8、22(3)", "《辽宁省推进“最多跑一次”规定》第八条、第二十二条第三款"),
        ("S0 26(10)", "《辽宁省推进“最多跑一次”规定》第二十六条第十项"),
        ("S2 规范1 1.4", "《省政务服务事项目录编制规范》1.4"),
        ("S3 一(二)", "《辽宁省“只提交一次材料”改革措施》一（二）"),
        ("民事诉讼法 88–91", "《中华人民共和国民事诉讼法》第八十八条至第九十一条"),
        ("容缺办法", "《辽宁省政务服务容缺受理管理办法》"),
        ("空白证照管理要求", "空白证照管理要求"),
    ],
)
def test_a_citation_is_said_as_the_law_writes_it(short: str, words: str) -> None:
    """Article, paragraph, item, lists and ranges; what is no citation stays."""
    assert in_words(short) == words


def test_every_finding_of_an_import_names_its_rule_and_article_in_words() -> None:
    cited = {flags.Flag(0, code, "").law for code in flags._HELP} - {""}
    assert len(cited) > 25
    assert {law: said for law in cited if BARE.search(said := in_words(law)) or not said} == {}


def test_the_words_agree_with_what_stands_on_paper() -> None:
    """The rule set prints the same articles: a screen must not name another one than the notice."""
    laws: dict[str, str] = tomllib.loads((path("rules") / "liaoning.toml").read_text("utf-8"))["laws"]
    assert {short: words for short, words in laws.items() if not words.startswith(in_words(short))} == {}


def test_numerals_are_those_of_the_law() -> None:
    """第十条, 第二十二条, 第二百零一条, 第一千二百六十条."""
    said = [numeral(number) for number in (10, 22, 110, 201, 1001, 1260)]
    assert said == ["十", "二十二", "一百一十", "二百零一", "一千零一", "一千二百六十"]
