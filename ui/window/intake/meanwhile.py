"""What is typed while an act is under way: paper and page say what stood there when it was pressed."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.people import mask_number, mask_phone
from app.values import fields, replace
from ui.theme import t
from ui.window.intake.model import IntakeState

_MASKS = {"phone": mask_phone, "number": mask_number, "principal_number": mask_number}
_TYPED = {
    "company": "who.company_name",
    "uscc": "who.uscc",
    "uscc_reason": "who.uscc_reason",
    "principal": "who.principal",
    "principal_number": "who.principal_number",
    "name": "who.name",
    "number": "who.id_number",
    "phone": "who.phone",
    "authority_until": "who.until",
    "post_to": "who.post_to",
    "witness": "sign.witness",
    "witness_number": "sign.number",
}
_CHOSEN = {
    "party": "who.party",
    "id_kind": "who.id_kind",
    "principal_kind": "who.id_kind",
    "delivery": "who.delivery",
    "result_form": "who.result_form",
    "card": "meanwhile.card",
    "signed_by": "meanwhile.signed_by",
    "known_by": "meanwhile.known_by",
    "row": "materials.title",
    "form": "form.title",
    "answer": "meanwhile.answer",
}
"""Texts (below ``intake``) of what is typed, and is told as it was typed, and of what is only chosen."""


class Sent:
    """The state of an intake as it was when an act was sent off with it."""

    def __init__(self, state: IntakeState) -> None:
        self._state = state
        self._then = replace(state, answers=dict(state.answers), form=dict(state.form), rows=dict(state.rows))
        self._kept = state.fields()

    def put_back(self) -> None:
        """Let the page say again what went into the case: what came later is in no paper."""
        for each in fields(self._then):
            setattr(self._state, each.name, getattr(self._then, each.name))

    def missed(self, edits: Mapping[str, str]) -> str:
        """What of ``edits`` (field → text) differs from what was sent, in words; "" where nothing does. Numbers are
        masked, as they are on the page.
        """
        told: dict[str, None] = {}
        for name, value in edits.items():
            kind = name.partition("/")[2].partition(".")[0] or name
            if value == (self._kept.get(name) or getattr(self._then, name, None) or ""):
                continue
            if kind in _TYPED:
                shown = _MASKS.get(kind, str)(value.strip())
                told[t("intake.meanwhile.typed", name=t(f"intake.{_TYPED[kind]}"), value=shown)] = None
            elif kind in _CHOSEN:
                told[t(f"intake.{_CHOSEN[kind]}")] = None
        return t("inner.and").join(told)
