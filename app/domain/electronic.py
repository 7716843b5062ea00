"""Electronic materials and shown licences: as good as paper when their giver is known (S0 20(2), 24; S1 14(2), 18).

What an electronic material is worth depends on how its giver was identified; who is known for certain is not asked for
paper again unless a law named in the guide wants paper.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import commands as cmd
from app.domain.codes import check_licence
from app.domain.guide import MaterialLine
from app.domain.materials import CARD, FaultCode, MaterialStatus, SubmittedMaterial

FACE, CERTIFICATE, LICENCE = "face", "ca", "licence"
AUTH_WORDS = {CARD: "读卡核验", FACE: "人像核验", CERTIFICATE: "数字证书", LICENCE: "电子证照"}
"""How the giver of an electronic material was identified, weakest first; a licence of the licence system is known by
its own identifier (证照标识).
"""
_NOT_THERE = (FaultCode.MISSING, FaultCode.COUNT)


def electronic(row: SubmittedMaterial) -> bool:
    """Whether something electronic of known origin was handed in for the row, whatever was found wrong with it."""
    return row.auth in AUTH_WORDS


def electronic_words(row: SubmittedMaterial) -> str:
    """What the list of a receipt says of it."""
    words = AUTH_WORDS.get(row.auth, "")
    if row.auth == LICENCE:
        return f"{words} {row.evidence}"
    return f"电子件，{words}" if words else ""


def electronic_refusal(
    rows: Iterable[SubmittedMaterial], lines: Iterable[MaterialLine]
) -> cmd.Refusal | None:
    """What may not be kept of electronic materials: none of unknown origin, no licence of a false number, and no
    demand for paper of what is there already.
    """
    wants_paper = {line.id: line.paper_basis for line in lines}
    for row in rows:
        refusal = _unknown(row) or _paper_again(row, wants_paper.get(row.line_id, ""))
        if refusal is not None:
            return refusal
    return None


def _unknown(row: SubmittedMaterial) -> cmd.Refusal | None:
    if row.status is MaterialStatus.ELECTRONIC and not electronic(row):
        return cmd.Refusal(
            "ZC-CASE-108",
            f"《{row.name}》的电子件没有记明提交人是怎样核验的",
            "S1 14(2)",
            "读卡、人像或者数字证书核验后登记；核验不了的，登记收到的纸质件",
        )
    if row.auth == LICENCE and not check_licence(row.evidence).valid:
        return cmd.Refusal(
            "ZC-CASE-109", f"《{row.name}》的证照标识不对", "S1 18", "请重新扫描电子证照；扫不了的，登记收到的原件"
        )
    return None


def _paper_again(row: SubmittedMaterial, basis: str) -> cmd.Refusal | None:
    if basis or not electronic(row) or row.status is not MaterialStatus.FAULTY or row.fault not in _NOT_THERE:
        return None
    return cmd.Refusal(
        "ZC-CASE-110",
        f"《{row.name}》已交电子件，与纸质件同效，不得再要纸质件",
        "S0 20(2)；S1 14(2)",
        "内容有问题的，写明问题；没有问题的，登记为已收",
    )
