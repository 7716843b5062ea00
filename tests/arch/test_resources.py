"""The resources folder is data and one function."""

from __future__ import annotations

import ast
import json

import pytest
from fontTools.ttLib import TTFont

import resources
from tests.arch.committed import ROOT

FONTS = ("NotoSansSC-Regular", "NotoSansSC-Bold", "NotoSerifSC-Regular", "NotoSerifSC-Bold", "HanaMinB")


def test_its_door_imports_nothing_and_offers_path_alone() -> None:
    tree = ast.parse((ROOT / "resources/__init__.py").read_text(encoding="utf-8"))
    imports = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert imports == {"__future__", "pathlib"}
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.Import)]
    assert [n.name for n in tree.body if isinstance(n, ast.FunctionDef)] == ["path"]


@pytest.mark.parametrize("name", FONTS)
def test_each_font_can_be_embedded_in_a_paper(name: str) -> None:
    font = TTFont(resources.path(f"fonts/{name}.ttf"), lazy=True)
    assert "glyf" in font, "the PDF writer refuses PostScript outlines"
    assert font["OS/2"].fsType == 0, "embedding is restricted"
    font.close()


@pytest.mark.parametrize("main", FONTS[:4])
def test_no_rare_character_of_a_name_is_without_a_glyph(main: str) -> None:
    covered: set[int] = set()
    for name in (main, "HanaMinB"):
        with TTFont(resources.path(f"fonts/{name}.ttf"), lazy=True) as font:
            covered |= set(font.getBestCmap())
    assert not [c for c in "㛃䶮𬱖𠮷龘㭎𬭎𫖯𫓹𬍛·" if ord(c) not in covered]
    extension_b = set(range(0x20000, 0x2A6D7))
    assert len(extension_b - covered) == 0


def test_each_data_file_says_where_its_facts_come_from() -> None:
    for file in sorted(resources.path("data").glob("*.json")):
        facts = json.loads(file.read_text(encoding="utf-8"))
        assert {"source", "note", "read_in_public_code"} & set(facts), file.name
