"""A terminal without Qt: the session, the journey of who stands here, the machine, and the screen they make together.

Everything a person brings lives in ``Person`` and in her journey, and ends with ``wipe``. Answers of background work
carry the number of the session they belong to; those of a session that is over are dropped unread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.domain.kiosk import Proof
from app.domain.people import IdCardReading, Person
from app.ports import Cancel, DeviceState, JobState
from app.ports.equipment import CodeScan
from app.usecases.kiosk import Visitor
from ui.kiosk import answers, arrivals, covers, home, shown, speaking, spelled
from ui.kiosk import happenings as h
from ui.kiosk import session as s
from ui.kiosk.at import CRASHED, Going, Guest
from ui.kiosk.knocks import Knocks
from ui.kiosk.machine import Fate, Machine
from ui.kiosk.pinyin import PinyinBoard, Table
from ui.kiosk.pulse import Pulse
from ui.kiosk.screen import Screen, Strokes
from ui.kiosk.spelling import Spelling
from ui.kiosk.tools import Tools
from ui.language import other_language
from ui.window.intake.model import person_of

if TYPE_CHECKING:
    from ui.kiosk.counter import Counter
    from ui.kiosk.journeys.base import Journey

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
LOOK_SECONDS = 5.0
BEAT_SECONDS = 60.0


class Terminal:
    """``changed`` is called when the screen may be another; ``wiped`` when everything of the last person must go."""

    def __init__(self, counter: Counter, tools: Tools, table: Table) -> None:
        self.counter = counter
        self.tools = tools
        self.session = s.Session()
        self.guest = Guest()
        self.journey: Journey | None = None
        self.machine = Machine(lambda: tools.now().ms, tools.monotonic, lambda: self.guarded(self.show))
        self.board, self.spelling = PinyinBoard(table), Spelling(table)
        self.plane = "pinyin"
        self.page, self.pages = 0, 1
        self.lock_words, self.lock_until_ms = "", 0
        self.changed: Callable[[], None] = lambda: None
        self.wiped: Callable[[], None] = lambda: None
        self.leave: Callable[[], None] = lambda: None
        self.theme = "light"
        self.language = tools.texts.language
        self.sessions_wiped = self.crashes = 0
        self.keypad = self._falling = False
        self.voice_page = 0
        self._knocks = Knocks()
        self._timers: list[Cancel] = []
        self._said: Screen | None = None
        self.pulse = Pulse(self)
        self._touched_at = 0.0

    # the day

    def start(self) -> None:
        """Look at every part once (自检) and go on looking."""
        every = self.tools.scheduler.every
        self._timers = [
            every(TICK_SECONDS, lambda: self.guarded(self._tick)),
            every(LOOK_SECONDS, self.look),
            every(BEAT_SECONDS, self.beat),
        ]
        self.look()
        self.beat()

    def stop(self) -> None:
        """Stop looking, with nobody's data left."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        if self.session.open:
            self._happen(h.Finished())

    def t(self, key: str, **values: object) -> str:
        """Words of this face, with the hall's own name of a window in their language."""
        said = {name: self.tools.texts.said(str(each)) if name == "window" else each for name, each in values.items()}
        return self.tools.texts.t(f"kiosk.{key}", **said)

    # what happens

    def _happen(self, happening: h.Happening) -> None:
        self.session, effects = s.step(self.session, happening, self.tools.monotonic())
        for effect in effects:
            self._effect(effect)

    def _effect(self, effect: s.Effect) -> None:
        match effect:
            case s.Effect.WIPE:
                self.wipe()
            case s.Effect.REMIND_CARD:
                self.tools.voice.say(self.t("say.card_left"))
            case s.Effect.REMIND_PAPER:
                self.tools.voice.say(self.t("say.paper_left"))
            case s.Effect.TELL_PAPER:
                self.tools.voice.say(self.t("say.paper_lies"))
            case s.Effect.CALL_CARD | s.Effect.CALL_PAPER:
                self._left_behind(effect.value.removeprefix("call-"))
            case s.Effect.PLAIN:
                self._speak(self.language)
            case s.Effect.COVER:
                self.tools.voice.say(covers.asked(self))
            case _:
                pass

    def _left_behind(self, what: str) -> None:
        """A card or a sheet lies there from somebody who has gone: staff is called, and it is on record."""
        self.call_staff(what, hers=False)
        self.tools.work("db", lambda: self.counter.audit("kiosk-left", what), _nothing, _nothing)

    def show(self) -> None:
        """The screen may be another now; the voice reads a new one."""
        screen, before = self.screen(), self._said
        if before is None or before.key != screen.key:
            self.voice_page = 0
        self._said = screen
        if self.session.phase is not s.Phase.IDLE:
            self.say(speaking.news(before, screen, self.t, self.keypad, self.voice_page))
        self.changed()

    def say(self, words: str) -> None:
        """Say it, unless she turned the voice off."""
        if words and not self.session.silent:
            self.tools.voice.say(words)

    def read_again(self) -> None:
        """The page, from its beginning."""
        self.stroke()
        self._touched_at = self.tools.monotonic()
        self.say(speaking.words_of(self.screen(), self.t, self.keypad, self.voice_page, fresh=True))

    def keypad_begins(self) -> bool:
        """Whether this is the first key of a person: then the page is read to her and nothing else is done."""
        if self.keypad and (self.session.phase is not s.Phase.IDLE or self.machine.fallen):
            return False
        self.keypad = True
        if self.session.kept_for is not None and self.session.silent:
            self._happen(h.Switched("silent"))  # somebody who needs the voice came after who turned it off
        self.read_again()
        return True

    def wipe(self) -> None:
        """Nothing of the last person remains: what she typed, showed, taught the keyboard, and was to be printed."""
        cases, doubted = frozenset(self.guest.cases), self.guest.sheet_doubted
        self._drop()
        self.guest = Guest()
        self.machine.fell_at = self.machine.fell_at if self._falling else None
        self.board.wipe()
        self.spelling.wipe()
        self.plane, self.page, self._said = "pinyin", 0, None
        self.keypad, self.voice_page, self.sessions_wiped = False, 0, self.sessions_wiped + 1
        self._knocks.forget()
        self.tools.voice.hush()
        if self.session.kept_for is None:
            self._speak(self.language)
        answers.forget(self, cases)
        if doubted:
            self._happen(h.LatePaper(out=False))
        self.wiped()

    def _speak(self, language: str) -> None:
        """Change the language for this person; the next one finds the language of the hall again."""
        if self.tools.texts.language != language:
            self.tools.texts.speak(language)
            self._said = None

    def finish(self, stays: bool = False) -> None:
        """办完了，退出; on a locked terminal nothing but a PIN page can be left. ``stays``: 不办了，回首页."""
        if self.session.phase is s.Phase.LOCKED:
            self._lock_alone()
        self._happen(h.Finished(slot_known=self.machine.slot is not None, stays=stays))

    # touches

    def touch(self, name: str, value: str = "") -> None:
        """A finger touched a control of the present screen.

        A fault of the program ends this session and no other: it is wiped, staff is called, the home page stands.
        """
        self.guarded(lambda: self._touch(name, value))

    def scanned(self, scan: CodeScan) -> None:
        """A code was held before the scanner."""
        self.guarded(lambda: arrivals.scanned(self, scan))

    def guarded(self, act: Callable[[], None]) -> None:
        """Do it; a fault of the program ends this session, and the page that says so stands."""
        try:
            act()
        except Exception:  # nobody is here to restart it: one bad page must not stop the terminal
            log.exception("%s fault at %s", CRASHED, self.journey.NAME if self.journey is not None else "home")
            self.crashes, keypad = self.crashes + 1, self.keypad
            self._falls(covers.fate(self))
            self.keypad, self._said = keypad, self.screen()
            self.say(speaking.words_of(self._said, self.t, keypad))
            self.changed()

    def _falls(self, fate: Fate) -> None:
        """The page that says so stands from the first: what is drawn as she is wiped may be what failed."""
        self._falling = True
        try:
            self._drop()
            self.machine.fell(fate)
            self._happen(h.Cut())
            self._happen(h.StaffOut())
        finally:
            self._falling = False
        self.call_staff("program", hers=False)

    def _touch(self, name: str, value: str) -> None:
        phase = self.session.phase
        if name == "resume":
            covers.resume(self)
        elif name in ("finish", "home"):
            self.machine.fell_at, self.keypad = None, False
            self.finish(stays=name == "home")
        elif name == "badge":
            self._tap()
        elif phase is s.Phase.COUNTDOWN or (phase is s.Phase.LOCKED and self.journey is None):
            self._touched_at = self.tools.monotonic()
            covers.touched(self, name)
        elif name in ("large", "low", "silent"):
            self._happen(h.Switched(name))
        elif name == "language":
            self._happen(h.Touched())
            self._happen(h.Switched(name))
            self._speak(other_language(self.tools.texts.language))
        elif phase is s.Phase.STAFF:
            self._happen(h.Touched())
            self._staff(name, value)
        else:
            self._act(name, value)
        self.show()

    def _act(self, name: str, value: str) -> None:
        self._happen(h.Touched())
        self._touched_at = self.tools.monotonic()
        if name in ("call", "call-again"):
            covers.call(self)
        elif name == "called":
            covers.call_off(self)
        elif name == "taken":
            self._happen(h.PaperTaken(hers=True))
        elif name in ("page-next", "page-back"):
            self.page = max(0, self.page + (1 if name == "page-next" else -1))
        elif name == "key":
            spelled.key(self, value)
        elif name == "tile":
            self.begin(value)
        elif self.journey is not None:
            self.page = self.page if name == "show-number" else 0
            before = self.journey
            self.journey.act(name, value)
            if before.left:
                self.go_home()
        elif name == "theme":
            self.theme = "contrast" if self.theme == "light" else "light"

    def begin(self, name: str, **known: Any) -> None:
        """Start a journey from its tile."""
        from ui.kiosk.journeys import journey_of

        if home.refused(self, name):
            return
        self._change(journey_of(name, self))
        if self.journey is not None:
            self._told()
            self.journey.open(**known)

    def _drop(self) -> None:
        """The journey is gone, also where it fails as it forgets."""
        journey, self.journey = self.journey, None
        try:
            if journey is not None:
                journey.wipe()
        except Exception:  # nothing refers to it any more: what is hers goes with it
            log.exception("%s fault as %s was wiped", CRASHED, journey and journey.NAME)

    def _told(self) -> None:
        """Nobody is told of the fault any more: who comes now may be anybody, and sees the page."""
        if self.machine.fell_at is not None:
            self.machine.fell_at, self.keypad = None, False

    def _change(self, journey: Journey | None) -> None:
        self._drop()
        self.journey, self.page, self._said = journey, 0, None
        self.board.wipe()
        self.spelling.wipe()

    def go_home(self) -> None:
        """The journey is over; the session goes on until she leaves or is quiet."""
        self._change(None)

    def signed(self, picture: bytes, strokes: Strokes = ()) -> None:
        """She signed on the screen: as a picture, and as it is shown again where the page is drawn anew."""
        self.guarded(lambda: self._signed(picture, strokes))

    def _signed(self, picture: bytes, strokes: Strokes) -> None:
        if self.session.phase is s.Phase.ACTIVE and self.journey is not None:
            self._happen(h.Touched())
            self.journey.signed(picture, strokes)
            self.show()

    def stroke(self) -> None:
        """She signs, or listens: nobody who does is quiet. Who only reads of a fault has begun nothing by that."""
        if self.session.phase is not s.Phase.IDLE or not self.machine.fallen:
            self._happen(h.Touched())

    # the reader, the printer, the line

    def card_read(self, reading: IdCardReading) -> None:
        """A card was read whole."""
        self.guarded(lambda: self._card_read(reading))

    def _card_read(self, reading: IdCardReading) -> None:
        before = self.session.number
        self._happen(h.CardRead(s.person_key(reading.number)))
        if not self.session.holder or self.session.left_card:
            self.show()
            return
        self._told()
        if self.session.number != before:
            self.guest = Guest()
        self.guest.person, self.guest.reading = person_of(reading), reading
        if self.journey is not None:
            self.journey.card()
        self.show()

    def card_removed(self) -> None:
        """It was taken away."""
        self.guarded(lambda: self.befell(h.CardLifted()))

    def reader(self, state: DeviceState) -> None:
        """What the reader says of itself."""
        self.machine.reader(state)
        if state in (DeviceState.ABSENT, DeviceState.FAULT):
            self._happen(h.ReaderLost())

    def card_hint(self, code: str) -> None:
        """The reader asks for something; a card left behind is told by the session itself."""
        if (journey := self.journey) is not None:
            self.guarded(lambda: journey.hint(code))
            self.guarded(self.show)

    def print_moved(self, job_id: UUID, state: JobState) -> None:
        """A print changed its state; only the person's own counts."""
        arrivals.print_moved(self, job_id, state)

    def happen(self, happening: h.Happening) -> None:
        """Something befell the session."""
        self._happen(happening)

    def at_work(self) -> frozenset[UUID]:
        """The cases of who stands here: those of her journey and those she went on with."""
        return frozenset(self.guest.cases) | (self.journey.at_work() if self.journey is not None else frozenset())

    def befell(self, happening: h.Happening) -> None:
        """Something befell the session, and the screen may be another now."""
        self._happen(happening)
        self.show()

    # the pulse

    def _tick(self) -> None:
        before, over = self.session, self.machine.fell_at is not None and not self.machine.fallen
        if over:
            self._told()
        self._happen(h.Tick(read=self.machine.fallen))
        quiet = self.tools.monotonic() - self._touched_at >= covers.patience(self)
        if self.session.phase is s.Phase.LOCKED and quiet and (self.journey or self.guest.called or self.keypad):
            self._lock_alone()
            self.show()
        if self.journey is not None and self.session.phase is s.Phase.ACTIVE:
            self.journey.tick()
        waits = self.guest.called or self.pulse.somebody_waits()
        if over or waits or self.session is not before or self.session.phase is s.Phase.COUNTDOWN:
            self.show()

    def _lock_alone(self) -> None:
        """Whoever called, or began a PIN, at a locked terminal has gone: why it is locked stands there for the next."""
        self._change(None)
        self.keypad = False
        covers.gone(self)

    def look(self) -> None:
        """Ask the printer, its slot and the line how they are."""
        self.pulse.look()

    def beat(self) -> None:
        """A sign of life to the keeper, with the faults; it answers whether to stay open."""
        self.pulse.beat()

    def call_staff(self, reason: str, hers: bool = True) -> None:
        """Tell the keeper that somebody must come."""
        covers.wanted(self, reason, hers)

    # staff

    def _tap(self) -> None:
        """Five taps on the badge ask for the PIN: nothing on the screen says so."""
        open_to = (s.Phase.IDLE, s.Phase.LOCKED, s.Phase.ACTIVE)
        if self._knocks.knock(self.tools.monotonic()) and self.session.phase in open_to:
            self._knocks.forget()
            self._happen(h.Cut())
            self.begin_staff()

    def begin_staff(self) -> None:
        """Ask for the PIN."""
        from ui.kiosk.journeys.staff import StaffJourney

        if self.session.phase is s.Phase.IDLE:
            self._happen(h.Touched())
        self._touched_at = self.tools.monotonic()
        self._change(StaffJourney(self))

    def staff_in(self) -> None:
        """The PIN was right."""
        journey = self.journey
        self.journey = None
        self._happen(h.StaffIn())
        self.journey = journey

    def staff_out(self, cleared: bool) -> None:
        """Staff is done."""
        self._happen(h.StaffOut(cleared))

    def _staff(self, name: str, value: str) -> None:
        if name == "key":
            spelled.key(self, value)
        elif self.journey is not None:
            self.journey.act(name, value)

    # work in the background

    def run(
        self,
        worker: str,
        fn: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], object],
        aside: bool = False,
    ) -> None:
        """Work for the person who stands here; the answer is dropped when she has gone, and its papers are held.

        ``aside``: she does not wait for it, and may be quiet meanwhile.
        """
        answers.run(self, worker, fn, done, failed, aside)

    def prove(self, proof: Proof) -> None:
        """A proof of identity was given."""
        self._happen(h.Shown(proof))

    def known_by_phone(self, person: Person) -> bool:
        """Her 亮码 said who she is; False when the card here is another person's."""
        return arrivals.known_by_phone(self, person)

    def on_phone(self, on: bool) -> None:
        """She is busy with her telephone or waits for staff, or no longer."""
        self._happen(h.OnPhone(on))

    @property
    def going(self) -> Going | None:
        """The present journey."""
        return self.journey

    def visitor(self) -> Visitor:
        """Who stands here, as the use cases know her."""
        return self.guest.visitor(self.session.proofs, self.tools.now().date)

    # the screen

    def screen(self) -> Screen:
        """What stands on the screen now, in the language of whoever stands here."""
        return shown.screen(self)


def _nothing(_: object) -> None:
    """Nobody waits for this."""
