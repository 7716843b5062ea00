"""A desk for vendor libraries: a library of ours with their exports, compiled here, and a folder it looks at."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from app.domain.nations import NATIONS, SEXES
from app.domain.people import CardKind
from devices.child import own_command
from devices.sam.cards import SAMPLES, SimulatedCard, sample_card
from devices.sam.vendor import MODULE, VendorLink
from tests.needs import cannot

SOURCE = Path(__file__).with_name("vendor.c")


def compile_library(target: Path, *flags: str) -> Path:
    """The stand-in library; fails in CI without a compiler, skips loudly elsewhere."""
    if shutil.which("gcc") is None or sys.platform == "win32":
        cannot("no vendor library: install gcc")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", *flags, "-o", str(target), str(SOURCE)], check=True)
    return target


class VendorDesk:
    """Lays cards where the library finds them."""

    def __init__(self, folder: Path, library: Path) -> None:
        self.folder = folder
        self.library = library
        self._laid = 0

    def link(self, kind: str, library: Path | None = None) -> VendorLink:
        """A link to the library, of ``sdtapi`` or ``termb``."""
        words = [kind, str(library or self.library), "1001", "4"]
        return VendorLink(own_command(MODULE, *words), {"ZC_DESK": str(self.folder)})

    def place(self, kind: CardKind, card: SimulatedCard | None = None) -> None:
        """Lay a sample card (or another) down."""
        laid = card if card is not None else sample_card(kind)
        self._laid += 1
        self._write("fields", "\n".join(gbk_fields(kind)).encode("gb18030"))
        content = b"%04d" % self._laid + laid.content.text + laid.content.photo + (laid.new_address or b"")
        self._write("card", content)

    def lift(self) -> None:
        """Take the card away."""
        (self.folder / "card").unlink(missing_ok=True)

    def mood(self, word: str) -> None:
        """``crash``, ``hang``, ``print``, a status in hexadecimal, or nothing."""
        self._write("mood", word.encode())

    def unplug(self) -> None:
        """Pull the cable."""
        self._write("unplugged", b"")

    def plug(self) -> None:
        """Put it back."""
        (self.folder / "unplugged").unlink(missing_ok=True)

    def _write(self, name: str, content: bytes) -> None:
        # In one step, as a card is there or not.
        (self.folder / f".{name}").write_bytes(content)
        (self.folder / f".{name}").replace(self.folder / name)


def gbk_fields(kind: CardKind) -> list[str]:
    """What the convenience functions say of a sample card, in the order of the stand-in's getters."""
    fields = SAMPLES[kind]
    foreign = kind in {CardKind.FOREIGNER_2017, CardKind.FOREIGNER_2023}
    birth = fields["birth"]
    return [
        fields["english_name"] if foreign else fields["name"],
        SEXES[fields["sex"]],
        NATIONS.get(fields.get("nation", ""), ""),
        f"{birth[:4]}年{birth[4:6]}月{birth[6:]}日",
        fields.get("address", ""),
        fields["number"],
        fields.get("issuer", ""),
        fields["valid_from"],
        fields["valid_to"],
        "" if kind is CardKind.RESIDENT else kind.value,
        fields.get("pass_number", ""),
        fields.get("issue_count", ""),
        fields["name"],
        fields.get("country", ""),
    ]
