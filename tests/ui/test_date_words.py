"""The last day itself counts: no text and no paper puts a bare 前 (before) behind a date."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from resources import path
from ui.texts import CHINESE, ENGLISH, Texts

ROOT = Path(__file__).parents[2]
BARE = re.compile(r"\{\w+\}\s?(?:（[^）]*）)?\s?(?:之前|以前|前)(?![面后往序台期一])")
TAIL = re.compile(r"(?:\s(?:之前|以前|前)|前)(?![面后往序台期一]).")
ENGLISH_BARE = re.compile(r"\bbefore \{(?:day|date|until|by|due|ends|deemed)\}", re.IGNORECASE)
BY_LAW = {"听证要在举行的{}前通知"}
"""A number of days ahead of an event, as 许可法 48(1) has it."""


def test_no_text_of_the_resources_excludes_the_day_it_names() -> None:
    for language, bare in ((CHINESE, BARE), (ENGLISH, ENGLISH_BARE)):
        texts = Texts.load(path("texts"), language)
        found = {key: texts.t(key) for key in texts.names()}
        assert any("{day}" in words for words in found.values()), "the places stand in the words"
        assert not {key: words for key, words in found.items() if bare.search(words)}


def _said(tree: ast.AST) -> Iterator[str]:
    """Sentences of a module with ``{}`` for each value; a piece that begins a sentence's tail stands for itself."""
    inside = {id(p) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for p in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(v.value) if isinstance(v, ast.Constant) else "{x}" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield "{x}" + node.value if TAIL.match(node.value) else node.value


@pytest.mark.parametrize("folder", ["printing", "app", "ui", "sync"])
def test_no_paper_and_no_sentence_of_the_program_excludes_the_day_it_names(folder: str) -> None:
    bare = [
        f"{file.relative_to(ROOT)}: {words}"
        for file in sorted((ROOT / folder).rglob("*.py"))
        for words in _said(ast.parse(file.read_text("utf-8")))
        if BARE.search(words) and words.replace("{x}", "{}") not in BY_LAW
    ]
    assert not bare


@pytest.mark.parametrize(
    "words", ["请在 {day} 前缴款", "{day}前补齐", "至{day}（含当日）以前", "{day}之前告知"]
)
def test_the_search_for_such_words_finds_them(words: str) -> None:
    assert BARE.search(words)
