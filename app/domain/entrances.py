"""Where else a person can go (S1 7): the province's portal, its app and its one hotline, on screens and papers."""

from __future__ import annotations

PORTAL, SITE = "辽宁政务服务网", "www.lnzwfw.gov.cn"
APP = "辽事通"
HOTLINE, FORMERLY = "12345", "8890"
"""The hotline took 8890 in; both numbers are answered, so both are told."""


def entrance_words() -> str:
    """One line for the foot of a paper and for a screen that a citizen sees."""
    return f"网上办：{PORTAL} {SITE}　手机办：{APP}　政务热线 {HOTLINE}（{FORMERLY}）"
