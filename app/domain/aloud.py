"""Words as a Chinese voice must read them: days, times, telephones, numbers of papers; an engine takes them for sums.

No Qt and no clock here. What is not Chinese is left as it is: it is read by a voice of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_HAN = re.compile(r"[\u3400-\u9fff]")
_NAMES = "零一二三四五六七八九"
_DIGITS = dict(zip("0123456789", _NAMES, strict=True)) | {"1": "幺"}
_LINES = r"10000|10010|10086|12(?:123|306|309|315|328|329|333|337|345|348|355|366|367|368|371)|9[56]\d{3}"
_FULL = {ord("０") + n: str(n) for n in range(10)}
_UNIT = (
    r"\s?(?:[百千万亿]|元|角|人(?!工|社|民|大)|件|个(?!人)|份|户(?!籍|口|主)|次|张|页|米|平方|平米|公里|公斤|公顷|吨|股"
    r"|名(?!下)|岁|天(?!天)|年(?!中)|月|日(?!夜|常)|分钟|小时|字)"
)
"""What is counted: the number before it is a sum, however it looks."""
_MANY = (
    r"(?:\s?(?:份|个(?!人)|件(?!物)|项|岁|元|页|次(?!日)|分钟|天(?!天)|人(?!工|社|民|大)|套|本(?![人市区县乡镇机窗厅月年周日])"
    r"|种|米|平方|平米|公里|公斤|吨)|张|倍)"
)
"""What follows upon a number after a colon that is no time: 材料2：10 份. With a gap before it 张 may be a name."""
_LABEL = "".join(
    f"(?<!{word}{gap})"
    for word in ("比", "比例", "材料", "情形", "步骤", "附件")
    for gap in ("", " ")
)
"""A number that counts things, and no hour: 材料2：10."""
_BY_DIGITS = "|".join(
    f"(?<={word}{gap})"
    for word in ("电话", "电话是", "热线", "打", "拨", "邮编", "邮政编码", "验证码", "取件码", "密码", "排队号")
    for gap in ("", " ", "：")
)
"""Before what is rung, written on a letter or typed."""
_TO = r"\s?[-—–~～至]\s?"
_EACH = "件|份|次|人|本|套|张|页|月|年|天|日|户|辆|吨|米|平方|立方|公里|小时|分钟"
_SIGNS = (("㎡", "平方米"), ("m²", "平方米"), ("m2", "平方米"), ("℃", "度"), ("km", "公里"), ("kg", "公斤"))
"""Units as they are printed, after a number."""

Found = re.Match[str]


def aloud(words: str) -> str:
    """The words with everything that is read otherwise than it is written; only in Chinese."""
    if not _HAN.search(words):
        return words
    words = words.translate(_FULL)
    for sign, said in _SIGNS:
        words = re.sub(rf"(?<=\d)\s?{sign}(?![A-Za-z\d])", said, words)
    for pattern, read in _RULES:
        words = pattern.sub(read, words)
    return words


def _one_by_one(number: str) -> str:
    """Digits as one says a telephone number: 1 is 幺, so that nobody hears 七."""
    return "".join(_DIGITS.get(each, each) for each in number)


def _sum(found: Found) -> str:
    """A sum whose digits stand in threes; the comma between them is no pause."""
    whole, _, part = found[0].replace(",", "").partition(".")
    if len(whole) > 16:
        return found[0]
    said, n = "", int(whole)
    for power, unit in ((12, "万亿" if n // 10**8 % 10_000 == 0 else "万"), (8, "亿"), (4, "万"), (0, "")):
        four = n // 10**power % 10_000
        said += "零" if said and 0 < four < 1000 else ""
        said += _thousands(four) + unit if four else ""
    return said.removeprefix("一" if said.startswith("一十") else "") + (f"点{_year(part)}" if part else "")


def _thousands(n: int) -> str:
    """A whole number of four digits in words; a gap between them is one 零."""
    said, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        one = n // unit % 10
        if one:
            said += ("零" if gap and said else "") + _NAMES[one] + name
        gap = not one
    return said


def _count(n: int) -> str:
    """A whole number below 100 in words."""
    ten, one = divmod(n, 10)
    if not ten:
        return _NAMES[one]
    return (_NAMES[ten] if ten > 1 else "") + "十" + (_NAMES[one] if one else "")


def _year(digits: str) -> str:
    return "".join(_NAMES[int(each)] for each in digits)


def _day(found: Found) -> str:
    year, month, day = found["y"], int(found["m"]), int(found["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return found[0]
    return f"{_year(year)}年{_count(month)}月{_count(day)}日"


def _time(found: Found) -> str:
    hour, minute = int(found["h"]), int(found["min"])
    if hour > 24 or minute > 59:
        return found[0]
    small = "" if not minute else ("零" if minute < 10 else "") + _count(minute) + "分"
    return ("两" if hour == 2 else _count(hour)) + "点" + small


def _range(found: Found) -> str:
    """From the lower to the higher; what falls is no range."""
    low, high = found["low"], found["high"]
    return f"{low}到{high}" if int(low) < int(high) else found[0]


def _home(found: Found) -> str:
    """Building, entrance and flat; a number of three digits and more is a flat's, and is spelled."""
    return "杠".join(part if len(part) < 3 else _one_by_one(part) for part in found[0].split("-"))


def _groups(found: Found) -> str:
    number = re.sub(r"\s?转\s?", "转", re.sub(r"[（(](\d+)[）)]\s?", r"\1-", found[0]))
    return "，".join(_one_by_one(part) for part in re.split(r"[-－—\s]", number))


