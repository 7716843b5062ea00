"""What an office works with: the tables behind it, and what bootstrap plugged in besides them. Values, no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.domain.case import Case
from app.domain.events import Intake
from app.domain.guide import ServiceGuide
from app.domain.materials import SubmittedMaterial
from app.domain.paper import PaperKind
from app.domain.records import SyncStatus
from app.domain.time import Timestamp
from app.ports import Drafts, PrintJob
from app.storage.catalogue_store import CatalogueStore
from app.storage.headroom import Headroom
from app.storage.outbox_view import CasesCount, OutboxItem
from app.storage.seal_book import SqlSeals
from app.storage.stock_book import SqlStock
from app.storage.stores import SqlAudit, SqlJobs, SqlSettings
from app.storage.views import Views
from app.usecases.desk import Session
from app.values import dataclass
from ui.devicerow import DeviceRow

if TYPE_CHECKING:
    from printing.page import Page
    from ui.facedesk import FaceDesk
    from ui.scandesk import ScanDesk


@dataclass(frozen=True)
class Waiting:
    """What the log does not tell: ``scans`` on their way, commits that only the hall's own server has, and how many
    ``cases`` all that waits is about.
    """

    scans: int = 0
    hall_only: int = 0
    cases: CasesCount = CasesCount(0, 0)


@dataclass(frozen=True)
class LineLook:
    """The outbox for people: what waits, how long this device can go on, what is wrong with the line; ``on_record``:
    the hall that the platform knows this device in, where it was told another; ``UNPLACED``: in none yet.
    """

    items: Sequence[OutboxItem]
    headroom: Headroom
    trouble: Mapping[str, Any]
    catalogue: str
    on_record: str = ""


@dataclass(frozen=True)
class Equipment:
    """What bootstrap plugged in besides the database: previews, the print queue, the line, the readers.

    ``pages(case, document)`` lays a paper of a case out; ``draft_pages(kind, intake, materials, guide, handed_at,
    pad_number)`` one that is not issued yet, and ``undrawn(pages)`` the characters that no font has;
    ``wake_printing``/``wake_sync`` stir the workers after a commit; ``sync_status``, ``device_rows`` and ``stands_for``
    (what the printer of a job waits for) are looks, ``numbers_left`` is of papers; ``last_sync`` is when everything
    last went through both ways (UTC ms, 0 never). ``seal`` makes values readable for the platform alone; "" while its
    key is not known here; ``scan_desk`` is where sheets are scanned, ``face_desk`` where a person is compared with her
    card; ``staff`` gives name and number of who may log in here, and ``prove`` the session of who typed her number and
    password. ``receipt_waits``: a print that comes out when its visit ends. ``centre`` is the name of the county's
    centre to which a station belongs, "" while nobody wrote it down; None at the centre itself.
    """

    pages: Callable[[Case, UUID], list[Page]]
    draft_pages: Callable[
        [PaperKind, Intake, tuple[SubmittedMaterial, ...], ServiceGuide, Timestamp | None, str], list[Page]
    ]
    undrawn: Callable[[Sequence[Page]], tuple[str, ...]]
    wake_printing: Callable[[], None]
    wake_sync: Callable[[], None]
    sync_status: Callable[[], SyncStatus]
    numbers_left: Callable[[], int]
    last_sync: Callable[[], int]
    device_rows: Callable[[], Sequence[DeviceRow]]
    stands_for: Callable[[PrintJob], str]
    second_copy: Callable[[], str]
    line: Callable[[], LineLook]
    prove: Callable[[str, str], Session]
    seal: Callable[[Mapping[str, str]], str] = lambda values: ""
    staff: Callable[[], Sequence[tuple[str, str]]] = lambda: ()
    scan_desk: ScanDesk | None = None
    face_desk: FaceDesk | None = None
    receipt_waits: Callable[[PrintJob], bool] = lambda job: False
    centre: str | None = None


@dataclass(frozen=True)
class Stores:
    """The tables behind the office."""

    drafts: Drafts
    jobs: SqlJobs
    stock: SqlStock
    seals: SqlSeals
    settings: SqlSettings
    audit: SqlAudit
    catalogue: CatalogueStore
    views: Views
