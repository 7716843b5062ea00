"""The second medium of a workplace: begun on a person's word only, followed from each start on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import UserFacingError
from app.ports import Clock
from app.storage.blobs import BlobStore
from app.storage.database import Database
from app.storage.dberrors import explain_db_error
from app.storage.keys import KeyRing, Purpose
from app.storage.profile import Profile

if TYPE_CHECKING:
    from app.storage.copy_feed import CopyKeeper


def check_medium(target: str) -> None:
    """Raises UserFacingError ZC-COPY-05 unless the folder is there: to make it would be to write on the disk of this
    machine where no medium is plugged in.
    """
    if target and not Path(target).is_dir():
        raise UserFacingError(
            "ZC-COPY-05",
            f"第二介质上没有文件夹 {Path(target).name}。",
            "设置没有改变。",
            "请先接好第二介质，在上面建好这个文件夹，再指定一次。",
        )


def begin_medium(profile: Profile, ring: KeyRing, target: str) -> None:
    """Begin the second copy in the folder ``target``, which the administrator names. Raises UserFacingError ZC-COPY-05,
    ZC-DB-03 to -05.
    """
    from app.storage.second_copy import SecondCopy

    check_medium(target)
    folder = Path(target).absolute()
    try:
        SecondCopy(folder, ring.sub_key(Purpose.SECOND_COPY)).prepare()
    except OSError as error:
        raise explain_db_error(error) from error
    profile.configure(second_copy=str(folder))


def follow_medium(
    profile: Profile, ring: KeyRing, database: Database, clock: Clock
) -> CopyKeeper | None:
    """Keep the second copy level from now on; None where none is set, or another program holds the profile.

    What is not there is not made: a medium that was pulled leaves an empty folder on the disk of this machine.
    """
    target = profile.config.second_copy
    if not target or not profile.holds_lock:
        return None
    # Loaded where there is a medium: a rehearsal has none, and waits for this code before its first page.
    from app.storage.copy_feed import CopyKeeper
    from app.storage.copy_rest import CopyRest
    from app.storage.second_copy import SecondCopy

    key = ring.sub_key(Purpose.SECOND_COPY)
    copy = SecondCopy(Path(target), key)
    scans = BlobStore(profile.blobs_path, ring.sub_key(Purpose.BLOBS))
    rest = CopyRest(copy.folder, key, profile, database, scans)
    # A rehearsal has one disk; nothing of it is worth a second.
    apart_from = None if profile.rehearsal else profile.path
    keeper = CopyKeeper(copy, database, profile.config.device, clock, rest, apart_from=apart_from)
    keeper.start()
    return keeper
