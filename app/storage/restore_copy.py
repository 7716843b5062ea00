"""A profile made anew from the second medium alone, after its disk is gone; and what was lost, by name."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain import events as ev
from app.domain.case import Case
from app.domain.chain import read_commit
from app.domain.codec import CodecError, dumps
from app.domain.records import StoredCommit
from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.ports import JobState
from app.storage import catalogue_tables, log, search
from app.storage.backup import RESTORED_KEY
from app.storage.blobs import BlobStore
from app.storage.catalogue_store import reindex
from app.storage.config import config_from, write_config
from app.storage.copied import in_order
from app.storage.copy_rest import KEPT, Identity, Rest, copy_file, read_identity, read_rest
from app.storage.database import set_schema_version
from app.storage.dberrors import explain_db_error
from app.storage.epochs import note_own, written_ms
from app.storage.faultpoints import hit
from app.storage.files import make_private_folder, sync_folder
from app.storage.gone_cases import CONTRADICTS, UNREADABLE
from app.storage.keys import KeyRing, Purpose, write_keys
from app.storage.locking import ProfileLock
from app.storage.opening import open_profile_database
from app.storage.pad_book import bring_up_pad
from app.storage.profile import Profile
from app.storage.scans import ScanState
from app.storage.schema import (
    SCHEMA_VERSION,
    blobs,
    commits,
    jobs,
    metadata,
    number_blocks,
    numbers,
    second_receipts,
    settings,
)
from app.storage.second_copy import CopiedCommit, CopyDamage, SecondCopy
from app.storage.stores import put_setting
from app.storage.sync_store import CURSOR, FROM_PLATFORM
from app.storage.verify import rebuild
from app.values import dataclass, fields, replace

LOST_SETTING = "restored.lost"
_FOLDERS = "zongchuang-*"


@dataclass(frozen=True)
class OpenNumbers:
    """Numbers that may stand on paper without a record here: those of the last minute, if any, are the first."""

    series: str
    first: int
    last: int


@dataclass(frozen=True)
class Lost:
    """What came back and what did not.

    ``last_ms``: when the newest commit of this device was written (UTC), 0 for none; what was done in the at most 60 s
    after it is not here. ``damaged``: places of the copy that cannot be read; ``scans``: digests of scans that are not
    on the medium; ``numbers``: see :class:`OpenNumbers`; ``doubtful``: numbers of papers whose print nobody confirmed;
    ``tables``: names of tables beside the log that are not on the medium, or not whole.
    """

    commits: int
    cases: int
    last_ms: int
    others: int = 0
    scans_back: int = 0
    damaged: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    numbers: tuple[OpenNumbers, ...] = ()
    doubtful: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        """The same for people."""
        lines = [f"找回 {self.cases} 个办件、{self.commits} 次操作、{self.scans_back} 份扫描件。"]
        if self.last_ms:
            last = Timestamp(self.last_ms).local
            lines.append(
                f"最后找回的操作写于 {last:%Y-%m-%d %H:%M:%S}；"
                "此后至磁盘损坏前（第二介质跟上时不超过 60 秒）的操作没有找回。"
            )
        lines += [f"第二介质有一处读不出来：{place}。" for place in self.damaged]
        lines += [
            f"编号 {one.first} 至 {one.last}：请核对发出的纸面，用过的从 {one.first} 起，未用的不再使用。"
            for one in self.numbers
        ]
        lines += [f"文书 {number} 是否打印出来不能确定，请在打印队列里确认。" for number in self.doubtful]
        if self.scans:
            lines.append(f"{len(self.scans)} 份扫描件不在第二介质上，平台也没有的请申请人重新出示原件。")
        lines += [f"没有（完整）找回：{words}。" for words in dict.fromkeys(map(table_words, self.tables))]
        return tuple(lines)


_TABLE_WORDS = {
    "operators": "操作员和授权（用恢复码登录后重新建立）",
    "settings": "本机设置",
    "stock": "空白证照的库存",
    "stock_moves": "空白证照的出入账",
    "seal_moves": "印章的领用登记",
    "drafts": "没有办完的草稿",
    "number_blocks": "领到的号段（联网后重新领取）",
    "pad_sheets": "登记本的发放登记（发出的页请对照存档联）",
    "visits": "来访登记",
    "day_records": "开工、收工和交接的签字记录",
    "audit": "审计记录（谁看过什么）",
    "second_receipts": "省平台的回执（联网后重新取）",
    "gone_cases": "已由平台撤下的办件名单（联网后重新取）",
    "blobs": "扫描件的清单",
}


def table_words(name: str) -> str:
    """What a table that was not restored holds, for people; the catalogue is one thing."""
    return _TABLE_WORDS.get(name, "事项目录（联网后重新取，或者再导入一次）")


Kept = dict[str, list[dict[str, Any]]]
Unlock = Callable[[Profile], KeyRing]
"""Opens the key in the new folder: a rehearsal's plainly, else with the recovery code, adding an operator."""


