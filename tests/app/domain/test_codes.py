"""Numbers typed at the counter: what is right passes, what is wrong says why, what is odd never blocks."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import codes
from app.domain.areas import AreaState, area_state
from app.domain.codes import told_by_number
from app.domain.nations import nation_name, sex_name
from app.domain.people import IdType, Person
from app.values import replace

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "code-vectors.json").read_text(encoding="utf-8")
)
TODAY = date(2026, 9, 28)


def problems(kind: codes.Kind, value: str) -> list[str]:
    return [problem.code for problem in codes.check(kind, value, TODAY).problems]


@pytest.mark.parametrize("vector", VECTORS["synthetic_person_ids"], ids=lambda v: v["id"])
def test_every_identity_vector(vector: dict[str, str]) -> None:
    result = codes.check("id", vector["id"], TODAY)
    found = {problem.code for problem in result.problems}
    if "area code" in vector["use"]:
        # An unknown place never blocks a person: the number is right in every other way.
        assert result.valid and found == {"area-unknown"}
        return
    assert result.valid is vector["use"].startswith("positive")
    expected = {"29 Feb": "date", "future": "future-birth", "wrong check": "check-digit"}
    for words, code in expected.items():
        if words in vector["use"]:
            assert found == {code}


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X", "440524188001010014", "210106190008081160", "21138219000505224X",
        "210102189901010011", "210202189901010025",
    ],
)  # fmt: skip
def test_textbook_numbers_pass(number: str) -> None:
    assert codes.check("id", number, TODAY).valid
    assert codes.check("id", number, TODAY).kind == "resident"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("210102190001010010", "check-digit"),
        ("360426199113010079", "date"),
        ("3604261991010100", "length"),
        ("36042619910101007Y", "characters"),
        ("", "length"),
    ],
)
def test_wrong_numbers_say_why(number: str, code: str) -> None:
    result = codes.check("id", number, TODAY)
    assert not result.valid
    assert [problem.code for problem in result.problems] == [code]
    assert all(problem.text.endswith("。") for problem in result.problems)


@pytest.mark.parametrize(
    "typed",
    [
        "21010219000303006x",
        " 210102 19000303 006x\n",
        "\ufeff21010219000303006X",
        "２１０１０２１９０００３０３００６ｘ",
    ],
)
def test_typed_number_is_mended_not_refused(typed: str) -> None:
    assert codes.check("id", typed, TODAY).normal == "21010219000303006X"
    assert "check-digit" not in problems("id", "21010219000303006X")


def test_fifteen_digits_become_eighteen() -> None:
    result = codes.check("id", "210102000101001", TODAY)
    assert (result.valid, result.kind, result.normal) == (True, "resident-15", "210102190001010014")
    assert [problem.severity for problem in result.problems] == ["warning"]
    # Sequence numbers from 996 belong to people born before 1900.
    assert codes.check("id", "210102990101996", TODAY).normal.startswith("21010218990101996")


def test_what_is_wrong_with_an_old_number_is_told_before_how_it_reads_in_full() -> None:
    first = codes.check("id", "110101000230100", TODAY).first
    assert first is not None and first.code == "date"
    noted = codes.check("id", "110101000101100", TODAY).first
    assert noted is not None and (noted.code, noted.severity) == ("id-15", "warning")


@pytest.mark.parametrize("number", ["810000189901010015", "820000189901010025", "830000189901010035"])
def test_hong_kong_macao_taiwan_numbers(number: str) -> None:
    result = codes.check("id", number, TODAY)
    assert (result.valid, result.kind, result.problems) == (True, "hmt", ())


@pytest.mark.parametrize("number", ["932682198501010017", "911124198108030024", "921840189901010024"])
def test_new_permanent_residence_numbers(number: str) -> None:
    result = codes.check("id", number, TODAY)
    assert (result.valid, result.kind) == (True, "foreigner-2023")
    assert problems("id", number[:-1] + ("0" if number[-1] != "0" else "1")) == ["check-digit"]


def test_old_permanent_residence_number_passes_with_a_word() -> None:
    result = codes.check("id", "KAZ110090123105", TODAY)
    assert (result.valid, result.kind, [p.severity for p in result.problems]) == (
        True, "foreigner-2017", ["warning"],
    )  # fmt: skip
    assert problems("id", "KAZ110090133105") == ["foreigner-15", "date"]


@pytest.mark.parametrize(
    ("area", "state"),
    [
        ("210102", AreaState.PRESENT), ("210121", AreaState.RETIRED), ("212104", AreaState.RETIRED),
        ("219001", AreaState.RETIRED), ("210220", AreaState.RETIRED), ("211402", AreaState.PRESENT),
        ("219999", AreaState.UNKNOWN), ("990101", AreaState.UNKNOWN), ("110105", AreaState.ELSEWHERE),
    ],
)  # fmt: skip
def test_places_past_and_present(area: str, state: AreaState) -> None:
    assert area_state(area) is state
    body = area + "19000101001"
    assert codes.check("id", body + codes.id_check_digit(body), TODAY).valid


def test_birth_and_sex_are_read_from_the_number() -> None:
    parts = codes.id_parts("210202189901010025")
    assert parts == codes.IdParts("210202", date(1899, 1, 1), "2")
    assert codes.id_parts("210102000101001") == codes.IdParts("210102", date(1900, 1, 1), "1")
    assert codes.id_parts("210202190002290033") is None
    assert codes.id_parts("KAZ110090123105") is None


@pytest.mark.parametrize(
    "code",
    [
        "91110000600037341L", "91310115MA1K3BTP2B", "9144030071526726XG", "121200004013590816",
        "92340604MA2PBNQNXM", "91620105L015101280", "91310115591693856A", "91310110666007217T",
        "91350100M000100Y43", *VECTORS["synthetic_uscc"],
    ],
)  # fmt: skip
def test_good_credit_codes_pass(code: str) -> None:
    result = codes.check("uscc", code.lower(), TODAY)
    assert result.valid and result.normal == code
    assert not result.needs_reason


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91110000600037341N", "check-digit"),
        ("9111000060003IOZSV", "characters"),
        ("9111000060003734L", "length"),
    ],
)
def test_bad_credit_codes_say_why(code: str, problem: str) -> None:
    assert not codes.check("uscc", code, TODAY).valid
    assert problems("uscc", code) == [problem]


def test_code_of_an_early_pilot_passes_with_a_reason() -> None:
    result = codes.check("uscc", "91350211M00013FA1N", TODAY)
    assert result.valid and result.needs_reason
    assert [(p.code, p.severity) for p in result.problems] == [("check-digit-pilot", "warning")]


def test_unknown_registry_is_a_warning() -> None:
    code = "E1210100MA00000XX"
    code += codes.uscc_check_digit(code)
    result = codes.check("uscc", code, TODAY)
    assert result.valid and [p.code for p in result.problems] == ["registry-unknown"]


def test_organisation_code_of_the_standard() -> None:
    assert codes.is_organisation_code("D2143569-X")
    assert not codes.is_organisation_code("D2143569-1")
    assert not codes.is_organisation_code("D214-X")


@pytest.mark.parametrize("vector", VECTORS["item_codes"], ids=lambda v: v["code"])
def test_real_item_codes_come_apart(vector: dict[str, Any]) -> None:
    parts = codes.decode_item(vector["code"])
    assert parts is not None
    assert parts.organisation == vector["uscc"] and parts.level == vector["level"]
    assert parts.base12 == vector["base12"] and parts.handbook10 == vector["handbook10"]
    base = vector["base_parts"]
    assert (parts.region, parts.kind, parts.main, parts.sub) == tuple(base.values())
    assert parts.handling == vector.get("handle_item", "")
    result = codes.check("item", vector["code"], TODAY)
    assert result.valid and result.kind == f"item-{len(vector['code'])}"


def test_all_lengths_of_item_codes() -> None:
    assert codes.check("item", "0123014000", TODAY).kind == "item-10"
    assert codes.check("item", "000123014000", TODAY).kind == "item-12"
    old = codes.check("item", "210102001000D2143569X100", TODAY)
    assert old.valid and [p.code for p in old.problems] == ["form-old"]
    assert problems("item", "210102001000D21435691100") == ["form-old", "authority-check-digit"]
    assert problems("item", "511A0138000000-511602000000-000-115113010833722043-1-00") == ["form-unknown"]
    assert problems("item", "009923014000") == ["kind-unknown"]
    assert problems("item", "990123014000") == ["area-unknown"]
    wrong = VECTORS["item_codes"][0]["code"].replace("MB1H357457", "MB1H357458")
    assert problems("item", wrong) == ["authority-check-digit"]


@pytest.mark.parametrize("vector", VECTORS["licence_ids"], ids=lambda v: v["id"])
def test_licence_identifiers(vector: dict[str, Any]) -> None:
    result = codes.check("licence", vector["id"], TODAY)
    assert result.valid is vector["ok"]
    assert codes.licence_check_character(
        vector["type_code"] + vector["issuer"] + vector["serial"] + vector["version"]
    ) == vector["computed"]  # fmt: skip


def test_something_else_is_no_licence() -> None:
    assert problems("licence", "1.2.156.3005.2.X") == ["form"]
    with pytest.raises(ValueError, match="unknown kind"):
        codes.check("passport", "E00000000", TODAY)  # type: ignore[arg-type]


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_noticed(place: int, shift: int) -> None:
    good = "210102190001010014"
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    assert not codes.check("id", wrong, TODAY).valid


@given(st.text(max_size=60), st.sampled_from(["id", "uscc", "item", "licence"]))
def test_nothing_typed_breaks_the_check(value: str, kind: codes.Kind) -> None:
    assert codes.check(kind, value, TODAY).normal is not None


def test_unknown_nation_and_sex_are_shown() -> None:
    assert (nation_name("01"), nation_name("11"), nation_name("56")) == ("汉", "满", "基诺")
    assert (nation_name("81"), nation_name("60"), nation_name("")) == ("穿青人", "未知(60)", "")
    assert (sex_name("1"), sex_name("7"), sex_name("")) == ("男", "未知(7)", "")


def test_a_number_of_an_identity_card_says_birth_and_sex_where_nothing_else_does() -> None:
    bare = Person("张三", IdType.RESIDENT_CARD, "440524188001010014")
    told = told_by_number(bare)
    assert (told.birth, told.sex) == ("1880-01-01", "男")
    assert told_by_number(replace(told, birth="1899-01-01", sex="女")) == replace(told, birth="1899-01-01", sex="女")
    for other in (replace(bare, id_type=IdType.PASSPORT), replace(bare, id_number="E00000000")):
        assert told_by_number(other) is other
