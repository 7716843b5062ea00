"""Words for keys and codes, read from ``resources/texts/<language>.toml``; knows no Qt, so the command line
uses it too.

A text file has tables; a key is the dotted path to a string. Error codes live under ``[error.<CODE>]`` with
``what`` (发生了什么), ``kept`` (保住了什么) and ``next`` (怎么办).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ErrorText:
    """What a person reads about one code."""

    code: str
    what: str
    kept: str
    next: str


class Texts:
    """Texts of one language."""

    def __init__(self, words: Mapping[str, str], language: str = "zh-CN") -> None:
        self._words = dict(words)
        self.language = language

    @classmethod
    def load(cls, folder: Path, language: str = "zh-CN") -> Texts:
        """Read ``<language>.toml`` and, over it, every ``<language>.*.toml`` of the folder.

        Raises FileNotFoundError without the main file, ``tomllib.TOMLDecodeError`` for a broken one.
        """
        words: dict[str, str] = {}
        for path in (folder / f"{language}.toml", *sorted(folder.glob(f"{language}.*.toml"))):
            with path.open("rb") as file:
                words.update(_flat(tomllib.load(file)))
        return cls(words, language)

    def t(self, key: str, **values: object) -> str:
        """The text of ``key`` with ``{name}`` places filled; KeyError for an unknown key or an unfilled place."""
        text = self._words[key]
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether the key has words."""
        return key in self._words

    def names(self) -> tuple[str, ...]:
        """Every key, in file order."""
        return tuple(self._words)

    def error(self, code: str, **values: object) -> ErrorText:
        """Words of an error code; an unknown code gets honest general words and keeps its number."""
        parts = {part: self._words.get(f"error.{code}.{part}", "") for part in ("what", "kept", "next")}
        if not parts["what"]:
            parts = {part: self._words.get(f"error.unknown.{part}", "") for part in ("what", "kept", "next")}
        filled = {part: text.format(**values) if values else text for part, text in parts.items()}
        return ErrorText(code, filled["what"], filled["kept"], filled["next"])


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
