"""What ``Ctrl+K`` finds: items, cases, places, acts; the grouping is the window's, the finding the office's."""

from __future__ import annotations

from typing import Any

from app.domain.people import mask_party
from app.domain.time import Timestamp
from ui.colours import NAMES
from ui.guide.book import found as found_help
from ui.language import other_language
from ui.office import Office
from ui.shared.palette import Group, Hit
from ui.texts import LANGUAGES
from ui.theme import look, t
from ui.window.called import called, named_whole, sounds
from ui.window.case.words import moment
from ui.window.deeds import acts, do
from ui.window.inner import INNER
from ui.window.rail import PLACES

NAMED, NAMED_LETTERS = 2, 4
"""So many characters, or letters, at least name a language or colours."""
_PLACE_NAMES = {
    "intake": "收件",
    "due": "待办与时限",
    "handover": "发件",
    "search": "查询",
    "print": "打印与空白证照",
    "sync": "同步与设备",
}


def find(office: Office, text: str) -> list[Group]:
    """Groups of hits for ``text``, best first; empty text lists the places."""
    groups = []
    items = office.search_items(text, 6) if text.strip() else []
    if items:
        hits = tuple(Hit(i.full_name, i.department, "file-text", "", (), ("item", i.code)) for i in items)
        groups.append(Group("事项", hits))
    words = text.strip()
    people = _people(office, words)
    # Two or three letters are the initials of a page or an act too, which hands know: Enter never opens somebody's
    # papers instead.
    late = words.isascii() and words.isalpha() and not _named(words)
    groups += [] if late else people
    help_pages = tuple(
        Hit(page.name, page.what, "circle-help", "F1", (), ("help", page.key))
        for page in found_help(look().texts, text, sounds=sounds)[:4]
    )
    if help_pages:
        groups.append(Group(t("help.group"), help_pages))
    places, by_name = _places(words)
    if places:
        # Who types the name of a place wants to go there, whatever else has these words in it; letters are first
        # those of an item.
        first = words and by_name and (_named(words) or not words.isascii())
        groups.insert(0 if first else len(groups), Group("去", places))
    if deeds := acts(words):
        whole = any(named_whole(words, hit.value[1]) for hit in deeds)
        groups.insert(0 if whole and _named(words) else len(groups), Group(t("deed.group"), deeds))
    for name, hits in (("语言", _tongues(words)), ("颜色", _colours(words))):
        if hits:
            # One letter is in every word; more of them name it.
            groups.insert(0 if _named(words) else len(groups), Group(name, hits))
    return [*groups, *people] if late else groups


def _people(office: Office, words: str) -> list[Group]:
    """The group of cases, none when there are none."""
    # Two people may bear one masked name: the day and hour they came tell them apart.
    found = tuple(
        Hit(
            f"{c.item} {mask_party(c.applicant)}",
            f"{c.receipt} {c.state_name} {moment(Timestamp(c.opened_ms))}",
            "inbox",
            "",
            (),
            ("case", c.case_id),
        )
        for c in (office.find(words)[:6] if words else ())
    )
    return [Group("办件", found)] if found else []


def _tongues(words: str) -> tuple[Hit, ...]:
    """The other language of the screens, by its own name."""
    other = other_language(look().texts.language)
    name = LANGUAGES[other]
    if not _begins(words, f"{name} language 语言"):
        return ()
    return (Hit(name, t("language.note"), "globe", "", (), ("language", other)),)


def _colours(words: str) -> tuple[Hit, ...]:
    """The sets of colours that are not worn now."""
    worn = look().theme.name
    return tuple(
        Hit(name, t("colours.note"), "eye", "", (), ("colours", key))
        for key in NAMES
        if key != worn
        and _begins(words, f"{(name := t(f'colours.{key}'))} {key} {t('colours.words')}")
    )


def _begins(words: str, names: str) -> bool:
    """Whether one of the names begins with what was typed, as written or as said; nothing typed begins all."""
    return any(name.startswith(words.lower()) or sounds(words, name) for name in names.lower().split())


def _places(words: str) -> tuple[tuple[Hit, ...], bool]:
    """The places that are called so, those of the name first, and whether the first is meant by its name or by a whole
    word for it; without words every place of the rail and behind it.
    """
    by_name, by_word = [], []
    whole = False
    for key, name, icon, shortcut in (*_ways(), *(_rooms() if words else ())):
        page = key.partition("/")[0]
        behind = (_PLACE_NAMES.get(page) or t(f"inner.{page}"), _KEYS.get(page, "")) if "/" in key else ("", shortcut)
        hit = Hit(name, behind[0], icon, behind[1], (), ("place", key))
        if not words or any(words in each or sounds(words, each) for each in (name, *_also(key))):
            by_name.append(hit)
        elif called(words, key):
            by_word.append(hit)
            whole |= named_whole(words, key)
    return (*by_name, *by_word), bool(by_name) or whole


def _named(words: str) -> bool:
    """Whether so much was typed that a name is meant: the initials of an item are two or three letters."""
    return len(words) >= (NAMED_LETTERS if words.isascii() else NAMED)


def _ways() -> list[tuple[str, str, str, str]]:
    """Places of the rail and the pages behind them; the page of one case is no place to go to."""
    behind = [
        (page.key, t(f"inner.{page.key}"), page.icon, f"{_KEYS[page.home]} {page.shortcut}")
        for page in INNER
        if page.key != "file"
    ]
    return [*((key, _PLACE_NAMES[key], icon, shortcut) for key, icon, shortcut in PLACES), *behind]


def _rooms() -> list[tuple[str, str, str, str]]:
    """The rooms of a page that are places of their own to whoever looks for one: ``page/room``."""
    names = {f"day/{room}": t(f"day.{room}") for room in ("open", "shift", "close")}
    names |= {f"print/{room}": t(f"print.room.{room}") for room in ("queue", "stock", "custody", "seals", "calibrate")}
    return [(key, name, _ICONS[key.partition("/")[0]], "") for key, name in names.items()]


def _also(key: str) -> list[str]:
    """What people call a check of the day besides its name."""
    return t(f"day.also_{key.partition('/')[2]}").split() if key in ("day/open", "day/close") else []


def go_to(face: Any, place: str) -> None:
    """Open a place, or a room of it; ``do/…`` is an act."""
    key, _, room = place.partition("/")
    if key == "do":
        do(face, room)
        return
    face.shell.go(key)
    if room:
        face.pages[key].show_room(room)


_ICONS = {"day": "clipboard-list", "print": "printer"}
_KEYS = {key: shortcut for key, _, shortcut in PLACES}
