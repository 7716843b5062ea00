"""Division codes that identity numbers begin with.

Provinces (GB/T 2260) and the counties of Liaoning, past and present.

An identity number keeps the code of the place and time of its first registration, so a code that no longer
exists is as good as a present one. Nothing here ever refuses a number.
"""

from __future__ import annotations

from enum import StrEnum

PROVINCES = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古",
    "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东",
    "41": "河南", "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南",
    "50": "重庆", "51": "四川", "52": "贵州", "53": "云南", "54": "西藏",
    "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆",
    "71": "台湾", "81": "香港", "82": "澳门", "83": "台湾居民",
}  # fmt: skip

# Counties and districts of Liaoning (data cut 2023-06-30), as city: county endings.
_PRESENT = {
    "2101": "02 03 04 05 06 11 12 13 14 15 23 24 81",
    "2102": "02 03 04 11 12 13 14 24 81 83",
    "2103": "02 03 04 11 21 23 81",
    "2104": "02 03 04 11 21 22 23",
    "2105": "02 03 04 05 21 22",
    "2106": "02 03 04 24 81 82",
    "2107": "02 03 11 26 27 81 82",
    "2108": "02 03 04 11 81 82",
    "2109": "02 03 04 05 11 21 22",
    "2110": "02 03 04 05 11 21 81",
    "2111": "02 03 04 22",
    "2112": "02 04 21 23 24 81 82",
    "2113": "02 03 21 22 24 81 82",
    "2114": "02 03 04 21 22 81",
}

# Codes no longer in use with which living people's numbers begin.
_RETIRED = {
    "2101": "21 22",
    "2102": "19 21 22 23 25 82",
    "2103": "19 22",
    "2105": "11",
    "2106": "21 22 23",
    "2107": "04 05 19 21 22 23 24 25",
    "2108": "12 21 22 23 24",
    "2110": "22",
    "2111": "11 21",
    "2112": "03 22 25 26",
    "2113": "23 25 26",
    "2190": "01 02 03 04 05 06 07",
}
# Prefectures (地区) dissolved in 1984; their counties cannot all be listed any more.
_RETIRED_PREFECTURES = ("2121", "2122")
# xx00 the city itself, xx01 its districts together (市辖区), xx20 its urban area (市区) before 1983.
_WHOLE_CITY = ("00", "01", "20")


class AreaState(StrEnum):
    """What is known of a six-digit code."""

    PRESENT = "present"
    RETIRED = "retired"
    UNKNOWN = "unknown"
    ELSEWHERE = "elsewhere"


def area_state(code: str) -> AreaState:
    """Say what is known of a six-digit division code; outside Liaoning only the province is looked at."""
    city, county = code[:4], code[4:6]
    if code[:2] not in PROVINCES:
        return AreaState.UNKNOWN
    if code[:2] != "21":
        return AreaState.ELSEWHERE
    if code == "210000" or county in _PRESENT.get(city, "").split() or (city in _PRESENT and county == "00"):
        return AreaState.PRESENT
    whole_city = city in _PRESENT and county in _WHOLE_CITY
    if whole_city or city in _RETIRED_PREFECTURES or county in _RETIRED.get(city, "").split():
        return AreaState.RETIRED
    return AreaState.UNKNOWN
