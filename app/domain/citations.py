"""Short citations (``S0 22(2)；行政许可法 32(1)(4)``) in words that a clerk and a citizen know: 《…》第…条第…款第…项.

The short form is what the program's own tables and the log bear; a rule set may give its own words for any of them
(:meth:`app.domain.rule_set.RuleSet.law`), for everything else the words are made here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "S0": "辽宁省推进“最多跑一次”规定",
    "S1": "辽宁省政务服务“一网通办”平台管理暂行办法",
    "S3": "辽宁省“只提交一次材料”改革措施",
    "S4": "浙江省保障“最多跑一次”改革规定",
    "规范1": "省政务服务事项目录编制规范",
    "规范2": "省政务服务事项办事指南编制规范",
    "52号": "辽宁省人民政府办公厅关于编制政务服务事项目录和办事指南的通知",
    "55号": "国务院关于加快推进“互联网+政务服务”工作的指导意见",
    "81号": "辽宁省加快推进“互联网+政务服务”工作方案",
    "容缺办法": "辽宁省政务服务容缺受理管理办法",
    "行政许可法": "中华人民共和国行政许可法",
    "许可法": "中华人民共和国行政许可法",
    "民法典": "中华人民共和国民法典",
    "民事诉讼法": "中华人民共和国民事诉讼法",
    "行政诉讼法": "中华人民共和国行政诉讼法",
    "行政复议法": "中华人民共和国行政复议法",
    "个人信息保护法": "中华人民共和国个人信息保护法",
    "电子签名法": "中华人民共和国电子签名法",
    "老年人权益保障法": "中华人民共和国老年人权益保障法",
    "优化营商环境条例": "优化营商环境条例",
}
"""What each short name of a source stands for."""

SECTIONED = ("S3", "规范1", "规范2", "52号", "55号", "81号")
"""Sources without articles: their sections are cited as they are numbered there."""
ITEMISED = ("S0 13", "S0 26")
"""Articles of one paragraph that is a list: the first bracket already is an item (项)."""

_OF_LIAONING = ("S0", "S1", "S3", "规范1", "规范2", "52号", "81号", "容缺办法")
PROVINCIAL: Mapping[str, str] = dict.fromkeys(_OF_LIAONING, "21") | {"S4": "33"}
"""Sources of one province alone, with the first two digits of its codes: elsewhere they bind nobody."""

_DIGITS = "零一二三四五六七八九"
_PLACE = re.compile(r"(\d+)(?:\((\d+)\))?(?:\((\d+)\))?")


def in_words(cited: str) -> str:
    """Every citation of ``cited`` (parted by ；) in words; what is no citation stays as it is."""
    return "；".join(dict.fromkeys(_one(part.strip()) for part in cited.split("；") if part.strip()))


def binds(cited: str, province: str) -> bool:
    """Whether one short citation is of the whole country or of ``province``."""
    source = cited.strip().removeprefix("S2 ").partition(" ")[0]
    return PROVINCIAL.get(source, province) == province


def _one(cited: str) -> str:
    source, _, places = cited.removeprefix("S2 ").partition(" ")
    if source not in TITLES:
        return cited
    title = f"《{TITLES[source]}》"
    if source in SECTIONED:
        return title + places.replace("(", "（").replace(")", "）")
    said = [_place(source, place) for place in places.split("、") if place]
    return cited if None in said else title + "、".join(each or "" for each in said)


def _place(source: str, place: str) -> str | None:
    """第三十二条第一款第四项; a range 88–91 as 第八十八条至第九十一条. None for anything else."""
    first, dash, last = place.partition("–")
    if dash:
        ends = [_place(source, end) for end in (first, last)]
        return None if None in ends else "至".join(end or "" for end in ends)
    found = _PLACE.fullmatch(place)
    if found is None:
        return None
    article, one, two = found.groups()
    words = f"第{numeral(int(article))}条"
    if one is None:
        return words
    if f"{source} {article}" in ITEMISED:
        return f"{words}第{numeral(int(one))}项"
    return f"{words}第{numeral(int(one))}款" + ("" if two is None else f"第{numeral(int(two))}项")


def numeral(number: int) -> str:
    """1 to 1999 as the law writes them: 十, 二十二, 一百零一, 一千二百六十. ValueError for other numbers."""
    if not 0 < number < 2000:
        raise ValueError(number)
    words, zero = "", False
    for value, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            words += ("零" if zero and words else "") + _DIGITS[digit] + name
        zero = not digit
    return words.removeprefix("一") if words.startswith("一十") else words
