"""What the registers of a rehearsal province hold: people born in 1900 or before, no real company, invented numbers."""

from __future__ import annotations

from collections.abc import Mapping

from sync.platform.partners import exchange
from sync.platform.partners.base import Bench, Holder, keyed_digest

GOOD = Holder("李测试", "111", "210102190001010014")
PLAIN = Holder("王测试", "111", "210106190008081160")
BAD = Holder("赵测试", "111", "211282190010013389")
AT_THE_COUNTER = (
    Holder("张三", "111", "440524188001010014"),
    Holder("李四", "111", "110101189901010011"),
    Holder("陈测试", "810", "820000189901010025"),
    Holder("王五", "111", "110101190001010022"),
)
"""Whose cards the reader of a rehearsal brings: what the first lesson fetches instead of asking for must be held."""
FIRM = Holder("辽宁测试有限公司", "USCC", "91210100MA00000XX5")
LICENCE_KIND = ("11100000000013338W011", "11430000006122244L")
"""证照类型代码 and 颁发机构代码 of the licences of a rehearsal."""

_REGISTERS: Mapping[str, Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "seal": {
        "政务服务专用章": ("active", {}),
        "行政审批专用章": ("active", {}),
        "停用的专用章": ("suspended", {}),
    },
    "intermediary": {"环境影响评价报告编制": ("listed", {}), "消防技术检测": ("listed", {})},
    "department-maps": {"自建系统": ("map", {"01": "已收到", "07": "审核中", "09": "已办结"})},
    "proof-list": {"无犯罪记录证明": ("listed", {}), "居住证明": ("listed", {})},
    "portal": {"YT000001": ("draft", {"shop_name": "测试小店", "address": "白塔区测试街1号"})},
    "project": {"2026-210000-01-01-000001": ("施工许可", {"name": "测试厂房"})},
    "appointments": {"#seats": ("limit", {"n": "20"})},
}


def fill(bench: Bench) -> dict[str, int]:
    """Fill the registers; again changes nothing. Gives how many entries each one was given."""
    for system, entries in _REGISTERS.items():
        for key, (state, data) in entries.items():
            shelf = bench.shelf(system)
            if shelf.get(key) is None:
                shelf.put(key, state, data)
    _people(bench)
    given = {system: len(entries) for system, entries in _REGISTERS.items()}
    return given | {"credit": 2, "exchange": 3 * (3 + len(AT_THE_COUNTER)) + 2, "licence": 1}


def _people(bench: Bench) -> None:
    for holder, grade in ((BAD, "20"), (PLAIN, "10")):
        bench.shelf("credit").put(keyed_digest(bench.key, holder), grade, {})
    for holder in (GOOD, PLAIN, BAD, *AT_THE_COUNTER):
        digest, facts = keyed_digest(bench.key, holder), {"name": holder.name, "as_of": bench.today}
        home = {"household": "辽阳市白塔区测试街", "source": f"{exchange.LIBRARIES['population']}（演练）"}
        bench.shelf("exchange").put(f"population:{digest}", "held", facts | home)
        for library in ("enterprise", "department"):
            bench.shelf("exchange").put(f"{library}:{digest}", "held", facts | {"source": f"{exchange.NAMED}（演练）"})
    for library in ("enterprise", "department"):
        facts = {"name": FIRM.name, "representative": GOOD.name, "state": "存续", "as_of": bench.today}
        key = f"{library}:{keyed_digest(bench.key, FIRM)}"
        bench.shelf("exchange").put(key, "held", facts | {"source": f"{exchange.NAMED}（演练）"})
    licence = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
    held = {"holder": keyed_digest(bench.key, GOOD), "name": "食品经营许可证（演练）", "until": ""}
    bench.shelf("licence").put(licence, "valid", held)
