"""A proof that is not on the published list is demanded from nobody, and six kinds may not be on it (S0 12, 13)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.catalogue_lint import lint_guide
from app.domain.guide import MaterialLine, material_lines
from app.domain.guide_file import parse_guides, read_guides
from app.domain.proofs import ProofEntry, block_off_list, is_proof, lint_proofs, off_list

TEXT = (Path(__file__).parents[3] / "resources" / "catalogue" / "demo.json").read_text(encoding="utf-8")
NURSE = parse_guides(TEXT)[1]
GOOD = ProofEntry(
    "LN-1", "临床实习证明", "行政法规《护士条例》第七条", "卫生健康部门", "教学医院", "到教学医院开具"
)


def nurse(**change: object) -> dict[str, object]:
    data = json.loads(TEXT)
    data["guides"] = [data["guides"][1]]
    data["guides"][0]["materials"][1] |= change
    data["proofs"] = [entry for entry in data["proofs"] if change.get("listed", True)]
    data["guides"][0]["materials"][1].pop("listed", None)
    return dict(data)


@pytest.mark.law("L12", "L30")
@pytest.mark.parametrize("code", ["", "LN-不在清单"])
def test_a_proof_off_the_list_is_asked_for_nowhere_and_reported(code: str) -> None:
    report = read_guides(json.dumps(nurse(proof_code=code)))
    (guide,) = report.guides
    (flag,) = report.flagged
    assert (flag.row, flag.code) == (1, "ZC-LINT-23") and "临床实习证明" in flag.text
    assert flag.law == "S0 12" and "不得要求" in flag.what_next
    assert "清单" in guide.materials[1].blocked
    assert [line.number for line in material_lines(guide, {"gap": "no"})] == [1, 3, 4, 5]
    # With its entry it is asked for again.
    (listed,) = read_guides(json.dumps(nurse())).guides
    assert [line.number for line in material_lines(listed, {"gap": "no"})] == [1, 2, 3, 4, 5]


@pytest.mark.law("L12")
def test_lint_says_the_same_of_a_guide_that_was_read_before_the_list() -> None:
    bare = replace(NURSE, materials=(MaterialLine("a", 1, "婚育证明", basis="《甲条例》"),))
    assert "ZC-LINT-23" in [flag.code for flag in lint_guide(bare)]
    numbered = replace(NURSE, materials=(replace(bare.materials[0], proof_code="LN-1"),))
    assert "ZC-LINT-23" not in [flag.code for flag in lint_guide(numbered)]
    assert "ZC-LINT-23" in [flag.code for flag in lint_guide(numbered, {})]
    assert "ZC-LINT-23" not in [flag.code for flag in lint_guide(numbered, {"LN-1": GOOD})]


@pytest.mark.law("L12")
@pytest.mark.parametrize(
    ("name", "kind", "proof"),
    [
        ("住所证明", "", True),
        ("无犯罪记录证明（原件）", "", True),
        ("收入证明材料", "", True),
        ("身份证明", "", False),
        ("房屋权属证明", "", False),
        ("契税完税证明", "", False),
        ("居民身份证", "", False),
        ("证明人名单", "", False),
        ("婚姻状况", "证明", True),
        ("体检证明", "证照", False),
    ],
)
def test_what_counts_as_a_proof(name: str, kind: str, proof: bool) -> None:
    line = MaterialLine("a", 1, name, kind=kind)
    assert (is_proof(line), off_list(line, {})) == (proof, proof)


@pytest.mark.law("L06", "L12")
def test_a_proof_that_a_commitment_replaces_is_not_managed_by_the_list() -> None:
    line = MaterialLine("a", 1, "就业证明", committable=True)
    assert not off_list(line, {})
    guide, flags = block_off_list(replace(NURSE, materials=(line,)), {})
    assert (guide.materials[0].blocked, flags) == ("", ())


@pytest.mark.law("L13")
@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (replace(GOOD, basis="规章《甲办法》第三条"), "ZC-LINT-41"),
        (replace(GOOD, licence="营业执照"), "ZC-LINT-42"),
        (replace(GOOD, commitment=True), "ZC-LINT-43"),
        (replace(GOOD, covered_by="学历证书"), "ZC-LINT-44"),
        (replace(GOOD, online_check="学信网"), "ZC-LINT-45"),
        (replace(GOOD, verifiable=False), "ZC-LINT-46"),
    ],
)
def test_the_six_kinds_that_may_not_be_listed_each_have_a_code(entry: ProofEntry, code: str) -> None:
    (flag,) = lint_proofs({"LN-1": entry})
    assert (flag.row, flag.code) == (1, code)
    assert flag.law == f"S0 13({int(code[-1])})" and "移出" in flag.what_next
    assert lint_proofs({"LN-1": GOOD}) == ()


@pytest.mark.law("L12")
def test_an_entry_states_basis_who_needs_it_who_issues_it_and_how_to_get_it() -> None:
    flags = lint_proofs({"LN-1": ProofEntry("LN-1", "甲证明", "法律《乙法》第一条")})
    assert [flag.code for flag in flags] == ["ZC-LINT-47"]
    assert all(words in flags[0].text for words in ("需要单位", "开具单位", "办理指南"))


def test_the_rehearsal_list_is_clean_and_a_list_with_a_number_twice_is_refused() -> None:
    report = read_guides(TEXT)
    assert report.shelf.proofs is not None and len(report.shelf.proofs) == 14
    assert lint_proofs(report.shelf.proofs) == ()
    data = nurse()
    data["proofs"] = [{"code": "A", "name": "甲"}, {"code": "A", "name": "乙"}]
    with pytest.raises(ValueError, match="ZC-GUIDE-07"):
        read_guides(json.dumps(data))
