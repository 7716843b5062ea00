"""证明事项清单 (S0 9–13): proofs off the list are demanded from nobody, and six kinds may not be on it.

A proof under 告知承诺制 stands in the list of its own (``route`` 告知承诺); the others in the 清单 that the office
publishes with basis, who needs it, who issues it, and how to get it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.domain.datafile import Table
from app.domain.flags import Flag
from app.domain.guide import MaterialLine, ServiceGuide
from app.values import dataclass, replace

PROOF = "证明"
COMMITMENT = "告知承诺"
LISTED = "清单"
NAMELESS = "兜底条款，没有写明是什么材料，不得要求提供"
_NAMELESS = re.compile(r"(法律、?法规规定的)?其[他它](有关|相关|需要|必要|应当)?(提交|提供)?的?(有关|相关)?(申请)?材料")
OFF_LIST = "没有列入证明事项清单，不得要求提供"
BLOCKED_BY: Mapping[str, str] = {OFF_LIST: "S0 12", NAMELESS: "S3 一(一)"}
"""Why a line is blocked, and on what: short citations of what one province alone issued."""
# A name that says that somebody else certifies something; papers that are licences themselves are none.
_PROOF_NAME = re.compile(r"证明(材料|文件|书|信)?(（[^）]*）|\([^)]*\))?(原件|复印件)?$")
_NO_PROOF = re.compile(r"(身份|权属|产权|完税|减免|出生医学)证明")
_LAW = re.compile(r"(法律|法规|条例|[^办]法》)")


@dataclass(frozen=True)
class ProofEntry:
    """One entry of the list.

    ``licence`` (the 证照 that would do), ``covered_by`` (the material that would do), ``online_check`` (where it can be
    looked up), ``commitment`` (a written promise would do) and ``verifiable`` (the issuer can find out) are what art 13
    asks of every entry.
    """

    code: str
    name: str
    basis: str = ""
    needed_by: str = ""
    issued_by: str = ""
    guide: str = ""
    route: str = LISTED
    licence: str = ""
    covered_by: str = ""
    online_check: str = ""
    commitment: bool = False
    verifiable: bool = True


ProofList = Mapping[str, ProofEntry]


def read_proofs(tables: Iterable[Table]) -> dict[str, ProofEntry]:
    """The list from a data file, by code. Raises DataFileError for a key missing, unknown or of the wrong kind."""
    found: dict[str, ProofEntry] = {}
    for table in tables:
        entry = ProofEntry(
            code=table.text("code"), name=table.text("name"), basis=table.text("basis", ""),
            needed_by=table.text("needed_by", ""), issued_by=table.text("issued_by", ""),
            guide=table.text("guide", ""), route=table.text("route", LISTED), licence=table.text("licence", ""),
            covered_by=table.text("covered_by", ""), online_check=table.text("online_check", ""),
            commitment=table.flag("commitment", False), verifiable=table.flag("verifiable", True),
        )  # fmt: skip
        table.refuse_unknown()
        if entry.code in found:
            raise table.error("07", "code", f"证明事项清单编号{entry.code}重复。")
        found[entry.code] = entry
    return found


def is_proof(line: MaterialLine) -> bool:
    """Whether a line is a 证明: by its 材料类型 when it has one, else by its name."""
    if line.kind:
        return line.kind.startswith(PROOF)
    return not line.is_form and bool(_PROOF_NAME.search(line.name)) and not _NO_PROOF.search(line.name)


def off_list(line: MaterialLine, proofs: ProofList | None) -> bool:
    """Whether the line is a proof that nobody may demand (S0 12).

    ``proofs`` None: no list is here, then the number that the guide gives is believed. A proof that a commitment
    may replace is not managed by the list (S0 9, 12).
    """
    if line.committable or not is_proof(line):
        return False
    return not line.proof_code or (proofs is not None and line.proof_code not in proofs)


def block_off_list(guide: ServiceGuide, proofs: ProofList | None) -> tuple[ServiceGuide, tuple[Flag, ...]]:
    """The guide with its off-list proofs blocked, and a flag (ZC-LINT-23) for each of them. A line that names nothing
    (兜底条款) is blocked too: nobody can be told what to bring for it (S3 一(一)); its flag is ZC-LINT-21.
    """
    flags = []
    lines = []
    for line in guide.materials:
        blocked = off_list(line, proofs)
        if _NAMELESS.fullmatch(line.name.strip()):
            lines.append(replace(line, blocked=NAMELESS))
            continue
        lines.append(replace(line, blocked=OFF_LIST) if blocked else line)
        if blocked:
            number = f"编号{line.proof_code}不在清单内" if line.proof_code else "没有清单编号"
            flags.append(
                Flag(0, "ZC-LINT-23", f"材料{line.number}“{line.name}”是证明，{number}，不得要求提供。")
            )
    return replace(guide, materials=tuple(lines)), tuple(flags)


def lint_proofs(proofs: ProofList) -> tuple[Flag, ...]:
    """The six kinds that may not be on the list (S0 13, ZC-LINT-41 … 46) and what an entry must state (12, 47).

    The row is the entry's place in the list, from 1.
    """
    return tuple(
        Flag(row, code, f"证明事项{entry.code}“{entry.name}”{text}")
        for row, entry in enumerate(proofs.values(), start=1)
        for code, text in _faults(entry)
    )


def _faults(entry: ProofEntry) -> list[tuple[str, str]]:
    listed = entry.route != COMMITMENT
    found: list[tuple[str, str]] = []
    if not _LAW.search(entry.basis):
        found.append(("ZC-LINT-41", f"没有法律、法规依据：{entry.basis or '依据为空'}。"))
    if entry.licence:
        found.append(("ZC-LINT-42", f"可以用现有证照证明：{entry.licence}。"))
    if entry.commitment and listed:
        found.append(("ZC-LINT-43", "可以由申请人书面承诺解决。"))
    if entry.covered_by:
        found.append(("ZC-LINT-44", f"可以被其他材料涵盖或者代替：{entry.covered_by}。"))
    if entry.online_check:
        found.append(("ZC-LINT-45", f"可以通过网络核验：{entry.online_check}。"))
    if not entry.verifiable:
        found.append(("ZC-LINT-46", "开具单位无法调查核实。"))
    stated = (
        ("设定依据", entry.basis),
        ("需要单位", entry.needed_by),
        ("开具单位", entry.issued_by),
        ("办理指南", entry.guide),
    )
    lacking = "、".join(name for name, value in stated if not value)
    if lacking and listed:
        found.append(("ZC-LINT-47", f"没有写明：{lacking}。"))
    return found
