"""What a province leaves open or decides in its own way, as one value for one span of time.

A case keeps the rule set of its 收件 day for ever, so a set is a value and never changes; a new one begins
where the old one ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.citations import binds, in_words
from app.domain.guide import Period
from app.values import dataclass

OPEN = "可改："
"""Begins the basis of a setting for which no article names a value; what follows says why it is so."""

SPECIAL_KINDS = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")
"""行政许可法 45: what stops a clock; no rule set may add to it (a guide may, by the law it names)."""


@dataclass(frozen=True)
class Overdue:
    """What follows when something was not done in time.

    Each is an outcome the clock proposes and a person confirms.

    ``correction`` when the correction period passes, ``correction_failed`` when a correction called
    complete still fails, ``tolerated`` when a 容缺 material stays away (退件办结 → T3 with D09, 撤销受理 → T4
    with D10). ``tolerated_credit`` says whether the last one is reported as a credit event.
    """

    correction: str
    correction_failed: str
    tolerated: str
    tolerated_credit: bool


@dataclass(frozen=True)
class RuleSet:
    """The rules of one province for one span of time.

    ``province`` is the first two digits of its division codes, ``valid_to`` None while the set is in force.

    Periods: ``notice_period`` for the one-time notice of a 行政许可, ``alarm_period`` the same clock as an
    internal alarm for other kinds, ``deemed_period`` the law's own after which a 许可 counts as accepted (a
    province that wants the notice on the spot does not shorten that). ``licence_limit`` and ``extension`` hold
    where no other law does, ``joint_limit`` and ``joint_extension`` for 统一、联合、集中办理.
    ``tolerance_period`` None means the item's own limit (规定时限).

    容缺: ``tolerance_scope`` is ``missing-or-flawed`` or ``missing``; ``tolerance_pledge`` and
    ``tolerance_credit_check`` say whether D06 and a credit check come first. ``pause_charged`` is ``start`` or
    ``end``: which edge day of a special procedure is charged to the period. ``seal_of`` is ``authority`` or
    ``delegating``. A credit snapshot older than ``snapshot_max_age_days`` needs a fresh check before 告知承诺 and
    容缺; trusted time older than ``clock_holdover_hours`` is flagged. ``bar_after_default_days`` 0 means no bar.
    Cases of one person and item within ``duplicate_window_days`` (the first day counts) are linked, not merged.

    ``ex_officio_kinds`` are the kinds of item that nobody applies for (依职权, S1 2); the list of kinds is open, so
    one that is not named is taken in.

    ``laws`` gives the short name of every article cited by the program its words on paper, ``words`` the
    文种字 of each kind of paper by its code (D01 …), ``articles`` each setting the article it stands on, or
    可改 and why.
    """

    id: str
    name: str
    province: str
    valid_from: date
    valid_to: date | None
    notice_period: Period
    deemed_period: Period
    alarm_period: Period
    correction_period: Period
    delivery_period: Period
    commitment_check_period: Period
    licence_limit: Period
    extension: Period
    joint_limit: Period
    joint_extension: Period
    hearing_hold: Period
    hearing_notice: Period
    rectify_period: Period
    tolerance_period: Period | None
    tolerance_scope: str
    tolerance_pledge: bool
    tolerance_credit_check: bool
    supply_ways: tuple[str, ...]
    acceptance_voucher_optional_on_spot: bool
    seal_of: str
    special_kinds: tuple[str, ...]
    ex_officio_kinds: tuple[str, ...]
    pause_charged: str
    proof_exclusions: tuple[str, ...]
    licence_exclusions: tuple[str, ...]
    snapshot_max_age_days: int
    clock_holdover_hours: int
    bar_after_default_days: int
    duplicate_window_days: int
    warn_days: int
    overdue: Overdue
    articles: Mapping[str, str]
    laws: Mapping[str, str]
    words: Mapping[str, str]
    pattern: str
    rehearsal_pattern: str

    def in_force(self, day: date) -> bool:
        """Whether the set governs a case received on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def notice_period_for(self, *, licence: bool) -> Period:
        """Period for the one-time notice: the law's own for 行政许可, the internal alarm for the rest."""
        return self.notice_period if licence else self.alarm_period

    @property
    def hearing(self) -> tuple[Period, Period]:
        """听证 (行政许可法 47, 48): to hold it, to give notice of it before the day.

        The five days to ask for it run from the department's own notice, which no window gives.
        """
        return self.hearing_hold, self.hearing_notice

    def seal_words(self) -> str:
        """Whose seal the papers of acceptance bear, in the words of the law."""
        return "委托机关专用印章" if self.seal_of == "delegating" else "本行政机关专用印章"

    def law(self, cited: str) -> str:
        """Words of the cited articles (parted by ；): this set's own where it has them, else as they are published.

        What only another province issued is left out: "" where nothing else is cited.
        """
        if cited in self.laws:
            return self.laws[cited]
        said = (self.laws.get(part) or in_words(part) for part in cited.split("；") if self._holds(part))
        return "；".join(said)

    def _holds(self, part: str) -> bool:
        return part in self.laws or binds(part, self.province)

    def basis(self, setting: str) -> str:
        """On what ``setting`` stands, in words: its articles, or 可改 and why. KeyError for no setting."""
        basis = self.articles[setting]
        return basis if basis.startswith(OPEN) else self.law(basis)
