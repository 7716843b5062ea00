"""The question of a print whose printer never said what became of the one before, as it is read (record 0132)."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.paper import PaperKind
from app.ports import UNTOLD, JobState, PrintJob
from app.usecases.print_question import Next, PrintQuestion
from app.values import replace
from ui.printask import parted, print_box

_CERTIFICATE = PaperKind.CERTIFICATE.value, "D07-000004号"
JOB = PrintJob(UUID(int=1), UUID(int=2), UUID(int=3), *_CERTIFICATE, 1, 1, "", JobState.FAILED, "凭证打印机")


@pytest.fixture
def asked(dressed_app: QApplication) -> PrintQuestion:
    return PrintQuestion(replace(JOB, detail=UNTOLD), nothing=Next.AGAIN, blank="LN-HS-0004711")


def test_it_says_first_where_to_look_then_why_and_the_code_last(asked: PrintQuestion) -> None:
    """The code stood first, and after 出纸口 the next sentence began in another line without a stop."""
    box = print_box(asked)
    first, second, third = box.accessibleDescription().split("\n")
    assert first == "前一次的可能已经出来，请先看出纸口"
    assert second.startswith("打印机一直不说") and second.endswith("（ZC-PRN-36）")
    assert third.startswith("确实出来了的按 Y")
    box.deleteLater()


def test_a_list_says_the_cause_before_its_code(dressed_app: QApplication) -> None:
    assert parted(UNTOLD)[0].startswith("打印机一直不说")
    assert parted("没有回报") == ("没有回报", "") and parted("") == ("", "")
