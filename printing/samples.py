"""Specimens of every paper, for halls that want to see them and for the check that all of them can be set."""

from __future__ import annotations

from pathlib import Path

from printing.documents import Certificate, Paper, Receipt, all_papers, daily_papers
from printing.documents.specimens import a5_certificate, card_licence, fuller_papers
from printing.fonts import Fonts
from printing.layout import render_pdf, render_receipt_pdf


def sample_pdfs(fonts: Fonts, *, proof: bool = True) -> dict[str, bytes]:
    """PDF bytes by file name: one per paper and per paper of the day, some also in their fuller forms, the receipt
    also for the roll, the certificate also as it is over-printed, on A5 and on a card.
    """
    done: dict[str, bytes] = {}
    for kind in (*all_papers(), *daily_papers()):
        paper: Paper = kind.sample()
        done[f"{kind.KIND}-{kind.NAME}.pdf"] = render_pdf(paper, fonts, proof=proof)
        if isinstance(paper, Receipt):
            done[f"{kind.KIND}-{kind.NAME}-80mm.pdf"] = render_receipt_pdf(paper, fonts, proof=proof)
        if isinstance(paper, Certificate):
            done[f"{kind.KIND}-{kind.NAME}-套打.pdf"] = render_pdf(paper, fonts)
    forms = fuller_papers() | {"A5": a5_certificate(), "证卡": card_licence()}
    for ending, paper in forms.items():
        done[f"{paper.KIND}-{paper.NAME}-{ending}.pdf"] = render_pdf(paper, fonts, proof=proof)
    return done


def write_samples(out: Path, fonts: Fonts, *, proof: bool = True) -> list[Path]:
    """Write all specimens into ``out`` (made when missing) and give their paths. Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, pdf in sample_pdfs(fonts, proof=proof).items():
        path = out / name
        path.write_bytes(pdf)
        paths.append(path)
    return paths
