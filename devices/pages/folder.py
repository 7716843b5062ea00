"""A folder into which a vendor's program or a network scanner puts pages: they are taken when they are whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.errors import Cancelled, DeviceError
from app.ports.equipment import ScanWish

from .. import codes

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".pnm", ".ppm", ".pgm", ".heic", ".heif"})
"""Names of pictures; a telephone's HEIC is handed on to be refused in words, and stays where it lies."""
LARGEST = 64 * 1024 * 1024


class WatchedFolder:
    """``app.ports.equipment.PageScanner``: ``scan`` takes what lies there now, oldest first, and deletes it there.

    A file counts as whole when its size has not changed between two looks. What is no picture, or too large, stays.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sizes: dict[Path, tuple[int, int]] = {}

    def check(self) -> None:
        """DeviceError PAGES_ABSENT (``reopen``) when the folder is not there, NO_PERMISSION when it cannot be read."""
        try:
            next(self._folder.iterdir(), None)
        except PermissionError as error:
            raise DeviceError(codes.NO_PERMISSION, "reopen") from error
        except OSError as error:
            raise DeviceError(codes.PAGES_ABSENT, "reopen", type(error).__name__) from error

    def waiting(self) -> list[Path]:
        """Whole pictures in the folder, oldest first; a look, to be repeated after a moment."""
        self.check()
        seen: dict[Path, tuple[int, int]] = {}
        for path in self._folder.iterdir():
            # A link could lead anywhere.
            if path.suffix.lower() in PICTURES and path.is_file() and not path.is_symlink():
                facts = path.stat()
                seen[path] = (facts.st_size, facts.st_mtime_ns)
        whole = [
            path for path, facts in seen.items() if self._sizes.get(path) == facts and 0 < facts[0] <= LARGEST
        ]
        self._sizes = seen
        return sorted(whole, key=lambda path: (seen[path][1], path.name))

    def scan(
        self,
        wish: ScanWish,
        on_page: Callable[[bytes], None],
        on_progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> int:
        """See ``app.ports.equipment.PageScanner``; DeviceError NO_PAPER (``again``) when nothing lies there."""
        found = self.waiting()[: wish.most_pages]
        for number, path in enumerate(found, start=1):
            if cancelled():
                raise Cancelled
            on_page(path.read_bytes())
            path.unlink()
            on_progress(number / len(found))
        if not found:
            raise DeviceError(codes.NO_PAPER, "again")
        return len(found)
