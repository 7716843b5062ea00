"""A request that is said twice is heard once, also when both come at the same moment."""

from __future__ import annotations

import threading
from pathlib import Path

from sync.platform.database import open_database
from sync.platform.devices import Doorkeeper
from sync.wire.asking import Asker

NOW = 1_790_000_000
ASKED = Asker("W-1", "key", "", "nonce", "")


class Interrupted(set[tuple[str, str]]):
    """While the first request is noted, the same one comes in another thread."""

    def __init__(self, door: Doorkeeper) -> None:
        super().__init__()
        self.door, self.heard = door, list[bool]()
        self.other: threading.Thread | None = None

    def hear(self) -> None:
        """The other thread's turn."""
        self.heard.append(self.door._first_here(ASKED, NOW))

    def add(self, one: tuple[str, str]) -> None:
        """Lets the other thread go as far as it comes."""
        if self.other is None:
            self.other = threading.Thread(target=self.hear)
            self.other.start()
            self.other.join(0.2)
        super().add(one)


def test_of_two_with_one_nonce_at_the_same_moment_one_is_heard(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "platform.db"))
    door = Doorkeeper(database, lambda: float(NOW))
    door._bind = lambda *_: None  # type: ignore[method-assign]  # the key is known; what counts is the nonce
    door._heard = between = Interrupted(door)
    between.hear()
    assert between.other is not None
    between.other.join(60)
    database.close()
    assert sorted(between.heard) == [False, True]
