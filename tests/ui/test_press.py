"""What is seen is what is printed, on sheets and on the roll, down to the signed code."""

from __future__ import annotations

import io
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import zxingcpp
from PIL import Image

from app.domain.facts import PaperVoided
from app.domain.paper import PaperKind
from app.errors import UserFacingError
from app.ports import Effects, JobState, PrintJob, TakesOne
from app.storage.config import read_config, write_config
from printing.page import Modules, Page
from printing.pdf import Meta, pages_to_pdf
from printing.printers.escpos.simulator import EscposSimulator
from printing.proof import check_code, read_code
from resources import path
from tests.faults import driver
from ui.bootstrap import Settings, Workplace, open_workplace
from ui.cli import main
from ui.visits import print_number, take_number

FONT = path("fonts/NotoSansSC-Regular.ttf")


@pytest.fixture
def places(numbered: Path, tmp_path: Path) -> Iterator[Callable[..., Workplace]]:
    opened: list[Workplace] = []

    def make(*printers: dict[str, Any]) -> Workplace:
        folder = tmp_path / "profile"
        if not folder.exists():
            shutil.copytree(numbered, folder)
        write_config(folder, replace(read_config(folder), extra={"printers": list(printers)}))
        at = open_workplace(Settings(folder, rehearsal=True))
        at.rehearsal_session()
        opened.append(at)
        return at

    yield make
    for at in opened:
        at.close()


def received(at: Workplace) -> PrintJob:
    """The job of a receipt that was just given."""
    driver.Driver(at)._receive_only()
    return next(job for job in at.stores.jobs.jobs() if job.kind.startswith("D01"))


def codes(pages: list[Page]) -> list[str]:
    return [
        op.text for page in pages for op in page.ops if isinstance(op, Modules) and op.text.startswith("ZC1:")
    ]


def test_the_preview_of_an_issued_paper_is_the_print_itself(places: Any) -> None:
    at = places()
    job = received(at)
    case = at.office.case(job.case_id)
    pages = at.pages(case, job.document_id)
    [code] = codes(pages)
    assert pages_to_pdf(pages, at.fonts, Meta(job.number, code=code)) == at.render(job)
    assert check_code(code, [at.paper_key.public]).printing == 1


def test_a_paper_that_was_voided_elsewhere_meanwhile_is_not_printed(places: Any) -> None:
    """The void came down from another counter while this queue handed the print over: it would look like a good one."""
    at = places()
    job = received(at)
    at.stores.jobs.mark(job.id, JobState.SENT)
    with at.units.begin() as tx:
        case = tx.case(job.case_id)
        assert case is not None
        gone = PaperVoided(at.clock.now(), at.office.desk.session.operator, job.document_id, "误录")
        tx.append(job.case_id, case, (gone,), Effects())
    with pytest.raises(UserFacingError, match="ZC-PRN-39"):
        at.render(job)
    at.stores.jobs.mark(job.id, JobState.FAILED)
    failed = at.stores.jobs.job(job.id)
    assert failed is not None and at.office.answer_print(failed, "not_out") is None
    assert [j.state for j in at.stores.jobs.jobs() if j.id == job.id] == [JobState.SETTLED]


def test_the_preview_of_a_paper_to_come_looks_the_same_and_proves_nothing(places: Any) -> None:
    at = places()
    job = received(at)
    case = at.office.case(job.case_id)
    guide = at.office.guide(case.item.code)
    assert case.intake is not None and guide is not None
    draft = at.draft_pages(PaperKind.RECEIPT, case.intake, case.materials, guide)
    [shown], [printed] = (
        [op for page in pages for op in page.ops if isinstance(op, Modules) and op.text.startswith("ZC1:")]
        for pages in (draft, at.pages(case, job.document_id))
    )
    assert (shown.x, shown.pitch) == (printed.x, printed.pitch)
    assert read_code(shown.text), "as dense as the real one"
    with pytest.raises(UserFacingError, match="ZC-PRN-71"):
        check_code(shown.text, [at.paper_key.public])


