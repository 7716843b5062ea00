"""The pages in front of the desk: who works here, the first administrator, the lock. Each is made when it is first
shown: at a counter the person has proved who she is already, and her first page need not wait for any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from app.values import dataclass
from ui.window.login import FirstRunPage, LockedPage, LoginPage

_Page = TypeVar("_Page", LoginPage, FirstRunPage, LockedPage)


@dataclass(frozen=True)
class Answers:
    """What follows from each page: number and password, name, number and password of the first, the password that
    opens the lock, and another person's wish.
    """

    log_in: Callable[[str, str], object]
    create_first: Callable[[str, str, str], object]
    unlock: Callable[[str], object]
    switch: Callable[[], object]


class Entrance:
    """``where``: hall, window and division code, as the pages name them."""

    def __init__(self, rehearsal: bool, where: tuple[str, str, str], answers: Answers) -> None:
        self._rehearsal = rehearsal
        self._where = where
        self._answers = answers
        self._sits = ("", "")

    @cached_property
    def login(self) -> LoginPage:
        """Who works here."""
        page = LoginPage(self._rehearsal)
        page.submitted.connect(self._answers.log_in)
        return self._named(page, "login")

    @cached_property
    def first(self) -> FirstRunPage:
        """The first administrator."""
        page = FirstRunPage(self._rehearsal)
        page.created.connect(self._answers.create_first)
        return self._named(page, "first")

    @cached_property
    def locked(self) -> LockedPage:
        """The lock, for who sat here last."""
        page = LockedPage(self._rehearsal)
        page.unlocked.connect(self._answers.unlock)
        page.switched.connect(self._answers.switch)
        page.set_operator(*self._sits)
        return self._named(page, "locked")

    def sits(self, operator: str, password: str = "") -> None:
        """Who sits here now; ``password`` is shown on the lock where there is nothing to protect."""
        self._sits = (operator, password)
        if "locked" in self.__dict__:
            self.locked.set_operator(*self._sits)

    def _named(self, page: _Page, name: str) -> _Page:
        page.name_fields(name)
        page.set_place_name(*self._where)
        return page
