"""The number that a citizen was given where she complained finds her complaint, and nobody else's."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from sync.platform.partners.base import Record
from sync.platform.partners.hotline import Complaint, ReferenceHotline


class Shelf:
    """What is kept, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Record] = {}

    def number(self, _series: str) -> int:
        return len(self.kept) + 1

    def put(self, key: str, state: str, data: dict[str, str]) -> None:
        self.kept[key] = Record(key, state, data, 0)

    def get(self, key: str) -> Record | None:
        return self.kept.get(key)

    def all(self) -> list[Record]:
        return list(self.kept.values())


def test_two_who_were_given_one_number_by_chance_do_not_read_each_others_answers() -> None:
    shelf = Shelf()
    hotline = ReferenceHotline(cast(Any, SimpleNamespace(shelf=lambda _system: shelf)))
    hers = hotline.take(Complaint("投诉", "等了三小时", "", "case-1", "123456789012"))
    assert (found := hotline.read("1234 5678 9012")) is not None and found.key == hers
    hotline.take(Complaint("投诉", "态度生硬", "", "case-2", "123456789012"))
    assert hotline.read("1234 5678 9012") is None
    assert (found := hotline.read(hers)) is not None and found.data["case"] == "case-1"
