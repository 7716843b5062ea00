"""What a person is told to do about a material, by what is wrong with it (行政许可法 32(1)(4): 需要补正的全部内容).

The words of the guide (补正要求) stand wherever they fit, every clause of them. They are written once for a line,
mostly for a paper that has to be mended: of one that is not there at all nothing can be 补写, and one that only wants a
name is not made anew. Nothing is asked here that the guide does not ask, and nothing that it asks is left out (S0 21).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

_MENDS: tuple[tuple[str, str], ...] = (
    ("重新(?:绘制，)?", ""),
    ("缺少的内容", "全部内容"),
    ("(^|(?<=[，。；：]))(?:补写|补充|补记|更正|改正)", "写明"),
    ("(^|(?<=[，。；：]))补填", "填写"),
    ("(^|(?<=[，。；：]))补齐", "备齐"),
    ("(^|(?<=[，。；：]))补全", "写全"),
    ("(^|(?<=[，。；：]))补(?=[签盖])", ""),
)
"""Verbs of mending, and what is to be done where there is nothing to mend."""
_OF_CONTENT = re.compile("补写|补充|补记|补填|补全|更正|改正|填写完整")
_BRINGS = re.compile("请|带|提交|交|到窗口|网上|由|未|.*来(?:读卡|核对)")
_SIGNED = re.compile("签字|签名|签章|手印|捺印|签署")
_SEALED = re.compile("盖章|公章|印章|签章|盖[^，。；]{0,12}章|红章|骑缝章")
_BY_HERSELF = re.compile("^(?:由|需|须|请)?(?:本人|申请人)(?:签字|签名|捺印|按手印)")
_NOT_ASKED = re.compile("不需要?提交|无需提交|不用提交")
_DATED = re.compile("有效|不超过|近期|(?:以内|内)(?:出具|开具)")


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


def _wanted(row: Row) -> str:
    """How the guide wants the paper, as a clause that follows; empty where it says nothing or wants it not at all."""
    return f"，{row.requirement}" if row.requirement and not _NOT_ASKED.search(row.requirement) else ""


def missing(row: Row) -> str:
    """Of a paper that was not handed in: what to bring."""
    if not row.correction:
        return f"请提交《{row.name}》{_wanted(row)}"
    words = row.correction
    for mends, anew in _MENDS:
        words = re.sub(mends, anew, words)
    return words if _BRINGS.match(words) else f"请提交《{row.name}》：{words}"


def unsigned(row: Row) -> str:
    """Of a paper that only wants a signature or a seal: which, in the words of the guide, and that the rest stays as it
    is. Where the guide speaks of neither, its own words, or that what is wanting be put there: who has to sign a paper
    that an office made is not for us to say.
    """
    clauses = re.split("[，。；]", row.requirement)
    what = "，".join(each for each in clauses if _SIGNED.search(each) or _SEALED.search(each))
    signs, seals = bool(_SIGNED.search(what)), bool(_SEALED.search(what))
    if not what:
        return row.correction or f"请把《{row.name}》上缺的签字或者盖章补全后提交"
    verb = "补全签字、盖章" if signs and seals else "补盖章" if seals else "补签字"
    return f"请{verb}（{what}），其他不用重做，{_where(row, what, seals)}"


def _where(row: Row, what: str, seals: bool) -> str:
    if seals or not row.taken:
        done = "盖好" if seals else "签好"
        return f"可以取回{done}再交" if row.taken else f"{done}后交到窗口"
    return "来窗口就能签" if _BY_HERSELF.match(what) and "，" not in what else "可以取回签好再交"


def too_few(row: Row) -> str:
    """Of too few copies: as many as the guide asks for, in its words, and that those handed in stand."""
    asked = row.requirement if _wanted(row) else row.correction
    words = f"请按办事指南要求的份数交齐《{row.name}》" + (f"：{asked}" if asked else "")
    return f"{words}；已经交的不用再交" if row.taken else words


def expired(row: Row) -> str:
    """Of one that ran out: another that is still valid."""
    words = row.correction
    if _DATED.search(words) and not _OF_CONTENT.search(words):
        return words
    return f"请换一份在有效期内的《{row.name}》{_wanted(row)}"


def differing(row: Row) -> str:
    """Of one that says something else than another: whichever is wrong is put right, none is made to fit."""
    return f"请核对《{row.name}》和其他材料：哪一份写错了改哪一份；都没有写错的，请说明原因"


def wrong(row: Row) -> str:
    """Of one with wrong content or of the wrong form: the guide's own words."""
    return row.correction or f"请把不符合要求的地方改好后提交《{row.name}》{_wanted(row)}"


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
