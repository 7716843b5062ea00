"""What is kept under lock at an open workplace: blanks, seals, bundles of originals, with their papers. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.custody import DESK, OutOfPlace, bundle_code, inside, out_of_place, shelf_check
from app.domain.events import OperatorRef
from app.domain.paper import PaperKind
from app.domain.picture import PictureUnfit, bare
from app.domain.seals import SealAct, SealMove, SealStanding
from app.domain.stock import BlankAct, StockMove, Tally
from app.errors import UserFacingError
from app.ports.stock import BundleLine
from app.storage.custody import SqlCustody, lying_of
from app.usecases.desk import Desk, Done
from app.usecases.move_bundle import move_bundle
from app.usecases.seals import move_seal
from app.usecases.stock import (
    Count,
    Destruction,
    Entry,
    count_blanks,
    destroy_blanks,
    enter_blanks,
    move_to_window,
    standing_of,
)
from printing import compose_day as papers
from printing.codes import barcode_text
from printing.layouts.label import BundleLabel, bundle_label
from printing.page import Page
from printing.pdf import Meta, pages_to_pdf
from ui.day import Day
from ui.unqueued import send_and_see

if TYPE_CHECKING:
    from ui.workplace import Workplace

MOST_PICTURE = 20 * 1024 * 1024


class Stockroom:
    """The locked cupboard of one window."""

    def __init__(self, at: Workplace) -> None:
        self._at = at
        self.blanks = at.stores.stock
        self.seals = at.stores.seals
        self.custody = SqlCustody(at.database)
        self._day = Day(at)

    def prove(self, number: str, password: str) -> OperatorRef:
        """The second person, by her own number and password. Raises UserFacingError ZC-LOGIN-01, ZC-LOGIN-02."""
        return self._at.proven(number, password).operator

    # blanks

    def enter(
        self, entry: Entry, picture: Path | None = None, second: OperatorRef | None = None
    ) -> Sequence[StockMove]:
        """Enter into the ledger; ``picture`` of a spoiled sheet is kept sealed first. Errors as the use case."""
        if picture is not None:
            entry = Entry(**{**entry.__dict__, "picture": self._keep(picture)})
        if entry.act is BlankAct.ISSUE:
            return move_to_window(self._desk, self.blanks, entry.kind, entry.serials, entry.holder)
        return enter_blanks(self._desk, self.blanks, entry, second)

    def _keep(self, picture: Path) -> str:
        try:
            size = picture.stat().st_size
            content = picture.read_bytes() if size <= MOST_PICTURE else b""
        except OSError:
            content = b""
        try:
            kept = content if content.startswith(b"%PDF") else bare(content)
        except PictureUnfit as unfit:
            raise UserFacingError(
                "ZC-STOCK-09",
                f"{picture.name} 读不出来，或者不是照片",
                "空白证照的账没有变化",
                "请用 JPG、PNG 或 PDF，不超过 20 兆",
            ) from unfit
        return self._at.scans.keep_own(kept)

    def standing(self) -> Mapping[str, tuple[Tally, tuple[str, ...]]]:
        """kind → the sums of today and the serials that must be found here now."""
        return standing_of(self.blanks, self._desk.clock.now().date)

    def count(
        self, counted: Mapping[str, int], notes: Mapping[str, str], second: OperatorRef | None
    ) -> Count:
        """盘点 by two, kept."""
        return count_blanks(self._desk, self.blanks, self._at.day_book, counted, notes, second)

    def destroy(self, entry: Entry, second: OperatorRef | None) -> Destruction:
        """销毁 by two, kept with its list."""
        return destroy_blanks(self._desk, self.blanks, entry, second)

    def print_out(self, made: Count | Destruction) -> str:
        """The sheet to be signed by two; what the printer says of it."""
        stamp = self._day.stamp()
        paper = (
            papers.blank_count(made, stamp)
            if isinstance(made, Count)
            else papers.destruction_list(made, stamp)
        )
        return self._day.print_paper(paper)

    # seals

    def move_seal(self, act: SealAct, seal: str, holder: str, place: str = "", reason: str = "") -> SealMove:
        """Enter into the register of seals."""
        return move_seal(self._desk, self.seals, act, seal, holder, place, reason)

    def standings(self) -> Mapping[str, SealStanding]:
        """Every seal as it stands."""
        return self.seals.standings()

    # bundles

    def bundles(self, *, returned: bool = True) -> Sequence[BundleLine]:
        """Every bundle where it was last scanned; without ``returned`` those only that were not given back."""
        return self.custody.bundles(returned=returned)

    def bundle(self, code: str) -> BundleLine | None:
        """The bundle with this code, as it was scanned or typed."""
        return next(iter(self.custody.named([code.strip().upper()])), None)

    def bundles_of(self, text: str) -> Sequence[BundleLine]:
        """The bundles of the case that a number is of (收件号, or what a bar code holds); none without such a case."""
        case = self._at.office.case_of_number(text)
        return self.custody.of_case(case) if case is not None else ()

    def inside(self, bundle: BundleLine) -> tuple[str, ...]:
        """Which papers the bundles of its case hold, by name."""
        case = self._at.stores.views.case(bundle.case_id)
        return inside(case.materials) if case is not None else ()

    def out_of_place(self) -> tuple[OutOfPlace, ...]:
        """不在位: bundles somebody must look after."""
        return out_of_place(map(lying_of, self.bundles(returned=False)), self._desk.clock.now().date)

    def check_shelf(self, place: str, scanned: Sequence[str]) -> tuple[OutOfPlace, ...]:
        """查架: what was scanned at a place against the record; audited."""
        self._at.stores.audit.record(self._desk.session.operator.id, "shelf-check", place[:40])
        here = {line.code: line for line in self.bundles(returned=False)}
        strangers = [code for each in scanned if (code := each.strip().upper()) and code not in here]
        known = [*here.values(), *self.custody.named(list(dict.fromkeys(strangers)))]
        return shelf_check(list(map(lying_of, known)), place, scanned)

    def make_bundle(self, case_id: UUID, originals: int, copies: int = 0) -> str:
        """A new bundle of a case, lying at the desk; its code is to be stuck on it. Returns the code."""
        case = self._at.office.case(case_id)
        receipts = case.papers_of(PaperKind.RECEIPT)
        if not receipts:
            raise UserFacingError("ZC-CUST-01", "还没有收件，没有要保管的原件", "办件没有变化", "请先收件")
        known = {bundle.code for bundle in self.custody.of_case(case_id)}
        code = bundle_code(barcode_text(receipts[0].number)[2:], known)
        who = self._desk.session.operator.name
        self._at.office.act(move_bundle, case_id, code, DESK, who, originals, copies)
        return code

    def move(self, code: str, to_place: str, hand: str, waybill: str = "") -> Done:
        """A scan at a hand-over: who gives is who took it last. Raises UserFacingError ZC-CUST-02: unknown code."""
        wanted = code.strip().upper()
        line = self.bundle(wanted)
        if line is None:
            raise UserFacingError(
                "ZC-CUST-02",
                f"条码 {wanted[:20]} 不是登记过的资料袋",
                "没有登记交接",
                "请先为办件建立资料袋并贴条码",
            )
        return self._at.office.act(move_bundle, line.case_id, line.code, to_place, hand, 0, 0, waybill)

    def label(self, line: BundleLine) -> list[Page]:
        """The label to be stuck on a bundle, 50 × 30 mm."""
        place = self._at.place()
        mark = "演练" if place.rehearsal else ""
        count = line.originals + line.copies
        return bundle_label(
            BundleLabel(line.code, line.number, line.item, count, place.hall, mark), self._at.fonts
        )

    def print_label(self, code: str) -> str:
        """Print the label of a bundle; what the printer says of it. Raises UserFacingError ZC-CUST-02."""
        line = self.bundle(code)
        if line is None:
            raise UserFacingError("ZC-CUST-02", f"条码 {code} 不是登记过的资料袋", "没有打印", "请核对条码")
        pdf = pages_to_pdf(self.label(line), self._at.fonts, Meta(line.code))
        outcome, words = send_and_see(self._at.printer(), f"label-{line.code}", pdf, 1)
        return f"{outcome.value} {words}".strip()

    @property
    def _desk(self) -> Desk:
        return self._at.office.desk
