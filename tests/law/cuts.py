"""Source surgery: how a rule is taken out of a module, by its text, by the code of its refusal, or by its star."""

from __future__ import annotations

import ast


def replaced(text: str, find: str, put: str) -> str:
    """``text`` with ``find`` become ``put``. Raises ValueError unless it stands there exactly once."""
    count = text.count(find)
    if not find or count != 1:
        raise ValueError(f"its text stands there {count} times")
    return text.replace(find, put)


def never_refused(text: str, code: str) -> str:
    """``text`` in which the ``if`` that answers with a refusal of ``code`` never holds.

    Raises ValueError unless exactly one such ``if`` stands there.
    """
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.If) and _refuses(node, code)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} places refuse with {code}")
    return _cut(text, found[0].test, "False")


def without_star(text: str, star: str) -> str:
    """``text`` in which the paper may be issued without a field: ``star`` is ``Class.field`` of its NEEDS.

    Raises ValueError unless the class asks for the field exactly once.
    """
    owner, _, field = star.partition(".")
    needs = [
        each
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef) and node.name == owner
        for statement in node.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.value, ast.Tuple)
        and isinstance(statement.target, ast.Name) and statement.target.id == "NEEDS"
        for each in statement.value.elts
        if _first_word(each) == field
    ]  # fmt: skip
    if len(needs) != 1:
        raise ValueError(f"{owner} asks {len(needs)} times for {field}")
    return _cut(text, needs[0], "*()")


def _refuses(node: ast.If, code: str) -> bool:
    return any(
        isinstance(each, ast.Return) and each.value is not None and _first_word(each.value) == code
        for each in node.body
    )


def _first_word(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        return str(node.args[0].value)
    return ""


def _cut(text: str, node: ast.expr, put: str) -> str:
    """``put`` in the place of ``node``; the tree counts columns in bytes."""
    lines = text.encode("utf-8").splitlines(keepends=True)
    begin = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    assert node.end_lineno is not None and node.end_col_offset is not None
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    whole = b"".join(lines)
    return (whole[:begin] + put.encode("utf-8") + whole[end:]).decode("utf-8")