@pytest.mark.parametrize("width", [80, 58])
def test_a_receipt_comes_out_of_the_roll_and_its_code_is_verified(
    places: Any, width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Number, record and paper: OUT is said by the roll itself, and the scanned code is that of the record."""
    with EscposSimulator(True, FONT, width=576 if width == 80 else 384) as roll:
        at = places(
            {"name": "小票机", "url": f"escpos:{roll.url}", "papers": ["D01", "D01b"], "width": width}
        )
        out = threading.Event()

        def moved(_job: UUID, state: JobState, _detail: str) -> None:
            if state is JobState.OUT:
                out.set()

        at.start_printing(moved)
        job = received(at)
        assert out.wait(60)
        picture, *copies = roll.pictures()
        assert copies == [picture] * (job.copies - 1)
        with Image.open(io.BytesIO(picture)) as paper:
            seen = [read_code(found.text) for found in zxingcpp.read_barcodes(paper.convert("L"))]
        [code] = [each for each in seen if each]
        assert codes(at.pages(at.office.case(job.case_id), job.document_id)) == [code]
        assert at.stores.jobs.job(job.id).printer == "小票机"
        at.close()
    capsys.readouterr()
    assert main(["--profile", str(at.profile.path), "documents", "check", code, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["record"] == "same"


def test_a_pdf_is_held_against_its_code_word_by_word(
    places: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = places()
    job = received(at)
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(at.render(job))
    profile = str(at.profile.path)
    pages = at.pages(at.office.case(job.case_id), job.document_id)
    [code] = codes(pages)
    changed = [replace(page, ops=tuple(_other_words(op) for op in page.ops)) for page in pages]
    bad.write_bytes(pages_to_pdf(changed, at.fonts, Meta(job.number, code=code)))
    at.close()

    def said(file: Path) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        exit_code = main(["--profile", profile, "documents", "check", str(file), "--json"])
        return exit_code, json.loads(capsys.readouterr().out)

    exit_code, answer = said(good)
    assert (exit_code, answer["file"]["words"], answer["record"]) == (0, "same", "same")
    assert "逐字与签名相同" in answer["file"]["text"] and "字形和版面没有比对" in answer["file"]["text"]
    exit_code, answer = said(bad)
    assert (exit_code, answer["file"]["words"], answer["valid"]) == (1, "differ", False)
    good.write_bytes(good.read_bytes() + b"9001 0 obj << /Subtype /Image >> endobj\n%%EOF\n")
    exit_code, answer = said(good)
    assert (exit_code, answer["file"]["words"]) == (1, "foreign")


def _other_words(op: Any) -> Any:
    return (
        replace(op, text=op.text.replace("张三", "李四")) if hasattr(op, "face") and "张三" in op.text else op
    )


def test_a_printer_made_of_software_is_driven_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("paper 0\njam on\njam off\nout\nwhat\nquit\n"))
    assert main(["--profile", str(tmp_path / "p"), "print", "simulate", "ipp"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("ipp://127.0.0.1:")
    assert said[1:6] == ["ok", "ok", "ok", "out 0", "ok"]
    assert said[6].startswith("error ZC-DEV-46")
    monkeypatch.setattr("sys.stdin", io.StringIO("cover on\nout\n"))
    assert main(["--profile", str(tmp_path / "p"), "print", "simulate", "escpos", "--serial"]) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("escpos:/dev/pts/")


def test_a_real_profile_gets_no_printer_made_of_software(
    numbered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "real"
    shutil.copytree(numbered, folder)
    write_config(folder, replace(read_config(folder), rehearsal=False))
    for kind in ("ipp", "escpos"):
        assert main(["--profile", str(folder), "print", "simulate", kind]) == 1
        assert "ZC-PRN-60" in capsys.readouterr().err


def test_a_printer_with_small_sheets_prints_receipts_on_them_and_the_check_knows_it(
    places: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = {"name": "A5", "url": f"folder:{tmp_path / 'small'}", "papers": ["D01"], "media": "A5"}
    at = places(small)
    job = received(at)
    case = at.office.case(job.case_id)
    pages = at.pages(case, job.document_id)
    assert {(page.width, page.height) for page in pages} == {(148.0, 210.0)}
    pdf = tmp_path / "receipt.pdf"
    pdf.write_bytes(at.render(job))
    profile = str(at.profile.path)
    at.close()
    assert main(["--profile", profile, "documents", "check", str(pdf), "--json"]) == 0, capsys.readouterr().out


def test_a_number_of_the_queue_comes_out_of_the_roll_and_the_next_sheet_too(places: Any) -> None:
    """The roll says that the slip is out, and its line is free again for what comes after it."""
    with EscposSimulator(True, FONT) as roll:
        at = places({"name": "小票机", "url": f"escpos:{roll.url}", "papers": ["Q01"], "width": 80})
        number, slip = take_number(at)
        assert print_number(at, slip).startswith("out") and len(roll.pictures()) == 1
        roll.tamper(cover_open=True)
        assert not print_number(at, slip).startswith("out"), "nobody knows of a slip under an open cover"
        printer = at.press.printers.printer_for(slip.KIND)
        assert isinstance(printer, TakesOne) and not printer.busy(), "a receipt would wait for it for ever"
        out = len(roll.pictures())
        roll.tamper(cover_open=False)
        assert print_number(at, slip).startswith("out") and len(roll.pictures()) > out
        at.close()
    assert number == slip.number
