"""Which tests say which rows they prove: read from the source, so that nothing is imported and nothing runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NEVER_RUN = ("skip", "xfail")


@dataclass(frozen=True)
class Marked:
    """A test with the rows that its marker names. ``node`` is its pytest id without parameters."""

    node: str
    rows: tuple[str, ...]


class MarkerError(ValueError):
    """A marker that cannot count, and where it stands."""


def marked_tests(root: Path, folder: str = "tests") -> tuple[Marked, ...]:
    """Every test below ``folder`` with a ``law`` marker, by path and line."""
    found: list[Marked] = []
    for path in sorted((root / folder).rglob("*.py")):
        text = path.read_text("utf-8")
        if "mark.law" in text:
            found += marked_in(text, path.relative_to(root).as_posix())
    return tuple(found)


def marked_in(text: str, name: str) -> list[Marked]:
    """The marked tests of one file. Raises MarkerError for a marker on what never runs as a test."""
    tree = ast.parse(text)
    whole = [row for node in tree.body for row in _pytestmark(node, name)]
    return list(_walk(tree.body, name, name, tuple(whole)))


def all_tests(text: str, name: str) -> set[str]:
    """The ids of every test function of a file, marked or not."""
    return {node for node, _ in _tests(ast.parse(text).body, name)}


def _tests(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.stmt]]:
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests(node.body, f"{prefix}::{node.name}")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield f"{prefix}::{node.name}", node


def _walk(body: list[ast.stmt], prefix: str, name: str, above: tuple[str, ...]) -> Iterator[Marked]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            rows = (*above, *_rows(node.decorator_list, name))
            inner = [row for each in node.body for row in _pytestmark(each, name)]
            if node.name.startswith("Test"):
                yield from _walk(node.body, f"{prefix}::{node.name}", name, (*rows, *inner))
            elif rows != above or inner:
                raise MarkerError(f"{name}:{node.lineno}: {node.name} is no class of tests")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            own = tuple(_rows(node.decorator_list, name))
            if not node.name.startswith("test_"):
                if own:
                    raise MarkerError(f"{name}:{node.lineno}: {node.name} is no test")
                continue
            if own and any(_mark(each) in _NEVER_RUN for each in node.decorator_list):
                raise MarkerError(f"{name}:{node.lineno}: {node.name} does not run, so it proves nothing")
            rows = tuple(dict.fromkeys((*above, *own)))
            if rows:
                yield Marked(f"{prefix}::{node.name}", rows)


def _pytestmark(node: ast.stmt, name: str) -> list[str]:
    if not isinstance(node, ast.Assign):
        return []
    if not any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets):
        return []
    value = node.value
    marks = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    return _rows(marks, name)


def _rows(marks: list[ast.expr], name: str) -> list[str]:
    rows: list[str] = []
    for mark in marks:
        if _mark(mark) != "law":
            continue
        if not isinstance(mark, ast.Call) or not mark.args or mark.keywords:
            raise MarkerError(f"{name}:{mark.lineno}: the marker names no row")
        for arg in mark.args:
            if not isinstance(arg, ast.Constant) or not isinstance(arg.value, str):
                raise MarkerError(f"{name}:{mark.lineno}: a row is named by a plain string")
            rows.append(arg.value)
    return rows


def _mark(node: ast.expr) -> str:
    """``law`` for ``@pytest.mark.law(...)``, empty for what is no marker."""
    target = node.func if isinstance(node, ast.Call) else node
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Attribute):
        return target.attr if target.value.attr == "mark" else ""
    return ""
