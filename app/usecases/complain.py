"""投诉、举报、建议、曝光纠错 (S0 25, S1 30, 55号 五(二)): taken down at any desk, readable at none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from app.domain.commands import AskPartner
from app.errors import RefusedError
from app.usecases.desk import Desk, Done, act

KINDS = ("咨询", "投诉", "举报", "建议", "纠错")
Seal = Callable[[Mapping[str, str]], str]
"""Seals values to the platform; gives nothing while the device has never met it."""


def complain(desk: Desk, case_id: UUID, kind: str, words: str, about: str, seal: Seal) -> Done:
    """Pass on what a citizen says; ``about`` is the 工号 of the clerk it is about, empty for none.

    Only the kind and the sealed text enter the log of this device. Raises RefusedError ZC-CASE-130 for empty words or
    an unknown kind, ZC-CASE-129 when nothing can be sealed yet.
    """
    if kind not in KINDS or not words.strip():
        raise RefusedError("ZC-CASE-130", "请选择种类并写明内容", "S0 25", "没有登记任何内容", "请补全")
    sealed = seal({"words": words.strip(), "about": about.strip()})
    return act(desk, case_id, AskPartner("hotline", "", {"kind": kind, "sealed": sealed}))
