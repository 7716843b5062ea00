"""The words of the screens, read faster than TOML is and never otherwise."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from ui.textfile import _plain, read_words

TEXTS = Path(__file__).resolve().parents[2] / "resources" / "texts"


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.toml")), ids=lambda path: path.name)
def test_every_file_of_words_says_what_toml_says_in_the_same_order(path: Path) -> None:
    text = path.read_text("utf-8")
    assert repr(read_words(path)) == repr(tomllib.loads(text))


@pytest.mark.parametrize("path", sorted(TEXTS.glob("zh-CN*.toml")), ids=lambda path: path.name)
def test_no_file_that_a_start_waits_for_is_read_the_slow_way(path: Path) -> None:
    assert _plain(path.read_text("utf-8")) is not None


@pytest.mark.parametrize(
    "odd",
    [
        'a = "x" # and more',
        "a = 'x'",
        'a = """\nx"""',
        "a = 1",
        'a.b = "x"',
        '[[a]]\nb = "x"',
        ' a = "x"',
        '"a b" = "x"\n["c d"]\ne = "f"',
        '[a]\nb = "x"\r\n',
        'a = "one\\ntwo \\u4e2d \\"quoted\\""',
        '[a.b]\nc = "x"\n[a]\nd = "y"',
    ],
)
def test_what_is_not_plain_is_read_as_toml_reads_it(odd: str, tmp_path: Path) -> None:
    file = tmp_path / "zh-CN.toml"
    file.write_bytes(odd.encode())
    assert repr(read_words(file)) == repr(tomllib.loads(odd.replace("\r\n", "\n")))


@pytest.mark.parametrize(
    "broken",
    [
        'a = "x"\na = "y"',
        '[a]\n[a]\nb = "x"',
        'a = "x"\n[a]\nb = "y"',
        '[a]\nb = "x"\n[a.b]\nc = "y"',
        '[a]\nb = "x',
        '[a..b]\nc = "x"',
        'a = "\\q"',
        '[a]\nb = "x"\nc = "\\q"',
        'a = "one\ttwo" b',
    ],
)
def test_a_broken_file_is_refused_as_toml_refuses_it(broken: str, tmp_path: Path) -> None:
    file = tmp_path / "zh-CN.toml"
    file.write_text(broken, "utf-8")
    with pytest.raises(tomllib.TOMLDecodeError) as said:
        tomllib.loads(broken)
    with pytest.raises(tomllib.TOMLDecodeError, match=f"^{re.escape(str(said.value))}$"):
        read_words(file)
