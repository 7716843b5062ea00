"""Reads the files of words: TOML, and the plain kind that nearly all of them are in a quarter of the time.

Nothing is drawn with words before they are read, and there are five thousand lines of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_LINE = re.compile(
    r'^(?:([A-Za-z0-9_-]+|"[^"\\\x00-\x1f\x7f]+") = "((?:[^"\\\x00-\x1f\x7f]|\\[^\r\n])*)"'
    r"|\[([A-Za-z0-9_.-]+)\]|#[^\x00-\x08\x0a-\x1f\x7f]*|)$",
    re.MULTILINE,
)
"""A word for a key, the head of a table, a remark, or nothing."""


def read_words(path: Path) -> Mapping[str, Any]:
    """The tables of a file of words, as ``tomllib`` reads it. Raises FileNotFoundError, and
    ``tomllib.TOMLDecodeError`` for a broken one.
    """
    text = path.read_bytes().decode("utf-8")
    plain = _plain(text)
    return plain if plain is not None else tomllib.loads(text)


def _plain(text: str) -> dict[str, Any] | None:
    """The tables of a file that has nothing but plain lines; None where TOML itself must be asked."""
    lines = _LINE.findall(text)
    if len(lines) != text.count("\n") + 1:
        return None
    root: dict[str, Any] = {}
    table, heads = root, set()
    for key, value, head in lines:
        if key:
            name = key.strip('"')
            if name in table:
                return None
            word = _unescaped(value) if "\\" in value else value
            if word is None:
                return None
            table[name] = word
        elif head:
            if head in heads:
                return None
            heads.add(head)
            found = _table(root, head)
            if found is None:
                return None
            table = found
    return root


def _table(root: dict[str, Any], head: str) -> dict[str, Any] | None:
    found = root
    for part in head.split("."):
        inner: object = found.setdefault(part, {}) if part else None
        if not isinstance(inner, dict):
            return None
        found = inner
    return found


def _unescaped(value: str) -> str | None:
    """None for an escape that TOML has not: asked for the whole file, it names the line."""
    try:
        found: str = tomllib.loads(f'v = "{value}"')["v"]
    except tomllib.TOMLDecodeError:
        return None
    return found
