"""A crowd at a terminal: strangers who touch anything at any time, while paper, reader, line and keeper come and go."""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.people import IdCardReading, IdType, Person
from app.ports import DeviceState, PrinterState
from app.ports.equipment import FaceOutcome
from app.ports.kiosk import Orders
from tests.pictures import telephone_jpeg
from tests.ui.kiosk.booth import PIN, Booth, card
from ui.kiosk import keypad
from ui.kiosk import session as s
from ui.kiosk.screen import touchable
from ui.shots.kiosk_cases import LICENCE
from ui.tour.hand import Stuck

PEOPLE: tuple[IdCardReading, ...] = (
    card("甲东东", "440524188001010014"),
    card("乙西西", "210102190001010014", "辽宁省沈阳市和平区测试街2号"),
    card("丙南南", "210106190008081160", "辽宁省沈阳市铁西区测试街3号"),
)
NAMES = tuple(person.name for person in PEOPLE)
KEYS = (*"abcdefghijklmnopqrstuvwxyz0123456789", "erase", "ok", "next", "back", "plane:digits", "plane:latin")


@dataclass
class Crowd:
    """Does one random thing after the other; ``check`` after each."""

    booth: Booth
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    printed: list[tuple[str, bool]] = field(default_factory=list)
    seen: int = 0
    owners: dict[str, str] = field(default_factory=dict)
    overheard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.booth.voice.heard = self.hear
        self.deeds: list[tuple[int, Callable[[], None]]] = [
            (120, self.touch),
            (25, self.key),
            (12, self.lay),
            (10, self.lift),
            (14, self.pause),
            (6, self.sign),
            (3, self.paper),
            (2, self.reader),
            (2, self.line),
            (2, self.keeper),
            (3, self.face),
            (3, self.late),
            (1, self.staff),
            (2, self.leave),
            (6, self.regular),
            (5, self.look_up),
            (4, self.code),
            (4, self.send),
            (3, self.keys),
        ]

    def step(self) -> None:
        """One thing happens, the printer works, and what must never be is looked for."""
        deed = self.chance.choices([d for _, d in self.deeds], [w for w, _ in self.deeds])[0]
        self.done[deed.__name__] += 1
        deed()
        before = len(self.booth.printer.sheets)
        mine = (
            {str(each) for each in self.booth.terminal.guest.cases}
            if self.booth.terminal.session.open
            else set()
        )
        self.booth.worker.step()
        self._printed(before, mine)
        self.check()

    # what people do

    def touch(self) -> None:
        found = touchable(self.booth.screen)
        if found:
            chosen = self.chance.choice(found)
            if chosen.name == "leave":
                return
            self.booth.terminal.touch(chosen.name, chosen.value)
        if self.chance.random() < 0.1:
            self.booth.terminal.touch(
                self.chance.choice(["page-next", "page-back", "resume", "back", "ok", "nonsense"])
            )
        self.booth.time.advance(self.chance.uniform(0.2, 3))

    def key(self) -> None:
        if self.booth.screen.keys is None:
            return
        for _ in range(self.chance.randint(1, 14)):
            keys = self.booth.screen.keys
            picks = [f"pick:{text}" for text in keys.candidates] if keys is not None else []
            self.booth.terminal.touch("key", self.chance.choice([*KEYS, *picks, *picks]))
        self.booth.time.advance(1)

    def lay(self) -> None:
        if not self.booth.terminal.session.card_on:
            self.booth.lay(self.chance.choice(PEOPLE))

    def lift(self) -> None:
        self.booth.lift()

    def pause(self) -> None:
        """Somebody thinks, or nobody is there."""
        self.booth.time.advance(self.chance.choice([5, 15, 40, 61, 85, 200, 900]))

    def sign(self) -> None:
        self.booth.terminal.signed(b"\x89PNG a signature")

    def leave(self) -> None:
        self.booth.lift()
        self.booth.terminal.touch("finish")

    def regular(self) -> None:
        """Somebody who knows what she wants, as far as the machine lets her; some walk away from their paper."""
        self._enter()
        with contextlib.suppress(Stuck):
            self.booth.apply("shbzkbl", self.chance.choice(PEOPLE), pictures=self.chance.random() < 0.5)
        if self.chance.random() < 0.4:
            self.leave()

    def look_up(self) -> None:
        """Her cases, and a paper printed again."""
        self._enter()
        with contextlib.suppress(Stuck):
            self.booth.touch("tile", self.chance.choice(["print", "progress", "supplement"]))
            self.booth.terminal.touch("by-person")
            self.booth.prove(self.chance.choice(PEOPLE))
            self.booth.touch("paper")

    def code(self) -> None:
        """Something is held before the scanner: a 亮码 of anybody, a licence, a receipt, nonsense."""
        person = self.chance.choice(PEOPLE)
        shown = f"LM-{self.chance.randrange(10**6):06d}"
        self.booth.phone.codes = {shown: Person(person.name, IdType.RESIDENT_CARD, person.number)}
        papers = [paper.number for paper in self.booth.place.stores.views.papers()[-3:]]
        self.booth.scan(self.chance.choice([shown, shown, LICENCE, "https://example.invalid", *papers]))

    def send(self) -> None:
        """A telephone sends pictures, to whichever ticket it has, or the line to it breaks."""
        self.booth.phone.up = self.chance.random() < 0.8
        if self.booth.phone.pictures and self.booth.phone.lines:
            self.booth.phone.upload(self.chance.choice(self.booth.phone.lines)[0], telephone_jpeg())
        self.booth.time.advance(self.chance.uniform(1, 8))

    def keys(self) -> None:
        """Somebody at the keypad."""
        for _ in range(self.chance.randint(1, 8)):
            keypad.press(self.booth.terminal, self.chance.choice(sorted(keypad.KEYS)))
            self.booth.time.advance(0.5)

    def _enter(self) -> None:
        """Nobody is there, and no card lies there."""
        self.leave()
        self.booth.terminal.touch("serve")

    # what breaks

    def paper(self) -> None:
        self.booth.printer.now = self.chance.choice([PrinterState.READY] * 3 + list(PrinterState))
        self.booth.printer.slow = self.chance.random() < 0.2
        self.booth.printer.sensor = self.chance.random() < 0.5
        self.booth.printer.in_slot = 0

    def reader(self) -> None:
        state = self.chance.choice([DeviceState.READY] * 3 + [DeviceState.ABSENT, DeviceState.FAULT])
        self.booth.terminal.machine.reader(state)

    def line(self) -> None:
        self.booth.terminal.machine.line(self.chance.random() < 0.6, self.booth.time.now().ms)

    def keeper(self) -> None:
        self.booth.keeper.up = self.chance.random() < 0.8
        self.booth.keeper.orders = Orders(self.chance.random() < 0.15, "检修", 0)
        self.booth.terminal.beat()

    def face(self) -> None:
        self.booth.face.outcome = self.chance.choice([FaceOutcome.SAME] * 3 + list(FaceOutcome))

    def late(self) -> None:
        """Answers are held back, and come when somebody else stands there."""
        self.booth.hold_answers = not self.booth.hold_answers
        if not self.booth.hold_answers:
            self.booth.settle()

    def staff(self) -> None:
        for _ in range(5):
            self.booth.terminal.touch("badge")
        self.booth.type(self.chance.choice([PIN, "135791"]))
        self.booth.time.advance(3)

    # what must never be

    def _printed(self, before: int, mine: set[str]) -> None:
        jobs = {job.number: str(job.case_id) for job in self.booth.place.stores.jobs.jobs()}
        for title, _ in self.booth.printer.sheets[before:]:
            number = next(number for number in jobs if number in title)
            # Held back answers hold back the wipe of the queue too; what comes out then is told as left behind.
            told = bool(self.booth.late) or self.booth.terminal.session.left_paper
            self.printed.append((title, jobs[number] in mine or told))
        del self.booth.printer.sheets[:]

    def own(self) -> str:
        """The name that may be shown and said now; empty when nobody stands there."""
        terminal = self.booth.terminal
        person = terminal.guest.person
        return person.name if person is not None and terminal.session.open else ""

    def hear(self, words: str) -> None:
        """Judged as it is said: one touch reads her page to her and the next may leave."""
        self.overheard += [words for name in NAMES if name != self.own() and name in words]
        self.booth.voice.said.clear()

    def check(self) -> None:
        """Nobody's name but her own, and only while she stands there; a terminal that is free knows nobody."""
        terminal = self.booth.terminal
        assert not terminal.crashes, "the program caught a fault of its own; it stands in the log"
        person, own = terminal.guest.person, self.own()
        strangers = [name for name in NAMES if name != own and name in str(self.booth.screen)]
        assert not strangers, (strangers, self.booth.screen)
        assert not self.overheard, self.overheard
        if terminal.session.phase in (s.Phase.IDLE, s.Phase.LOCKED):
            assert person is None and not terminal.guest.cases and not terminal.session.proofs
            assert not terminal.board.letters and not terminal.board._picked
            journey = terminal.journey
            assert journey is None or not getattr(journey, "pictures", None), "pictures of who has gone"
        assert all(own_paper for _, own_paper in self.printed), self.printed[-1]
        self.seen += bool(own)
