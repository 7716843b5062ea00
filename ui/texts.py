"""Words for keys, codes and Chinese phrases, read from ``resources/texts``; knows no Qt, so the command line uses
it too.

A text file has tables; a key is the dotted path to a string. Error codes live under ``[error.<CODE>]`` with
``what`` (发生了什么), ``kept`` (保住了什么) and ``next`` (怎么办). Chinese is the language of the law and of the
program; another language lies over it, key by key. What comes from below with Chinese words of its own (a state,
a verdict, a refusal) is found in ``<language>.phrases*.toml`` by those words, see :meth:`Texts.said`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from app.values import dataclass
from ui.phrases import Phrases
from ui.textfile import read_words

CHINESE = "zh-CN"
ENGLISH = "en"
LANGUAGES = {CHINESE: "中文", ENGLISH: "English"}
"""Every language of the screens, each by its own name."""

_NUMBERED = re.compile(r"\{(\w+)\|([^|{}]*)\|([^|{}]*)\}")


@dataclass(frozen=True)
class ErrorText:
    """What a person reads about one code."""

    code: str
    what: str
    kept: str
    next: str


class Texts:
    """The texts of the language that is spoken now; :meth:`speak` changes it for whoever holds these texts."""

    def __init__(
        self, words: Mapping[str, str], language: str = CHINESE, phrases: Mapping[str, str] | None = None
    ) -> None:
        self._words = dict(words)
        self._phrases = Phrases(phrases or {}, filled)
        self._folder: Path | None = None
        # At a terminal the language goes to and fro with its people: each is read from the files once.
        self._read: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
        self.language = language

    @classmethod
    def load(cls, folder: Path, language: str = CHINESE) -> Texts:
        """Read ``zh-CN.toml`` and, over it, every ``zh-CN.*.toml`` of the folder; then the other language over that.

        Raises FileNotFoundError without the main file, ``tomllib.TOMLDecodeError`` for a broken one, ValueError for
        a language that is none of :data:`LANGUAGES`.
        """
        texts = cls({}, language)
        texts._folder = folder
        texts.speak(language)
        return texts

    def speak(self, language: str) -> None:
        """Change the language; what is already drawn stays. ValueError for an unknown one."""
        if language not in LANGUAGES:
            raise ValueError(language)
        if self._folder is None:
            raise RuntimeError("these texts have no folder")
        if language not in self._read:
            read: tuple[dict[str, str], dict[str, str]] = _keyed(self._folder, CHINESE), {}
            if language != CHINESE:
                read[0].update(_keyed(self._folder, language))
                read[1].update(phrases_of(self._folder, language))
            self._read[language] = read
        words, phrases = self._read[language]
        # Phrases remember what they were asked, names among it: nobody's outlive her language.
        self._words, self._phrases, self.language = words, Phrases(phrases, filled), language

    def characters(self, of: str = "") -> str:
        """Every character that the words of this language (those whose keys begin with ``of``) are written with, the
        most frequent first.
        """
        seen = Counter("".join(words for key, words in self._words.items() if key.startswith(of)))
        return "".join(character for character, _ in seen.most_common() if character.isprintable())

    def t(self, key: str, **values: object) -> str:
        """The text of ``key`` with ``{name}`` places filled; KeyError for an unknown key or an unfilled place."""
        text = self._words[key]
        return self._fill(text, values) if values else text

    def said(self, words: str) -> str:
        """Words that came with their own Chinese, in the language of now; what has no phrase (a name, an address,
        an item) comes back as it is.
        """
        return self._phrases.said(words)

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
        whole = {part: self._fill(text, values) if values else text for part, text in parts.items()}
        return ErrorText(code, whole["what"], whole["kept"], whole["next"])

    def sentence(self, own: str, general: str) -> str:
        """The own sentence of an error; the general words of its code where nobody wrote it in this language."""
        said = self.said(own)
        return general if general and self.language != CHINESE and said == own else said

    def _fill(self, text: str, values: Mapping[str, object]) -> str:
        if self.language != CHINESE:
            values = {name: self.said(v) if isinstance(v, str) else v for name, v in values.items()}
        return filled(text, values)


def filled(text: str, values: Mapping[str, object]) -> str:
    """Fill ``{name}``; ``{n|case|cases}`` takes the first word when ``n`` is 1, else the second."""
    if "|" in text:
        text = _NUMBERED.sub(lambda m: m[2] if str(values[m[1]]) == "1" else m[3], text)
    return text.format(**values)


def _keyed(folder: Path, language: str) -> dict[str, str]:
    words: dict[str, str] = {}
    own = [path for path in sorted(folder.glob(f"{language}.*.toml")) if ".phrases" not in path.name]
    for path in (folder / f"{language}.toml", *own):
        words.update(_flat(_table(path, path.stat().st_mtime_ns)))
    return words


def phrases_of(folder: Path, language: str) -> dict[str, str]:
    """Chinese words and templates with what they mean, from every phrase file; tables only sort them."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob(f"{language}.phrases*.toml")):
        for table in _table(path, path.stat().st_mtime_ns).values():
            found.update(table)
    return found


@cache
def _table(path: Path, changed_ns: int) -> Mapping[str, Any]:
    """A file of words as it was at that moment."""
    return read_words(path)


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
