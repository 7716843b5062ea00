"""What of a case still lies where it was taken in: the papers that went on in no bundle yet."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.case import Case
from app.domain.custody import RETURNED
from app.domain.events import BundleMoved
from app.domain.paper import Seal
from app.domain.states import STATE_NAMES, TERMINAL, CaseState
from app.values import dataclass, replace

KEPT_ENDS = TERMINAL - {CaseState.TURNED_AWAY, CaseState.VOIDED, CaseState.DELETED}
"""Ends after which papers may still lie somewhere: the others were never taken in, or belong to another case now."""


@dataclass(frozen=True)
class Lying:
    """The bag that is to be made up of what lies here: its code, and how many ``originals`` and ``copies`` it holds.

    ``sought`` of these were missing in a bag that left: they are looked for here first, and nobody knows whether they
    are here. Of itself such a bag is on no list.
    """

    code: str
    number: str
    originals: int
    copies: int
    sought: int = 0


def lying(case: Case) -> Lying | None:
    """None when nothing was kept or all of it went on.

    What a 补正 brought after a round goes in a bundle of its own, numbered behind.
    """
    kept = [row.in_custody for row in case.materials if row.held]
    gone = {each.bundle: each for each in case.bundles}
    number = _number(case)
    originals = max(0, sum(originals for originals, _ in kept) - sum(each.originals for each in gone.values()))
    copies = max(0, sum(copies for _, copies in kept) - sum(each.copies for each in gone.values()))
    if not originals + copies:
        return None
    sought = min(originals + copies, _sought(case, sum(map(sum, kept))))
    return Lying(f"B-{number}-{len(gone) + 1}" if gone else f"B-{number}", number, originals, copies, sought)


def _sought(case: Case, kept: int) -> int:
    """How many of the ``kept`` papers were missing in a bag and went into none since. A bag that was made up after
    papers were missing holds of these what was found.
    """
    last: dict[str, int] = {}
    missing = found = 0
    for each in case.bundles:
        count = _papers(each)
        if each.bundle in last:
            missing += max(0, last[each.bundle] - count)
        elif not count:
            missing += kept
        elif missing:
            found += count
        last[each.bundle] = count
    return max(0, missing - found)


def _papers(move: BundleMoved) -> int:
    return move.originals + move.copies


def is_empty(move: BundleMoved) -> bool:
    """Whether nothing at all was in a bag when it was moved last."""
    return not _papers(move)


def sent_back(case: Case, here: str) -> tuple[Lying, ...]:
    """Bags that were handed back to ``here``, where they were made up: each goes again as it is, under its own code.
    One with nothing in it goes nowhere.
    """
    last = {each.bundle: each for each in case.bundles}
    back = (each for each in last.values() if each.to_place == here and not is_empty(each))
    return tuple(Lying(each.bundle, _number(case), each.originals, each.copies) for each in back)


def lying_here(case: Case, here: str) -> tuple[Lying, ...]:
    """Every bag of a case that lies ``here``, whether it came back or is still to be made up, and however the case
    stands: papers do not go away because it ended.
    """
    if case.received is None or (case.terminal and case.state not in KEPT_ENDS):
        return ()
    fresh = lying(case)
    return (*sent_back(case, here), *((fresh,) if fresh is not None else ()))


def bag_words(bag: Lying, case: Case) -> str:
    """A bag that lies here by its code; of a case that ended with how, for it goes back to the applicant, and of papers
    that were missing elsewhere that nobody has found them yet.
    """
    ended = ended_words(case)
    if bag.sought:
        return f"{bag.code}（{bag.sought}份袋里没有，要找{f'；{ended}' if ended else ''}）"
    return f"{bag.code}（{ended}，原件要退还）" if ended else bag.code


def ended_words(case: Case) -> str:
    """How a case ended whose papers are the applicant's again, in Chinese. Empty while it has not, and where it was
    forwarded: all its papers go along to who decides (许可法 35).
    """
    if case.state is None or not case.terminal or case.state is CaseState.FORWARDED:
        return ""
    return STATE_NAMES[case.state]


def gone(case: Case, here: str) -> tuple[BundleMoved, ...]:
    """Of each bag that is neither back ``here`` nor given back to the applicant, who took it last, where and when; a
    recount in that hand is no new hand-over.
    """
    last: dict[str, BundleMoved] = {}
    for each in case.bundles:
        before = last.get(each.bundle)
        same = before is not None and (before.to_place, before.hand) == (each.to_place, each.hand)
        last[each.bundle] = replace(each, at=before.at) if before is not None and same else each
    return tuple(each for each in last.values() if each.to_place not in (here, RETURNED))


def fewer(move: BundleMoved, originals: int, copies: int) -> tuple[int, int] | None:
    """What is in a bag that lacks so many of what stands on its list; None where nothing would be left in it."""
    left = max(0, move.originals - originals), max(0, move.copies - copies)
    return left if any(left) else None


def _number(case: Case) -> str:
    return case.papers[0].number.rsplit("〕", 1)[-1].removesuffix("号") if case.papers else str(case.id)[:8]


def to_county(cases: Iterable[Case], here: str) -> tuple[str, ...]:
    """Numbers of the 收件凭证 that wait for the centre's seal and lie ``here``: made since the last bag left, or in one
    that came back. A paper that was missing in a bag keeps none of them here.
    """
    return tuple(
        paper.number
        for case in cases
        for left in [_left_last(case, here)]
        for paper in case.papers
        if paper.awaits_seal and paper.seal is Seal.RECEIPT and (left is None or paper.issued_at.ms > left)
    )


def _left_last(case: Case, here: str) -> int | None:
    """When the last of the bags that are away now left ``here`` with something in it, UTC in ms; None where none is."""
    away: dict[str, int] = {}
    for each in case.bundles:
        if each.to_place == here or is_empty(each):
            away.pop(each.bundle, None)  # what was with the papers of an empty bag is as little there as they are
        else:
            away.setdefault(each.bundle, each.at.ms)
    return max(away.values(), default=None)
