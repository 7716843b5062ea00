"""The mark of a scan that a clerk has compared with the original (grade B of 国办函〔2016〕108号)."""

from __future__ import annotations

from datetime import date

from app.domain.time import date_words
from printing.fonts import Face, Fonts
from printing.page import Op, Page, Rect, Text
from printing.pdf import Meta, pages_to_pdf
from printing.text import Style, lines_of, set_line, text_width

GREY = 0.72
MARGIN = 10.0


def certified_words(purpose: str, body: str, by: str, on: date) -> str:
    """此件经与原件核对无误，仅供办理…使用: ``purpose`` the item, ``body`` the hall, ``by`` the clerk."""
    return f"此件经与原件核对无误，仅供办理{purpose}使用。{body}　{by}　{date_words(on)}"


def certified_page(fonts: Fonts, words: str, width: float = 210.0, height: float = 297.0) -> Page:
    """The mark alone on an empty page of the size of the scan, in millimetres: thrice across, once framed below."""
    short = words.split("。", 1)[0]
    ops: list[Op] = []
    size = min(20.0, 20.0 * width * 0.95 / max(text_width(fonts, short, Face.SANS, 20.0), 1.0))
    long = text_width(fonts, short, Face.SANS, size)
    for share in (0.3, 0.58, 0.86):
        x, y = (width - long * 0.94) / 2, height * share
        ops.append(Text(x, y, short, Face.SANS, size, grey=GREY, angle=20.0))
    style = Style(Face.SANS, 9.0, 5.0, align="left")
    room = width - 2 * MARGIN - 4
    lines = lines_of(words, fonts, style, room)
    tall = len(lines) * style.leading + 3
    top = height - MARGIN - tall
    ops.append(Rect(MARGIN, top, width - 2 * MARGIN, tall, fill=1.0, line=0.3))
    for number, line in enumerate(lines):
        ops += set_line(line, fonts, style, MARGIN + 2, top + 1.5 + number * style.leading, room)
    return Page(width, height, tuple(ops))


def certified_overlay(fonts: Fonts, words: str, width: float = 210.0, height: float = 297.0) -> bytes:
    """The mark as a PDF of one page, to be laid over the page of the scan."""
    return pages_to_pdf([certified_page(fonts, words, width, height)], fonts, Meta("核对章"))
