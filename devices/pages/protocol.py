"""What is said to ``scanimage`` and what it says back; pure. Its words are the English ones of SANE."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from app.ports.equipment import ScanWish
from app.values import dataclass

from .. import codes

_PROGRESS = re.compile(r"Progress:\s*([0-9.]+)%")
_DEVICE = re.compile(r"device `(?P<name>[^']+)' is an? (?P<what>.*)")
_CHOICES = re.compile(r"^\s*--(?P<name>source|mode)\s+(?P<words>[^\[]+?)\s*(?:\[.*)?$", re.MULTILINE)
_FEEDER = re.compile(r"feeder|adf|automatic", re.IGNORECASE)
_COLOUR = re.compile(r"colou?r", re.IGNORECASE)
_GREY = re.compile(r"gr[ae]y", re.IGNORECASE)

# SANE's own sentences (sane_strstatus), and who can cure them.
_SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Document feeder jammed": (codes.PAPER_JAM, "again"),
        "Document feeder out of documents": (codes.NO_PAPER, "again"),
        "Scanner cover is open": (codes.COVER_OPEN, "again"),
        "Device busy": (codes.PAGES_BUSY, "again"),
        "Access to resource has been denied": (codes.NO_PERMISSION, "again"),
        "Error during device I/O": (codes.PAGES_LOST, "reopen"),
        "Out of memory": (codes.PAGES_LOST, "again"),
        "no SANE devices found": (codes.PAGES_ABSENT, "reopen"),
        "open of device": (codes.PAGES_ABSENT, "reopen"),
    }
)


@dataclass(frozen=True)
class Abilities:
    """Words of a scanner for its sources and modes, as its own options name them."""

    sources: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()


def parse_devices(text: str) -> dict[str, str]:
    """Names and descriptions in the output of ``scanimage -L``."""
    return {found["name"]: found["what"].strip() for found in _DEVICE.finditer(text)}


def parse_abilities(text: str) -> Abilities:
    """Sources and modes in the output of ``scanimage -A``."""
    found = {match["name"]: tuple(match["words"].split("|")) for match in _CHOICES.finditer(text)}
    return Abilities(found.get("source", ()), found.get("mode", ()))


def parse_progress(line: str) -> float | None:
    """Share of a page (0 to 1) in a line of progress."""
    found = _PROGRESS.search(line)
    return min(1.0, float(found[1]) / 100) if found else None


def failure_of(text: str) -> tuple[str, str]:
    """Code and cure of what ``scanimage`` complained of; a lost scanner for words that are not known."""
    for sentence, meaning in _SENTENCES.items():
        if sentence in text:
            return meaning
    return codes.PAGES_LOST, "reopen"


def complained(text: str) -> bool:
    """Whether ``scanimage`` has said what is wrong, in words that are known."""
    return any(sentence in text for sentence in _SENTENCES)


def scan_command(device: str, wish: ScanWish, abilities: Abilities, files: str) -> list[str]:
    """The arguments for one batch; ``files`` is a pattern such as ``FOLDER/%04d.pnm``."""
    words = [f"--device-name={device}", "--format=pnm", "--progress", f"--batch={files}", "--batch-print"]
    words.append(f"--batch-count={wish.most_pages if wish.feeder else 1}")
    source = _pick(abilities.sources, _FEEDER, wanted=wish.feeder)
    mode = _pick(abilities.modes, _COLOUR if wish.colour else _GREY, wanted=True)
    words += [f"--source={source}"] if source else []
    words += [f"--mode={mode}"] if mode else []
    # Left, top, width and height exist under the same letters in every backend.
    return [
        *words,
        f"--resolution={wish.dpi}",
        "-l",
        "0",
        "-t",
        "0",
        "-x",
        f"{wish.width_mm}",
        "-y",
        f"{wish.height_mm}",
    ]


def _pick(words: Sequence[str], pattern: re.Pattern[str], *, wanted: bool) -> str:
    return next((word for word in words if bool(pattern.search(word)) is wanted), "")
