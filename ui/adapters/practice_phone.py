"""The telephone of whoever stands at a terminal in a rehearsal, with the scanner before which it is held."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import urljoin

import requests
from PIL import Image

from app.domain.people import CardKind
from devices.sam.cards import SAMPLES
from devices.sam.lines import PtyLine
from devices.scanner.simulator import ScannerSimulator
from devices.terminal_camera import practised_sheet
from ui.children import PlatformProcess, no_answer

_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
_PATIENCE = 30.0


class PracticePhone:
    """The telephone of the first of ``PRACTICE_CARDS``: ``platform`` makes what it shows, and it is held before a
    scanner made of software at ``url``; for rehearsals only. Its calls take a second or two.
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
