"""结果样本 (element 20): what the result of an item looks like, made from its guide and from nobody's case."""

from __future__ import annotations

from datetime import date

from app.domain.guide import ServiceGuide
from printing.documents.base import Envelope
from printing.documents.licence import Certificate, PlacedField

_INVENTED = (
    ("名称（姓名）", "某某"),
    ("证件号码", "＊＊＊＊＊＊＊＊"),
    ("证书编号", "样本 0000"),
)


def result_sample(guide: ServiceGuide) -> Certificate:
    """The certificate of ``guide`` filled with what belongs to nobody; to be laid out as a preview (样张)."""
    rows = (*_INVENTED, ("有效期", guide.validity or "见办事指南"))
    placed = [PlacedField(label, value, 78.0, 88.0 + 14 * n, 110.0) for n, (label, value) in enumerate(rows)]
    placed.append(PlacedField("发证机关", guide.authority.name, 96.0, 214.0, 95.0, align="center"))
    placed.append(PlacedField("发证日期", "＊＊＊＊年＊＊月＊＊日", 96.0, 228.0, 95.0, align="center"))
    title = guide.result_name or f"{guide.item.name}结果"
    envelope = Envelope.sample("样本", authority=guide.authority.name, issued_on=date(1900, 1, 1), offline=False)
    return Certificate(
        envelope=envelope, title=title, licence_number="样本 0000", serial="样本", placed=tuple(placed)
    )  # fmt: skip
