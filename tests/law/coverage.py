"""``docs/law-coverage.md`` from ledger, markers and mutants: ``python -m tests.law.coverage`` writes it anew.

With ``--prune`` rows that tests prove by now leave the list of open ones first.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tests.law.ledger import FILE, ROOT, Ledger, Row, load
from tests.law.markers import Marked, marked_tests
from tests.law.mutants import Mutant, load_mutants

PAGE = ROOT / "docs" / "law-coverage.md"
PROVEN, PART, NOT_OURS, OPEN = "已证明", "部分证明", "不归本程序", "未完成"
FACES = {"W": "综窗", "S": "驿站", "K": "自助", "Y": "平台"}

_HEAD = """# 法规台账与证明

本页由 `tests/law/ledger.toml`、测试上的 `law` 标记和 `tests/law/mutants.toml` 生成，请勿手改；测试会核对它是否最新。
重新生成：`python -m tests.law.coverage`。

- **已证明**：列出的测试驱动真实的用例，核对事件、纸上的字或者拒绝的理由。
- **部分证明**：有测试，但本行还有一部分没有证明，缺什么写在后面。
- **不归本程序**：写明理由，以及本程序到哪里为止。
- **未完成**：还没有证明，缺什么写在后面。
- **拆规**：为这一行把规则从程序里拿掉的试验有几项；每一项都必须让列出的测试变红（`python -m tests.law.mutants`）。
"""


def by_row(marks: Iterable[Marked]) -> dict[str, list[str]]:
    """Row id → the tests that claim it."""
    found: dict[str, list[str]] = defaultdict(list)
    for mark in marks:
        for row in mark.rows:
            found[row].append(mark.node)
    return dict(found)


def problems(ledger: Ledger, marks: Sequence[Marked], mutants: Sequence[Mutant] = ()) -> list[str]:
    """Everything that makes the page a lie, one sentence each; empty when it may stand."""
    tests, ids = by_row(marks), ledger.ids()
    found = [f"{node} names {row}, which is no row" for row in tests if row not in ids for node in tests[row]]
    said = {"reason": ledger.reasons, "open": ledger.open, "part": ledger.part}
    for table, entries in said.items():
        found += [f"[{table}] {key} is no row" for key in entries if key not in ids]
    found += [f"{key} has a reason and is open" for key in ledger.reasons.keys() & ledger.open.keys()]
    found += [f"{key} is open, yet tests prove it" for key in ledger.open if key in tests]
    found += [f"{key} is said not to be ours, yet tests prove it" for key in ledger.reasons if key in tests]
    found += [f"{key} is proven in part by no test" for key in ledger.part if key not in tests]
    found += [f"{key}: a reason says why and where ours ends" for key, each in ledger.reasons.items()
              if not each.why.strip() or not each.ends.strip()]  # fmt: skip
    found += [f"{key}: say what is missing" for each in (ledger.open, ledger.part)
              for key, words in each.items() if not words.strip()]  # fmt: skip
    found += [
        f"{row.id} has neither test nor reason"
        for row in ledger.rows
        if row.id not in tests and row.id not in ledger.reasons and row.id not in ledger.open
    ]
    return sorted(found) + _of_mutants(ids, marks, mutants)


def _of_mutants(ids: frozenset[str], marks: Sequence[Marked], mutants: Sequence[Mutant]) -> list[str]:
    claimed = {mark.node: set(mark.rows) for mark in marks}
    found: list[str] = []
    for mutant in mutants:
        found += [f"mutant {mutant.name}: {row} is no row" for row in mutant.rows if row not in ids]
        found += [
            f"mutant {mutant.name}: {node} claims none of {', '.join(mutant.rows)}"
            for node in mutant.tests
            if not claimed.get(node, set()) & set(mutant.rows)
        ]
    return found


def status(row: Row, ledger: Ledger, tests: Mapping[str, Sequence[str]]) -> str:
    """Where a row stands."""
    if row.id in tests:
        return PART if row.id in ledger.part else PROVEN
    return NOT_OURS if row.id in ledger.reasons else OPEN


def page(ledger: Ledger, marks: Sequence[Marked], mutants: Sequence[Mutant]) -> str:
    """The page as it should stand."""
    tests = by_row(marks)
    lines = [_HEAD, *_summary(ledger, tests)]
    for section, title in ledger.titles.items():
        lines += ["", f"## {title}", "", "| 行 | 出处 | 要求 | 谁 | 状态 | 证明，或者理由 | 拆规 |"]
        lines.append("|---|---|---|---|---|---|---|")
        for row in (each for each in ledger.rows if each.section == section):
            removed = sum(row.id in mutant.rows for mutant in mutants)
            who = "、".join(FACES[face] for face in row.who.split())
            cells = (row.id, row.place, row.asks, who, status(row, ledger, tests), _proof(row, ledger, tests))
            lines.append(f"| {' | '.join(cells)} | {removed or '—'} |")
    lines += [
        "",
        f"## 拆规清单（{len(mutants)} 项）",
        "",
        "| 拿掉以后会怎样 | 台账行 | 位置 |",
        "|---|---|---|",
    ]
    lines += [f"| {m.harm} | {'、'.join(m.rows)} | `{m.file}`：`{m.name}` |" for m in mutants]
    return "\n".join([*lines, ""])


def untried(ledger: Ledger, marks: Sequence[Marked], mutants: Sequence[Mutant]) -> list[str]:
    """Rows that tests claim and no mutant has tried yet."""
    tests, tried = by_row(marks), {row for mutant in mutants for row in mutant.rows}
    return [row.id for row in ledger.rows if row.id in tests and row.id not in tried]


def _summary(ledger: Ledger, tests: Mapping[str, Sequence[str]]) -> list[str]:
    kinds = (PROVEN, PART, NOT_OURS, OPEN)
    lines = [f"| 台账 | 行数 | {' | '.join(kinds)} |", "|---|---|---|---|---|---|"]
    whole = dict.fromkeys(kinds, 0)
    for section, title in ledger.titles.items():
        states = [status(row, ledger, tests) for row in ledger.rows if row.section == section]
        counts = [states.count(kind) for kind in kinds]
        for kind, n in zip(kinds, counts, strict=True):
            whole[kind] += n
        lines.append(f"| {title} | {len(states)} | {' | '.join(map(str, counts))} |")
    total = " | ".join(str(whole[kind]) for kind in kinds)
    return [*lines, f"| 合计 | {len(ledger.rows)} | {total} |"]


def _proof(row: Row, ledger: Ledger, tests: Mapping[str, Sequence[str]]) -> str:
    if row.id in tests:
        parts = _links(tests[row.id])
        if row.id in ledger.part:
            parts.append(f"还缺：{ledger.part[row.id]}")
        return "<br>".join(parts)
    if row.id in ledger.reasons:
        reason = ledger.reasons[row.id]
        return f"{reason.why}本程序到此为止：{reason.ends}"
    return f"还缺：{ledger.open.get(row.id, '')}"


def _links(nodes: Sequence[str]) -> list[str]:
    files: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        path, _, name = node.partition("::")
        files[path].append(f"`{name}`")
    return [
        f"[{path.removeprefix('tests/')}](../{path})：{'、'.join(names)}" for path, names in files.items()
    ]


def pruned(text: str, tests: Mapping[str, Sequence[str]]) -> str:
    """The ledger file without the lines of [open] that tests made stale."""
    head, mark, tail = text.partition("\n[open]\n")
    kept, inside = [], True
    for line in tail.splitlines(keepends=True):
        inside = inside and not line.startswith("[")
        if not (inside and line.partition(" = ")[0] in tests):
            kept.append(line)
    return head + mark + "".join(kept)


def main(arguments: Sequence[str]) -> int:
    """Write the page; 1 when something about it is not so."""
    marks = marked_tests(ROOT)
    if "--prune" in arguments:
        FILE.write_text(pruned(FILE.read_text("utf-8"), by_row(marks)), "utf-8")
    ledger, mutants = load(), load_mutants()
    PAGE.write_text(page(ledger, marks, mutants), "utf-8")
    found = problems(ledger, marks, mutants)
    print("\n".join(found or _summary(ledger, by_row(marks))))
    print("claimed, but no mutant tried it:", " ".join(untried(ledger, marks, mutants)) or "none")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
