"""``print``: the queue and the printer as they are, a test page, calibration for blanks, the blank stock."""

from __future__ import annotations

import argparse
import hashlib
import threading
from pathlib import Path

from app.errors import UserFacingError
from app.ports import JobState, Outcome, Printer, PrintJob
from printing.calibration import Measured, calibration_sheet
from printing.documents import Receipt
from printing.layout import render_pdf
from printing.layouts.roll import receipt_roll
from printing.layouts.roll58 import receipt_slip
from printing.layouts.separator import separator_sheet
from printing.pdf import Meta, pages_to_pdf
from printing.printers.cups import CupsPrinter
from printing.printers.escpos.driver import EscposPrinter
from printing.printers.escpos.render import Thermal, receipt_bytes
from printing.printers.folder import FolderPrinter
from printing.printers.ipp_direct import IppPrinter
from printing.profiles import Position, Profile, Profiles
from printing.queue import STATE_WORDS
from ui.bootstrap import Workplace, paper_fonts, profile_exists, read_config
from ui.commands.common import say, verbs, workplace
from ui.commands.stock import add_stock
from ui.plugged import papers_words
from ui.printers import DOTS, PrinterChoice

JOB_WORDS: dict[JobState, str] = {
    JobState.ALLOCATED: "等待打印",
    JobState.SENT: "已送打印机，还没有回报",
    JobState.OUT: "已出纸",
    JobState.FAILED: "没有打印，请确认",
    JobState.UNSURE: "不能确定是否出纸，请查看",
    JobState.SETTLED: "已确认没有可用的纸",
}
OUTCOME_WORDS = {
    Outcome.OUT: "已出纸",
    Outcome.FAILED: "没有打印",
    Outcome.WORKING: "还没有打完",
    Outcome.UNKNOWN: "不能确定，请查看打印机",
}
PATIENCE = 20.0
"""Seconds a test page may take before the answer is left to the person."""


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``print``."""
    made = verbs(
        parser,
        {
            "queue": _queue,
            "test-page": _test_page,
            "calibrate": _calibrate,
            "stock": _queue,
            "separators": _separators,
            "simulate": _simulate,
        },
    )
    made["separators"].add_argument("labels", nargs="+", metavar="名称", help="后面是什么，如 1 或 营业执照；每个一页")
    made["separators"].add_argument("--printer", default="", help="设置里的打印机名称")
    _printers(made["separators"])
    made["test-page"].add_argument("--printer", default="", help="设置里的打印机名称")
    made["simulate"].add_argument("kind", choices=("ipp", "escpos"))
    made["simulate"].add_argument("--port", type=int, default=0, help="TCP 端口（默认任意）")
    made["simulate"].add_argument("--serial", action="store_true", help="小票机接在串口上")
    made["simulate"].add_argument("--width", type=int, choices=(58, 80), default=80, help="小票纸宽（毫米）")
    made["simulate"].add_argument("--out", type=Path, help="打出来的纸写到这个文件夹")
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
    with workplace(given, exclusive=given.stop or given.go_on, live=True) as at:
        moved = at.office.stop_printing() if given.stop else at.office.go_on_printing() if given.go_on else 0
        found = at.stores.jobs.jobs()
        looks = at.press.printers.looks()
    told = [
        {
            "name": look.name,
            "state": look.state.value,
            "text": STATE_WORDS[look.state],
            "remarks": list(look.remarks),
            "papers": papers_words(look.papers),
            "problem": look.problem,
        }
        for look in looks
    ]
    rows = [_row(job) for job in found]
    rest = next(one for one, look in zip(told, looks, strict=True) if not look.papers)
    heads = [f"{look.name}（{papers_words(look.papers)}）：{look.words}" for look in looks]
    if moved:
        heads.append(f"{'停下' if given.stop else '继续'} {moved} 份")
    lines = [f"{r['number']}  {r['text']}  第{r['printing']}次  {r['detail']}".rstrip() for r in rows]
    answer = {
        "printer": rest,
        "printers": told,
        "jobs": rows,
        "moved": moved,
        "progress": {each.value: sum(job.state is each for job in found) for each in JobState},
    }
    say(given, answer, "\n".join([*heads, *(lines or ["队列是空的"])]))
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


def _simulate(given: argparse.Namespace) -> int:
    """A printer made of software; it says that paper is out which never was, so a real profile has none of it."""
    from ui.printsim import simulate

    rehearsal = not profile_exists(given.profile) or read_config(given.profile).rehearsal
    font = paper_fonts().sans
    return simulate(given.kind, rehearsal, font, given.port, given.serial, given.width, given.out)


def _test_page(given: argparse.Namespace) -> int:
    if given.printer:
        with workplace(given, live=True) as at:
            choice = _named(at, given.printer)
            return _send(given, "test-page", _sample(choice.width), at.press.printers.printer(choice))
    width = given.width if given.receipt else 0
    return _send(given, "test-page", _sample(width))


def _separators(given: argparse.Namespace) -> int:
    """分隔页 for piles that go through the feeder together."""
    fonts = paper_fonts()
    try:
        pages = [page for label in given.labels for page in separator_sheet(label, fonts)]
    except ValueError as error:
        words = "分隔页的名称是一到二十四个字"
        raise UserFacingError("ZC-PRN-67", words, "没有打印", "请改短名称再打印") from error
    data = pages_to_pdf(pages, fonts, Meta("分隔页"))
    title = "separators-" + hashlib.sha256(data).hexdigest()[:8]
    if not given.printer:
        return _send(given, title, data)
    with workplace(given, live=True) as at:
        return _send(given, title, data, at.press.printers.printer(_named(at, given.printer)))


def _named(at: Workplace, name: str) -> PrinterChoice:
    """The printer of the settings with this name. Raises UserFacingError ZC-PRN-66."""
    choice = at.press.printers.named(name)
    if choice is None:
        names = "、".join(one.name for one in at.press.printers.every())
        raise UserFacingError("ZC-PRN-66", f"没有名为“{name}”的打印机", "", f"可用：{names}")
    return choice


def _sample(width: int) -> bytes:
    """A receipt that says it is a specimen, for a roll of ``width`` mm or for sheets."""
    fonts, sample = paper_fonts(), Receipt.sample()
    if not width:
        return render_pdf(sample, fonts, proof=True)
    pages = (receipt_slip if width == 58 else receipt_roll)(sample, fonts, True)
    return receipt_bytes(pages, fonts, Thermal(DOTS[width]))


def _send(given: argparse.Namespace, title: str, data: bytes, to: Printer | None = None) -> int:
    """Print and wait for what becomes of it; 1 unless it is known to be out."""
    printer = to if to is not None else _printer(given)
    before = printer.state()
    ticket = printer.send(title, data, 1)
    outcome, words = printer.outcome(ticket)
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.2)):
        if outcome in (Outcome.OUT, Outcome.FAILED):
            break
        pause.wait(0.2)
        outcome, words = printer.outcome(ticket)
    after = printer.state()
    if isinstance(printer, EscposPrinter):
        printer.let_go(ticket)
        if to is None:
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