def _spelled(found: Found) -> str:
    return _one_by_one(found[0])


_RULES: tuple[tuple[re.Pattern[str], Callable[[Found], str]], ...] = (
    (re.compile(r"[¥￥]\s?(\d[\d,]*(?:\.\d+)?)(?!\s?[元万亿\d])"), lambda found: f"{found[1]}元"),
    (re.compile(rf"(?<=元)[/／](?={_EACH})"), lambda _: "每"),
    (re.compile(r"(?<=\d)[#＃]"), lambda _: "号"),
    (re.compile(r"≥\s?(?=\d)"), lambda _: "不少于"),
    (re.compile(r"≤\s?(?=\d)"), lambda _: "不超过"),
    (re.compile(r"(?<=\d)\s?×\s?(?=\d)"), lambda _: "乘"),
    (re.compile(r"(?<![\d-])(?P<y>(?:18|19|20)\d\d)(?P<by>[-/])(?P<m>\d\d?)(?P=by)(?P<d>\d\d?)(?![\d/-])"), _day),
    (re.compile(r"(?<![\d.])(?P<y>(?:18|19|20)\d\d)[年.](?P<m>\d\d?)[月.](?P<d>\d\d?)(?:日|(?![\d.]))"), _day),
    (re.compile(r"(?<!\d)(?:18|19|20)\d\d(?=年(?!内))|(?<=〔)\d{4}(?=〕)"), lambda found: _year(found[0])),
    (re.compile(r"(?<![\d,.])[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?(?![\d,.])"), _sum),
    (re.compile(rf"{_LABEL}(?<![\d:：])(?P<h>\d\d?)[:：](?P<min>\d\d)(?![\d:：])(?!{_MANY})"), _time),
    (re.compile(rf"(?<=[日月一二三四五六]){_TO}(?=(?:周|星期)[一二三四五六日]|\d+[月日]|[一二三四五六七八九十零]+[年月日])"),
     lambda _: "到"),
    (re.compile(r"(?<![\dA-Za-z.-])(?:\d{1,3}-){1,2}\d{1,4}(?=室)|(?<![\dA-Za-z.-])\d{1,3}-\d{1,2}-\d{1,4}(?![\dA-Za-z-])"
                r"|(?<![\dA-Za-z.月-])\d{1,4}-\d{1,2}(?=号(?!窗|楼|线|机|柜|自助|终端))"
                r"|(?<![\dA-Za-z.-])\d{3,4}(?=室)"), _home),
    (re.compile(rf"(?<![\dA-Za-z.-])(?P<low>\d{{1,6}}){_TO}(?P<high>\d{{1,6}})(?![\d.-])"
                r"(?=\s?(?:元|号|项|条|分钟|小时|岁|人|次|件|本|套|楼|层|级|类|倍|米|公里|平方|公斤|吨|万|%))"),
     _range),
    (re.compile(r"(?<=[点分\d])\s?[-—–~～至]\s?(?=[零一两二三四五六七八九十]{1,3}点|\d+\s?(?:个|天|日|年|月|份|页|张|周))"),
     lambda _: "到"),
    (re.compile(r"(?<![\dA-Za-z-])0\d{2,3}[-－]\d{3,4}(?:[-－]?\d{4})(?:\s?转\s?\d{1,6}|[-－]\d{1,5})?(?![\d-])"),
     _groups),
    (re.compile(r"[（(]0\d{2,3}[）)]\s?\d{7,8}(?!\d)|(?<![\dA-Za-z-])0\d{2,3} \d{3,4} \d{4}(?![\d-])"), _groups),
    (re.compile(r"(?<![\dA-Za-z.-])1[3-9]\d([- ])\d{4}\1\d{4}(?![\d-])"), _groups),
    (re.compile(rf"(?<![\dA-Za-z-])0\d{{2,3}}[-－](?:{_LINES})(?![\d-])"), _groups),
    (re.compile(r"(?<![\dA-Za-z])[48]00-\d{3,4}-\d{3,4}(?![\d-])"), _groups),
    (re.compile(rf"(?<![\dA-Za-z.])(?:{_LINES})(?![\dA-Za-z.]|{_UNIT})"), _spelled),
    (re.compile(r"(?<![\dA-Za-z.])1[3-9]\d{9}(?![\dA-Za-z.]|\s?[元万亿])"), _spelled),
    (re.compile(r"(?:(?<=电话)|(?<=电话 )|(?<=电话：))\d{7,}(?![\d.:：,]|\s?[元万亿])"), _spelled),
    (re.compile(rf"(?:{_BY_DIGITS})\d{{3,}}(?![\d.:：,]|{_UNIT})"), _spelled),
    (re.compile(r"(?:(?<=尾号)|(?<=尾号 )|(?<=末四位)|(?<=末四位 )|(?<=查询码)|(?<=查询码 ))\d+"), _spelled),
    (re.compile(r"(?<=已经写了，)\d+(?![\d.:：年])"), _spelled),
    (re.compile(r"(?<=[A-Za-z])\d{2,}(?:-\d+)*(?![\d:：])|(?<=[A-Z]-)\d+(?![\d:：])"), _spelled),
    (re.compile(r"第\s?(?P<n>\d\d?)/(?P<all>\d\d?)\s?页"),
     lambda found: f"第{_count(int(found['n']))}页，共{_count(int(found['all']))}页"),
    (re.compile(rf"(?<![\d.:：])0\d+(?![\d.:：])|(?<![\d.])\d{{7,}}(?![\d.]|{_UNIT})"), _spelled),
)  # fmt: skip
"""In this order: what a rule has turned into words has no digits for the next ones."""
