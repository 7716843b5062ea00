"""The Windows spooler by QPrinter: the page is drawn by Qt from the PDF's own pages, as dots.

Not proved: there is no Windows machine among the test machines (docs/untested.md).
"""

from __future__ import annotations

import getpass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.ports import KeptError, Outcome, PrinterState, Ticket
from printing.printers.refusal import not_sent
from printing.printers.winspool import WinSpool, withdraw_jobs

DPI = 300


class SpoolerPrinter:
    """``app.ports.Printer`` over the spooler's printer ``name``. The spooler takes pages and never says what became of
    them, so a person is always asked.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        """Draw the pages. Raises NotSentError ZC-PRN-63 (no such printer), -64 (no component that reads PDF), -65
        (the spooler refused).
        """
        if QPrinterInfo.printerInfo(self.name).isNull():
            raise not_sent("ZC-PRN-63", f"这台电脑没有名为“{self.name}”的打印机。", "请检查打印机名称。")
        try:
            from PySide6.QtPdf import QPdfDocument
        except ImportError as error:
            raise not_sent(
                "ZC-PRN-64", "没有安装打印组件（PySide6-Addons）。", "请安装后再试，或改用文件夹打印。"
            ) from error
        document = QPdfDocument()
        data = QByteArray(pdf)
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document.load(buffer)
        printer = self._printer(title, copies)
        printer.setPageSize(QPageSize(document.pagePointSize(0), QPageSize.Unit.Point))
        painter = QPainter()
        if not painter.begin(printer):
            raise not_sent("ZC-PRN-65", "打印服务没有接收。", "请检查打印机和打印服务，然后再试。")
        for number in range(document.pageCount()):
            points = document.pagePointSize(number)
            size = QSizeF(points.width() * DPI / 72, points.height() * DPI / 72).toSize()
            if number:
                printer.newPage()
            painter.drawImage(0, 0, document.render(number, size))
        painter.end()
        return Ticket(self.name, title)

    def _printer(self, title: str, copies: int) -> QPrinter:
        printer = QPrinter(QPrinterInfo.printerInfo(self.name), QPrinter.PrinterMode.HighResolution)
        printer.setResolution(DPI)
        printer.setDocName(title)
        printer.setCopyCount(copies)
        printer.setFullPage(True)
        printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
        return printer

    def state(self) -> PrinterState:
        """What the spooler knows: busy, in error, or that nobody can tell."""
        info = QPrinterInfo.printerInfo(self.name)
        if info.isNull():
            return PrinterState.OFFLINE
        found = info.state()
        if found == QPrinter.PrinterState.Active:
            return PrinterState.BUSY
        return PrinterState.JAM if found == QPrinter.PrinterState.Error else PrinterState.UNKNOWN

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        """Nobody can tell but the person at the printer."""
        return Outcome.UNKNOWN, "已送打印机，打印机不回报"

    def withdraw(self, title: str) -> int | None:
        """Delete what waits in the spooler. Raises KeptError where that is refused, or there is no such spooler."""
        try:
            spool = WinSpool()
        except OSError as error:
            raise KeptError(str(error)) from error
        return withdraw_jobs(spool, self.name, title, getpass.getuser())
