"""Another language for the window: it will stand anew, so what is typed or signed and kept nowhere is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.language import SETTING
from ui.runner import Runner
from ui.tell import Answer, Tell
from ui.theme import t

if TYPE_CHECKING:
    from ui.bootstrap import Workplace


class Speaking:
    """``unfinished`` says whether something would be lost; ``wanted(language)`` lets the window stand again."""

    def __init__(
        self,
        workplace: Workplace,
        runner: Runner,
        tell: Tell,
        unfinished: Callable[[], bool],
        wanted: Callable[[str], object],
    ) -> None:
        self._workplace, self._runner, self._tell = workplace, runner, tell
        self._unfinished, self._wanted = unfinished, wanted

    def speak(self, language: str) -> None:
        """Ask first where something is open."""
        if self._unfinished():
            self._ask(lambda: self._keep(language, dropped=True))
        else:
            self._keep(language, dropped=False)

    def _ask(self, change: Callable[[], object], stay: Callable[[], object] = lambda: None) -> None:
        def answered(answer: str) -> None:
            if answer == "change":
                change()
            else:
                stay()

        self._tell.ask(
            t("line.language_unfinished"),
            t("line.language_unfinished_next"),
            [Answer("change", t("line.language_drop"), "Y", danger=True), Answer("stay", t("kit.cancel"), "N")],
            answered,
            cancel="stay",
        )

    def _keep(self, language: str, dropped: bool) -> None:
        """Keep the language in the profile, on the worker, then let the window stand again in it. What was begun while
        the worker was busy is asked for as well, unless she gave up what was open before (``dropped``).
        """

        def kept(before: str | None) -> None:
            if dropped or not self._unfinished():
                self._wanted(language)
            else:
                self._ask(lambda: self._wanted(language), lambda: self._put_back(before))

        self._runner.run("db", lambda: self._set(language), kept, self._tell.error, name="language")

    def _put_back(self, before: str | None) -> None:
        self._runner.run("db", lambda: self._set(before), None, self._tell.error, name="language")

    def _set(self, language: str | None) -> str | None:
        """The language that was kept before; None where the profile named none."""
        profile = self._workplace.profile
        extra = dict(profile.config.extra)
        before = extra.pop(SETTING, None)
        profile.configure(extra=extra if language is None else {**extra, SETTING: language})
        return before
