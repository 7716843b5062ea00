"""Functions and files stay small enough to be read at one go."""

from __future__ import annotations

import ast
from functools import cache

from tests.arch.committed import PRODUCT, ROOT, exceptions, python_files

FUNCTION_P90, FUNCTION_LONGEST = 25, 60
FILE_P90, FILE_LONGEST = 350, 500


@cache
def functions(name: str) -> tuple[tuple[str, int], ...]:
    """Return `path::Class.function` and its lines, docstring included, for each function of a file."""
    found: list[tuple[str, int]] = []

    def walk(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
                continue  # no expression holds a function with a name
            named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            inner = f"{prefix}.{child.name}".lstrip(".") if named else prefix
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append((f"{name}::{inner}", (child.end_lineno or child.lineno) - child.lineno + 1))
            walk(child, inner)

    walk(ast.parse((ROOT / name).read_text(encoding="utf-8")), "")
    return tuple(found)


def lines(name: str) -> int:
    """Return how many lines a file has."""
    return len((ROOT / name).read_text(encoding="utf-8").splitlines())


def p90(sizes: list[int]) -> int:
    """Return the size that nine in ten do not exceed."""
    return sorted(sizes)[int(0.9 * (len(sizes) - 1))] if sizes else 0


def test_no_function_is_too_long_to_read() -> None:
    found = {key: size for name in python_files() for key, size in functions(name)}
    allowed = exceptions("functions")
    too_long = {k: n for k, n in found.items() if n > FUNCTION_LONGEST and k not in allowed}
    assert not too_long, f"longer than {FUNCTION_LONGEST} lines; split them: {too_long}"
    stale = [k for k in allowed if found.get(k, 0) <= FUNCTION_LONGEST]
    assert not stale, f"exceptions no longer needed: {stale}"


def test_nine_in_ten_functions_fit_half_a_screen() -> None:
    sizes = [size for name in python_files(*PRODUCT) for _, size in functions(name)]
    assert p90(sizes) <= FUNCTION_P90, f"p90 of {len(sizes)} functions is {p90(sizes)} lines"


def test_no_file_is_too_long_to_know() -> None:
    found = {name: lines(name) for name in python_files()}
    allowed = exceptions("files")
    too_long = {k: n for k, n in found.items() if n > FILE_LONGEST and k not in allowed}
    assert not too_long, f"longer than {FILE_LONGEST} lines; split them: {too_long}"
    stale = [k for k in allowed if found.get(k, 0) <= FILE_LONGEST]
    assert not stale, f"exceptions no longer needed: {stale}"


def test_nine_in_ten_files_are_short() -> None:
    sizes = [lines(name) for name in python_files(*PRODUCT)]
    assert p90(sizes) <= FILE_P90, f"p90 of {len(sizes)} files is {p90(sizes)} lines"


def test_the_measure_sees_a_long_function_in_a_class() -> None:
    source = "class A:\n    def b(self):\n" + "        x = 1\n" * 70
    tree = ast.parse(source)
    method = tree.body[0].body[0]  # type: ignore[attr-defined]
    assert method.end_lineno - method.lineno + 1 == 71
    assert p90([1] * 89 + [100] * 11) == 100
