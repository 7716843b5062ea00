"""The process in which pages become PDFs: pictures from outside may be bombs, and take their decoder down with them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..child import answer_questions
from .picture import MOST_PAGES, PictureError, finish, split, to_pdf

MOST_MEMORY = 3 << 30


def main(argv: Sequence[str]) -> int:
    """Answer until the input closes."""
    _limit_memory()
    answer_questions(sys.stdin, sys.stdout, answer)
    return 0


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource  # absent on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """``pages`` (paths), ``dpi``, ``most_bytes``, ``keep_blank`` → ``files``, or ``fault``.

    A file has its ``path``, the ``label`` of the separator before it, and ``places``: which of the pages it is made of,
    that separator among them.
    """
    paths = [Path(path) for path in question["pages"]]
    try:
        if len(paths) > MOST_PAGES:
            raise PictureError("too-many")
        blank = question["keep_blank"]
        placed = [(n, page) for n, path in enumerate(paths) for page in finish([path.read_bytes()], keep_blank=blank)]
        place = {id(page): n for n, page in placed}
        files = []
        for number, bundle in enumerate(split([page for _, page in placed])):
            target = paths[0].with_name(f"done-{number}.pdf")
            target.write_bytes(to_pdf(bundle.pages, question["dpi"], question["most_bytes"]))
            places = [place[id(page)] for page in (bundle.mark, *bundle.pages) if page is not None]
            files.append({"path": str(target), "label": bundle.label, "pages": len(bundle.pages), "places": places})
    except PictureError as error:
        return {"fault": error.code}
    except MemoryError:
        return {"fault": "too-large"}
    return {"files": files}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
