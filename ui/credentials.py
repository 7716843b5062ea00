"""How long what is kept here of an operator is good without the line (S1 8): read from the settings of the profile."""

from __future__ import annotations

from app.domain.credential import DAYS, MOST_DAYS, Credential, credential
from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.storage.stores import SqlSettings
from ui.line import LAST_SYNC_SETTING

FIRST_SETTING = "credential.first_ms"
DAYS_SETTING = "credential.days"


def credential_of(settings: SqlSettings, operator_id: str, now: Timestamp, *, keep: bool = True) -> Credential:
    """Counted from when the line was last there, or since the operator first logged in here.

    With ``keep`` a first login is remembered.
    """
    key = f"{FIRST_SETTING}.{operator_id}"
    first = settings.get(key, "")
    if not first:
        first = str(now.ms)
        if keep:
            settings.put(key, first)
    confirmed = max(int(first), int(settings.get(LAST_SYNC_SETTING, "0")))
    return credential(confirmed, now, days_of(settings))


def days_of(settings: SqlSettings) -> int:
    """The limit of this device in days."""
    return int(settings.get(DAYS_SETTING, str(DAYS)))


def set_days(settings: SqlSettings, days: int) -> None:
    """Change the limit. Raises UserFacingError ZC-OPER-03 for what is no sensible limit."""
    if not 1 <= days <= MOST_DAYS:
        raise UserFacingError(
            "ZC-OPER-03", f"凭据的离线时限应在1至{MOST_DAYS}天之间", "时限没有改变", "请重新填写天数"
        )
    settings.put(DAYS_SETTING, str(days))
