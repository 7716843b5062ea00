"""Originals in custody: which code a bundle gets, and which bundles are not where they ought to be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from app.domain.materials import SubmittedMaterial
from app.domain.people import mask_party
from app.values import dataclass

DESK, RETURNED = "收件台", "退还申请人"
ON_THE_WAY = ("袋", "途", "寄", "邮", "快递", "courier", "bag")
DAYS_ON_THE_WAY = 2
CODE = "BD"


@dataclass(frozen=True)
class Lying:
    """A bundle as a rule sees it: its place, who has it, since which day, and whether its case is over; whose it is and
    how many originals were counted into it.
    """

    code: str
    place: str
    hand: str
    since: date
    ended: bool = False
    whose: str = ""
    originals: int = 0
    empty: bool = False
    """Nothing at all was found in it, though papers were recorded for it."""

    @property
    def words(self) -> str:
        """What who answers for it in the evening must know of it: whose, how many, where, who has it, since when."""
        whose = f"{mask_party(self.whose)}，" if self.whose else ""
        since = f"{self.since.month}月{self.since.day}日"
        held = "空袋，登记的材料没有找到" if self.empty else f"原件{self.originals}份"
        return f"{self.code}（{whose}{held}，{since}起在{self.place}，{self.hand}）"


@dataclass(frozen=True)
class OutOfPlace:
    """A bundle that somebody must look after, and why."""

    code: str
    why: str


def bundle_code(receipt_code: str, known: Collection[str]) -> str:
    """The bar code of a new bundle: BD and the code of its receipt (26D07000122), the second with -2 behind it."""
    base = f"{CODE}{receipt_code}"
    numbers = (base, *(f"{base}-{n}" for n in range(2, 100)))
    return next(code for code in numbers if code not in known)


def inside(materials: Iterable[SubmittedMaterial]) -> tuple[str, ...]:
    """The papers of a case that lie in custody, by number and name: what is in its bundles, as far as it was not given
    back. What was only looked at is not among them.
    """
    found = []
    for row in materials:
        originals, copies = row.in_custody
        counts = [f"{word}{n}份" for word, n in (("原件", originals), ("复印件", copies)) if n]
        if counts:
            found.append(f"{row.number} {row.name} {'、'.join(counts)}")
    return tuple(found)


def evening(bundles: Sequence[Lying], today: date) -> tuple[tuple[Lying, ...], str]:
    """The bundles that lie here, first those somebody must see to before she goes, and which these are and why: what
    lies on the desk would lie there over night.
    """
    why = {each.code: each.why for each in out_of_place(bundles, today)}
    why |= {b.code: "还在收件台，没有入柜" for b in bundles if b.place == DESK and b.code not in why}
    loose = [b for b in bundles if b.code in why]
    rest = [b for b in bundles if b.code not in why]
    return (*loose, *rest), "；".join(f"{b.code}{why[b.code]}" for b in loose)


def out_of_place(bundles: Iterable[Lying], today: date) -> tuple[OutOfPlace, ...]:
    """不在位: over night on the desk, on the way for more than two days, or still here after the case ended."""
    found = []
    for each in bundles:
        if each.place == RETURNED or each.empty:
            continue
        days = (today - each.since).days
        if each.ended:
            found.append(OutOfPlace(each.code, f"办件已结束，原件还没有退还（在{each.place}，{each.hand}）"))
        elif each.place == DESK and days >= 1:
            found.append(OutOfPlace(each.code, f"在收件台过夜{days}天，没有入柜（{each.hand}）"))
        elif days > DAYS_ON_THE_WAY and any(word in each.place for word in ON_THE_WAY):
            found.append(OutOfPlace(each.code, f"在“{each.place}”{days}天，没有签收（{each.hand}）"))
    return tuple(found)


def shelf_check(bundles: Iterable[Lying], place: str, scanned: Iterable[str]) -> tuple[OutOfPlace, ...]:
    """查架: what was scanned at ``place`` against what the record says lies there."""
    known = {each.code: each for each in bundles}
    seen = list(dict.fromkeys(code.strip().upper() for code in scanned if code.strip()))
    found = []
    for code in seen:
        lying = known.get(code)
        if lying is None:
            found.append(OutOfPlace(code, "没有登记过"))
        elif lying.place != place:
            found.append(OutOfPlace(code, f"在这里，登记在{lying.place}（{lying.hand}）"))
    for lying in known.values():
        if lying.place == place and lying.code not in seen:
            found.append(OutOfPlace(lying.code, f"登记在这里（{lying.hand}），没有扫到"))
    return tuple(found)
