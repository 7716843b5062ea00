"""事项纠错: who works with a guide and finds it wrong says so, by name; the item's department answers (S1 5)."""

from __future__ import annotations

from uuid import UUID

from app.errors import RefusedError
from app.usecases.ask_partner import ask_partner
from app.usecases.desk import Desk, Done

CATALOGUE = "catalogue"


def report_item(desk: Desk, case_id: UUID, words: str) -> Done:
    """Report a mistake in the guide by which ``case_id`` is judged; number and answer come back into its log.

    The guide itself stays as it was published: nobody changes it here (S1 12). Raises RefusedError ZC-CASE-112 without
    words, ZC-CASE-04 without such a case.
    """
    if not words.strip():
        raise RefusedError(
            "ZC-CASE-112", "纠错要写明哪里不对", "S1 5", "什么都没有改变", "例如：第3项材料已经取消，依据某号文件"
        )
    with desk.units.begin() as tx:
        case = tx.case(case_id)
    item = case.item if case is not None and case.intake is not None else None
    code, version = (item.code, item.catalogue_version) if item is not None else ("", "")
    data = {"action": "report", "words": words.strip(), "version": version, "by": desk.session.operator.number}
    return ask_partner(desk, case_id, CATALOGUE, code, data)
