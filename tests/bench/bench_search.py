"""How fast the item search answers while one types, against SQLite's LIKE in the same encrypted database.

``measure(n)`` gives the figures for a catalogue of ``n`` items, ``run()`` those of both sizes and the growth
between them. Run as a program it prints them as JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.catalogue import import_items_json, parse_guides
from app.storage import search
from app.storage.database import CACHE_KIB

RESOURCES = Path(__file__).parents[2] / "resources"
SMALL, LARGE = 20_000, 100_000
P95_BAR_MS = 16.0
LIKE_BAR = 10.0
GROWTH_BAR = 2.0
ROUNDS = 7

# What is typed, by way of searching; every one has something to find in the real lists or the rehearsal catalogue.
TYPED = {
    "words": ("食品生产许可", "护士执业注册", "生产 许可", "残疾人证换领", "社会保险登记", "身份证明 办理"),
    "two-characters": ("护士", "许可", "备案", "残疾", "户口", "公证"),
    "pinyin": ("shipinshengchan", "hushizhiye", "canjiren", "xuke", "hukou", "shehuibaoxian"),
    "initials": ("spscxk", "hszyzc", "cjrz", "jzz", "xk", "shbx"),
    "synonym": ("二手房", "ershoufang", "社保卡", "小饭店"),
    "code": ("112101060000000196", "511Z0700", "000123014000", "0123014000"),
    "typo": ("户士执业注册", "食品生产许克", "hszyzx", "shipinshengcanxuke", "残疾人正换领"),
}

Figure = dict[str, Any]


def catalogue(n: int) -> Iterator[tuple[int, str, str, str, str, str, int]]:
    """``n`` items: the rehearsal catalogue, the real lists, and those again under other towns and handling items."""
    guides = parse_guides((RESOURCES / "catalogue" / "demo.json").read_text(encoding="utf-8"))
    real = [
        item
        for name in ("items.json", "catalogue-guangan.json")
        for item in import_items_json((RESOURCES / "data" / name).read_text(encoding="utf-8")).items
    ]
    divisions = json.loads((RESOURCES / "data" / "divisions-liaoning.json").read_text(encoding="utf-8"))
    towns = [
        town["name"] for city in divisions["cities"] for area in city["children"] for town in area["children"]
    ]
    for number in range(n):
        if number < len(guides):
            item = guides[number].item
            yield number, item.name, item.sub_name, item.department, item.code, " ".join(item.synonyms), 1
            continue
        item, turn = real[number % len(real)], number // len(real)
        sub_name = f"{item.sub_name}{towns[turn * 37 % len(towns)]}" if turn else item.sub_name
        yield number, item.name, sub_name, item.department, f"{item.code}{turn:02d}", "", 0


def open_encrypted(path: Path) -> Connection:
    """A connection to a SQLCipher file, its cache as in the program."""

    def connect() -> Any:
        raw = sqlcipher.connect(str(path), check_same_thread=False)
        raw.execute(f"PRAGMA key=\"x'{'5a' * 32}'\"")
        raw.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        return raw

    return create_engine("sqlite://", creator=connect, poolclass=StaticPool, module=sqlcipher).connect()


def build(conn: Connection, n: int) -> float:
    """Fill the index and the table that LIKE reads; seconds for the index."""
    rows = list(catalogue(n))
    started = time.perf_counter()
    search.create(conn)
    search.index(conn, rows)
    taken = time.perf_counter() - started
    conn.exec_driver_sql(
        "CREATE TABLE like_item (id INTEGER PRIMARY KEY, name TEXT, letters TEXT, code TEXT)"
    )
    conn.exec_driver_sql(
        "INSERT INTO like_item SELECT id, name || sub_name || synonyms, initials, code FROM search_item"
    )
    conn.commit()
    return taken


def measure(n: int) -> list[Figure]:
    """Figures for ``n`` items: p95 of all answers, and of each way the median answer against that of LIKE."""
    with tempfile.TemporaryDirectory() as folder, open_encrypted(Path(folder) / "bench.db") as conn:
        built = build(conn, n)
        ours = {
            way: [_time(partial(search.search, conn, text)) for text in typed] for way, typed in TYPED.items()
        }
        # LIKE reads its whole table each time: it is to find that in memory, or the comparison would flatter us.
        conn.exec_driver_sql("PRAGMA cache_size = -16000")
        like = {
            way: [_time(partial(_ask_like, conn, text, way == "typo")) for text in typed]
            for way, typed in TYPED.items()
        }
        conn.close()
        conn.engine.dispose()
    samples = [sample for ways in ours.values() for times in ways for sample in times]
    p95 = statistics.quantiles(samples, n=20)[-1]
    figures = [_figure("search p95", p95, "ms", n, {}, p95 / P95_BAR_MS, P95_BAR_MS, p95 <= P95_BAR_MS)]
    figures.append(_figure("index built", built, "s", n, {}, None, None, True))
    for way in TYPED:
        mine, theirs = _median(ours[way]), _median(like[way])
        ratio = theirs / mine
        figures.append(
            _figure(f"search {way}", mine, "ms", n, {"LIKE": theirs}, ratio, LIKE_BAR, ratio >= LIKE_BAR)
        )
    return figures


def run() -> list[Figure]:
    """Figures at 20,000 and 100,000 items, and the growth of the cost between them."""
    small, large = measure(SMALL), measure(LARGE)
    typical = [
        statistics.mean(figure["value"] for figure in figures if figure["against"])
        for figures in (small, large)
    ]
    growth = typical[1] / typical[0]
    against = {f"{SMALL} items": typical[0]}
    return [
        *small, *large,
        _figure("search growth", typical[1], "ms", LARGE, against, growth, GROWTH_BAR, growth <= GROWTH_BAR),
    ]  # fmt: skip


def _ask_like(conn: Connection, text: str, slip: bool) -> list[Any]:
    """What LIKE must do to find the same: look in name, letters and code; for a slip with any one place open."""
    open_places = [f"%{text[:n]}%{text[n + 1 :]}%" for n in range(len(text))] if slip else []
    patterns = [f"%{text}%", *open_places]
    tests = " OR ".join(["name LIKE ? OR letters LIKE ? OR code LIKE ?"] * len(patterns))
    sql = f"SELECT id FROM like_item WHERE {tests} ORDER BY length(name) LIMIT 20"
    return list(conn.exec_driver_sql(sql, tuple(pattern for pattern in patterns for _ in range(3))))


def _time(ask: Callable[[], object]) -> list[float]:
    """Milliseconds of each of several asks; the first warms the cache and is kept."""
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def _median(asks: list[list[float]]) -> float:
    return statistics.median(statistics.median(times) for times in asks)


def _figure(
    name: str, value: float, unit: str, n: int, against: dict[str, float], ratio: float | None, bar: float | None,
    holds: bool,
) -> Figure:  # fmt: skip
    return {
        "name": f"{name}, {n} items", "value": round(value, 3), "unit": unit, "n": _samples(name),
        "against": {key: round(each, 3) for key, each in against.items()},
        "ratio": None if ratio is None else round(ratio, 2), "bar": _bar(name, bar), "holds": holds,
    }  # fmt: skip


def _bar(name: str, bar: float | None) -> str:
    """The bar in words."""
    if bar is None:
        return "none"
    return {"search p95": f"p95 <= {bar} ms", "search growth": f"<= {bar} x for 5 x the items"}.get(
        name, f">= {bar} x faster than LIKE"
    )


def _samples(name: str) -> int:
    """How many answers a figure rests on."""
    if name == "index built":
        return 1
    way = name.removeprefix("search ")
    return ROUNDS * sum(len(typed) for key, typed in TYPED.items() if way in (key, "p95", "growth"))


if __name__ == "__main__":
    json.dump(run(), sys.stdout, ensure_ascii=False, indent=1)
