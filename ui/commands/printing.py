"""``print``: the queue and the printer as they are, a test page, calibration for blanks, the blank stock."""

from __future__ import annotations

import argparse
import hashlib
import threading
from pathlib import Path

from app.ports import JobState, Outcome, Printer, PrintJob
from printing.calibration import Measured, calibration_sheet
from printing.documents import Receipt
from printing.layout import render_pdf
from printing.layouts.roll import receipt_roll
from printing.layouts.roll58 import receipt_slip
from printing.printers.cups import CupsPrinter
from printing.printers.escpos.driver import EscposPrinter
from printing.printers.escpos.render import Thermal, receipt_bytes
from printing.printers.folder import FolderPrinter
from printing.printers.ipp_direct import IppPrinter
from printing.profiles import Position, Profile, Profiles
from printing.queue import STATE_WORDS
from ui.bootstrap import Workplace, paper_fonts
from ui.commands.common import say, verbs, workplace
from ui.commands.stock import add_stock

JOB_WORDS: dict[JobState, str] = {
    JobState.ALLOCATED: "等待打印",
    JobState.SENT: "已送打印机，还没有回报",
    JobState.OUT: "已出纸",
    JobState.FAILED: "没有打印，请确认",
    JobState.UNSURE: "不能确定是否出纸，请查看",
    JobState.SETTLED: "已确认没有可用的纸",
}
OUTCOME_WORDS = {Outcome.OUT: "已出纸", Outcome.FAILED: "没有打印", Outcome.UNKNOWN: "不能确定，请查看打印机"}
PATIENCE = 20.0
"""Seconds a test page may take before the answer is left to the person."""


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``print``."""
    made = verbs(parser, {"queue": _queue, "test-page": _test_page, "calibrate": _calibrate, "stock": _queue})
    made["queue"].add_argument("--stop", action="store_true", help="停止还没有送打印机的")
    made["queue"].add_argument("--go-on", dest="go_on", action="store_true", help="停下的继续打印")
    _printers(made["test-page"])
    made["test-page"].add_argument("--width", type=int, choices=(58, 80), default=80, help="小票纸宽（毫米）")
    calibrate = made["calibrate"]
    _printers(calibrate)
    for option, words in (("--tray", "纸盒"), ("--stock", "空白证种类"), ("--driver", "驱动名称和版本")):
        calibrate.add_argument(option, default="", help=words)
    calibrate.add_argument("--side", choices=("front", "back"), default="front")
    calibrate.add_argument("--sheet", action="store_true", help="打校准页；已有校准时打复核页")
    calibrate.add_argument("--size", type=float, nargs=2, default=(210.0, 297.0), metavar=("宽", "高"))
    calibrate.add_argument(
        "--measured",
        type=float,
        nargs=5,
        metavar=("左X", "左Y", "右Y", "横线长", "竖线长"),
        help="左上十字到左边、上边，右上十字到上边，两条线的长度（毫米）",
    )
    calibrate.add_argument("--residual", type=float, help="复核页上偏得最多的十字差多少毫米")
    add_stock(made["stock"])


def _printers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--queue", default="", help="CUPS 队列名")
    parser.add_argument("--ipp", default="", help="直接打印的地址 ipp://…")
    parser.add_argument("--receipt", default="", help="小票机：socket://主机:9100 或串口名")
    parser.add_argument("--out", type=Path, default=Path("."), help="都不给时，写成文件的文件夹")


def _printer(given: argparse.Namespace) -> Printer:
    if given.queue:
        return CupsPrinter(given.queue)
    if given.ipp:
        return IppPrinter(given.ipp)
    return EscposPrinter("小票机", given.receipt) if given.receipt else FolderPrinter(given.out)


def _queue(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=given.stop or given.go_on) as at:
        moved = at.office.stop_printing() if given.stop else at.office.go_on_printing() if given.go_on else 0
        found = at.stores.jobs.jobs()
        printer = at.printer()
        state = printer.state()
    remarks = list(printer.remarks()) if isinstance(printer, CupsPrinter | IppPrinter) else []
    rows = [_row(job) for job in found]
    answer = {
        "printer": {
            "name": printer.name,
            "state": state.value,
            "text": STATE_WORDS[state],
            "remarks": remarks,
        },
        "jobs": rows,
        "moved": moved,
        "progress": {each.value: sum(job.state is each for job in found) for each in JobState},
    }
    head = "，".join([f"{printer.name}：{STATE_WORDS[state]}", *remarks])
    if moved:
        head += f"。{'停下' if given.stop else '继续'} {moved} 份"
    lines = [f"{r['number']}  {r['text']}  第{r['printing']}次  {r['detail']}".rstrip() for r in rows]
    say(given, answer, "\n".join([head, *(lines or ["队列是空的"])]))
    return 0


def _row(job: PrintJob) -> dict[str, object]:
    return {
        "number": job.number,
        "kind": job.kind,
        "state": job.state.value,
        "text": JOB_WORDS[job.state],
        "printing": job.printing,
        "printer": job.printer,
        "detail": job.detail,
    }


def _test_page(given: argparse.Namespace) -> int:
    fonts, sample = paper_fonts(), Receipt.sample()
    if given.receipt:
        narrow = given.width == 58
        pages = receipt_slip(sample, fonts, True) if narrow else receipt_roll(sample, fonts, True)
        data = receipt_bytes(pages, fonts, Thermal(384 if narrow else 576))
    else:
        data = render_pdf(sample, fonts, proof=True)
    return _send(given, "test-page", data)


def _send(given: argparse.Namespace, title: str, data: bytes) -> int:
    """Print and wait for what becomes of it; 1 unless it is known to be out."""
    printer = _printer(given)
    before = printer.state()
    ticket = printer.send(title, data, 1)
    outcome, words = printer.outcome(ticket)
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.2)):
        if outcome is not Outcome.UNKNOWN:
            break
        pause.wait(0.2)
        outcome, words = printer.outcome(ticket)
    after = printer.state()
    if isinstance(printer, EscposPrinter):
        printer.close()
    say(
        given,
        {
            "printer": ticket.printer,
            "before": before.value,
            "outcome": outcome.value,
            "detail": words,
            "state": after.value,
        },
        f"{ticket.printer}：{OUTCOME_WORDS[outcome]}。{words}（{STATE_WORDS[after]}）",
    )
    return 0 if outcome is Outcome.OUT else 1


def _calibrate(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=given.measured is not None or given.residual is not None) as at:
        kept = profiles_of(at)
        where = Position(at.device, given.queue or given.ipp or "-", given.tray, given.stock, given.side)
        if given.sheet:
            known = kept.all().get(where.key)
            by = known.calibration if known is not None else None
            sheet = calibration_sheet(paper_fonts(), None, given.size[0], given.size[1], by)
            return _send(given, "calibration" + hashlib.sha256(sheet).hexdigest()[:8], sheet)
        if given.measured is not None:
            x, y, right, across, down = given.measured
            measured = Measured((x, y), (given.size[0] - 20.0, right), across, down)
            made = kept.adjust(where, measured, given.size[0], given.driver)
            say(
                given,
                _told(where.key, made),
                "已采用。请再打一张（--sheet）复核，并用 --residual 报告最大偏差。",
            )
            return 0
        if given.residual is not None:
            who = at.office.desk.session.operator.name
            made = kept.check(where, given.residual, who, at.clock.now().local.date())
            say(given, _told(where.key, made), "复核通过，可以用于空白证。")
            return 0
        found = [_told(key, one) for key, one in kept.all().items()]
    lines = [
        f"{row['place']}：{'已复核 ' + str(row['checked_on']) if row['checked_on'] else '未复核'}"
        for row in found
    ]
    say(given, found, "\n".join(lines) or "还没有套打校准")
    return 0


def profiles_of(at: Workplace) -> Profiles:
    """The calibrations of a workplace."""
    return Profiles(at.stores.settings.get, at.stores.settings.put)


def _told(key: str, one: Profile) -> dict[str, object]:
    c = one.calibration
    return {
        "place": key,
        "dx": c.dx,
        "dy": c.dy,
        "sx": c.sx,
        "sy": c.sy,
        "degrees": c.degrees,
        "residual": one.residual,
        "checked_by": one.checked_by,
        "checked_on": one.checked_on,
    }

