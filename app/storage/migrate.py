"""Bring the tables of a profile to the version of this program: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from app.errors import UserFacingError
from app.storage.database import Database, schema_version, set_schema_version
from app.storage.faultpoints import hit
from app.storage.schema import SCHEMA_VERSION


def prepare(database: Database, fresh: Callable[[Connection], None]) -> None:
    """Make the tables of a new database with ``fresh``, or bring those of an older one up to date.

    A kill at any moment leaves the old version whole: the next opening begins again. Raises UserFacingError ZC-DB-08
    when a newer program made them, ZC-DB-10 when they are older and this opening may not write.
    """
    version = schema_version(database.read)
    if version > SCHEMA_VERSION:
        raise UserFacingError(
            "ZC-DB-08", "数据是用更新版本的综窗建立的", "数据没有变化", "请安装不低于那个版本的综窗"
        )
    if version == SCHEMA_VERSION:
        return
    if not database.writable:
        raise UserFacingError(
            "ZC-DB-10",
            "数据是旧版本的综窗建立的，还没有升级",
            "数据没有变化",
            "请先打开一次窗口程序，升级后再查询",
        )
    with database.writing() as connection:
        if version == 0:
            fresh(connection)
        else:
            _climb(connection, version)
        hit("migrate:tables-made")
        set_schema_version(connection, SCHEMA_VERSION)
        hit("migrate:before-commit")


def _climb(connection: Connection, version: int) -> None:
    # Only an old profile pays for this: nothing else in the program wants Alembic.
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    from app.storage.migrations.steps import INDEXES_ONLY, STEPS
    from app.storage.verify import rebuild_within

    op = Operations(MigrationContext.configure(connection))
    steps = range(version, SCHEMA_VERSION)
    for step in steps:
        STEPS[step](op)
        hit("migrate:step")
    if not INDEXES_ONLY.issuperset(steps):
        rebuild_within(connection)
