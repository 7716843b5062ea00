"""The ``Platform`` port over HTTP, towards a platform that speaks ``/v1``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from app.domain.records import Ack, AckOutcome, NumberBlock, StoredCommit
from app.errors import LineError
from app.ports import Above, GoneCase, Hello, SecondReceipt
from app.ports.catalogue import Edition, EditionPage, EditionRefused, EditionRow
from app.ports.delivery import DayFigures, ScanProgress, WaitingScan
from app.ports.kiosk import Beat, Orders
from sync.client.kiosk import KioskClient
from sync.client.transport import Patience, Transport
from sync.wire.asking import Identity
from sync.wire.catalogue import ManifestAnswer, RowsPage, read_manifest
from sync.wire.chain import chain_hash, digest_of
from sync.wire.models import (
    MAX_BYTES,
    MAX_ITEMS,
    BlockAnswer,
    CarryAnswer,
    Change,
    ChangesPage,
    CommandAnswer,
    CommandResult,
    CommitsPage,
    DayAnswer,
    EpochAnswer,
    Gone,
    HelloAnswer,
    LeaseAnswer,
    Outcome,
    RangesAnswer,
    RelayAnswer,
    UploadState,
)
from sync.wire.problems import OF_THIS_LIFE
from sync.wire.receipts import ReceiptChecker, Statement, canonical, day_statement, issue
from sync.wire.signing import SignatureError, signer_for, verifier_for

_LOOK_BACK = 500
_OVERHEAD = 512
"""Bytes of a command besides its body, generously."""


class HttpPlatform:
    """The platform at ``url``, as ``device`` in ``epoch``.

    ``token`` is the bearer token of this device, ``key`` the platform's public key (``ed25519:base64``), known
    beforehand: an answer that it did not sign is none. ``province`` gives the key of the province behind a hall, empty
    while it is not known. ``seed`` (32 bytes) makes the key of this device, of the platform's suite; without it
    requests go unsigned. Raises ValueError for a malformed ``key``.
    """

    def __init__(
        self,
        url: str,
        device: str,
        epoch: int,
        token: str,
        key: str,
        patience: Patience = Patience(),
        province: Callable[[], str] = str,
        seed: bytes = b"",
    ) -> None:
        try:
            verifier = verifier_for(key)
        except SignatureError as error:
            raise ValueError(str(error)) from error
        self._device = device
        self._epoch = epoch
        self._key = key
        suite = key.partition(":")[0]
        self._signer = signer_for(suite, seed) if seed else None
        mine = Identity(device, self._signer) if self._signer is not None else None
        self._transport = Transport(url, token, verifier, patience, mine)
        self._verifier = verifier
        self._receipts = ReceiptChecker(verifier)
        self._province = province

    def close(self) -> None:
        """Let go of the connection."""
        self._transport.close()

    def hello(self) -> Hello:
        """Who is there, how far it has us, what time it has. Raises LineError."""
        answer = self._transport.get(HelloAnswer, "/v1/hello", self._me())
        if answer.public_key != self._key:
            raise LineError("bad-signature", "the platform names another key")
        return Hello(
            server_epoch=answer.server_epoch,
            accepted_through=answer.accepted_through,
            time_ms=answer.time_ms,
            public_key=answer.public_key,
            min_schema=answer.min_schema,
            max_schema=answer.max_schema,
            carry_key=answer.carry_key,
            durable_through=answer.durable_through,
            relayed_through=answer.relayed_through,
            upstream_key=answer.upstream_key,
            upstream_trouble=answer.upstream_trouble,
        )

    def push(self, commits: Sequence[StoredCommit]) -> Sequence[Ack]:
        """Send commits with contiguous seq, at most 400; an answer each, receipts checked. Raises LineError.

        A single commit too large for any request takes its place in the sequence without its text and is
        parked by the platform with ``too-large``.
        """
        if not commits:
            return ()
        first = commits[0].seq
        if [commit.seq for commit in commits] != list(range(first, first + len(commits))):
            raise ValueError("seq is not contiguous")
        try:
            return self._send(commits, withhold=False)
        except LineError as error:
            if error.kind != "too-large" or len(commits) > 1:
                raise
        return self._send(commits, withhold=True)

    def look_back(self, first: int, last: int) -> Sequence[Ack]:
        """What the platform has of own commits ``first``..``last``. Raises LineError."""
        acks: list[Ack] = []
        while first <= last:
            path = f"/v1/commands/{self._device}/{self._epoch}"
            until = min(last, first + _LOOK_BACK - 1)
            answer = self._transport.get(CommandAnswer, path, {"from": first, "to": until})
            acks += [self._ack(result) for result in answer.results]
            if until > answer.accepted_through:
                break
            first = until + 1
        return acks

    def changes(self, cursor: str, limit: int) -> tuple[Sequence[StoredCommit | GoneCase], str, bool]:
        """(commits of others and cases that left, new cursor, whether more wait). Raises LineError.

        A cursor of another history begins anew from the start: what is known already changes nothing. One that this
        very life of the platform gave out and does not know any more is of kind ``older-province``.
        """
        query: dict[str, str | int] = {"device": self._device, "limit": limit}
        try:
            page = self._transport.get(ChangesPage, "/v1/changes", query | {"cursor": cursor})
        except LineError as error:
            if not cursor or not error.detail.startswith("cursor-expired"):
                raise
            if OF_THIS_LIFE in error.detail:
                raise LineError("older-province", error.detail) from error
            page = self._transport.get(ChangesPage, "/v1/changes", query | {"cursor": ""})
        return _in_order(page), page.cursor, page.more

    def above(self, first: int, last: int) -> Above:
        """What the province said of own commits ``first``..``last``, behind a hall. Raises LineError.

        A receipt that the province did not sign, or that speaks of something else, is of kind ``second-receipt``.
        """
        path = f"/v1/upstream/{self._device}/{self._epoch}"
        answer = self._transport.get(RelayAnswer, path, {"from": first, "to": last})
        try:
            checker = ReceiptChecker(verifier_for(self._province()))
            found = [self._second(checker.check(result.receipt), result) for result in answer.results]
        except SignatureError as error:
            raise LineError("second-receipt", str(error)) from error
        return Above(answer.relayed_through, answer.trouble, found)

    def _second(self, said: Statement, result: CommandResult) -> SecondReceipt:
        here = (self._device, self._epoch, result.seq, str(result.id))
        if (said.device, said.epoch, said.seq, said.id) != here:
            raise LineError("second-receipt", f"not a receipt for seq {result.seq}")
        refused = (said.reason or "parked") if said.outcome is Outcome.PARKED else ""
        return SecondReceipt(said.seq, result.id, said.hash, result.receipt, refused)

    def reserve(self, series: str, size: int, key: str) -> NumberBlock:
        """Reserve a block; the same ``key`` gives the same block. Raises LineError."""
        content = self._me() | {"series": series, "size": size}
        answer = self._transport.post(BlockAnswer, "/v1/number-blocks", content, {"Idempotency-Key": key})
        if answer.series != series or answer.last - answer.first + 1 != size or answer.first < 1:
            raise LineError("garbage", "another block than asked for")
        return NumberBlock(answer.id, answer.series, answer.first, answer.last)

    def open_scan(self, scan: WaitingScan) -> ScanProgress:
        """Begin or go on with a scan. Raises LineError."""
        content = self._me() | {"case": str(scan.case_id), "digest": scan.digest, "size": scan.size}
        return _progress(self._transport.post(UploadState, "/v1/uploads", content, {}), scan.size)

    def append_scan(self, upload: str, offset: int, data: bytes) -> ScanProgress:
        """Send the next piece of a scan. Raises LineError."""
        headers = {"Upload-Offset": str(offset)}
        answer = self._transport.patch(UploadState, f"/v1/uploads/{upload}", data, headers)
        if answer.offset != offset + len(data):
            raise LineError("garbage", "the platform counts other bytes than were sent")
        return _progress(answer, answer.size)

    def edition(self) -> Edition | None:
        """The newest catalogue, None when there is none. Raises LineError, EditionRefused."""
        answer = self._transport.get(ManifestAnswer, "/v1/catalogue/manifest", {})
        try:
            # Behind a hall the catalogue is the province's, and the hall's word for it would not do.
            province = self._province()
            found = read_manifest(verifier_for(province) if province else self._verifier, answer)
        except SignatureError as error:
            raise EditionRefused("signature", str(error)) from error
        if found is None:
            return None
        proof = answer.model_dump_json()
        return Edition(
            found.version, found.serial, found.issued_ms, found.rows, found.digest, found.v, proof
        )

    def edition_page(self, version: str, base: str, after: str) -> EditionPage:
        """Rows of a catalogue: what changed since ``base``, or all. Raises LineError."""
        if base:
            query = {"from": base, "to": version, "after": after}
            page = self._transport.get(RowsPage, "/v1/catalogue/deltas", query)
        else:
            page = self._transport.get(RowsPage, f"/v1/catalogue/snapshots/{version}", {"after": after})
        if page.version != version:
            raise LineError("garbage", "rows of another catalogue")
        rows = [EditionRow(row.code, row.digest, row.body) for row in page.rows]
        return EditionPage(rows, page.gone, page.after, page.more)

    def lease_of(self, case: UUID) -> LeaseAnswer:
        """Who has a case that this device hears of. Raises LineError, ``not-found`` for any other."""
        return self._transport.get(LeaseAnswer, f"/v1/cases/{case}/lease", {"device": self._device})

    def move_lease(self, case: UUID, request: Mapping[str, object]) -> LeaseAnswer:
        """Give a case away or take it over (``LeaseRequest`` without the device).

        Raises LineError, of kinds lease-stale, no-permit and not-found besides those of the line.
        """
        content = {"device": self._device, **request}
        answer = self._transport.post(LeaseAnswer, f"/v1/cases/{case}/lease", content, {})
        if answer.case != case:
            raise LineError("garbage", "the lease of another case")
        return answer

    def is_backed_up(self, digest: str) -> bool:
        """Whether the platform has a scan whole and in a backup. Raises LineError."""
        state = self._transport.get(UploadState, f"/v1/blobs/sha256:{digest}", {})
        return state.held and state.backed_up and state.digest == digest

    def announce_epoch(self) -> Sequence[tuple[int, int]]:
        """Say which epoch this device writes under; (epoch, last seq there) of the others. Raises LineError."""
        content = {"epoch": self._epoch, "reason": "restored"}
        answer = self._transport.post(EpochAnswer, f"/v1/devices/{self._device}/epochs", content, {})
        return [(one.epoch, one.accepted_through) for one in answer.older]

    def recall(self, epoch: int, first: int) -> Sequence[StoredCommit]:
        """Own commits of ``epoch`` from ``first`` on. Raises LineError."""
        page = self._transport.get(CommitsPage, f"/v1/commits/{self._device}/{epoch}", {"from": first})
        if any((one.device, one.epoch) != (self._device, epoch) for one in page.commits):
            raise LineError("garbage", "commits of somebody else")
        return [_stored(change) for change in page.commits]

    def compare(self, nodes: Mapping[str, str], deep: bool) -> Mapping[str, Mapping[str, str]]:
        """Ranges that differ at the platform, with their parts there. Raises LineError."""
        content = {"device": self._device, "nodes": dict(nodes), "deep": deep}
        return self._transport.post(RangesAnswer, "/v1/reconcile/ranges", content, {}).differ

    def day(self, mine: DayFigures) -> tuple[Mapping[str, object], str]:
        """The platform's signed figures for the commits of a day; ours go along, signed by us. Raises LineError."""
        content = {
            "device": self._device,
            "day": mine.day,
            "ranges": [{"epoch": epoch, "first": first, "last": last} for epoch, first, last in mine.ranges],
        }
        if self._signer is not None:
            said = canonical({"device": self._device, **asdict(mine)})
            content |= {"figures": said, "receipt": issue(self._signer, [day_statement(said)])[0]}
        answer = self._transport.post(DayAnswer, "/v1/reconcile/day", content, {})
        try:
            self._receipts.check_day(answer.receipt, answer.figures)
            figures = json.loads(answer.figures)
        except SignatureError as error:
            raise LineError("bad-signature", f"the figures of a day: {error}") from error
        except ValueError as error:
            raise LineError("garbage", "figures that cannot be read") from error
        return figures, answer.receipt

    def beat(self, beat: Beat) -> Orders:
        """Say that this unattended terminal lives. Raises LineError."""
        return self.kiosk().beat(beat)

    def kiosk(self) -> KioskClient:
        """What a terminal asks beside the log, over this connection."""
        return KioskClient(self._transport, self._device)

    def take_carry(self, digest: str) -> CarryAnswer:
        """Have the platform take in a carried file that it holds. Raises LineError."""
        return self._transport.post(CarryAnswer, f"/v1/carry/sha256:{digest}", {}, {})

    def _me(self) -> dict[str, str | int]:
        return {"device": self._device, "epoch": self._epoch}

    def _send(self, commits: Sequence[StoredCommit], *, withhold: bool) -> list[Ack]:
        size = sum(len(commit.body.encode()) + _OVERHEAD for commit in commits)
        if len(commits) > MAX_ITEMS or (size > MAX_BYTES and not withhold):
            raise LineError("too-large", f"{len(commits)} commits, {size} bytes")
        content = self._me() | {"commits": [command_of(commit, withhold) for commit in commits]}
        answer = self._transport.post(CommandAnswer, "/v1/commands", content, {})
        if len(answer.results) != len(commits):
            raise LineError("garbage", "not an answer per commit")
        return [self._ack(result, commit) for result, commit in zip(answer.results, commits, strict=True)]

    def _ack(self, result: CommandResult, commit: StoredCommit | None = None) -> Ack:
        """An answer whose receipt is signed and speaks of this very commit. Raises LineError."""
        try:
            said = self._receipts.check(result.receipt)
        except SignatureError as error:
            raise LineError("bad-receipt", str(error)) from error
        here = (self._device, self._epoch, result.seq, str(result.id))
        parked = result.outcome is Outcome.PARKED
        if (said.device, said.epoch, said.seq, said.id) != here or (said.outcome is Outcome.PARKED) != parked:
            raise LineError("bad-receipt", f"the receipt speaks of something else than seq {result.seq}")
        if commit is not None and not _speaks_of(said, commit):
            raise LineError("bad-receipt", f"the receipt speaks of something else than seq {commit.seq}")
        outcome = AckOutcome(result.outcome.value)
        return Ack(result.seq, result.id, outcome, result.receipt, said.reason)


