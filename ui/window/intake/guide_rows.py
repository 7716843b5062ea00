"""What 办什么 says of the chosen item: who does it, how long, what it costs, and the points of its guide."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.guide import CaseMode, ServiceGuide, limit_words
from app.domain.rights import Right
from ui.theme import t

Rows = list[tuple[str, str | QWidget]]


NO_GUIDE = "intake.what.no_guide_next"


def fact_rows(guide: ServiceGuide, rights: frozenset[Right], no_guide: str = NO_GUIDE) -> Rows:
    """The first rows; of an item without a guide only whom to ask, since limit and fee are not known, and the text
    ``no_guide``: what to do then.
    """
    if not guide.guided:
        return [
            (t("intake.what.authority"), guide.authority.name),
            (t("intake.what.guide"), t(no_guide)),
        ]
    may = "、".join(t(f"intake.right.{r.value}") for r in Right if r in rights)
    mode, limit = t("intake.what.mode", mode=guide.mode.value), limit_words(guide)
    return [
        (t("intake.what.authority"), guide.authority.name),
        (t("intake.what.limit"), "　".join(filter(None, (limit, "" if _at_once(guide) else mode)))),
        (t("intake.what.fee"), _fee(guide)),
        (t("intake.what.here"), t("intake.what.may", rights=may) if may else t("intake.what.may_nothing")),
    ]


def chip_of(guide: ServiceGuide) -> tuple[str, str]:
    """(words, state) of the chip at the head of the pane."""
    if not guide.guided:
        return t("intake.what.no_guide_short"), "warn"
    limited = guide.quantity_limit not in ("", "无")
    return t("intake.what.limited" if limited else "intake.what.offline"), "warn" if limited else "ok"


def point_rows(guide: ServiceGuide) -> Rows:
    """The points of the guide that say anything."""
    pairs = (
        ("intake.what.conditions", guide.conditions),
        ("intake.what.basis", "；".join(guide.basis)),
        ("intake.what.result", guide.result_name),
        ("intake.what.quantity", guide.quantity_limit),
    )
    return [(t(key), words) for key, words in pairs if words]


def _fee(guide: ServiceGuide) -> str:
    if not guide.fee.charged:
        return t("intake.what.free")
    amount = t("intake.what.yuan", amount=f"{guide.fee.amount / 100:.2f}".rstrip("0").rstrip("."))
    return f"{amount}　{guide.fee.standard}" if guide.fee.standard else amount


def _at_once(guide: ServiceGuide) -> bool:
    """Whether its promise says already that it is decided the same day."""
    return guide.mode is CaseMode.IMMEDIATE and guide.promised is not None and not guide.promised.days
