"""Why a command of the platform got nowhere with its database or its disk, in words for hall IT."""

from __future__ import annotations

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError

_FULL, _DENIED, _AWAY, _NOT_OURS, _DAMAGED, _BUSY, _OTHER, _SYSTEM = (
    "disk-full", "not-writable", "not-reachable", "not-a-database", "damaged", "busy", "database", "system",
)  # fmt: skip
# What was committed stays in every case. Whether this very step was is not known where the line broke in the middle.
_WORDS = {
    _FULL: "磁盘已满，没有做完；已入库的数据都在。请腾出空间后再运行同一条命令。",
    _DENIED: "数据库所在的位置不能写；已入库的数据都在。请检查文件和目录的属主、权限，以及磁盘是否只读。",
    _AWAY: "打不开数据库，或与它的连接断了；已入库的数据都在。请检查 --db 的写法、目录权限和数据库服务；"
    "做到一半断开的，恢复后先查看这一步是否已记下，再决定是否重做。",
    _NOT_OURS: "--db 指的不是本程序的数据库。请检查文件名。",
    _DAMAGED: "数据库文件已损坏。请停用它，保留原文件，用 platform restore 从最近的备份恢复。",
    _BUSY: "数据库正被另一个进程占用，没有做完；已入库的数据都在。请稍后再运行同一条命令。",
    _OTHER: "数据库没有接受这一步；已入库的数据都在。请把 detail 一行告知维护人员。",
    _SYSTEM: "操作系统没有完成这一步，原因见 detail；已入库的数据都在。请按原因处理后再运行同一条命令。",
}
# Primary result codes of SQLite (https://www.sqlite.org/rescode.html).
_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PERM: _DENIED,
    sqlite3.SQLITE_READONLY: _DENIED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CANTOPEN: _AWAY,
    sqlite3.SQLITE_NOTADB: _NOT_OURS,
}
# SQLSTATE of PostgreSQL; of some the class, its first two digits, says enough.
_POSTGRES = {"53100": _FULL, "25006": _DENIED, "42501": _DENIED, "3D000": _AWAY, "08": _AWAY, "28": _AWAY, "55": _BUSY}
_DISK = {
    errno.ENOSPC: _FULL, errno.EDQUOT: _FULL, errno.EROFS: _DENIED, errno.EACCES: _DENIED, errno.EPERM: _DENIED,
}  # fmt: skip


def refusal(error: DBAPIError | OSError) -> dict[str, str]:
    """What to say of ``error``: ``refused`` (a code), ``detail`` (the words of database or system), ``words``."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = _code(cause, unreachable=isinstance(error, OperationalError))
    return {"refused": code, "detail": str(cause).strip(), "words": _WORDS[code]}


def _code(cause: BaseException | None, *, unreachable: bool) -> str:
    if isinstance(cause, OSError):
        return _DISK.get(cause.errno or 0, _SYSTEM)
    primary = getattr(cause, "sqlite_errorcode", None)
    if primary is not None:
        return _SQLITE.get(primary & 0xFF, _OTHER)
    state = getattr(cause, "sqlstate", None)
    if state is None:  # a server that is not there has nobody to say one; nor has a wrong call of the driver
        return _AWAY if unreachable else _OTHER
    return _POSTGRES.get(state) or _POSTGRES.get(state[:2]) or _OTHER