def _progress(state: UploadState, size: int) -> ScanProgress:
    if not 0 <= state.offset <= size or (state.held and state.offset != size):
        raise LineError("garbage", "an offset outside the scan")
    return ScanProgress(state.id, state.offset, state.held)


def _speaks_of(said: Statement, commit: StoredCommit) -> bool:
    mine = (commit.seq, str(commit.id), commit.digest, commit.hash)
    return (said.seq, said.id, said.digest, said.hash) == mine


def command_of(commit: StoredCommit, withhold: bool = False) -> dict[str, Any]:
    """A commit as it travels; ``withhold``: without its text."""
    return {
        "seq": commit.seq,
        "id": str(commit.id),
        "case": str(commit.case_id),
        "body": None if withhold else commit.body,
        "digest": commit.digest,
        "prev": commit.prev,
        "hash": commit.hash,
    }


def _in_order(page: ChangesPage) -> list[StoredCommit | GoneCase]:
    """A page as it is to be applied: each case that left stands behind the commits that came before it."""
    found: list[StoredCommit | GoneCase] = []
    leaving = sorted(page.gone, key=lambda one: one.after)
    for place, change in enumerate(page.commits):
        while leaving and leaving[0].after <= place:
            found.append(_left(leaving.pop(0)))
        found.append(_stored(change))
    return [*found, *map(_left, leaving)]


def _left(gone: Gone) -> GoneCase:
    return GoneCase(gone.id, gone.case, gone.kind.value, gone.reason, gone.at, gone.home, gone.stage)


def _stored(change: Change) -> StoredCommit:
    """A commit of another device, checked to be whole. Raises LineError."""
    if digest_of(change.body) != change.digest or chain_hash(change.prev, change.digest) != change.hash:
        raise LineError("garbage", f"commit {change.id} does not fit its digest")
    return StoredCommit(
        device=change.device,
        epoch=change.epoch,
        seq=change.seq,
        id=change.id,
        case_id=change.case,
        body=change.body,
        digest=change.digest,
        prev=change.prev,
        hash=change.hash,
    )
