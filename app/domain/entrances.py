"""Where else a person can go (S1 7): the province's portal, its app and its one hotline, on screens and papers."""

from __future__ import annotations

from collections.abc import Mapping

from app.values import dataclass

LIAONING, ZHEJIANG = "21", "33"
"""First two digits of the codes of a province's divisions (GB/T 2260)."""
_NAMED = {"liaoning": LIAONING, "zhejiang": ZHEJIANG}
HOTLINE = "12345"


@dataclass(frozen=True)
class Entrances:
    """``portal`` is the website's name, ``site`` its address; ``formerly`` a number that is answered all the same."""

    portal: str
    site: str
    app: str
    formerly: str = ""

    @property
    def hotline(self) -> str:
        """The number to ask and to complain at."""
        return HOTLINE + (f"（{self.formerly}）" if self.formerly else "")


_OF: Mapping[str, Entrances] = {
    # The hotline took 8890 in; both numbers are answered, so both are told.
    LIAONING: Entrances("辽宁政务服务网", "www.lnzwfw.gov.cn", "辽事通", "8890"),
    ZHEJIANG: Entrances("浙江政务服务网", "www.zjzwfw.gov.cn", "浙里办"),
}
_NATIONAL = Entrances("国家政务服务平台", "gjzwfw.www.gov.cn", "国家政务服务平台")


def entrances(province: str) -> Entrances:
    """Those of ``province``; of one that is not known here, those of the whole country."""
    return _OF.get(province, _NATIONAL)


def named_entrances(division: str) -> str:
    """The line of the province that ``division`` lies in; "" where the place is not known, or its province not here."""
    return entrance_words(division[:2]) if division[:2] in _OF else ""


def entrance_words(province: str = LIAONING) -> str:
    """One line for the foot of a paper and for a screen that a citizen sees."""
    at = entrances(province)
    return f"网上办：{at.portal} {at.site}　手机办：{at.app}　政务热线 {at.hotline}"


def province_of(rule_set: str, division: str = "") -> str:
    """The province whose rules a case follows: by the name of its rule set, else by the place it is kept at; "" where
    neither tells.
    """
    named = _NAMED.get(rule_set.partition("-")[0])
    return named or division[:2]
