"""Finding an item as one types, whichever way one types it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.catalogue import import_items_json, parse_guides
from app.storage import search
from app.storage.pinyin import reader, segmentations

RESOURCES = Path(__file__).parents[3] / "resources"


def rows() -> list[search.IndexRow]:
    guides = parse_guides((RESOURCES / "catalogue" / "demo.json").read_text(encoding="utf-8"))
    found: list[search.IndexRow] = [
        (100 + n, g.item.name, g.item.sub_name, g.item.department, g.item.code, " ".join(g.item.synonyms), 1)
        for n, g in enumerate(guides)
    ]
    for name in ("items.json", "catalogue-guangan.json"):
        for item in import_items_json((RESOURCES / "data" / name).read_text(encoding="utf-8")).items:
            found.append((1000 + len(found), item.name, item.sub_name, item.department, item.code, ""))
    return found


@pytest.fixture(scope="module")
def conn() -> Iterator[Connection]:
    def connect() -> sqlcipher.Connection:
        raw = sqlcipher.connect(":memory:", check_same_thread=False)
        raw.execute(f"PRAGMA key=\"x'{'5a' * 32}'\"")
        return raw

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool, module=sqlcipher)
    with engine.connect() as connection:
        search.index(connection, rows())
        connection.commit()
        yield connection
    engine.dispose()


NAMES = {row[0]: f"{row[1]}（{row[2]}）" if row[2] else row[1] for row in rows()}


def first(conn: Connection, text: str) -> tuple[str, str]:
    hits = search.search(conn, text, 5)
    return (NAMES[hits[0].rowid], hits[0].matched) if hits else ("", "")


@pytest.mark.parametrize(
    ("typed", "name", "matched"),
    [
        ("spscxk", "食品生产许可（首次）", "initials"),
        ("SPSCXK", "食品生产许可（首次）", "initials"),
        ("hszyzc", "护士执业注册", "initials"),
        ("食品生产许可", "食品生产许可（首次）", "name"),
        ("食品生产许可（首次）", "食品生产许可（首次）", "name"),
        ("护士", "护士执业注册", "name"),
        ("饮经营", "小餐饮经营许可（新办）", "in-name"),
        ("护", "护士执业注册", "name"),
        ("shipinshengch", "食品生产许可（首次）", "pinyin"),
        ("pinshengchan", "食品生产许可（首次）", "in-pinyin"),
        ("zhiyezhuce", "护士执业注册", "in-pinyin"),
        ("zyzc", "护士执业注册", "in-initials"),
        ("二手房", "不动产转移登记（存量房买卖）", "synonym"),
        ("ershoufang", "不动产转移登记（存量房买卖）", "pinyin"),
        ("SC证", "食品生产许可（首次）", "synonym"),
        ("生产 首次", "食品生产许可（首次）", "words"),
        ("卫生健康 护士", "护士执业注册", "words"),
        ("hs执业", "护士执业注册", "words"),
        ("0123014000", "护士执业注册", "code"),
        ("11210106MB1H3574574000123014000", "护士执业注册", "code"),
    ],
)
def test_every_way_of_typing(conn: Connection, typed: str, name: str, matched: str) -> None:
    assert first(conn, typed) == (name, matched)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("户士执业注册", "护士执业注册"),
        ("护士执业住册", "护士执业注册"),
        ("护士执注册", "护士执业注册"),
        ("护士士执业注册", "护士执业注册"),
        ("居住正申领", "居住证申领"),
        ("hszyzx", "护士执业注册"),
        ("spsvxk", "食品生产许可（首次）"),
        ("spsxcxk", "食品生产许可（首次）"),
        ("shipinshengcanxu", "食品生产许可（首次）"),
        ("shipinshkengchanxuke", "食品生产许可（首次）"),
        ("食品许可", "食品生产许可（首次）"),
        ("护士首次执业资格注册", "护士执业注册"),
    ],
)
def test_one_slip_is_forgiven(conn: Connection, typed: str, name: str) -> None:
    assert first(conn, typed) == (name, "typo")


def test_the_item_with_a_guide_comes_before_its_twin(conn: Connection) -> None:
    twins = [hit.rowid for hit in search.search(conn, "护士执业注册") if NAMES[hit.rowid] == "护士执业注册"]
    assert len(twins) == 2 and twins[0] < 1000


def test_shorter_names_come_first(conn: Connection) -> None:
    found = [NAMES[hit.rowid] for hit in search.search(conn, "残疾人证", 4)]
    assert all(name.startswith("残疾人证") for name in found)
    assert [hit.score for hit in search.search(conn, "许可")] == sorted(
        (hit.score for hit in search.search(conn, "许可")), reverse=True
    )


@pytest.mark.parametrize(
    "typed", ["", "   ", "！？——", "（）", "\u0000", "qqqqqqqq", "龘龘龘", "13800000001"]
)
def test_nothing_is_found_for_nothing(conn: Connection, typed: str) -> None:
    assert search.search(conn, typed) == []


def test_limit(conn: Connection) -> None:
    assert len(search.search(conn, "许可", 3)) == 3
    assert len(search.search(conn, "许可")) == 20


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_nothing_typed_breaks_the_search(conn: Connection, typed: str) -> None:
    assert len(search.search(conn, typed)) <= 20


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(rows()), st.data())
def test_every_two_characters_of_a_name_find_it(
    conn: Connection, row: search.IndexRow, data: st.DataObject
) -> None:
    name = search.fold(str(row[1]))
    start = data.draw(st.integers(0, max(0, len(name) - 6)))
    piece = name[start : start + 6]
    found = search.search(conn, piece, 700)
    assert any(piece in search.fold(NAMES[hit.rowid]) for hit in found)


def test_a_changed_item_is_found_by_its_new_name_only(conn: Connection) -> None:
    code = "1121010600000001964210199099001"
    with conn.begin_nested():
        search.index(conn, [(9001, "冰雪运动场所备案", "", "体育局", code, "滑冰馆")])
        assert first_id(conn, "bxydcs") == 9001
        search.index(conn, [(9001, "冰雪场地登记", "", "体育局", code, "溜冰场")])
        assert first_id(conn, "bxcddj") == 9001
        assert first_id(conn, "溜冰场") == 9001
        assert first_id(conn, "bxydcs") != 9001 and first_id(conn, "滑冰馆") != 9001
        search.remove(conn, [9001, 9002])
        assert first_id(conn, "冰雪场地登记") != 9001


def first_id(conn: Connection, text: str) -> int:
    hits = search.search(conn, text, 1)
    return hits[0].rowid if hits else 0


def test_the_same_rows_again_change_nothing(conn: Connection) -> None:
    before = conn.exec_driver_sql("SELECT total_changes()").scalar()
    search.index(conn, rows())
    assert conn.exec_driver_sql("SELECT total_changes()").scalar() == before


@pytest.mark.parametrize(
    ("letters", "read"),
    [
        ("xian", (("xian",), ("xi", "an"))),
        ("shipinsh", (("shi", "pin", "sh"),)),
        ("spscxk", ()),
        ("", ((),)),
        ("hushi", (("hu", "shi"),)),
    ],
)
def test_letters_come_apart_into_syllables(letters: str, read: tuple[tuple[str, ...], ...]) -> None:
    assert segmentations(letters)[: len(read) or None] == read


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("银行", "yin hang"), ("行政", "xing zheng"), ("重新申报", "chong xin shen bao"), ("调解", "tiao jie"),
        ("工资调整", "gong zi tiao zheng"), ("给付", "ji fu"), ("畜禽", "chu qin"), ("校长", "xiao zhang"),
        ("女ETC", "nv e t c"), ("䶮", "yan"),
    ],
)  # fmt: skip
def test_readings_follow_their_words(text: str, reading: str) -> None:
    assert " ".join(reader()(search.fold(text))) == reading
