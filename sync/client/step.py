"""One step of the loop: what it has done so far, and what is told of it when it ends."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.records import Ack, AckOutcome
from app.values import dataclass


@dataclass(frozen=True)
class StepResult:
    """What one step did. ``state`` is a code of ``app.domain.records.SyncStatus``, ``detail`` the kind of failure.

    ``pushed`` counts commits acknowledged (``parked`` of them parked), ``pulled`` commits of others applied, ``blocks``
    number blocks taken in, ``scans`` scans that are whole there and ``scan_bytes`` what of scans arrived; ``more`` that
    scans still wait. ``retry_after`` is what the platform asked us to wait, in seconds. ``server_ms`` is the
    platform's time (UTC milliseconds) when its hello arrived, the way back reckoned as half of the round trip; 0 when
    this step heard no hello. ``hall_only`` counts commits that the hall's own server has and the province has not yet;
    None: the platform at the other end is the province. ``above`` counts the province's receipts that came by the hall.
    ``server`` is the life of the platform (its server epoch), if this step heard it; ``older``: in that one life it has
    less now than it had acknowledged, as when an older database is put back under it; ``alarm`` hears of that at once.
    """

    state: str = "online"
    detail: str = ""
    pushed: int = 0
    parked: int = 0
    pulled: int = 0
    blocks: int = 0
    scans: int = 0
    scan_bytes: int = 0
    more: bool = False
    retry_after: float = 0.0
    server_ms: int = 0
    hall_only: int | None = None
    above: int = 0
    older: bool = False
    server: str = ""

    @property
    def ok(self) -> bool:
        """Whether everything went through."""
        return self.state == "online"


@dataclass
class Progress:
    """What a step has done so far; kept apart from its result, since a step may fail half-way."""

    pushed: int = 0
    parked: int = 0
    pulled: int = 0
    blocks: int = 0
    scans: int = 0
    scan_bytes: int = 0
    more: bool = False
    server_ms: int = 0
    hall_only: int | None = None
    above: int = 0
    older: bool = False
    server: str = ""

    def count(self, acks: Sequence[Ack]) -> None:
        """These were acknowledged."""
        self.pushed += len(acks)
        self.parked += sum(1 for ack in acks if ack.outcome is AckOutcome.PARKED)

    def result(self, state: str, detail: str) -> StepResult:
        """As it stands, told."""
        return StepResult(state, detail, **vars(self))
