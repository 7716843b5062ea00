"""The outbox in a clerk's words: one row per case and state, and the figures above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.people import mask_party
from app.domain.time import Timestamp
from app.storage.headroom import Headroom
from app.storage.outbox_view import OutboxItem
from ui.line import FORK
from ui.shared.paint import Word
from ui.theme import look, t

_MIB = 1024 * 1024
_GIB = 1024 * _MIB
_LONG_DAYS = 99
"""Beyond this a guess from a few days of use says nothing."""
NEEDS = ("parked", "damaged")
HALL = "hall"
GONE = "gone"


def is_mine(item: OutboxItem, operator: str) -> bool:
    """Whether this operator wrote any of it; scans are everybody's of their case."""
    return not item.operators or operator in item.operators


def chosen(items: Sequence[OutboxItem], tab: str, operator: str) -> list[OutboxItem]:
    """What a filter shows; an empty ``operator`` shows everybody's."""
    found = [item for item in items if not operator or is_mine(item, operator)]
    if tab == "waits":
        return [item for item in found if item.state not in (*NEEDS, GONE)]
    return [item for item in found if item.state in NEEDS] if tab == "needs" else found


def state_word(item: OutboxItem) -> Word:
    """The state as a chip."""
    if item.state in NEEDS:
        return Word(t("sync.needs"), "danger", "circle-alert")
    if item.state == HALL:
        # Never green: what only the hall has is not at the province.
        return Word(t("sync.hall"), "warn", "building-2")
    if item.state == GONE:
        return Word(t("sync.gone"), "info", "cloud-check")
    return Word(t("sync.waits"), "warn", "cloud-off")


def what(item: OutboxItem) -> str:
    """What goes up: an act and the item, or scans with their size."""
    if item.scans:
        return t("sync.scans", count=item.scans, size=size_words(item.size))
    if not item.commits:
        return t("sync.gone_what", item=item.item or item.number or str(item.case_id)[:8])
    texts = look().texts
    act = t(f"sync.act.{item.act}") if texts.has(f"sync.act.{item.act}") else t("sync.act.other")
    more = t("sync.more", count=item.commits - 1) if item.commits > 1 else ""
    return f"{act}：{item.item}{more}" if item.item else f"{act}{more}"


def whose(item: OutboxItem) -> str:
    """Whose case it is, masked as everywhere."""
    return mask_party(item.applicant) if item.applicant else "—"


def last_words(item: OutboxItem, trouble: Mapping[str, Any]) -> str:
    """What came of the last try."""
    if item.state in (*NEEDS, HALL, GONE):
        return item.words
    kind = str(trouble.get("kind", ""))
    return str(trouble["words"]) if kind else item.words


def next_words(item: OutboxItem, next_ms: int | None, now_ms: int) -> str:
    """When it is tried again: HH:MM:SS, since the first tries come within seconds."""
    if item.state in NEEDS:
        return t("sync.held")
    if item.state in (HALL, GONE):
        return t("sync.hall_next") if item.state == HALL else "—"
    if next_ms is None:
        return t("sync.when_online")
    return t("sync.soon") if next_ms <= now_ms else f"{Timestamp(next_ms).local:%H:%M:%S}"


def line_since(trouble: Mapping[str, Any]) -> str:
    """What is wrong with the line, and since when."""
    words, since = str(trouble["words"]), trouble.get("since")
    return t("sync.line_since", words=words, when=clock_words(since)) if since else words


def can_words(item: OutboxItem, trouble: Mapping[str, Any]) -> str:
    """What the clerk can do, short; the band below says it whole."""
    if item.state == "waiting" and trouble.get("kind") == FORK:
        return t("sync.can_export")
    return t("sync.can_look") if item.state in NEEDS else t("sync.can_nothing")


def receipt_rows(room: Headroom, when: str, line: str) -> list[tuple[str, str]]:
    """The last receipts: behind a hall's server, the hall's and the province's apart."""
    got = [(t("sync.got"), t("sync.got_through", seq=room.acked_through))]
    if room.above_through is not None:
        above = t("sync.above_through", seq=room.above_through) if room.above_through else t("sync.above_none")
        got = [(t("sync.got_hall"), t("sync.got_through", seq=room.acked_through)), (t("sync.got_above"), above)]
    return [(t("sync.time"), when), *got, (t("sync.line"), line)]


def clock_words(ms: int | None) -> str:
    """Day and HH:MM of a moment, a dash when there is none."""
    if not ms:
        return "—"
    local = Timestamp(ms).local
    return f"{local.month}月{local.day}日 {local.hour:02d}:{local.minute:02d}"


def since_words(ms: int, now_ms: int) -> str:
    """HH:MM 起 of today, with its day before that."""
    if not ms:
        return "—"
    there, here = Timestamp(ms).local, Timestamp(now_ms).local
    if there.date() == here.date():
        return t("sync.from", when=f"{there.hour:02d}:{there.minute:02d}")
    return t("sync.from", when=f"{there.month}月{there.day}日")


def waited_words(ms: int | None, now_ms: int) -> tuple[str, str]:
    """How long the oldest waits: a number with its unit."""
    if not ms:
        return "—", ""
    minutes = max(0, now_ms - ms) // 60_000
    if minutes < 60:
        return str(minutes), t("sync.minutes_ago")
    if minutes < 48 * 60:
        return str(minutes // 60), t("sync.hours_ago")
    return str(minutes // 1440), t("sync.days_ago")


def size_words(size: int) -> str:
    """18.4 MB, 2.1 GB."""
    if size >= _GIB:
        return f"{size / _GIB:.1f} GB"
    return f"{size / _MIB:.1f} MB"


def numbers_note(room: Headroom) -> str:
    """How long the numbers last."""
    if room.numbers == 0:
        return t("sync.numbers_out")
    if room.number_days is None or room.number_days > _LONG_DAYS:
        return t("sync.numbers_note")
    return t("sync.numbers_days", days=room.number_days)


def offline_figure(room: Headroom) -> tuple[str, str, str, float, str]:
    """Number, unit, note, share and tone of the days the policy still allows; over them, work goes on."""
    when = f"{room.until.local.month}月{room.until.local.day}日"
    share = room.offline_days / room.policy_days if room.policy_days else 0.0
    if room.offline_days < 0:
        return str(-room.offline_days), t("sync.days_over"), t("sync.offline_over"), 0.0, "warn"
    return str(room.offline_days), t("sync.days"), t("sync.offline_until", when=when), share, "text"
