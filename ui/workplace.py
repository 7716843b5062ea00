"""An open profile with everything plugged in: what the faces, the command line and the tour work with. No Qt here."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.domain.case import Case
from app.domain.codec import dumps
from app.domain.events import Intake, OperatorRef
from app.domain.guide import ServiceGuide
from app.domain.materials import SubmittedMaterial
from app.domain.paper import PaperKind, Place
from app.domain.records import StoredCommit, SyncStatus
from app.domain.rights import Grant
from app.domain.rules import RuleSet
from app.domain.serials import SERIALS
from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.ports import Hello, JobStore, Printer, PrintJob, Scheduler
from app.storage.blobs import BlobStore
from app.storage.catalogue_shadow import SqlCatalogueShadow
from app.storage.catalogue_store import CatalogueStore
from app.storage.clock import SystemClock
from app.storage.database import Database
from app.storage.day_book import SqlDayBook
from app.storage.epochs import SqlEpochs, current_epoch
from app.storage.headroom import OFFLINE_DAYS, HeadroomReader
from app.storage.keys import KeyRing, Purpose
from app.storage.operators import Operator
from app.storage.outbox_view import OutboxView
from app.storage.pad_book import SqlPadBook
from app.storage.profile import Profile
from app.storage.reckoning import SqlReckoning
from app.storage.scans import SqlScans
from app.storage.seal_book import SqlSeals
from app.storage.second_receipts import SqlSecondReceipts
from app.storage.stock_book import SqlStock
from app.storage.stores import SqlAudit, SqlDrafts, SqlJobs, SqlSettings
from app.storage.sync_store import LAST_ACK, SqlBlocks, SqlInbox, SqlOutbox
from app.storage.units import SqlUnitOfWork, Writer
from app.storage.views import Views
from app.storage.visit_book import SqlVisitBook
from app.usecases.desk import SERIES, Desk, Session
from app.usecases.pad import PAD
from app.usecases.preview import preview_case
from app.usecases.record_out import RecordingJobs
from app.usecases.visit import VisitReceipts, receipt_cases, receipt_waits
from app.values import replace
from devices.manager import DeviceManager
from devices.worker import Listener
from sync.client.above import SecondHand
from sync.client.account import Account, Reconciled
from sync.client.catalogue import CatalogueKeeper
from sync.client.scans import ScanSender
from ui import line as lines
from ui.adapters.people import People
from ui.children import Address
from ui.copywords import copy_words
from ui.devicerow import DeviceRow
from ui.equipment import Equipment, Stores
from ui.facedesk import face_desk
from ui.line_look import LineReader
from ui.office import Office
from ui.plugged import Plugged
from ui.printers import Printers
from ui.scandesk import ScanDesk
from ui.second_medium import begin_medium, follow_medium
from ui.settings import Law, Settings, centre_of, desk_channel
from ui.timekeeping import CLOCK_SETTING, remembering

if TYPE_CHECKING:
    from printing.documents import Paper
    from printing.page import Page
    from printing.proof import PaperKey
    from printing.queue import PrintWorker
    from sync.client.loop import SyncListener, SyncLoop
    from ui.press import Press

EPOCH_SETTING = "epoch"
TOKEN_SETTING = "platform.token"  # noqa: S105 — the name of a setting
KEY_SETTING = "platform.key"
_DEVICE_SYSTEM = OperatorRef("device", "本机", "-")


class Workplace:
    """An open profile with everything plugged in, face or no face."""

    def __init__(
        self, settings: Settings, profile: Profile, database: Database, ring: KeyRing, law: Law
    ) -> None:
        self.settings = settings
        self.profile = profile
        self.ring = ring
        self.book = law.book
        self.clock = remembering(settings.clock, database, profile.config.device, law.book)
        self.database = database
        self.epoch = current_epoch(self.database, profile)
        self.device = profile.config.device
        self.fonts, self.calendar, self.names = law.fonts, law.calendar, law.names
        hear, seed = self._greeted, lines.device_seed(ring)
        self.line = lines.SwitchedPlatform(self.device, self.epoch, hear, self.province_key, seed)
        self.loop: SyncLoop | None = None
        self.worker: PrintWorker | None = None
        self.stores = self._stores()
        kept, ready = self.stores.settings, settings.ready_operator
        opening = ring.wrap_for_operator, ring.take_witness
        self.people = People(profile, database, self.clock, kept, ready, *opening)
        writer = Writer(self.device, self.epoch, self.clock, settings.entropy, self._who_writes)
        self._operator = "device"
        self._acting = threading.local()
        self.units = SqlUnitOfWork(self.database, writer, self._committed)
        self.outbox = SqlOutbox(self.database, self.device, self.epoch)
        self.second = SqlSecondReceipts(self.database, self.device, self.epoch)
        self.outbox_view = OutboxView(self.database, self.device)
        self.catalogue_line = SqlCatalogueShadow(database)
        self.inbox = SqlInbox(self.database, self.clock)
        self.blocks = SqlBlocks(self.database, (SERIES, PAD, *SERIALS))
        self.scans = SqlScans(self.database, BlobStore(profile.blobs_path, ring.sub_key(Purpose.BLOBS)))
        self.day_book = SqlDayBook(self.database, self.clock, self.device)
        self.pad_book = SqlPadBook(self.database, self.clock)
        self.visit_book = SqlVisitBook(self.database)
        config, views = profile.config, (self.outbox_view, self.catalogue_line)
        days, left = int(config.extra.get("offline_days", OFFLINE_DAYS)), partial(self.blocks.left, SERIES)
        room = HeadroomReader(database, self.clock, self.device, profile.path, config.created_ms, days)
        self.line_reader = LineReader(self.clock, self.stores.settings, left, room, *views)
        self.office = Office(self.stores, self._equipment(), self._desk_for, self.calendar)
        self.keeper = follow_medium(self.profile, self.ring, self.database, self.clock)

    # what it is made of

    def _stores(self) -> Stores:
        database, clock = self.database, self.clock
        return Stores(
            drafts=SqlDrafts(database, clock),
            jobs=SqlJobs(database, clock),
            stock=SqlStock(database, clock),
            seals=SqlSeals(database),
            settings=SqlSettings(database),
            audit=SqlAudit(database, clock),
            catalogue=CatalogueStore(database),
            views=Views(database),
        )

    def _equipment(self) -> Equipment:
        return Equipment(
            pages=self.pages,
            draft_pages=self.draft_pages, undrawn=lambda pages: self.press.undrawn(pages),
            wake_printing=lambda: self.worker.nudge() if self.worker is not None else None,
            wake_sync=lambda: self.loop.wake() if self.loop is not None else None,
            sync_status=lambda: self.sync_status(self.stores.views.counts()),
            numbers_left=partial(self.blocks.left, SERIES),
            last_sync=lambda: int(self.stores.settings.get(lines.LAST_SYNC_SETTING, "0")),
            device_rows=self.device_rows, stands_for=self.plugged.stands_for,
            second_copy=self.second_copy_words,
            seal=partial(lines.sealed, self.stores.settings),
            scan_desk=ScanDesk(self.plugged, self.scans),
            face_desk=face_desk(self.plugged, self.profile.rehearsal),
            staff=lambda: [(each.name, each.number) for each in self.operators()],
            line=self.line_reader.look, prove=self.proven,
            receipt_waits=lambda job: receipt_waits(self.visit_book, job, self.stores.settings.get),
            centre=centre_of(self.profile.config),
        )

    @property
    def rules(self) -> RuleSet:
        """The rule set of today; a case keeps that of its 收件 day (``book.of_case``)."""
        return self.book.at(self.clock.now().date)

    def place(self) -> Place:
        """Where this device stands."""
        config = self.profile.config
        return Place(
            hall=config.hall or "政务服务中心",
            window=config.window or "综合窗口",
            device=config.device,
            hall_phone=str(config.extra.get("phone", "")),
            address=str(config.extra.get("address", "")),
            hours=str(config.extra.get("hours", "")),
            rehearsal=self.profile.rehearsal,
            division=config.region,
        )

    def act_as(self, operator: str) -> None:
        """What this thread writes is in the name of ``operator``, empty: of who sits at the desk."""
        self._acting.operator = operator

    def _who_writes(self) -> str:
        return getattr(self._acting, "operator", "") or self._operator

    def _desk_for(self, session: Session) -> Desk:
        self._operator = session.operator.id
        return self.desk(session)

    def desk(self, session: Session) -> Desk:
        """A desk for ``session``."""
        return Desk(
            units=self.units,
            clock=self.clock,
            entropy=self.settings.entropy,
            calendar=self.calendar,
            rules=self.rules,
            place=self.place(),
            session=session,
            offline=self._offline,
            book=self.book,
            channel=desk_channel(self.profile.config),
        )

    def _offline(self) -> bool:
        """Asked inside every transaction: it looks at the loop alone and counts nothing."""
        return self.loop is None or self.loop.status().state != "online"

    def device_desk(self) -> Desk:
        """The desk in whose name devices speak."""
        return self.desk(Session(_DEVICE_SYSTEM, (), machine=True))

    def _greeted(self, hello: Hello) -> None:
        """The platform told the time and its keys; what was learnt outlives the process."""
        if self.profile.holds_lock:
            lines.learn_keys(self.stores.settings, hello)
        if isinstance(self.clock, SystemClock):
            self.clock.set_reference(hello.time_ms)
            self._remember_time()

    def province_key(self) -> str:
        """The key of the province behind a hall's server, empty when there is none."""
        return self.stores.settings.get(lines.PROVINCE_SETTING)

    def _remember_time(self) -> None:
        if isinstance(self.clock, SystemClock) and self.profile.holds_lock:
            self.stores.settings.put(CLOCK_SETTING, dumps(self.clock.memory()))

    # looks

    def sync_status(self, counts: Mapping[str, int] | None = None) -> SyncStatus:
        """State of the line; without a running loop what the log tells. ``counts``: the figures, just read."""
        counts = counts or self.stores.views.counts(None)
        last = self.stores.settings.get(LAST_ACK)
        now = self.loop.status() if self.loop is not None else SyncStatus(0, None, None, 0, "never")
        heard = replace(now, last_ack_ms=int(last) if last else None, numbers_left=self.blocks.left(SERIES))
        return replace(heard, pending=counts["unsent"], parked=counts["parked"])

    def device_rows(self) -> Sequence[DeviceRow]:
        """What is plugged in, in words."""
        return self.plugged.rows()

    def second_copy_words(self) -> str:
        """What to say of the second medium: never that it is whole when it is not known."""
        if self.keeper is None:
            return "没有第二介质，只在本机有一份：硬盘坏了，没上传的就没了；请告诉管理员设第二介质"
        return copy_words(self.keeper.status())

    def pages(self, case: Case, document_id: UUID) -> list[Page]:
        """A paper of a case exactly as it is printed, its signed code included."""
        return self.press.pages(self.composed(case, document_id))

    def composed(self, case: Case, document_id: UUID) -> Paper:
        """A paper of a case; a receipt of a visit lists the cases taken in before it."""
        from printing.compose import compose
        from ui.paddesk import drawn
        visit, drawing = receipt_cases(self.visit_book, case), partial(drawn, self.scans)
        return compose(case, document_id, self.stores.catalogue.guide, visit, drawing)

    def draft_pages(
        self, kind: PaperKind, intake: Intake, rows: tuple[SubmittedMaterial, ...], guide: ServiceGuide,
        handed_at: Timestamp | None = None, pad_number: str = "",
    ) -> list[Page]:  # fmt: skip
        """A paper that is not issued yet, laid out; empty when the rules refuse it now."""
        shown = preview_case(self.office.desk, kind, intake, rows, guide, handed_at, pad_number)
        return self.press.draft_pages(self.composed(*shown)) if shown is not None else []

    # paper

    @cached_property
    def press(self) -> Press:
        """Where papers are set and printed. With it comes what draws them, so it is opened on a worker."""
        from printing.proof import PaperKey
        from ui.press import Press

        key, today = PaperKey(self.ring.sub_key(Purpose.PAPER)), lambda: self.clock.now().date
        return Press(self.profile, self.stores, key, self.fonts, self.composed, today, self.printers)

    @cached_property
    def printers(self) -> Printers:
        """The printers as the settings name them."""
        wanted, extra, rehearsal = self.settings, self.profile.config.extra, self.profile.rehearsal
        folder = wanted.printer_folder or self.profile.path / "papers"
        return Printers(extra, rehearsal, folder, wanted.printer_queue, wanted.spooler)

    def printer(self) -> Printer:
        """Where paper comes out."""
        return self.press.printer()

    def render(self, job: PrintJob) -> bytes:
        """The bytes of a print job, composed from the log."""
        return self.press.render(job)

    @property
    def paper_key(self) -> PaperKey:
        """The key with which this device signs the codes of its papers."""
        return self.press.key

    def warm_papers(self) -> None:
        """Do once what makes a first paper slow."""
        from printing.layout import warm

        warm(self.fonts)

    def start_printing(
        self,
        on_change: Callable[[UUID, Any, str], None] | None = None,
        only: Callable[[JobStore], JobStore] = lambda queue: queue,
    ) -> PrintWorker:
        """Start the print queue; ``only`` may hold back what must not come out here."""
        recording = RecordingJobs(self.stores.jobs, self.device_desk)
        queue = VisitReceipts(recording, self.visit_book, self.device_desk, self.stores.settings.get)
        queue.catch_up()
        self.worker = self.press.start(only(queue), self.clock.monotonic, on_change)
        return self.worker

    # the line

    def configured_address(self) -> Address | None:
        """The platform of this device as it was enrolled; None when it is not known yet."""
        settings = self.stores.settings
        url, token, key = (
            self.profile.config.platform_url,
            settings.get(TOKEN_SETTING),
            settings.get(KEY_SETTING),
        )
        return Address(url, token, key) if url and token and key else None

    def start_sync(self, scheduler: Scheduler, listener: Any = None, run: Any = None) -> SyncLoop:
        """Start the loop that always re-arms."""
        self.loop = self._new_loop(scheduler, listener, {"run": run} if run is not None else {})
        self.loop.start()
        return self.loop

    def sync_once(self, scheduler: Scheduler) -> Any:
        """One step now, for the command line; beside a running loop it is that loop's step."""
        if self.loop is not None:
            return self.loop.run_once()
        return self._new_loop(scheduler, None, {}).run_once()

    def _new_loop(self, scheduler: Scheduler, listener: SyncListener | None, options: dict[str, Any]) -> SyncLoop:
        from sync.client.loop import SyncLoop
        from ui.adapters.traffic import older_epochs

        who = (self.line, self.database, self.device, self.epoch)
        older = older_epochs(*who, scheduler, self.clock, self.province_key)
        noting = lines.NotingListener(self.stores.settings, self.clock, listener)
        return SyncLoop(
            *(self.line, self.outbox, self.inbox, self.blocks, scheduler, self.clock, noting),
            scans=ScanSender(self.line, self.scans, self.clock.monotonic),
            older=older.settle,
            catalogue=CatalogueKeeper(self.line, self.catalogue_line, self.clock).step,
            above=SecondHand(self.line, self.second, self.clock, self.province_key),
            alarm=noting.on_older,
            **options,
        )

    def reconcile(self, scheduler: Scheduler, day: date, *, deep: bool = False) -> Reconciled:
        """对账 with the platform. Raises LineError."""
        account = Account(
            self.line, SqlReckoning(self.database, self.device), self.device, self.stores.settings.put
        )
        return account.settle(lambda: self.sync_once(scheduler), day, self.clock.now().ms, deep=deep)

    def carry_out(self, target: Path) -> tuple[int, int]:
        """摆渡: what waits, into a sealed file; (commits, scans). Raises UserFacingError ZC-CARRY-01, ZC-DB-…."""
        from ui.adapters.traffic import carry_out

        known = self.stores.settings.get(lines.CARRY_SETTING)
        self.stores.audit.record(self._who_writes(), "sync.export", target.name)
        seed, now = lines.device_seed(self.ring), self.clock.now().ms
        return carry_out(target, known, seed, self._outboxes(), self.scans, now)

    def carry_back(self, file: Path, key: str) -> int:
        """Receipts that came back; how many commits they acknowledge. Raises UserFacingError ZC-CARRY-03."""
        from ui.adapters.traffic import carry_back

        keys = [key] if key else [self.province_key(), self.stores.settings.get(KEY_SETTING)]
        return carry_back(file, keys, self._outboxes(), self.clock.now().ms)

    def _outboxes(self) -> list[SqlOutbox]:
        """Oldest epoch first: a case goes on from there."""
        older = SqlEpochs(self.database, self.device, self.epoch).older()
        return [*(SqlOutbox(self.database, self.device, epoch) for epoch, _ in older), self.outbox]

    # devices

    @cached_property
    def plugged(self) -> Plugged:
        """What is plugged in, as the settings of the profile say."""
        extra, rehearsal = self.settings.devices(self.profile.config.extra), self.profile.rehearsal
        return Plugged(extra, rehearsal, self.printers, self.clock.monotonic)

    def start_devices(
        self, listener: Any, reader_url: str, options: Mapping[str, str] | None = None, **others: Listener
    ) -> DeviceManager:
        """Drive what is configured. ``listener`` hears the reader of identity cards, which ``reader_url`` (any address
        of that kind) and ``options`` override; ``others`` hear their ports (``code``, ``social_card``).
        """
        ports = {port.replace("_", "-"): hearer for port, hearer in others.items()}
        return self.plugged.start({"id-card": listener, **ports}, reader_url, options)

    def tidy_scans(self) -> int:
        """Remove scans of intakes that were given up. Returns how many."""
        desk = self.office.equipment.scan_desk
        return desk.tidy() if desk is not None and self.profile.holds_lock else 0

    # the second medium

    def begin_second_copy(self, target: str) -> None:
        """Begin the second copy in this folder of another medium. Raises UserFacingError (ZC-COPY-05, ZC-DB-…)."""
        begin_medium(self.profile, self.ring, target)
        if self.keeper is not None:
            self.keeper.stop()
        self.keeper = follow_medium(self.profile, self.ring, self.database, self.clock)

    def _committed(self, commits: Sequence[StoredCommit]) -> None:
        """What is durable goes to the second medium and onto the line, whoever wrote it: a person or a printer."""
        if self.keeper is not None:
            self.keeper.nudge()
        if self.loop is not None:
            self.loop.wake()

    # people

    def operators(self) -> Sequence[Operator]:
        """Everybody who may log in."""
        return self.people.operators()

    def add_operator(self, name: str, number: str, password: str, grants: tuple[Grant, ...]) -> Operator:
        """Add an operator with her rights."""
        return self.people.add(name, number, password, grants)

    def log_in(self, number: str, password: str, opening: bool = False) -> Session:
        """Sit down, ``opening`` when these two have just opened the profile. Raises UserFacingError ZC-LOGIN-…"""
        session = self.proven(number, password, opening)
        self.office.enter(session)
        return session

    def proven(self, number: str, password: str, opening: bool = False) -> Session:
        """The session of who typed these, nobody sat down. Raises UserFacingError ZC-LOGIN-…"""
        return self.people.proven(number, password, opening)

    def rehearsal_session(self) -> Session:
        """The ready operator of a rehearsal profile."""
        return self.sit_down("")

    def sit_down(self, number: str) -> Session:
        """Who opened the profile with her password beside the face that holds it, or anybody in a rehearsal. Raises
        UserFacingError ZC-LOGIN-06.
        """
        session = self.people.session_of_number(number)
        self.office.enter(session)
        return session

    def close(self) -> None:
        """Stop everything and let the next one in; harmless when repeated."""
        if self.loop is not None:
            self.loop.stop()
            self.loop = None
        if self.worker is not None:
            self.worker.stop()
            self.worker = None
        self.plugged.stop()
        if self.keeper is not None:
            self.keeper.stop()
            self.keeper = None
        self.line.connect(None)
        with contextlib.suppress(UserFacingError):  # what the clock learnt is no reason to keep the lock
            self._remember_time()
        self.database.close()
        self.profile.dispose()
