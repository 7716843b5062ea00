"""What a person is told to do about a material, by what is wrong with it (行政许可法 32(1)(4): 需要补正的全部内容).

The words of the guide (补正要求) stand wherever they fit, and are never reworded. They are written once for a line,
mostly for a paper that has to be mended: of one that is not there at all nothing can be 补写, what the guide asks of it
(its 要求) is told instead; one that only wants a name is not made anew. Nothing is asked here that the guide does not
ask (S0 21).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

_MENDS = re.compile("补[写充记填齐全签盖]|重新|缺少的|更正|改正")
"""Words of mending: of a paper that is not there at all they ask for nothing."""
_OF_CONTENT = re.compile("补写|补充|补记|补填|补全|更正|改正")
_BRINGS = re.compile("请|带|提交|交|到窗口|网上|由|未|.*来(?:读卡|核对)")
_SIGNED = re.compile("签字|签名|签章|手印|捺印|签署")
_SEALED = re.compile("盖章|公章|印章|签章")
_WHO_SIGNS = re.compile("(.{1,14}?)(?:签字|签名)")
_PIECES = re.compile(r"(?:原件|复印件)各?\d+份")
_DATED = re.compile("有效|不超过|日期|期限|近期")


class Row(Protocol):
    """What is known of the material: its words in the guide, what the clerk found, whether its paper lies here."""

    @property
    def name(self) -> str: ...
    @property
    def requirement(self) -> str: ...
    @property
    def correction(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def taken(self) -> bool: ...


def missing(row: Row) -> str:
    """Of a paper that was not handed in: what to bring."""
    words = row.correction
    if not words or _MENDS.search(words):
        pieces = [] if _PIECES.search(row.requirement) else list(dict.fromkeys(_PIECES.findall(words)))
        return f"请提交《{row.name}》，" + ("，".join(filter(None, [row.requirement, *pieces])) or "原件1份")
    return words if _BRINGS.match(words) else f"请提交《{row.name}》：{words}"


def unsigned(row: Row) -> str:
    """Of a paper that only wants a signature or a seal: who signs where, and that the rest stays as it is."""
    signs, seals = _wanted(row)
    clauses = [
        clause
        for clause in re.split("[，。；]", row.requirement or row.correction)
        if (signs and _SIGNED.search(clause)) or (seals and _SEALED.search(clause))
    ]
    what = "，".join(clauses)
    who = _WHO_SIGNS.fullmatch(what)
    if who is not None:
        todo = f"请{who[1]}在这份材料上签字"
    else:
        verb = "补签字、补盖章" if signs and seals else "补盖章" if seals else "补签字"
        todo = f"请{verb}" + (f"（{what}）" if what else "")
    return f"{todo}，其他内容不用重做，{_where(row, seals)}"


def _wanted(row: Row) -> tuple[bool, bool]:
    """Whether a signature is wanting, and whether a seal: what the clerk found, else what the guide asks for."""
    for told in (row.note, row.requirement, row.correction):
        signs, seals = bool(_SIGNED.search(told)), bool(_SEALED.search(told))
        if signs or seals:
            return signs, seals
    return True, True


def _where(row: Row, seals: bool) -> str:
    if not row.taken:
        return "盖好后交到窗口" if seals else "签好后交到窗口"
    return "可以取回盖好再交" if seals else "来窗口就能签"


def too_few(row: Row) -> str:
    """Of too few copies: how many there must be, and that those handed in stand."""
    pieces = _PIECES.findall(row.requirement) or _PIECES.findall(row.correction)
    if not pieces:
        return row.correction or f"请按办事指南要求的份数补交《{row.name}》"
    counted = "、".join(dict.fromkeys(pieces))
    if row.taken:
        return f"请补够份数，一共{counted}；已经交的不用再交"
    return f"请按份数交齐，{counted}"


def expired(row: Row) -> str:
    """Of one that ran out: another that is still valid."""
    words = row.correction
    if _DATED.search(words) and not _OF_CONTENT.match(words):
        return words
    pieces = "，".join(dict.fromkeys(_PIECES.findall(words) or _PIECES.findall(row.requirement)))
    return f"请换一份在有效期内的《{row.name}》" + (f"，{pieces}" if pieces else "")


def differing(row: Row) -> str:
    """Of one that says something else than another: whichever is wrong is put right, none is made to fit."""
    return f"请核对《{row.name}》和其他材料：哪一份写错了改哪一份；都没有写错的，请说明原因"


def wrong(row: Row) -> str:
    """Of one with wrong content or of the wrong form: the guide's own words."""
    return row.correction or f"请把不符合要求的地方改好后提交《{row.name}》，{row.requirement or '原件1份'}"


BY_FAULT: Mapping[str, Callable[[Row], str]] = {
    "缺失": missing,
    "份数不足": too_few,
    "不符合法定形式": wrong,
    "内容错误": wrong,
    "过期": expired,
    "签章缺": unsigned,
    "不一致": differing,
}
"""By the value of ``FaultCode``."""