def find_copy(medium: Path, device: str = "") -> tuple[Path, Identity]:
    """The copy on ``medium``, of ``device`` when several lie there.

    Raises UserFacingError ZC-COPY-03 none, ZC-COPY-04 more than one.
    """
    folders = [medium, *sorted(medium.glob(_FOLDERS))] if medium.is_dir() else []
    found = [(folder, known) for folder in folders if (known := read_identity(folder)) is not None]
    chosen = [pair for pair in found if device in ("", pair[1].config.get("device"))]
    if not chosen:
        raise UserFacingError(
            "ZC-COPY-03",
            f"{medium.name or medium} 上没有可以恢复的第二份副本。",
            "没有改动任何文件。",
            "请接上这台设备一直使用的第二介质；设备编号写错时请改正 --device。",
        )
    if len(chosen) > 1:
        names = "、".join(sorted(str(known.config.get("device")) for _, known in chosen))
        raise UserFacingError(
            "ZC-COPY-04",
            f"这个介质上有几台设备的副本：{names}。",
            "没有改动任何文件。",
            "请用 --device 指明要恢复哪一台。",
        )
    return chosen[0]


def restore_from_copy(medium: Path, folder: Path, unlock: Unlock, now_ms: int, device: str = "") -> Lost:
    """Make the profile ``folder`` (empty or not there yet) from the copy on ``medium``; all or nothing.

    ``config.toml`` then says ``restored_ms``, so that the device begins a new epoch before it writes. Raises
    UserFacingError ZC-COPY-01, -03, -04, ZC-BACKUP-02 folder in use, ZC-KEY-…, ZC-LOGIN-…, ZC-DB-03 to -05.
    """
    source, identity = find_copy(medium, device)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserFacingError(
            "ZC-BACKUP-02",
            f"{folder.name} 里已经有文件，不能恢复到这里。",
            "没有改动任何文件。",
            "请选一个空的文件夹。",
        )
    fresh = folder.with_name(folder.name + ".restoring")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        lost = _build(source, identity, fresh, unlock, now_ms)
        hit("restore-copy:built")
        if folder.exists():
            folder.rmdir()
        fresh.rename(folder)
        sync_folder(folder.parent)
    except (OSError, DBAPIError, sqlcipher.Error) as error:
        raise explain_db_error(error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return lost


def _build(source: Path, identity: Identity, fresh: Path, unlock: Unlock, now_ms: int) -> Lost:
    for part in (fresh, fresh / "blobs", fresh / "logs"):
        make_private_folder(part)
    config = config_from(identity.config)
    config = replace(config, has_database=False, extra={**config.extra, RESTORED_KEY: now_ms})
    write_keys(fresh / "keys.json", identity.keys)
    write_config(fresh, config)
    with Profile(fresh, config, ProfileLock(fresh / "profile.lock", now_ms)) as profile:
        ring = unlock(profile)
        key = ring.sub_key(Purpose.SECOND_COPY)
        scans = BlobStore(profile.blobs_path, ring.sub_key(Purpose.BLOBS))
        damage: list[CopyDamage] = []
        copied = SecondCopy(source.parent, key).read_copied(damage)
        for path in sorted((source / "blobs").glob("??/*")):
            if path.suffix != ".new":
                copy_file(path, profile.blobs_path / path.parent.name / path.name)
        database = open_profile_database(profile, ring)
        try:
            with database.write.begin() as connection:
                lost = _fill(connection, copied, read_rest(source, key), scans, (config.device, now_ms))
                lost = replace(
                    lost,
                    damaged=tuple(f"{one.file} {one.offset}+{one.length}" for one in damage if not one.torn),
                )
                put_setting(connection, LOST_SETTING, dumps(lost))
            set_schema_version(database.write, SCHEMA_VERSION)
            rebuild(database)
        finally:
            database.close()
    return lost


def _fill(
    connection: Connection, copied: Iterable[CopiedCommit], rest: Rest, scans: BlobStore, whose: tuple[str, int]
) -> Lost:
    device, now_ms = whose
    metadata.create_all(connection)
    search.create(connection)
    _put_rest(connection, rest.tables, device)
    case_ids: dict[UUID, None] = {}
    on_pad: list[ev.Recorded] = []
    own, others, last_ms = 0, 0, 0
    for commit in in_order(connection, copied):
        own, others = own + (not commit.foreign), others + commit.foreign
        last_ms = last_ms if commit.foreign else max(last_ms, written_ms(commit.id))
        recorded = _enter(connection, commit, written_ms(commit.id) or now_ms)
        note_own(connection, recorded, device)
        case_ids.update((item.case_id, None) for item in recorded)
        on_pad += [item for item in recorded if isinstance(item.event, ev.Received) and item.event.pad_number]
    bring_up_pad(connection, on_pad, device, now_ms)
    # Of a commit that did not come back there is nothing to receipt.
    connection.execute(second_receipts.delete().where(second_receipts.c.commit_id.not_in(select(commits.c.id))))
    # One case at a time: all of them do not fit into the memory of the machine.
    cases = (case for case_id in case_ids if (case := log.load_case(connection, case_id)) is not None)
    missing = _missing_scans(connection, scans)
    noted = connection.execute(select(func.count()).select_from(blobs)).scalar_one()
    return Lost(
        commits=own,
        cases=len(case_ids),
        last_ms=last_ms,
        others=others,
        scans_back=noted - len(missing),
        scans=missing,
        numbers=_open_numbers(connection, rest.tables),
        doubtful=_ask_for_prints(connection, cases, device, now_ms),
        tables=rest.lacking,
    )


def _enter(connection: Connection, commit: CopiedCommit, now_ms: int) -> tuple[ev.Recorded, ...]:
    """Store a commit as it was; its events, none when they cannot be read or contradict what is here already."""
    plain = StoredCommit(**{f.name: getattr(commit, f.name) for f in fields(StoredCommit)})
    log.insert_commit(connection, replace(plain, ack=FROM_PLATFORM if commit.foreign else None), now_ms)
    try:
        recorded = tuple(read_commit(plain))
        with connection.begin_nested():
            log.insert_events(connection, plain.id, recorded)
    except (CodecError, ValueError, KeyError, TypeError, IntegrityError) as error:
        why = CONTRADICTS if isinstance(error, IntegrityError) else UNREADABLE
        connection.execute(update(commits).where(commits.c.id == plain.id.bytes).values(parked=why))
        return ()
    return recorded


def _put_rest(connection: Connection, rest: Kept, device: str) -> None:
    catalogue_tables.create(connection)
    for table in KEPT:
        rows = rest.get(table.name, [])
        if rows and table is not number_blocks:
            connection.execute(insert(table), rows)
    reindex(connection)
    # Asked for again from the start: of what the pages said, something may be missing here.
    connection.execute(settings.delete().where(settings.c.key == CURSOR))
    put_setting(connection, "device", device)


def _open_numbers(connection: Connection, rest: Kept) -> tuple[OpenNumbers, ...]:
    found = []
    for row in rest.get("number_blocks", []):
        inside = (numbers.c.series == row["series"], numbers.c.n.between(row["first"], row["last"]))
        used = connection.execute(select(func.max(numbers.c.n)).where(*inside)).scalar()
        first = row["first"] if used is None else used + 1
        if first <= row["last"]:
            found.append(OpenNumbers(row["series"], first, row["last"]))
    return tuple(found)


def _ask_for_prints(
    connection: Connection, cases: Iterable[Case], device: str, now_ms: int
) -> tuple[str, ...]:
    """Papers of this device whose last print nobody confirmed: the print queue asks."""
    doubtful = []
    for case in cases:
        for paper in case.papers:
            if paper.place.device != device or paper.void or paper.is_out:
                continue
            doubtful.append(paper.number)
            row = {
                "id": uuid4().bytes,
                "document_id": paper.document_id.bytes,
                "case_id": case.id.bytes,
                "kind": paper.kind.value,
                "number": paper.number,
                "copies": paper.copies,
                "printing": paper.printings,
                "reason": "",
                "state": JobState.UNSURE.value,
                "printer": "",
                "detail": "restored",
                "created_ms": now_ms,
                "changed_ms": now_ms,
            }
            connection.execute(insert(jobs), row)
    return tuple(sorted(doubtful))


def _missing_scans(connection: Connection, store: BlobStore) -> tuple[str, ...]:
    """Scans that were noted and are not on the medium: a work item each."""
    there = select(blobs.c.digest).where(blobs.c.state != ScanState.CLEARED)
    gone = [digest for digest in connection.scalars(there) if not store.holds(digest)]
    for digest in gone:
        connection.execute(
            update(blobs).where(blobs.c.digest == digest).values(state=ScanState.DAMAGED.value)
        )
    return tuple(sorted(gone))
