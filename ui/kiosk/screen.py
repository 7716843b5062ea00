"""What a terminal shows, as values: a journey says what is on the screen, the painter how it looks. No Qt here."""

from __future__ import annotations

from app.values import dataclass, field


@dataclass(frozen=True)
class Choice:
    """Something to touch: ``name`` and ``value`` come back with the touch.

    ``kind`` is plain, primary, on (chosen, with ✓), off (cannot be chosen now: ``note`` says why), told (stands among
    the others to be read; ``note`` says why it is not touched) or quiet.
    """

    name: str
    text: str
    value: str = ""
    note: str = ""
    icon: str = ""
    kind: str = "plain"

    @property
    def answers(self) -> bool:
        """Whether the note is an answer to be read once more: it counts more than its name."""
        return self.name in ("edit", "show-number")

    @property
    def idle(self) -> bool:
        """Whether a touch of it does nothing."""
        return self.kind in ("off", "told")


@dataclass(frozen=True)
class Mark:
    """A step of the way: ``state`` is done, now or todo."""

    text: str
    state: str = "todo"


@dataclass(frozen=True)
class Band:
    """Something to know now: ``state`` is info, ok, warn or danger; ``title`` is bold."""

    state: str
    icon: str
    title: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """One thing in a list that is read, not touched: a case with its way, or a part of a guide."""

    title: str
    note: str = ""
    lines: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    band: Band | None = None


@dataclass(frozen=True)
class Input:
    """A line that is written into: ``mode`` is pinyin, digits, code (digits and letters) or secret (digits, hidden).

    ``initials``: letters are an answer as they are (a search); else pinyin that is still open is not complete.
    ``phone``: it is a telephone number, seen in groups.
    """

    name: str
    label: str
    value: str = ""
    mode: str = "pinyin"
    error: str = ""
    placeholder: str = ""
    longest: int = 200
    initials: bool = False
    phone: bool = False


@dataclass(frozen=True)
class Keys:
    """The keyboard on the screen: letters typed so far, what they may mean, and which plane is up.

    ``turns``: a finger goes on to what has no room; the keypad does it by keys of its own.
    """

    letters: str = ""
    candidates: tuple[str, ...] = ()
    plane: str = "pinyin"
    more: bool = False
    before: bool = False
    turns: bool = True


Strokes = tuple[tuple[tuple[float, float, float, float], ...], ...]
"""What was signed on the pad: x and y in its pixels, pressure 0–1, milliseconds since the first touch."""


@dataclass(frozen=True)
class Screen:
    """One page. ``key`` names it for tests and pictures; ``say`` is what the voice tells, by default what stands
    there; what may be touched is read by ``ui.kiosk.speaking``, with its keys.

    ``personal``: something of the person stands on it, so it is never seen under the cover of the countdown. ``pad`` is
    the number of the sheet that is signed on, 0 for none, ``strokes`` what stands on it when it is drawn anew; ``qr``
    what a telephone shall read, ``picture`` an encoded image of a sheet she handed in; ``card_line`` reminds her of her
    card while it lies on the reader, or of a stranger's sheet in the slot (``card_icon``); ``answered_last``:
    what answers for the whole of the rows is offered after the last of them only.
    """

    key: str
    title: str
    lead: str = ""
    where: str = ""
    marks: tuple[Mark, ...] = ()
    band: Band | None = None
    drawing: str = ""
    qr: str = ""
    picture: bytes = b""
    state_line: Band | None = None
    cards: tuple[Card, ...] = ()
    tiles: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    page: int = 0
    input: Input | None = None
    keys: Keys | None = None
    pad: int = 0
    strokes: Strokes = field(default=(), compare=False)
    countdown: int = -1
    small: tuple[str, ...] = ()
    card_line: str = ""
    card_icon: str = "id-card"
    foot: tuple[Choice, ...] = ()
    switches: tuple[Choice, ...] = ()
    call: bool = True
    say: str = ""
    personal: bool = False
    answered_last: bool = False

    def words(self, whole: bool = False) -> str:
        """What the voice reads; ``whole``: for who cannot see, the note under a title too."""
        if self.say:
            return self.say
        parts = [self.title, self.lead]
        if self.input is not None:
            parts += [self.input.label, self.input.error or self.input.placeholder]
        if self.band is not None:
            parts += [self.band.title, *self.band.lines]
        for card in self.cards:
            parts += [card.title, *((card.note,) if whole else ()), *card.lines]
            parts += [card.band.title, *card.band.lines] if card.band else []
        if self.state_line is not None:
            parts += [self.state_line.title, *self.state_line.lines]
        return "。".join(part for part in parts if part)


def touchable(screen: Screen) -> tuple[Choice, ...]:
    """Everything on the page that a finger may touch, keys of the keyboard left out; 呼叫工作人员 is ``call``."""
    call = (Choice("call", "call"),) if screen.call else ()
    return tuple(
        choice
        for choice in (*screen.tiles, *screen.rows, *screen.foot, *screen.switches, *call)
        if not choice.idle
    )
