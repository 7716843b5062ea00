"""Chinese words from below the screens (states, verdicts, refusals, dates) said in another language.

The phrase table has whole phrases and templates with ``{places}``; a place of one letter stands for a number. Data (a
name, an address, an item of the catalogue) has no phrase and stays Chinese, as the law's papers do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

HAN = re.compile(r"[\u3400-\u9fff]")
DEPTH = 5
KEPT = 4096
WORDY = 5

_PLACE = re.compile(r"\{(\w+)\}")
_JOINTS = ("\n", "。", "；", "　", " · ", "：", "，", ", ", "、", " ")
_LOOSE = ("，", ", ", "、", " ")
"""Marks that stand inside the text of a guide as well."""
_JOINED = {"。": ". ", "；": "; ", "　": "  ", "，": ", ", "、": ", ", "：": ": "}
_BRACKETS = re.compile(r"(.*?)（(.+)）(.*)", re.DOTALL)
_QUOTED = re.compile(r"([“「『])(.+)([”」』])", re.DOTALL)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEK = dict(zip("一二三四五六日天", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Sun"), strict=True))
# Compiled when the first of them is asked for: a start in Chinese needs none of them, and they take 2 ms.
_DATE = r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日"
_DAYS = r"(\d{1,2})月(\d{1,2}(?:、\d{1,2})+)日"
_RANGE = r"(\d{1,2})月(\d{1,2})日至(\d{1,2})日"
_MONTH = r"(\d{4})年(1[0-2]|0?[1-9])月"
_ANY_MONTH = r"(\d{1,2})月\d"
_MARK = r"(?<=[A-Za-z0-9.)”])[；，。：、](?=.)|[；，。：、](?=[A-Za-z0-9(“])"
_BRACKET = r"(?<=[A-Za-z0-9.])（([^（）]*)）"
_RUN_ON = r"(?<=[a-z])([.;])(?=[A-Z])"
_WEEKDAY = r"[（(]?(?:周|星期)([一二三四五六日天])[）)]?"
_CLOCK = r"(\d{1,2})[时点](\d{1,2})分"
_DAY_FIRST = r"(\d{1,2} [A-Z][a-z]{2}(?: \d{4})?) (Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_SPAN = r"(?<=[\d a-z]) *至(?=[\d ])"


def one_line(text: str) -> str:
    """A label of two lines as one: Chinese joins without a space, a word broken by a hyphen without the hyphen."""
    return text.replace("-\n", "").replace("\n", "" if HAN.search(text) else " ")


def stays_chinese(words: str, kind: str) -> bool:
    """Whether these words (as said in the language of the screen) stay Chinese beside the screen's own ``kind`` of
    them, which is not: what another system answered does. Then the kind stands before them.
    """
    return HAN.search(words) is not None and HAN.search(kind) is None


class Phrases:
    """One phrase table. ``fill(text, values)`` fills the places of a text."""

    def __init__(self, table: Mapping[str, str], fill: Callable[[str, Mapping[str, object]], str]) -> None:
        self._whole = {chinese: said for chinese, said in table.items() if not _PLACE.search(chinese)}
        self._shapes = _shapes((c, s) for c, s in table.items() if _PLACE.search(c))
        self._fill = fill
        self._empty = not table
        self.said = lru_cache(KEPT)(self._said)

    def _said(self, words: str) -> str:
        return words if self._empty else _tidy(self._say(words, DEPTH))

    def _say(self, words: str, depth: int) -> str:
        """Whole, as a date, by a template, or piece by piece; what nothing fits stays as it is."""
        bare = words.strip()
        if not HAN.search(bare):
            return words
        whole = self._whole.get(words) or self._whole.get(bare) or self._ended(bare)
        if whole is not None:
            return whole
        if dated := date_said(words):
            return dated
        if depth == 0:
            return words
        shaped = self._shaped(bare, depth)
        return shaped if shaped is not None else self._pieces(words, depth)

    def _ended(self, words: str) -> str | None:
        """With its full stop or without: a sentence is the same sentence."""
        if words.endswith("。"):
            said = self._whole.get(words[:-1])
            return None if said is None else f"{said.rstrip('.')}."
        said = self._whole.get(f"{words}。")
        return None if said is None else said.rstrip(".")

    def _shaped(self, words: str, depth: int) -> str | None:
        for shape, said in self._shapes:
            found = shape.fullmatch(words)
            if found is not None:
                return self._fill(said, {n: self._say(v, depth - 1) for n, v in found.groupdict().items()})
        return None

    def _pieces(self, words: str, depth: int) -> str:
        for joint in _JOINTS:
            parts = _split(words, joint)
            if len(parts) == 1:
                continue
            said = [self._say(part, depth - 1) if part else "" for part in parts]
            changed = sum(one != other for one, other in zip(parts, said, strict=True))
            # One word that happens to be known makes no sentence of the others: they are data.
            if changed and (
                joint not in _LOOSE or 2 * changed >= sum(1 for part in parts if HAN.search(part))
            ):
                return _JOINED.get(joint, joint).join(said).strip(" " if joint != "\n" else "")
        return self._bracketed(words, depth)

    def _bracketed(self, words: str, depth: int) -> str:
        for shape, left, right in ((_BRACKETS, " (", ")"), (_QUOTED, "", "")):
            found = shape.fullmatch(words)
            if found is None:
                continue
            parts = list(found.groups())
            said = [self._say(part, depth - 1) if part else "" for part in parts]
            # With words behind the bracket it is most likely the title of an item.
            if said != parts and (shape is _QUOTED or not parts[2] or not HAN.search(said[0] + said[2])):
                return f"{said[0]}{left}{said[1]}{right}{said[2]}"
        return words


def _split(words: str, joint: str) -> list[str]:
    """The pieces between marks that stand outside brackets."""
    parts, deep = [""], 0
    for piece in re.split(f"({re.escape(joint)}|[（）])", words):
        deep += (piece == "（") - (piece == "）")
        if piece == joint and deep <= 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _shapes(table: Iterable[tuple[str, str]]) -> list[tuple[re.Pattern[str], str]]:
    """Templates as patterns, those with the most words first: the closest one speaks."""
    ordered = sorted(table, key=lambda pair: -len(_PLACE.sub("", pair[0])))
    return [(_pattern(chinese), said) for chinese, said in ordered]


def _pattern(chinese: str) -> re.Pattern[str]:
    parts, end, seen = [], 0, set[str]()
    # A template of few words takes no more than one piece of a text.
    rest = ".+?" if len(HAN.findall(_PLACE.sub("", chinese))) > WORDY else "[^，、；。：　\\n]+?"
    for place in _PLACE.finditer(chinese):
        parts.append(re.escape(chinese[end : place.start()]))
        name = place[1]
        one = r"\d+" if len(name) == 1 else rest
        parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>{one})")
        seen.add(name)
        end = place.end()
    parts.append(re.escape(chinese[end:].removesuffix("。")) + "。?")
    return re.compile("".join(parts), re.DOTALL)


def date_said(words: str) -> str:
    """A date, a clock or a span of days as English writes them; "" for anything that holds other words."""
    if any(not 1 <= int(month) <= 12 for month in re.findall(_ANY_MONTH, words)):
        return ""
    said = re.sub(_DAYS, lambda m: f"{m[2].replace('、', ', ')} {_month(m[1])}", words)
    said = re.sub(_RANGE, lambda m: f"{m[2]}–{m[3]} {_month(m[1])}", said)
    said = re.sub(_DATE, lambda m: f"{m[3]} {_month(m[2])} {m[1] or ''} ", said)
    said = re.sub(_MONTH, lambda m: f"{_month(m[2])} {m[1]}", said)
    said = re.sub(_CLOCK, lambda m: f"{m[1]}:{int(m[2]):02d}", said)
    said = re.sub(_WEEKDAY, lambda m: f" {_WEEK[m[1]]} ", said)
    said = re.sub(_SPAN, " to ", said)
    said = re.sub(_DAY_FIRST, lambda m: f"{m[2]} {m[1]}", re.sub(r" {2,}", " ", said).strip())
    return "" if said == words or HAN.search(said) else _tidy(said)


def _month(number: str) -> str:
    return _MONTHS[int(number) - 1]


def _tidy(said: str) -> str:
    """What stands between two languages gets the marks and spaces of English."""
    said = re.sub(_MARK, lambda m: _JOINED[m[0].strip()], said)
    said = re.sub(_BRACKET, r" (\1)", said)
    return re.sub(_RUN_ON, r"\1 ", said).replace(" ,", ",")
