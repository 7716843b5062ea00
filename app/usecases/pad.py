"""The numbered paper pad: no limit of ours refuses a 收件 (empty number block, full disk, dead machine)."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from app.domain.case import Case
from app.domain.pad import PadSheet
from app.errors import UserFacingError
from app.ports import NumbersExhausted
from app.ports.day import PadBook
from app.usecases.desk import Desk, require_hand
from app.values import dataclass

PAD = "pad"
MOST_SHEETS = 100
RESERVE = 20
"""Paper numbers left below which the window switches to the pad, so that what is under way can still be finished."""


def pad_text(year: int, device: str, n: int, rehearsal: bool) -> str:
    """Number of a sheet as printed: 2026-D07-P000012, with 演 before it in a rehearsal."""
    return f"{'演' if rehearsal else ''}{year}-{device}-P{n:06d}"


def issue_pad(desk: Desk, count: int) -> tuple[PadSheet, ...]:
    """Number ``count`` blank receipts; they may be printed once this returns.

    Raises UserFacingError ZC-PAD-02 when the series has no numbers left, ZC-PAD-03 for a senseless count,
    RefusedError ZC-RIGHT-03.
    """
    if not 1 <= count <= MOST_SHEETS:
        raise UserFacingError(
            "ZC-PAD-03", f"一次印 1 至 {MOST_SHEETS} 页", "登记本的账没有变化", "请改正页数"
        )
    require_hand(desk)
    now = desk.clock.now()
    with desk.units.begin() as tx:
        try:
            numbers = [tx.peek_number(PAD) for _ in range(count)]
        except NumbersExhausted as exhausted:
            raise UserFacingError(
                "ZC-PAD-02",
                "登记本的号段不够了",
                "登记本的账没有变化，已经印好的页仍可使用",
                "请联网同步一次，领到新号段后再印",
            ) from exhausted
        sheets = tuple(
            PadSheet(
                pad_text(now.date.year, desk.place.device, n, desk.place.rehearsal),
                n,
                desk.place.device,
                desk.new_id(),
                operator=desk.session.operator.id,
                issued_ms=now.ms,
            )
            for n in numbers
        )
        tx.issue_pad(sheets)
    return sheets


def settle_sheet(desk: Desk, book: PadBook, number: str, state: str, reason: str) -> None:
    """A sheet is ``void`` or ``missing``, or of one that became two cases it is said what was done (``used``), or it
    lies there again (``issued``) after another window read its number wrong; why is written down.

    Raises UserFacingError ZC-PAD-01, ZC-PAD-04, RefusedError ZC-RIGHT-03.
    """
    require_hand(desk)
    if not reason.strip():
        raise UserFacingError("ZC-PAD-04", "作废、缺页要写明原因", "登记本的账没有变化", "请写明原因")
    book.settle(number, state, reason.strip(), desk.session.operator.id)


def taken_in(case: Case | None) -> Case:
    """``case``, for which a sheet may have been given at the door. Raises UserFacingError ZC-PAD-07 for None, and where
    nothing was taken in under that number (a notice of what is missing alone).
    """
    if case is None or case.received is None:
        raise UserFacingError(
            "ZC-PAD-07",
            "本机没有这份收件凭证",
            "登记本的账没有变化",
            "请照凭证核对编号，例如 Z01-000123；没有收过件的，写日期和时间补录",
        )
    return case


def give_sheet(desk: Desk, book: PadBook, number: str, case_id: UUID) -> None:
    """A sheet was given at the door for a case that the machine took in (its receipt came out later): it belongs to
    that case and becomes none of its own. Who says so has read whose case that is.

    Raises UserFacingError ZC-PAD-01, RefusedError ZC-RIGHT-03.
    """
    require_hand(desk)
    book.give(number, case_id, desk.session.operator.id)


def doubt_sheet(desk: Desk, book: PadBook, number: str, why: str) -> None:
    """A sheet was filled before the time of printing that stands in the list, since the clock was ahead then.

    Kept with the sheet, by whom in the audit; the sheet is entered after that with the time that stands on it. Raises
    UserFacingError ZC-PAD-01, ZC-PAD-06 without a reason, RefusedError ZC-RIGHT-03.
    """
    require_hand(desk)
    if not why.strip():
        raise UserFacingError("ZC-PAD-06", "收到时间早于印页时间，要写明原因", "登记本的账没有变化", "请写明原因")
    book.doubt(number, why.strip(), desk.session.operator.id, desk.place.device)


ROOM = 64 * 1024 * 1024
"""Bytes free below which new intakes go on the pad: what is under way with its scans must still fit."""
_NO_ROOM = 1024 * 1024
"""Below this a commit may be refused at any moment."""


class PadReason(StrEnum):
    """Why new intakes go on the pad."""

    NUMBERS_OUT = "numbers_out"
    NUMBERS_LOW = "numbers_low"
    ROOM_OUT = "room_out"
    ROOM_LOW = "room_low"


@dataclass(frozen=True)
class PadAdvice:
    """``left`` numbers or bytes remain; ``sheets`` numbered sheets were printed in advance and lie ready."""

    reason: PadReason
    left: int
    sheets: int


def pad_advice(numbers_left: int, free: int, sheets: int, *, first_word: bool = False) -> PadAdvice | None:
    """Whether new intakes go on the pad now, and why; ``free`` bytes on the disk of the profile.

    Nothing is switched off by it: what can still be numbered and saved is (policy never turns a citizen away).
    ``first_word``: the device is new and speaks with the platform for the first time just now. Then it has its first
    numbers within seconds, or the word fails: nobody is sent to the pad for that.
    """
    if free < ROOM:
        return PadAdvice(PadReason.ROOM_OUT if free < _NO_ROOM else PadReason.ROOM_LOW, free, sheets)
    if use_the_pad(numbers_left):
        out = numbers_left == 0
        if out and first_word:
            return None
        return PadAdvice(PadReason.NUMBERS_OUT if out else PadReason.NUMBERS_LOW, numbers_left, sheets)
    return None


def use_the_pad(numbers_left: int) -> bool:
    """Whether new intakes should go on the pad now: the rest of the block is for cases that are under way."""
    return numbers_left < RESERVE
