"""How the width of a table is shared among its columns."""

from __future__ import annotations

from collections.abc import Sequence

from app.values import dataclass


@dataclass(frozen=True)
class Need:
    """What a column needs, in pixels: ``least`` its title, states and lights stand in, ``words`` the longest text.

    ``rest`` takes what the others leave. ``yields`` above 0: with less than this it is left out, for what it says
    stands elsewhere on the page as well.
    """

    least: int
    words: int = 0
    rest: bool = False
    yields: int = 0

    @property
    def floor(self) -> int:
        """Under this the column makes no sense."""
        return max(self.least, self.yields)


def shared(room: int, needs: Sequence[Need]) -> list[int]:
    """The width of every column in ``room`` pixels, 0 for one that is left out.

    First everyone has the least. What is left goes to texts that would be cut, those that lack little first, as far as
    the column that takes the rest does not need it itself. Where nobody takes the rest any more, the last column that
    can be cut does.
    """
    kept = list(range(len(needs)))
    for i in reversed(range(len(needs))):
        if needs[i].yields and sum(needs[each].floor for each in kept) > room:
            kept.remove(i)
    widths = [needs[i].least if i in kept else 0 for i in range(len(needs))]
    rest = [i for i in kept if needs[i].rest]
    spare = room - sum(max(needs[i].least, needs[i].words) if i in rest else needs[i].least for i in kept)
    for i in sorted((i for i in kept if i not in rest), key=lambda i: needs[i].words):
        more = max(0, min(needs[i].words - needs[i].least, spare))
        widths[i] += more
        spare -= more
    if not rest and any(need.rest for need in needs):
        cut = [i for i in kept if needs[i].words] or kept
        rest = cut[-1:]
        widths[rest[0]] = 0
    left = room - sum(widths[i] for i in kept if i not in rest)
    for place, i in enumerate(sorted(rest, key=lambda i: -needs[i].least)):
        # Whose least is more than its share takes from the others, as far as they have more than their own.
        widths[i] = max(needs[i].least, -(-left // (len(rest) - place)))
        left -= widths[i]
    _helped(widths, [(i, max(needs[i].least, needs[i].words)) for i in rest])
    return widths


def _helped(widths: list[int], wanted: list[tuple[int, int]]) -> None:
    """Among those that share the rest, whose text would be cut takes what another does not need for its own."""
    for i, wants in wanted:
        for other, needs in wanted:
            more = min(wants - widths[i], widths[other] - needs)
            if more > 0:
                widths[i] += more
                widths[other] -= more
