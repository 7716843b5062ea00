"""What a rehearsal brings in place of a hand at the desk: a card reader made of software, with another person's card
each time, and the telephone of whoever stands at a terminal, with the scanner before which it is held.
"""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import urljoin

import requests
from PIL import Image

from app.domain.people import CardKind
from devices.sam.cards import SAMPLES, card_of
from devices.sam.lines import PtyLine
from devices.sam.simulator import SamSimulator
from devices.scanner.simulator import ScannerSimulator
from devices.terminal_camera import practised_sheet
from ui.children import PlatformProcess, no_answer

_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
_PATIENCE = 30.0

PRACTICE_CARDS = (
    "R",
    '{"name": "李四", "birth": "18990101", "number": "110101189901010011", "issuer": "北京市公安局东城分局",'
    ' "address": "北京市东城区测试街2号"}',
    "J",
    '{"name": "王五", "sex": "2", "birth": "19000101", "number": "110101190001010022",'
    ' "issuer": "北京市公安局东城分局", "address": "北京市东城区测试街3号"}',
)
"""Who comes to the counter of a rehearsal, one after another and round again; none of them ever lived."""


class PracticeReader(SamSimulator):
    """A reader made of software with the cards of :data:`PRACTICE_CARDS`; for rehearsals only."""

    def __init__(self) -> None:
        super().__init__(PtyLine())
        self._which = -1  # nobody came yet
        self._lies = False

    @property
    def lies(self) -> bool:
        """Whether a card lies on the reader."""
        return self._lies

    def lay_next(self) -> None:
        """Lay the card of the next person; the one before must have been lifted for a moment."""
        self._which = (self._which + 1) % len(PRACTICE_CARDS)
        self._lay()

    def turn(self) -> None:
        """Take the card away, or lay the same one again, at first that of the first person."""
        if self._lies:
            self.lift()
        else:
            self._which = max(self._which, 0)
            self._lay()

    def lift(self) -> None:
        """Take the card away."""
        super().lift()
        self._lies = False

    def _lay(self) -> None:
        self.place(card_of(PRACTICE_CARDS[self._which]))
        self._lies = True


class PracticePhone:
    """The telephone of the first person of :data:`PRACTICE_CARDS`: ``platform`` makes what it shows, and it is held
    before a scanner made of software at ``url``; for rehearsals only. Its calls take a second or two.
    """

    def __init__(self, platform: PlatformProcess) -> None:
        self._platform = platform
        self._scanner = ScannerSimulator(PtyLine())
        self._scanner.plug()
        self.url = self._scanner.url
        self._sent = 0

    def show_identity(self) -> None:
        """Hold up her 亮码. Raises UserFacingError ZC-REH-02."""
        self._hold("--name", SAMPLES[CardKind.RESIDENT]["name"])

    def show_licence(self, name: str) -> None:
        """Hold up the 亮证码 of her licence ``name``. Raises UserFacingError ZC-REH-02."""
        self._hold("--licence", name)

    def get_ready(self) -> None:
        """Have the page served on which she sends pictures. Raises UserFacingError ZC-REH-02."""
        self._platform.serve_telephones()

    def send_picture(self, url: str, line: str) -> None:
        """Send a photograph for ``line`` on the page at ``url``, as a telephone that scanned the code does.

        Raises UserFacingError ZC-REH-02.
        """
        self._sent += 1
        try:
            with requests.Session() as browser:
                browser.trust_env = False
                page = browser.get(url, timeout=_PATIENCE)
                found = _TOKEN.search(page.text)
                token = found[1] if found else ""
                pictures = {"pictures": ("1.png", _photograph(self._sent), "image/png")}
                origin = {"Origin": urljoin(url, "/").rstrip("/")}
                form = {"csrf": token, "line": line}
                taken = browser.post(url, form, files=pictures, headers=origin, timeout=_PATIENCE)
                taken.raise_for_status()
        except requests.RequestException as error:
            raise no_answer() from error

    def _hold(self, *what: str) -> None:
        said = self._platform.told("partner", "phone", f"111:{SAMPLES[CardKind.RESIDENT]['number']}", *what)
        self._scanner.scan(str(said["code"]))

    def stop(self) -> None:
        """Put it away."""
        self._scanner.unplug()


def _photograph(n: int) -> bytes:
    """The ``n``-th page on her table."""
    made = BytesIO()
    with Image.open(BytesIO(practised_sheet(f"telephone {n}"))) as sheet:
        sheet.save(made, "PNG")
    return made.getvalue()
