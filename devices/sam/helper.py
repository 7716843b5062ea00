"""The process in which a vendor's library lives: one question and one answer per line, on standard streams."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from ..child import answer_questions
from .libraries import Library, SdtLibrary, TermbLibrary, WltLibrary


def main(argv: Sequence[str]) -> int:
    """``sdtapi PATH PORT ACTIVE``, ``termb PATH PORT ACTIVE`` or ``wlt PATH``; runs until its input closes."""
    kind, path, *numbers = argv
    # A library that prints would be taken for an answer.
    sink, sys.stdout = sys.stdout, sys.stderr
    answer_questions(sys.stdin, sink, _reader(kind, path, *map(int, numbers)) if numbers else _decoder(path))
    return 0


def _reader(kind: str, path: str, port: int, active: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    library: list[Library] = []

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        try:
            if not library:
                made = TermbLibrary(path, port, active) if kind == "termb" else SdtLibrary(path, port)
                library.append(made)
            if question["do"] == "open":
                return {"status": library[0].open()}
            status, data = library[0].ask(int(question["command"]))
        except (OSError, AttributeError) as error:
            # Not there, of another word size, or without the functions it should have.
            return {"fault": type(error).__name__}
        return {"status": status, "data": data.hex()}

    return answer


def _decoder(path: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def answer(question: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"picture": WltLibrary(path).decode(bytes.fromhex(question["wlt"])).hex()}
        except (OSError, AttributeError) as error:
            return {"fault": type(error).__name__}

    return answer


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
