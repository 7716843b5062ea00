"""What the voice reads of a page: what is told there, what may be chosen, and, for who uses the keypad, which key does
it. No Qt here.

The keypad has digits, ``*`` (again), ``+`` (on), ``-`` (back), ``/`` (staff), ``.`` (leave), Enter and Backspace.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ui.kiosk.screen import Choice, Screen

MOST = 9
MORE = "voice-more"
_BACK, _LEAVE = frozenset({"back", "called", "stay"}), frozenset({"home", "give-up", "finish"})
_LONG = re.compile(r"(?<![0-9A-Z])(?:[0-9]{11,17}[0-9X]?|[0-9]{4}\*{4,}[0-9X]{4})(?![0-9])")
WRITTEN = frozenset({"pinyin", "code"})
"""Lines of words, spelled on the keypad, and codes with letters (``ui.kiosk.spelled``)."""

Words = Callable[..., str]


def choices(screen: Screen, page: int) -> Sequence[Choice]:
    """At most nine things to choose, by their digits; of more than nine eight at a time, the ninth goes on."""
    every = (*screen.tiles, *screen.rows)
    if len(every) <= MOST:
        return every
    shown = every[(page * 8) % (-(-len(every) // 8) * 8) :][:8]
    return (*shown, Choice(MORE, ""))


def goes_on(screen: Screen, page: int) -> bool:
    """Whether there is more to choose than was read up to this page."""
    every = len(screen.tiles) + len(screen.rows)
    return every > MOST and page < -(-every // 8) - 1


def onward(screen: Screen) -> Choice | None:
    """What ``+`` does: the one thing at the foot that is neither back nor away."""
    found = [each for each in screen.foot if each.name not in _BACK | _LEAVE and not each.idle]
    return next((each for each in found if each.kind == "primary"), found[0] if found else None)


def back(screen: Screen) -> Choice | None:
    """What ``-`` does."""
    return _named(screen, _BACK)


def away(screen: Screen) -> Choice | None:
    """What ``.`` does."""
    return _named(screen, _LEAVE)


def _named(screen: Screen, names: frozenset[str]) -> Choice | None:
    """At the foot, else where a page without one asks: a key that leads out does so on every page."""
    return next((each for each in (*screen.foot, *screen.rows) if each.name in names), None)


def words_of(screen: Screen, t: Words, keypad: bool, page: int = 0, fresh: bool = False) -> str:
    """Everything that is read when the page comes up; ``fresh``: also what is written in its line already."""
    parts = [screen.words(whole=keypad), *(_written(screen, t) if keypad and fresh else ())]
    for number, choice in enumerate(choices(screen, page), start=1):
        if choice.name == MORE:
            parts.append(t("voice.more", n=number))
            continue
        note = f"，{choice.note}" if choice.note and (keypad or choice.kind == "off") else ""
        parts.append(f"{number}，{choice.text}{note}".replace("\n", "，"))
    if keypad:
        parts += [*_small(screen), *_keys(screen, t, page)]
    return _quiet("。".join(part for part in parts if part), t)


def _written(screen: Screen, t: Words) -> tuple[str, ...]:
    """What stands in the line from before, which who sees the page reads there; a secret is not said."""
    line = screen.input
    return (t("voice.written", text=line.value),) if line is not None and line.value and line.mode != "secret" else ()


def _small(screen: Screen) -> tuple[str, ...]:
    """What stands small is heard by who cannot see it; the PIN of a rehearsal, beside the line for it, is not said."""
    return () if screen.input is not None and screen.input.mode == "secret" else screen.small


def _quiet(words: str, t: Words) -> str:
    """Numbers of cards and telephones are not said aloud in a hall: only how they end."""
    return _LONG.sub(lambda found: t("voice.number", tail=found[0][-4:]), words)


def _keys(screen: Screen, t: Words, page: int) -> list[str]:
    parts = []
    if screen.tiles or screen.rows:
        parts.append(t("voice.choose"))
    if screen.input is not None:
        parts.append(t(f"voice.{screen.input.mode}" if screen.input.mode in WRITTEN else "voice.digits"))
    if screen.pad:
        parts.append(t("voice.sign"))
    lettered = screen.input is not None and screen.input.mode == "code"
    on = None if lettered else onward(screen)
    for found, key in ((on, "onward"), (back(screen), "back"), (away(screen), "away")):
        if found is not None:
            first = key == "onward" and screen.answered_last and goes_on(screen, page)
            parts.append(t(f"voice.{key}", text=t("voice.rest") if first else found.text))
    parts.append(t("voice.again"))
    if screen.call:
        parts.append(t("voice.staff"))
    return parts


def news(before: Screen | None, now: Screen, t: Words, keypad: bool, page: int = 0) -> str:
    """What is to be said when the page goes from ``before`` to ``now``; empty when nothing of it changed.

    A band that turned on the same page, as when a paper came out, or a flaw in what was written, is said alone; so is
    what may be chosen otherwise on a page that tells the same.
    """
    whole = words_of(now, t, keypad, page)
    if before is None or before.key != now.key or before.title != now.title:
        return words_of(now, t, keypad, page, fresh=True)
    if words_of(before, t, keypad, page) == whole:
        return ""
    line, was = now.input, before.input
    if line is not None and was is not None and line.name == was.name:
        if line.error or was.error:
            return line.error
        if now.band == before.band:
            return whole
    bands = [each for each, had in ((now.band, before.band), (now.state_line, before.state_line)) if each != had]
    told = [part for each in bands if each is not None for part in (each.title, *each.lines) if part]
    if told or (now.say and now.say == before.say):
        return "。".join((*told, *_turned(before, now, t, keypad, page)))
    return whole


def _turned(before: Screen, now: Screen, t: Words, keypad: bool, page: int) -> list[str]:
    """What may be chosen otherwise than before; by keys all of it, for each may have another number now."""
    if not keypad:
        return [each.text for each in now.rows if each not in before.rows]
    if now.rows == before.rows:
        return []
    found = enumerate(choices(now, page), start=1)
    return [t("voice.more", n=n) if each.name == MORE else f"{n}，{each.text}{_why(each)}" for n, each in found]


def _why(choice: Choice) -> str:
    """Why a thing cannot be chosen: its key would do nothing."""
    return f"，{choice.note}" if choice.note and choice.kind == "off" else ""
