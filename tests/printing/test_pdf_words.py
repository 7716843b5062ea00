"""The words of a PDF are read back exactly as they were set, and what was slipped in is named."""

from __future__ import annotations

import re
import sys
import zlib
from pathlib import Path

import pytest

from printing.documents import Paper, Receipt, all_papers
from printing.fonts import Fonts
from printing.layout import layout, render_pdf
from printing.page import Text
from printing.pdf_words import MOST_BYTES, read_apart, words_of
from printing.proof import PaperKey, digest_of, digest_of_words, render_sealed
from tests.arch.committed import ROOT

KEY = PaperKey(bytes(range(32)))


@pytest.mark.parametrize("kind", all_papers(), ids=lambda kind: kind.KIND)
def test_the_words_of_every_paper_come_back_as_they_were_signed(kind: type[Paper], fonts: Fonts) -> None:
    sample = kind.sample()
    pages = layout(sample, fonts, proof=True)
    found = words_of(render_pdf(sample, fonts, proof=True))
    assert found.pages == tuple("".join(op.text for op in page.ops if isinstance(op, Text)) for page in pages)
    assert digest_of_words(found.pages) == digest_of(pages)
    assert (found.foreign, found.fault) == ((), "")


@pytest.fixture(scope="module")
def issued(fonts: Fonts) -> bytes:
    return render_sealed(Receipt.sample(), fonts, KEY)


def test_one_changed_sign_changes_the_digest(issued: bytes, fonts: Fonts) -> None:
    found = re.search(rb"stream\r?\n(.*?)\r?\n?endstream", issued, re.DOTALL)
    while found is not None:
        try:
            content = zlib.decompress(found[1])
        except zlib.error:
            content = b""
        if b" Tj" in content:
            break
        found = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL).search(issued, found.end())
    assert found is not None
    other = re.sub(rb"<([0-9a-f]{2})([0-9a-f]{2})", rb"<\2\1", content, count=1)
    assert other != content
    forged = issued[: found.start(1)] + zlib.compress(other) + issued[found.end(1) :]
    assert digest_of_words(words_of(forged).pages) != digest_of(layout(Receipt.sample(), fonts))


@pytest.mark.parametrize(
    ("slip", "name"),
    [
        (b"9001 0 obj << /Type /XObject /Subtype /Image >> endobj\n", "picture"),
        (b"9001 0 obj << /Type /Page /Annots [9002 0 R] >> endobj\n", "annotation"),
        (b"9001 0 obj << /OpenAction << /S /JavaScript >> >> endobj\n", "action"),
        (b"%%EOF\n", "appended"),
    ],
)
def test_what_was_slipped_into_a_paper_is_named(issued: bytes, slip: bytes, name: str) -> None:
    found = words_of(issued + slip)
    assert name in found.foreign


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"%PDF-1.4 nothing", "unreadable no objects"),
        (b"%PDF-1.4\n1 0 obj << /Type /Pages /Kids [] >> endobj", "no-pages"),
        (b"\0" * (MOST_BYTES + 1), "too-large"),
    ],
)
def test_a_file_that_is_no_paper_says_why_it_is_not_read(data: bytes, fault: str) -> None:
    assert words_of(data).fault == fault


def test_a_bomb_costs_nothing() -> None:
    bomb = zlib.compress(bytes(64 << 20))
    data = (
        b"%PDF-1.4\n1 0 obj << /Type /Pages /Kids [2 0 R] >> endobj\n"
        b"2 0 obj << /Type /Page /Contents 3 0 R >> endobj\n"
        b"3 0 obj << /Filter [ /FlateDecode ] >>\nstream\n" + bomb + b"\nendstream endobj\n"
    )
    assert words_of(data).fault == "unreadable too large"


def test_files_from_outside_are_read_by_a_child_that_may_die(issued: bytes, tmp_path: Path) -> None:
    child = f"import sys; sys.path[:0]=[{str(ROOT)!r}]; from printing.pdf_words import main; main()"
    command = [sys.executable, "-c", child]
    assert read_apart(issued, command) == words_of(issued)
    assert read_apart(issued, [sys.executable, "-c", "import os; os.abort()"]).fault == "unreadable"
    assert read_apart(issued, [str(tmp_path / "not-there")]).fault == "unreadable"
