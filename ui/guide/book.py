"""The help pages as words: what a page is for, three things people do there, what to do when something fails, the law.

The words lie in ``resources/texts/<language>.help.toml`` under ``[help.page.<page>]``; a page of the station that has
none of its own takes the window's. Without Qt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.values import dataclass
from ui.texts import Texts

PAGE = "help.page."
PARTS = ("name", "what", "do1", "do2", "do3", "fail", "law")


@dataclass(frozen=True)
class HelpPage:
    """One page of help; ``law`` lists the articles, empty where no law speaks."""

    key: str
    name: str
    what: str
    does: tuple[str, ...]
    fail: str
    law: str

    def words(self) -> str:
        """Everything on it, for the search."""
        return "\n".join((self.name, self.what, *self.does, self.fail, self.law))


def help_page(texts: Texts, face: str, key: str) -> HelpPage:
    """The help of a page; KeyError when neither the face nor the window has one."""
    own = f"{face}-{key}"
    name = own if texts.has(f"{PAGE}{own}.name") else key
    said = {part: texts.t(f"{PAGE}{name}.{part}") for part in PARTS}
    does = (said["do1"], said["do2"], said["do3"])
    return HelpPage(name, said["name"], said["what"], does, said["fail"], said["law"])


def pages(texts: Texts) -> tuple[HelpPage, ...]:
    """Every page of help there is."""
    names = [
        key[len(PAGE) : -len(".name")]
        for key in texts.names()
        if key.startswith(PAGE) and key.endswith(".name")
    ]
    return tuple(help_page(texts, "", name) for name in names)


def found(
    texts: Texts,
    words: str,
    of: Sequence[str] = (),
    sounds: Callable[[str, str], bool] = lambda words, name: False,
) -> tuple[HelpPage, ...]:
    """Pages that speak of all of these words, or whose name ``sounds`` so; those that bear them in their name first.
    ``of``: these pages alone.
    """
    wanted = words.lower().split()
    if not wanted:
        return ()

    def named(page: HelpPage) -> bool:
        return all(word in page.name.lower() for word in wanted) or sounds(words, page.name)

    hits = [
        page
        for page in pages(texts)
        if (not of or page.key in of) and (named(page) or all(word in page.words().lower() for word in wanted))
    ]
    return tuple(sorted(hits, key=lambda page: not named(page)))
