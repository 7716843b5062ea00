"""Hands at a terminal: what is touched, typed, laid and held before it, the same for pictures and for stories."""

from __future__ import annotations

from uuid import UUID

from app.domain.people import IdCardReading
from app.domain.progress import query_code
from app.values import replace
from devices.scanner.protocol import recognise
from printing.queue import PrintWorker
from ui.bootstrap import Workplace
from ui.kiosk.screen import Screen, touchable
from ui.kiosk.terminal import Terminal
from ui.shots.room import ZHANG
from ui.shots.virtual import ObedientFace, ObedientKeeper, ObedientPhone, ObedientPrinter, VirtualTime
from ui.tour.hand import Stuck

PIN = "246810"
PORTRAIT = b"WL" + bytes(1022)


class Hands:
    """Touches ``terminal`` over ``place`` as a person would; whoever has it moves ``time``, turns ``worker``, and tells
    printer, keeper, face check and telephones what to do.
    """

    place: Workplace
    time: VirtualTime
    terminal: Terminal
    worker: PrintWorker
    printer: ObedientPrinter
    keeper: ObedientKeeper
    face: ObedientFace
    phone: ObedientPhone

    @property
    def screen(self) -> Screen:
        """What is shown."""
        return self.terminal.screen()

    @property
    def key(self) -> str:
        """Its name."""
        return self.screen.key

    def touch(self, name: str, value: str = "") -> None:
        """Touch what is on the page and not off. Raises Stuck when it is not."""
        every = touchable(self.screen)
        found = next((each for each in every if each.name == name and value in ("", each.value)), None)
        if found is None:
            raise Stuck(f"no {name} {value!r} on {self.key}: {[(each.name, each.value) for each in every]}")
        self.terminal.touch(found.name, found.value)

    def press(self, text: str) -> None:
        """Keys of the keyboard on the screen."""
        for character in text:
            self.terminal.touch("key", character)

    def type(self, text: str) -> None:
        """Keys, then 确定."""
        self.press(text)
        self.terminal.touch("key", "ok")

    def pinyin(self, letters: str, wanted: str) -> None:
        """Type pinyin and pick the candidate."""
        self.press(letters)
        for _ in range(20):
            keys = self.screen.keys
            if keys is None or wanted in keys.candidates:
                break
            self.terminal.touch("key", "next")
        self.terminal.touch("key", f"pick:{wanted}")

    def signs(self, spelled: str, wanted: str) -> None:
        """Characters that stand together in no list, each by its own pinyin."""
        for letters, sign in zip(spelled.split(), wanted, strict=True):
            self.pinyin(letters, sign)

    def receipt(self, number: str = "K01000001") -> None:
        """What stands on a receipt: its number, and its query code."""
        found = self.place.stores.views.case_of_number(number)
        self.type(number)
        self.type(query_code(found) if found is not None else "0000")

    def complain(self) -> None:
        """From the home page, with the receipt in her hand: a complaint in two words, not handed in yet."""
        self.touch("tile", "rate")
        self.touch("what", "complain")
        self.touch("by-code")
        self.receipt()
        self.touch("kind", "投诉")
        self.pinyin("paidui", "排队")

    def lay(self, reading: IdCardReading = ZHANG) -> None:
        """The card on the reader."""
        self.terminal.card_read(reading if reading.photo_wlt else replace(reading, photo_wlt=PORTRAIT))

    def lift(self) -> None:
        """The card off it."""
        self.terminal.card_removed()

    def scan(self, text: str) -> None:
        """Hold a code before the scanner."""
        self.terminal.scanned(recognise(text))

    def prove(self, reading: IdCardReading = ZHANG) -> None:
        """Card and face."""
        self.lay(reading)
        self.touch("face")

    def online(self, up: bool) -> None:
        """The line to the province comes or goes."""
        self.terminal.counter.online = lambda: up  # type: ignore[method-assign]
        self.terminal.look()

    def wait(self, seconds: float) -> None:
        """Let time go by."""
        self.time.advance(seconds)

    def home(self) -> None:
        """Leave as one should."""
        if self.terminal.session.card_on:
            self.lift()
        for name in ("finish", "taken", "finish"):
            self.terminal.touch(name)

    def print_all(self) -> None:
        """The print queue works until nothing moves."""
        for _ in range(3):
            self.worker.step()

    def apply(self, item: str = "shbzk", reading: IdCardReading = ZHANG, pictures: bool = True) -> UUID:
        """A whole application by touch; the id of its case."""
        self.touch("tile", "apply")
        self.find(item)
        if self.key == "apply.card":
            self.lay(reading)
        self.fill(pictures)
        self.terminal.signed(b"\x89PNG signature")
        self.touch("signed")
        if self.key != "apply.end":
            raise Stuck(f"the application ended on {self.screen}")
        return next(iter(self.terminal.guest.cases))

    def find(self, item: str) -> None:
        """Write what is wanted and take the first that is found."""
        self.touch("words")
        self.type(item)
        self.touch("item")

    def fill(self, pictures: bool = True) -> None:
        """Every question, field and material up to the signature."""
        for _ in range(60):
            key = self.key
            if key == "apply.whom":
                self.touch("whom", "self")
            elif key == "apply.question":
                self.terminal.touch("answer", self.screen.rows[-1].value)
            elif key == "apply.field":
                self.field()
            elif key == "apply.choice":
                self.terminal.touch("value", self.screen.rows[0].value)
            elif key == "apply.review":
                self.touch("next")
            elif key == "apply.material":
                self.touch("picture" if pictures else "bring")
                if pictures:
                    self.touch("next")
            else:
                return

    def field(self) -> None:
        """Something fitting for the field that is asked."""
        line = self.screen.input
        if line is None:
            raise Stuck(f"nothing to fill on {self.key}")
        if "电话" in line.label or line.mode == "phone":
            self.type("13800000001")
        elif line.placeholder:
            self.type("20260928")
        elif line.mode in ("digits", "number"):
            self.type("12")
        elif line.mode == "code":
            self.type("91210100MA00000XX5" if "信用代码" in line.label else ZHANG.number)
        else:
            self.pinyin("shi", "市")
            self.terminal.touch("key", "ok")
