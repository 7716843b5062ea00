"""What went wrong with the database file, in the words of a clerk, and where the file is damaged."""

from __future__ import annotations

import errno
import hashlib
import hmac
from pathlib import Path

from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.errors import UserFacingError

# Layout of SQLCipher 4: 4,096-byte pages that end in a 16-byte IV and an HMAC-SHA512; page 1 begins with the salt.
PAGE = 4096
SALT = 16
TAG = 64
_TAG_KEY_MASK = 0x3A
_TAG_KEY_ROUNDS = 2
NAMED_PLACES = 5

# Primary result codes of SQLite (https://www.sqlite.org/rescode.html).
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26
# The driver's online copy raises without a code; the words are those of sqlite3_errstr.
_CODE_OF_WORDS = {
    "database is locked": _BUSY,
    "attempt to write a readonly database": _READONLY,
    "disk I/O error": _IOERR,
    "database disk image is malformed": _CORRUPT,
    "database or disk is full": _FULL,
    "unable to open database file": _CANTOPEN,
    "file is not a database": _NOTADB,
}


def explain_db_error(error: BaseException) -> UserFacingError:
    """What ``error`` of the database or the disk means: ZC-DB-02 to ZC-DB-06; anything else is ZC-DB-09."""
    code = _code(error)
    if code == _FULL:
        return _disk_full()
    if code == _READONLY:
        return database_read_only(None)
    if code in (_IOERR, _CANTOPEN):
        return _disk_error(error)
    if code in (_BUSY, _LOCKED):
        return UserFacingError(
            "ZC-DB-06",
            "数据库正被另一个操作占用，这一次没有写进去。",
            "已保存的办件和已输入的内容都在。",
            "请稍等几秒再点一次；多次出现请重启本程序。",
        )
    if code in (_CORRUPT, _NOTADB):
        return database_damaged(())
    return UserFacingError(
        "ZC-DB-09",
        "数据库没有接受这一次写入。",
        "这一次操作整体撤回，以前保存的内容都在。",
        "请把这个代码告诉维护人员，可以先办理其他业务。",
    )


def explain_open_error(error: BaseException, path: Path, key: bytes) -> UserFacingError:
    """Like :func:`explain_db_error`; tells a wrong key (ZC-DB-01) from a damaged file (ZC-DB-02, with the places).

    A page whose seal does not fit is told by the driver as MemoryError now and then.
    """
    if _code(error) not in (_CORRUPT, _NOTADB) and not isinstance(error, MemoryError):
        return explain_db_error(error)
    try:
        pages = path.stat().st_size // PAGE
        bad = find_damage(path, key)
    except OSError as disk:
        return explain_db_error(disk)
    if pages and len(bad) >= pages:
        return UserFacingError(
            "ZC-DB-01",
            "打不开数据库：密钥与这个数据库不相配（或文件开头已损坏）。",
            "文件没有被改动。",
            "请确认数据目录是这台设备自己的；若刚恢复过备份，请连同密钥文件一起恢复。",
        )
    return database_damaged(bad)


def find_damage(path: Path, key: bytes) -> tuple[int, ...]:
    """Byte offsets of the pages of ``path`` whose seal does not fit ``key``; a cut last page counts. Raises OSError."""
    with path.open("rb") as file:
        salt = file.read(SALT)
        mask = bytes(byte ^ _TAG_KEY_MASK for byte in salt)
        tag_key = hashlib.pbkdf2_hmac("sha512", key, mask, _TAG_KEY_ROUNDS, 32)
        file.seek(0)
        bad: list[int] = []
        number = 1
        while page := file.read(PAGE):
            if not _page_fits(page, number, tag_key):
                bad.append((number - 1) * PAGE)
            number += 1
    return tuple(bad)


def _page_fits(page: bytes, number: int, tag_key: bytes) -> bool:
    if len(page) != PAGE:
        return False
    if not any(page):
        return True  # allocated, never written: SQLCipher takes an empty page as it is
    sealed = page[SALT if number == 1 else 0 : PAGE - TAG]
    tag = hmac.new(tag_key, sealed + number.to_bytes(4, "little"), "sha512").digest()
    return hmac.compare_digest(tag, page[PAGE - TAG :])


def database_damaged(offsets: tuple[int, ...]) -> UserFacingError:
    """ZC-DB-02; ``offsets`` are byte offsets in the file, empty when unknown."""
    where = "、".join(str(offset) for offset in offsets[:NAMED_PLACES])
    more = " 等" if len(offsets) > NAMED_PLACES else ""
    place = f"（字节位置 {where}{more}，共 {len(offsets)} 页）" if offsets else ""
    return UserFacingError(
        "ZC-DB-02",
        f"数据库文件有损坏{place}。",
        "本程序没有再改动它；第二份副本和备份不受影响。",
        "请不要删除数据目录，联系维护人员用第二份副本或备份恢复。",
    )


def database_missing(path: Path) -> UserFacingError:
    """ZC-DB-07: a profile without its database is never silently given an empty one."""
    return UserFacingError(
        "ZC-DB-07",
        f"数据目录里没有数据库文件（{path.name}）。",
        "其他文件没有被改动。",
        "请检查数据目录是否选对；若文件丢失，请用备份或第二份副本恢复。",
    )


def database_read_only(path: Path | None) -> UserFacingError:
    """ZC-DB-04: the file, its folder or this session may only be read."""
    name = f"（{path.name}）" if path else ""
    return UserFacingError(
        "ZC-DB-04",
        f"数据库只能读、不能写{name}。",
        "这一次没有写入；以前保存的内容都在，可以查询。",
        "请检查数据目录的权限和磁盘是否变成只读；若另一个窗口开着，请在那个窗口里办理。",
    )


def _disk_full() -> UserFacingError:
    return UserFacingError(
        "ZC-DB-03",
        "磁盘已满，这一次没有保存成功。",
        "以前保存的办件都在；这一次操作整体撤回，没有留下一半，也没有占用文书编号。",
        "请不要打印或交付这一件的文书；清理磁盘空间后再点一次保存。清理之前用印好编号的登记本收件，以后补录。",
    )


def _disk_error(error: BaseException) -> UserFacingError:
    detail = getattr(_original(error), "sqlite_errorname", "") or type(_original(error)).__name__
    return UserFacingError(
        "ZC-DB-05",
        f"读写磁盘出错（{detail}），这一次没有保存成功。",
        "以前保存的办件都在；这一次操作整体撤回。",
        "请不要打印这一件的文书；检查磁盘和连线，重启后再试。反复出现请立即做备份并换盘。",
    )


def _original(error: BaseException) -> BaseException:
    inner = getattr(error, "orig", None)
    return inner if isinstance(inner, BaseException) else error


def _code(error: BaseException) -> int:
    """The primary SQLite code of ``error``; the operating system's own errors are translated; 0 when unknown."""
    inner = _original(error)
    if isinstance(inner, PoolTimeout):
        return _BUSY  # another thread holds the only writer
    if isinstance(inner, OSError):
        if inner.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return _FULL
        return _READONLY if inner.errno in (errno.EROFS, errno.EACCES, errno.EPERM) else _IOERR
    code = getattr(inner, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF
    return _CODE_OF_WORDS.get(str(inner), 0)
