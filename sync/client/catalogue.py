"""The catalogue by the line: asked for now and then, fetched page by page, and never a reason for the line to stop."""

from __future__ import annotations

import logging

from app.errors import LineError
from app.ports import Clock
from app.ports.catalogue import Edition, EditionLine, EditionRefused, EditionShelf

_log = logging.getLogger(__name__)

_FORM = 1
_EVERY_S = 600.0
_PAGES = 20


class CatalogueKeeper:
    """``step`` is a part of each step of the loop, mostly idle. A catalogue that is refused leaves the one in use."""

    def __init__(
        self, line: EditionLine, shelf: EditionShelf, clock: Clock, every_s: float = _EVERY_S
    ) -> None:
        self._line = line
        self._shelf = shelf
        self._clock = clock
        self._every_s = every_s
        self._next = float("-inf")
        self._refused: tuple[int, str] | None = None

    def step(self) -> None:
        """Ask, and fetch what is new, a part of it at a time. Raises LineError; the next step goes on there."""
        now = self._clock.monotonic()
        if now < self._next:
            return
        try:
            done = self._settle()
        except EditionRefused as refused:
            _log.error("catalogue refused: %s", refused)
            self._shelf.refuse(refused.code, refused.detail, self._clock.now().ms)
            done = True
        if done:
            self._next = now + self._every_s

    def _settle(self) -> bool:
        """Whether there is nothing to do for a while."""
        edition = self._newest()
        standing = self._shelf.standing()
        if edition is None or edition == standing:
            self._shelf.refuse("", "", 0)
            return True
        if self._refused == (edition.serial, edition.digest):
            return True
        if standing is not None and edition.serial <= standing.serial:
            raise EditionRefused("downgrade", edition.version)
        if edition.form > _FORM:
            raise EditionRefused("form", edition.version)
        base = standing.version if standing is not None else ""
        for whole in (False, True) if base else (True,):
            try:
                if not self._fetch(edition, "" if whole else base):
                    return False
                self._shelf.switch(self._clock.now().ms)
                return True
            except LineError as error:
                # The platform does not know the version in use: it was restored, or cleared old ones away.
                if error.kind != "not-found" or whole:
                    raise
            except EditionRefused as refused:
                # What changed did not fit on what is here; all of it may.
                if refused.code != "digest" or whole:
                    self._refused = (edition.serial, edition.digest)
                    raise
        return True

    def _newest(self) -> Edition | None:
        try:
            return self._line.edition()
        except LineError as error:
            if error.kind != "not-found":
                raise
            # A hall without its province, or an older platform: it has none to give.
            return None

    def _fetch(self, edition: Edition, base: str) -> bool:
        """Whether all of it is here."""
        now = self._shelf.arriving()
        if now is None or now.edition != edition or now.base != base:
            self._shelf.begin(edition, base)
            now = self._shelf.arriving()
        assert now is not None
        for _ in range(_PAGES):
            if now.whole:
                return True
            page = self._line.edition_page(edition.version, base, now.after)
            if page.more and page.after <= now.after:
                raise EditionRefused("unreadable", "the pages do not move on")
            self._shelf.put(page)
            now = self._shelf.arriving()
            assert now is not None
        return now.whole
