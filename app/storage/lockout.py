"""Five tries, then a wait that grows; kept on disk, so that a restart does not shorten it."""

from __future__ import annotations

from app.domain.time import Timestamp
from app.errors import UserFacingError

FREE_TRIES = 5
FIRST_WAIT_MS = 60_000
LONGEST_WAIT_MS = 3_600_000


def locked_until(failed: int, now_ms: int) -> int:
    """Until when (UTC ms) no further try is taken after ``failed`` wrong ones in a row; 0 while tries are left.

    One minute after the fifth, doubled with each further one, an hour at most.
    """
    if failed < FREE_TRIES:
        return 0
    return now_ms + min(FIRST_WAIT_MS << min(failed - FREE_TRIES, 16), LONGEST_WAIT_MS)


def waits(until_ms: int, now_ms: int) -> bool:
    """Whether the wait lasts. A clock that was set back far would make it endless: none is longer than the longest."""
    return 0 < until_ms - now_ms <= LONGEST_WAIT_MS


def again_at(until_ms: int) -> Timestamp:
    """From when a person is told to try again: the next whole minute."""
    return Timestamp(until_ms + 59_999)


def refuse_while_locked(until_ms: int, now_ms: int) -> None:
    """Raise UserFacingError ZC-LOGIN-02 while the wait lasts."""
    if not waits(until_ms, now_ms):
        return
    raise UserFacingError(
        "ZC-LOGIN-02",
        "连续输错次数过多，暂时不能登录。",
        "已保存的办件和已输入的内容都在。",
        f"请在{again_at(until_ms).words()}以后再试，或请管理员重设口令。",
    )


def wrong_login() -> UserFacingError:
    """ZC-LOGIN-01; the same words whether the number, the password or both are wrong."""
    return UserFacingError(
        "ZC-LOGIN-01",
        "工号或口令不对。",
        "已保存的办件和已输入的内容都在。",
        "请核对后重新输入；忘记口令请找管理员重设。",
    )
