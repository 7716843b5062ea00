"""What all journeys share: one step on the screen at a time, errors as a page, ``reset`` that forgets everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.domain.kiosk import Proof
from app.ports.equipment import CodeScan
from app.values import replace
from ui.kiosk.at import At, Trouble, late, words_of
from ui.kiosk.covers import call_band, comes, press_again
from ui.kiosk.screen import Band, Choice, Input, Mark, Screen, Strokes
from ui.phrases import stays_chinese

BY_HAND = frozenset({"ZC-NUM-01", "ZC-DB-03"})
"""No number or no room: the terminal takes nothing in now, and a person does so by hand on the paper pad (登记本)."""


class Journey:
    """One thing that a person came for. ``step`` names the page: its screen is ``_<step>``, an act is ``on_<name>``.

    ``left`` becomes true when the journey is over and the home page is wanted.
    """

    NAME = ""
    STEPS: tuple[str, ...] = ()
    HANDS_IN = False
    """Whether what cannot be left half way hands something of hers in: failed, it is not in."""
    TAKES_IN = False
    """Whether something is handed in, which a person can take in by hand; nobody rates or copies on a paper pad."""

    def __init__(self, at: At) -> None:
        self.at = at
        self.reset()

    def reset(self) -> None:
        """Everything as before the first touch; a subclass forgets its own things too."""
        self.step = "start"
        self.left = False
        self.leaving = False
        self.waiting = ""
        self.final = False
        self.fields: dict[str, str] = {}
        self.unsent = False
        self.error: Trouble | None = None
        self._once_more: Callable[[], None] | None = None
        self._past: list[str] = []

    def wipe(self) -> None:
        """Forget the person."""
        self.reset()

    def open(self, **known: Any) -> None:
        """The first step; ``known`` is what another journey found out."""

    def t(self, key: str, **values: object) -> str:
        """Words of this journey, or of all when it has none of its own."""
        own = f"{self.NAME}.{key}"
        return self.at.t(own if self.at.tools.texts.has(f"kiosk.{own}") else key, **values)

    # pages

    def screen(self) -> Screen:
        """What is on the screen now."""
        if self.leaving:
            return self._leaving()
        if self.error is not None:
            return self._error_page(self.error)
        if self.waiting:
            foot = () if self.final else (self.home(),)
            return self.page("wait", self.waiting, lead=self.at.t("wait.lead"), foot=foot)
        made: Screen = getattr(self, f"_{self.step}")()
        return made

    @property
    def at_stake(self) -> bool:
        """Whether something she wrote, showed or chose would be lost with the page."""
        return self.unsent

    @property
    def loses(self) -> bool:
        """Whether it would be lost now: while it is being handed in nobody knows yet."""
        return self.at_stake and not self.underway

    def at_work(self) -> frozenset[UUID]:
        """The cases she has before her: none of them is given away from under her hand."""
        return frozenset()

    @property
    def underway(self) -> bool:
        """Whether a step that cannot be left half way is being done, and nobody knows yet whether it is."""
        return self.final and bool(self.waiting)

    @property
    def handing_in(self) -> bool:
        """Whether papers of hers are on their way in, and nobody knows yet whether they are taken in."""
        return self.TAKES_IN and self.underway

    def _leaving(self) -> Screen:
        """She touched the way out with a form half filled: one finger that slipped must not cost her all of it."""
        rows = (
            Choice("stay", self.at.t("leaving.stay"), icon="arrow-left", kind="primary"),
            Choice("home", self.at.t("leaving.go"), icon="log-out"),
        )
        return self.page("leaving", self.at.t("leaving.title"), lead=self.at.t("leaving.lead"), rows=rows, foot=())

    def page(self, key: str, title: str, **parts: Any) -> Screen:
        """A page of this journey with its usual head and foot."""
        parts.setdefault("where", self.at.t(f"tile.{self.NAME}") if self.NAME else "")
        foot: tuple[Choice, ...] = parts.pop("foot", (self.backward(), self.home()))
        if any(row.kind == "primary" for row in parts.get("rows", ())):
            # One primary button a page: what she came for goes before leaving.
            foot = tuple(replace(each, kind="plain") if each.kind == "primary" else each for each in foot)
        return Screen(key=f"{self.NAME}.{key}", title=title, foot=foot, **parts)

    def _error_page(self, error: Trouble) -> Screen:
        if self.by_hand:
            return self._by_hand_page(error.code)
        what, *own = self._in_her_language(error.what, error.code)
        kept = self.at.t("call.kept_unsaved" if self.at_stake else "call.kept")
        if error.kept and not self.at_stake and not stays_chinese(self.at.tools.texts.said(error.kept), kept):
            kept = error.kept
        band = Band("warn", "triangle-alert", what, tuple(filter(None, (*own, error.what_next, kept, error.code))))
        title = self.at.t("fault.title")
        rows = (Choice("retry", self.at.t("fault.back"), icon="arrow-left", kind="primary"),)
        lead = self.at.t("fault.phone", phone=self.at.tools.place.hall_phone)
        return self.page("error", title, lead=lead, band=band, rows=rows, foot=(self.home(),), personal=True)

    def _in_her_language(self, what: str, code: str) -> tuple[str, ...]:
        """What happened; before the Chinese of another system what kind of answer that is, on a screen in English."""
        texts = self.at.tools.texts
        kind = texts.error(code).what if texts.has(f"error.{code}.what") else self.at.t("fault.answered")
        if not stays_chinese(texts.said(what), kind):
            return (what,)
        return kind, self.at.t("fault.own_words", words=what)

    def _by_hand_page(self, code: str) -> Screen:
        """Nobody is sent home: staff is on the way with the pad, and what she filled in waits some minutes for another
        try. Who goes to the window ends it: nothing of hers stays open behind her.
        """
        window, phone = self.at.tools.window, self.at.tools.place.hall_phone
        told = f"{call_band(self.at, 'pad').title}；{self.at.t('pad.phone', phone=phone)}"
        night = "" if comes(self.at, "pad") else late(self.at)
        lines = (self.at.t(f"pad.counts{night}"), told)
        band = Band("warn", "users", self.at.t(f"pad.where{night}", window=window), lines)
        note, kind = ("pad.card", "off") if self._card_gone() else ("pad.kept", "primary")
        again = Choice("retry", self.at.t("pad.again"), "", self.at.t(note), "rotate-ccw", kind)
        rows = (again, Choice("finish", self.at.t(f"pad.leave{night}"), "", self.at.t("pad.leave_note"), "log-out"))
        lead = (*press_again(self.at, "pad"), self.at.t("pad.lead"))[0]  # in 大字 there is no room for both
        return self.page("pad", self.at.t("pad.title"), lead=lead, band=band, rows=rows,
                         foot=(), small=(code,), personal=True)  # fmt: skip

    def _card_gone(self) -> bool:
        """Whether she began with a card that is no longer here: who touches the page then may be anybody."""
        return Proof.CARD in self.at.session.proofs and not self.at.session.card_on

    def marks(self, now: str) -> tuple[Mark, ...]:
        """The way with the present step on it; empty when the journey is one step long."""
        place = self.STEPS.index(now) if now in self.STEPS else -1
        return tuple(
            Mark(self.t(f"step.{step}"), "done" if n < place else "now" if n == place else "todo")
            for n, step in enumerate(self.STEPS)
        )

    def backward(self) -> Choice:
        """上一步."""
        return Choice("back", self.at.t("back"), icon="arrow-left")

    def home(self, beside: bool = False) -> Choice:
        """不办了，回首页; asked once more where something would be lost. ``beside``: in few words, where the way on
        stands in the same line.
        """
        words = self.at.t("home_short" if beside else "home_button")
        return Choice("give-up" if self.at_stake else "home", words, icon="log-out")

    def done_foot(self) -> tuple[Choice, ...]:
        """The foot of a last page."""
        return (
            Choice("more", self.at.t("another"), icon="house"),
            Choice("finish", self.at.t("finish"), icon="log-out", kind="primary"),
        )

    def write(self, name: str, mode: str = "pinyin", longest: int = 200, label: str = "") -> Input:
        """The line that is written into."""
        return Input(
            name,
            label or self.t(f"field.{name}"),
            self.fields.get(name, ""),
            mode,
            self.fields.get(f"!{name}", ""),
            longest=longest,
        )

    def practised_pin(self) -> tuple[str, ...]:
        """In a rehearsal the PIN stands where it is asked for: there is nobody who was told it. The voice says none."""
        return (self.at.t("staff.practised"),) if self.at.tools.rehearsal else ()

    # acts

    def act(self, name: str, value: str) -> None:
        """A touch. Unknown ones are nothing: the page changed under the finger."""
        if name == "give-up" or self.leaving:
            self.leaving = name != "stay" and self.at_stake
            return
        if name == "retry":
            self._retry()
            return
        if self.error is not None or self.waiting:
            return
        handler = getattr(self, f"on_{name.replace('-', '_')}", None)
        if handler is not None:
            handler(value)

    def _retry(self) -> None:
        if self.by_hand and self._card_gone():
            return
        again, self.error, self._once_more = self._once_more, None, None
        if again is not None:
            self.at.on_phone(False)
            again()

    def typed(self, name: str, value: str) -> None:
        """A line was written into."""
        self.fields[name] = value
        self.fields.pop(f"!{name}", None)

    def flawed(self, name: str, words: str) -> None:
        """What is wrong with a line, until it is written into again."""
        self.fields[f"!{name}"] = words

    def go(self, step: str) -> None:
        """To another page; 上一步 leads back here."""
        self._past.append(self.step)
        self.step = step

    def on_back(self, _value: str) -> None:
        """上一步; from the first page to the home page, asked once more where something would be lost."""
        if self._past:
            self.step = self._past.pop()
        elif self.at_stake:
            self.leaving = True
        else:
            self.left = True

    def on_more(self, _value: str) -> None:
        """再办一件: back to the home page, in the same session."""
        self.left = True

    def card(self) -> None:
        """A card was read; the person is in ``at.guest``."""

    def hint(self, code: str) -> None:
        """The reader asks for something."""

    def scanned(self, scan: CodeScan) -> None:
        """A code was held before the scanner; what this page has no use for is nothing."""

    def tick(self) -> None:
        """A second went by while she stands here."""

    def signed(self, picture: bytes, strokes: Strokes) -> None:
        """She signed on the screen."""

    def proven(self) -> None:
        """She is who she says; nothing more is done by default."""

    # work

    def ask(
        self,
        words: str,
        fn: Callable[[], Any],
        done: Callable[[Any], object],
        worker: str = "db",
        final: bool = False,
        failed: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Ask the counter in the background; what goes wrong becomes a page, or goes to ``failed``. ``final``: it
        cannot be left half way.
        """
        self.waiting, self.final = words, final

        def answered(result: Any) -> None:
            self.waiting, self.unsent = "", self.unsent and not final
            done(result)

        def wrong(error: BaseException) -> None:
            self.waiting, self.unsent = "", self.unsent or (final and self.HANDS_IN)
            if failed is not None:
                failed(error)
            else:
                self.went_wrong(error)
                if self.by_hand:
                    self._once_more = lambda: self.ask(words, fn, done, worker, final)

        self.at.run(worker, fn, answered, wrong)

    @property
    def by_hand(self) -> bool:
        """Whether the terminal cannot take in what she hands in, and a person must."""
        return self.TAKES_IN and self.error is not None and self.error.code in BY_HAND

    def went_wrong(self, error: BaseException, afterwards: Callable[[], None] | None = None) -> None:
        """An error becomes a page; ``afterwards`` is done when she has read it."""
        self.error, self._once_more = words_of(error, self.at), afterwards
        if self.by_hand:
            self.at.call_staff("pad")
            self.at.on_phone(True)
