"""Which case a 更正件 corrects and what corrects a case, in words: for the lists and for the page of a case. No Qt."""

from __future__ import annotations

from app.storage.corrections import Link, Links
from app.values import dataclass
from ui.shared.paint import Marked, Word
from ui.theme import t
from ui.window.case.words import short_number

KEY, OTHER_KEY = "Alt+U", "Alt+Shift+U"
"""From one case to the other; the second where a case both corrects one and is corrected."""


def link_number(link: Link) -> str:
    """How people call the other case: its number, or the end of its identifier where it has none or is not here."""
    return short_number(link.receipt) if link.receipt else str(link.case_id)[-12:]


def state_words(link: Link) -> str:
    """How far the other case is."""
    if link.home:
        return t("linked.moved", window=link.home)
    return link.state_name if link.here else t("linked.away")


def marked(item: str, links: Links) -> str | Marked:
    """The item of a line in a list, with the mark of a 更正件 or of a case that has one before it."""
    if links.corrects is not None:
        return Marked(Word(t("linked.corrects"), "info", "pencil"), item)
    if links.marked:
        return Marked(Word(t("linked.corrected"), "neutral", "pencil"), item)
    return item


def told(links: Links) -> tuple[str, ...]:
    """A sentence for what the case corrects, and one for each 更正件 that corrects it."""
    found = [] if links.corrects is None else [("this_corrects", links.corrects)]
    found += [("corrected_by", each) for each in links.corrected_by]
    return tuple(t(f"linked.{key}", number=link_number(each), state=state_words(each)) for key, each in found)


@dataclass(frozen=True)
class Way:
    """A button to another case: its name, its words and its key."""

    name: str
    words: str
    key: str
    link: Link


def ways(links: Links) -> tuple[Way, ...]:
    """The ways from this case, the one forward first; none to a case that is not on this machine."""
    found = [("later", links.later), ("first", links.corrects)]
    here = [(name, link) for name, link in found if link is not None and link.here]
    return tuple(
        Way(name, t(f"linked.to_{name}", number=link_number(link)), key, link)
        for (name, link), key in zip(here, (KEY, OTHER_KEY), strict=False)
    )
