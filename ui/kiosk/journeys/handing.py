"""Handing materials in: photographed here, sent from a telephone, shown as an electronic licence; else brought later.

Pictures from a telephone come through a ticket of the province that ends with this person.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.codes import check_licence
from app.errors import LineError, UserFacingError
from app.ports.equipment import CodeScan
from app.ports.kiosk import PhoneLine, Sent, UploadTicket
from app.usecases.kiosk import HeldUp
from app.usecases.take_picture import take_picture
from app.values import dataclass
from ui.kiosk.at import words_of
from ui.kiosk.counter import SCAN_LIMIT
from ui.kiosk.journeys.proving import Proving
from ui.kiosk.machine import clock_words
from ui.kiosk.screen import Band, Choice, Mark, Screen

POLL_SECONDS = 3.0
_SHORTEST, _LONGEST = 6, 64


@dataclass(frozen=True)
class Wanted:
    """A paper that is wanted: its line, name, what it must be; ``licence``: one on a telephone may stand for it."""

    line: str
    name: str
    requirement: str = ""
    licence: bool = False


@dataclass(frozen=True)
class Arrived:
    """A picture from a telephone, by its number; ``flaw`` says why it is not taken."""

    n: int
    line: str
    picture: bytes = b""
    flaw: str = ""


class Handing(Proving):
    """A journey that takes materials. ``pictures`` by line; ``shown`` holds codes of licences by line."""

    def reset(self) -> None:
        super().reset()
        self.pictures: dict[str, list[bytes]] = {}
        self.shown: dict[str, HeldUp] = {}
        self.told = ""
        self._noted = ("", 0, "")
        self.ticket: UploadTicket | None = None
        self._got: set[int] = set()
        self._sent: set[str] = set()
        self._asked_at = 0.0
        self._polling = False
        self._lost = False
        self._no_page = False

    @property
    def at_stake(self) -> bool:
        return super().at_stake or bool(self.pictures or self.shown)

    def wipe(self) -> None:
        self._end_ticket()
        super().wipe()

    def wanted(self) -> Sequence[Wanted]:
        """What may be handed in now. A subclass says it."""
        raise NotImplementedError

    def here(self) -> Wanted | None:
        """The one that is asked for on this page; None on a page of several."""
        return None

    def count(self, line: str) -> int:
        """How many pictures of it there are."""
        return len(self.pictures.get(line, ()))

    def has(self, line: str) -> bool:
        """Whether anything of it was handed in."""
        return bool(self.count(line)) or line in self.shown

    @property
    def full(self) -> bool:
        """Whether no more pictures fit."""
        return sum(map(len, self.pictures.values())) >= SCAN_LIMIT

    # pages

    def material_page(
        self, want: Wanted, lead: str, marks: tuple[Mark, ...], otherwise: Choice, step: str = "material"
    ) -> Screen:
        """One material and every way to hand it in; ``otherwise`` is what is done without it."""
        n, shown = self.count(want.line), want.line in self.shown
        can = self.at.tools.camera is not None and not self.full
        first = self.at.t("material.lay") if not n else ""  # beside her own page it has no room, and she knows it
        why = first if can else self.at.t("material.full" if self.full else "material.no_camera")
        picture = self.at.t("material.again" if n else "material.picture")
        last = self.pictures[want.line][-1] if n else b""
        kind = "off" if not can else "plain" if n or shown else "primary"
        show = want.licence and self.at.tools.scanner and not self.has(want.line)
        done = self.at.t("material.next" if n else "material.next_shown")
        onward = Choice("next", done, icon="chevron-right", kind="primary")
        band = None
        if self.told:
            band = Band("warn", "triangle-alert", self.told)
        elif shown:
            band = Band("ok", "circle-check", self.at.t("material.shown"))
        elif words := self._noted_of(want.line, n):
            band = Band("ok", "circle-check", self.at.t(words, n=n))
        return self.page(
            step,
            want.name,
            lead=lead,
            marks=marks,
            band=band,
            picture=last,
            rows=(
                Choice("picture", picture, note=why, icon="camera", kind=kind),
                *self._last_row(n),
                *self.phone_row(),
                *self._practised(want),
                onward if self.has(want.line) else otherwise,
            ),
            small=(self.at.t("material.show"),) if show else (),
            personal=True,
        )

    def _noted_of(self, line: str, n: int) -> str:
        """What just became of a sheet of this material, which has ``n``; empty when there is nothing to say."""
        noted, count, words = self._noted
        return words if (noted, count) == (line, n) else self.came_words(line) if n else ""

    def came_words(self, line: str) -> str:
        """How the pages of a material are spoken of: who sent one from her telephone took no picture here."""
        return "material.got" if line in self._sent else "material.taken"

    def _last_row(self, n: int) -> tuple[Choice, ...]:
        """What she may do about the page she sees; ``n`` is its number, so that a touch never means another page."""
        if not n:
            return ()
        retake = Choice("retake", self.at.t("material.retake"), str(n), icon="rotate-ccw")
        drop = Choice("drop", self.at.t("material.drop"), str(n), icon="trash-2")
        return (retake, drop) if self.at.tools.camera is not None else (drop,)

    def _practised(self, want: Wanted) -> tuple[Choice, ...]:
        """In a rehearsal her licence is held before the scanner by a touch: no hand can do it there."""
        if self.at.tools.practice_phone is None or not want.licence or self.has(want.line):
            return ()
        return (Choice("practice-licence", self.at.t("practice.licence"), icon="scan"),)

    def on_practice_licence(self, _value: str) -> None:
        """Hold it up; the scanner brings it."""
        want, phone = self.here(), self.at.tools.practice_phone
        if want is not None and phone is not None and self._practised(want):
            self.told, name = "", want.name
            self.at.run("keeper", lambda: phone.show_licence(name), _nothing, self._not_shown, aside=True)

    def _not_shown(self, error: BaseException) -> None:
        self.told = words_of(error, self.at).what

    def phone_row(self) -> tuple[Choice, ...]:
        """用手机传; not offered where no line knows it."""
        if self.at.tools.phone is None:
            return ()
        none = "upload.practised" if self.at.tools.rehearsal else "upload.none"
        why = "material.full" if self.full else none if self._no_page else "upload.offline"
        can = self.at.machine.online and not self.full and not self._no_page
        note, kind = ("", "plain") if can else (self.at.t(why), "off")
        return (Choice("phone", self.at.t("upload.open"), note=note, icon="qr-code", kind=kind),)

    def _upload(self) -> Screen:
        ticket = self.ticket
        if ticket is None:
            return self.page("phone", self.at.t("upload.title"))
        names = [f"{each.name}　{self.at.t('material.pages', n=self.count(each.line))}" for each in self.wanted()
                 if self.count(each.line)]  # fmt: skip
        total = sum(map(len, self.pictures.values()))
        band = (
            Band("warn", "wifi-off", self.at.t("upload.lost"))
            if self._lost
            else Band("warn", "triangle-alert", self.told)
            if self.told
            else Band("ok", "circle-check", self.at.t("upload.got", n=total), tuple(names[:3]))
            if total
            else Band("info", "clock", self.at.t("upload.waiting"))
        )
        return self.page(
            "phone",
            self.at.t("upload.title"),
            lead=self.at.t("upload.lead", until=clock_words(ticket.until_ms)),
            qr=ticket.url,
            band=band,
            rows=self._practised_page(),
            foot=(
                self.backward(),
                self.home(beside=True),
                Choice("phone-done", self.at.t("upload.done"), icon="check", kind="primary"),
            ),
            small=(*((self.at.t("practice.page"),) if self.at.tools.practice_phone else ()), self.at.t("upload.gone")),
            personal=True,
        )

    def _practised_page(self) -> tuple[Choice, ...]:
        """The page of a rehearsal is on this machine alone, where no telephone reaches it: a touch sends for it."""
        if self.at.tools.practice_phone is None or self.full:
            return ()
        return (Choice("practice-picture", self.at.t("practice.picture"), icon="upload"),)

    def on_practice_picture(self, _value: str) -> None:
        """A photograph of the next material that has none."""
        phone, ticket, wanted = self.at.tools.practice_phone, self.ticket, self.wanted()
        if self.step != "upload" or phone is None or ticket is None or not wanted or self.full:
            return
        url, line = ticket.url, next((each.line for each in wanted if not self.has(each.line)), wanted[0].line)
        self.at.run("keeper", lambda: phone.send_picture(url, line), _nothing, self._not_shown, aside=True)

    # acts

    def take(self, line: str, instead: bool = False) -> None:
        """Photograph the sheet that lies on the tray; ``instead`` of the last page, which stays until this one is
        there.
        """
        camera = self.at.tools.camera
        if camera is None or (self.full and not instead):
            return
        self.told = ""

        def sheet() -> bytes:
            return take_picture(camera.sheet())

        def taken(picture: bytes) -> None:
            if instead:
                self._drop_last(line)
            self._took(line, picture)
            self._noted = (line, self.count(line), "material.retaken" if instead else self.came_words(line))

        self.ask(self.at.t("material.taking"), sheet, taken, "camera")

    def _drop_last(self, line: str) -> None:
        kept = self.pictures.pop(line, [])[:-1]
        if kept:
            self.pictures[line] = kept
        else:
            self._sent.discard(line)

    def on_retake(self, value: str) -> None:
        """重拍这一页."""
        want = self.here()
        if want is not None and value == str(self.count(want.line)) != "0":
            self.take(want.line, instead=True)

    def on_drop(self, value: str) -> None:
        """不要这一页."""
        want = self.here()
        if want is not None and value == str(self.count(want.line)) != "0":
            self.told = ""
            self._drop_last(want.line)
            self._noted = (want.line, self.count(want.line), "material.dropped")

    def _took(self, line: str, picture: bytes) -> None:
        self.pictures.setdefault(line, []).append(picture)
        self.shown.pop(line, None)

    def on_phone(self, _value: str) -> None:
        """Open a ticket and show its code."""
        phone = self.at.tools.phone
        if phone is None or not self.at.machine.online or self.full or self._no_page or self.step == "upload":
            return
        self.told = ""
        if self.ticket is not None and self.ticket.until_ms > self.at.tools.now().ms:
            self._opened_ticket(self.ticket)
            return
        lines = [(each.line, each.name) for each in self.wanted()]
        self.ask(self.at.t("upload.opening"), lambda: self._open(lines), self._opened_ticket, "keeper")

    def _open(self, lines: Sequence[tuple[str, str]]) -> UploadTicket | LineError:
        phone, practised = self.at.tools.phone, self.at.tools.practice_phone
        assert phone is not None
        if practised is not None:
            practised.get_ready()
        try:
            return phone.open_ticket(lines)
        except LineError as error:
            return error

    def _opened_ticket(self, ticket: UploadTicket | LineError) -> None:
        if isinstance(ticket, LineError):
            self._no_page = ticket.kind == "not-found"  # no page for telephones here: that does not change meanwhile
            self.told = self.at.t("upload.none")
            return
        if ticket is not self.ticket:
            self.ticket, self._got = ticket, set()
        self._lost = False
        self.at.on_phone(True)
        self.go("upload")

    def tick(self) -> None:
        """Ask now and then what has come, on the page of a material too while the ticket lives."""
        ticket, phone, now = self.ticket, self.at.tools.phone, self.at.tools.monotonic()
        if ticket is None or phone is None or self._polling or self.waiting or self.error is not None:
            return
        over = ticket.until_ms <= self.at.tools.now().ms
        if over and self.step == "upload":
            self._end_ticket()
            self._back_to_material(self.at.t("upload.over"))
            return
        on_material = self.here() is not None and not over
        if not (self.step == "upload" or on_material) or now - self._asked_at < POLL_SECONDS:
            return
        self._asked_at, self._polling, got = now, True, frozenset(self._got)
        self.at.run("keeper", lambda: _fresh(phone, ticket.id, got), self._came, self._not_asked, aside=True)

    def _came(self, found: list[Arrived]) -> None:
        self._polling = self._lost = False
        known = {each.line for each in self.wanted()}
        fresh = [each for each in found if each.n not in self._got]
        self.told = "" if fresh else self.told
        for each in fresh:
            self._got.add(each.n)
            if each.flaw:
                self.told = self.at.t("upload.unfit", n=each.n, why=self.at.tools.texts.said(each.flaw))
            elif each.line in known and not self.full:
                self._took(each.line, each.picture)
                self._sent.add(each.line)
        if found:
            self.at.on_phone(self.step == "upload")

    def _not_asked(self, _error: BaseException) -> None:
        self._polling, self._lost = False, True

    def on_phone_done(self, _value: str) -> None:
        """传好了: back to where she was, with all that her telephone was told has arrived."""
        if self.step == "upload":
            self.ask(self.at.t("upload.last"), self._last, self._all_came, "keeper")

    def _back_from_code(self) -> None:
        """上一步: the same, whether anything came or not."""
        self.ask(self.at.t("upload.last"), self._last, lambda found: self._all_came(found, True), "keeper")

    def _last(self) -> list[Arrived] | None:
        phone, ticket = self.at.tools.phone, self.ticket
        if phone is None or ticket is None:
            return []
        try:
            return _fresh(phone, ticket.id, frozenset(self._got))
        except LineError:
            return None

    def _all_came(self, found: list[Arrived] | None, back: bool = False) -> None:
        if found is None:
            self.told = self.at.t("upload.lost_last")
        self._came(found or [])
        if found is not None and not self._got and not back:
            self.told = self.at.t("upload.nothing")  # she thinks that she has sent something
            return
        self._back_to_material(self.told)

    def _back_to_material(self, told: str) -> None:
        self.told = told
        self.at.on_phone(False)
        super().on_back("")

    def on_back(self, value: str) -> None:
        """Back from the code to the material; the ticket stays good until she leaves."""
        self.told = ""
        if self.step == "upload":
            self._back_from_code()
            return
        super().on_back(value)

    def _end_ticket(self) -> None:
        """Nothing of hers stays with the province: it is asked to forget, and forgets by itself in minutes."""
        ticket, phone = self.ticket, self.at.tools.phone
        if ticket is not None and phone is not None:
            self.at.tools.work("keeper", lambda: phone.close_ticket(ticket.id), _nothing, _nothing)
        self.ticket = None

    def scanned(self, scan: CodeScan) -> None:
        """A licence held before the scanner stands for the material that is asked for here."""
        want = self.here()
        if want is None or self.error is not None or self.waiting:
            super().scanned(scan)
            return
        self.told = self._licence_shown(want, scan)

    def _held_for(self, text: str, want: Wanted) -> str:
        """The other paper that this 亮证码 stands for: it counts once, and a telephone left before the scanner is read
        again on the next page.
        """
        held = {line for line, each in self.shown.items() if each.code == text}
        return next((each.name for each in self.wanted() if each.line in held and each.line != want.line), "")

    def _licence_shown(self, want: Wanted, scan: CodeScan) -> str:
        """Why the code does not serve; empty when it was taken."""
        if not want.licence:
            return self.at.t("material.no_licence", name=want.name)
        text = scan.text.strip()
        if scan.kind == "licence":
            found = check_licence(scan.value)
            if scan.doubt or not found.valid:
                return self.at.t("material.doubt")
            text = found.normal
        elif scan.kind not in ("unknown", "token") or not (_SHORTEST <= len(text) <= _LONGEST and _plain(text)):
            return self.at.t("material.no_code")
        elif other := self._held_for(text, want):
            return self.at.t("material.used", name=other)
        elif text in self.at.guest.codes:
            return self.at.t("material.handed_in")  # the province counts it once: it would be missing when she has gone
        self.shown[want.line] = HeldUp(text, self.at.tools.now().ms)
        return ""


def _plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and "://" not in text and " " not in text


def _fresh(phone: PhoneLine, ticket: str, got: frozenset[int]) -> list[Arrived]:
    return [_arrived(phone, ticket, sent) for sent in phone.sent(ticket) if sent.n not in got]


def _arrived(phone: PhoneLine, ticket: str, sent: Sent) -> Arrived:
    """Where it was taken and with which telephone stays at the door (个人信息保护法 6)."""
    try:
        return Arrived(sent.n, sent.line, take_picture(phone.picture(ticket, sent.n)))
    except UserFacingError as error:
        return Arrived(sent.n, sent.line, flaw=error.what)


def _nothing(_: Any) -> None:
    """Nobody waits for this."""
