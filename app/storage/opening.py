"""Opens the database of a profile, and never takes a lost one for a fresh one."""

from __future__ import annotations

from app.storage.database import Database, open_database
from app.storage.keys import KeyRing, Purpose
from app.storage.profile import Profile


def open_profile_database(profile: Profile, ring: KeyRing) -> Database:
    """The database of ``profile``: made on the first opening, required ever after; read-only without the lock.

    Raises UserFacingError ZC-DB-01 to -07, see ``open_database``.
    """
    database = open_database(
        profile.database_path,
        ring.sub_key(Purpose.DATABASE),
        read_only=not profile.holds_lock,
        must_exist=profile.config.has_database,
    )
    if profile.holds_lock and not profile.config.has_database:
        profile.configure(has_database=True)
    return database
