"""``sync purge``: clear away scans that the platform has in a backup."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from app.errors import LineError, UserFacingError
from app.storage.blobs import BlobStore
from app.storage.keys import Purpose
from app.storage.purge import KEEP_DAYS, SqlPurge
from ui.commands.common import say, workplace
from ui.commands.connect import connect
from ui.still import StillScheduler


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the verb."""
    parser.add_argument("--days", type=int, default=KEEP_DAYS, help=f"办结后至少留几天（默认 {KEEP_DAYS}）")
    parser.add_argument("--dry-run", action="store_true", help="只说可以清理什么")


def _purge(given: argparse.Namespace) -> int:
    if given.days < 0:
        raise UserFacingError("ZC-PURGE-02", "天数不能是负数", "什么都没有清理", "请写成 0 或者更大的数")
    count = size = kept = 0
    with workplace(given, exclusive=True) as at:
        connect(at, given)
        result = at.sync_once(StillScheduler())
        try:
            line = at.line.plugged()
            hello = line.hello()
            through = hello.durable_through
            if hello.relayed_through is not None:
                # Behind a hall: what the province has not got is nowhere but here and there; its own receipt says so,
                # not the hall.
                through = min(through, hello.relayed_through, at.second.through())
            store = BlobStore(at.profile.blobs_path, at.ring.sub_key(Purpose.BLOBS))
            purge = SqlPurge(at.database, store, at.device, at.epoch)
            purge.sweep()
            for scan in purge.clearable(through, at.clock.now().ms, given.days):
                if not line.is_backed_up(scan.digest):
                    kept += 1
                    continue
                if not given.dry_run:
                    purge.clear(scan.digest)
                count, size = count + 1, size + scan.size
        except LineError as error:
            raise UserFacingError(
                "ZC-PURGE-01",
                f"没有清理完：与省平台的连接中断（{error.kind}）",
                f"已清理 {count} 份；没有确认在平台备份里的都留着",
                "网络恢复后再清理一次",
            ) from error
    data = {"cleared": count, "bytes": size, "kept": kept, "durable_through": through, "dry_run": given.dry_run}
    done = "可以清理" if given.dry_run else "已清理"
    words = f"{done} {count} 份扫描件，{size / 1024**2:.1f} MB；{kept} 份平台还没有备份，留着"
    say(given, data | {"line": result.state}, words)
    return 0


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {"purge": _purge}
