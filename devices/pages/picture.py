"""What is done to scanned pages: straighten, crop, leave out blank ones, split at separators, make one PDF.

Pure: pictures in, pictures or a PDF out. Pillow only; separators are read with zxing-cpp where it is installed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from PIL import Image, ImageOps, UnidentifiedImageError

from app.domain.codes import SEPARATOR
from app.values import dataclass

MOST_PIXELS = 85_000_000
MOST_PAGES = 300
# Sizes of the small copies on which is measured; small enough to be quick, large enough to see a line of text.
SKEW_SIDE, CROP_SIDE, INK_SIDE = 480, 400, 600
DARK = 140
LARGEST_SKEW = 8.0
BLANK_SHARE = 0.0008
EDGE_SHARE = 0.03
QUALITIES = (82, 70, 58, 45, 35)


class PictureError(ValueError):
    """A file is no picture, or too large; ``code`` is ``unreadable``, ``too-large``, ``too-many`` or ``no-fit``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def load(data: bytes) -> Image.Image:
    """A picture, turned as its camera says; PictureError for anything else."""
    try:
        picture = Image.open(io.BytesIO(data))
        if picture.width * picture.height > MOST_PIXELS:
            raise PictureError("too-large")
        picture.load()
        return ImageOps.exif_transpose(picture).convert("L" if picture.mode in {"1", "L", "I;16"} else "RGB")
    except PictureError:
        raise
    except Image.DecompressionBombError as error:
        raise PictureError("too-large") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PictureError("unreadable") from error


def _ink(picture: Image.Image, side: int) -> Image.Image:
    """Dark marks as white on black, on a small copy."""
    small = picture.convert("L")
    small.thumbnail((side, side), Image.Resampling.BOX)
    return small.point([255 if value < DARK else 0 for value in range(256)])


def skew(picture: Image.Image) -> float:
    """Degrees by which lines of text lean, counter-clockwise positive; 0 when there is nothing to tell by."""
    ink = _ink(picture, SKEW_SIDE)
    if ink.getbbox() is None:
        return 0.0

    def sharpness(degrees: float) -> float:
        turned = ink.rotate(-degrees, Image.Resampling.NEAREST)
        rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
        return float(sum((a - b) ** 2 for a, b in pairwise(rows)))

    best, span = 0.0, LARGEST_SKEW
    for step in (1.0, 0.25, 0.1):
        angles = [best + number * step for number in range(-round(span / step), round(span / step) + 1)]
        best = max(angles, key=lambda angle: (sharpness(angle), -abs(angle)))
        span = step
    return best if sharpness(best) > 1.05 * sharpness(0.0) else 0.0


def straighten(picture: Image.Image) -> Image.Image:
    """The page with its lines level; what turning uncovers is white."""
    degrees = skew(picture)
    if abs(degrees) < 0.15:
        return picture
    white = 255 if picture.mode == "L" else (255, 255, 255)
    return picture.rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=white)


def crop(picture: Image.Image) -> Image.Image:
    """The sheet without the dark ground around it; as it is when the ground is not dark, or no sheet is found."""
    small = picture.convert("L")
    small.thumbnail((CROP_SIDE, CROP_SIDE), Image.Resampling.BOX)
    corners = [small.getpixel((x, y)) for x in (0, small.width - 1) for y in (0, small.height - 1)]
    if sum(1 for value in corners if isinstance(value, int | float) and value < 110) < 3:
        return picture
    box = small.point([255 if value >= 150 else 0 for value in range(256)]).getbbox()
    if box is None or (box[2] - box[0]) * (box[3] - box[1]) < 0.05 * small.width * small.height:
        return picture
    scale = picture.width / small.width
    left, top, right, bottom = (round(edge * scale) for edge in box)
    return picture.crop((left, top, min(right, picture.width), min(bottom, picture.height)))


def is_blank(picture: Image.Image) -> bool:
    """Whether a page carries next to no ink, edges and single specks left out."""
    ink = _ink(picture, INK_SIDE)
    edge_x, edge_y = round(ink.width * EDGE_SHARE), round(ink.height * EDGE_SHARE)
    inner = ink.crop((edge_x, edge_y, ink.width - edge_x, ink.height - edge_y))
    return inner.histogram()[255] < BLANK_SHARE * inner.width * inner.height


def read_codes(picture: Image.Image) -> list[str]:
    """Texts of the codes on a page; none where zxing-cpp is not installed."""
    try:
        import zxingcpp
    except ImportError:
        return []
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@dataclass(frozen=True)
class Bundle:
    """Pages that belong together; ``label`` is what followed the separator's mark, empty before the first.

    ``mark`` is that separator.
    """

    label: str
    pages: tuple[Image.Image, ...]
    mark: Image.Image | None = None


def split(
    pages: Iterable[Image.Image], codes_of: Callable[[Image.Image], Sequence[str]] = read_codes
) -> list[Bundle]:
    """Cut a pile at its separator sheets (a code that begins with ``ZC-SEPARATOR``), which are left out themselves."""
    bundles: list[tuple[str, Image.Image | None, list[Image.Image]]] = [("", None, [])]
    for page in pages:
        marks = [text for text in codes_of(page) if text.startswith(SEPARATOR)]
        if marks:
            bundles.append((marks[0].removeprefix(SEPARATOR).strip(": "), page, []))
        else:
            bundles[-1][2].append(page)
    return [Bundle(label, tuple(kept), mark) for label, mark, kept in bundles if kept]


def finish(data: Sequence[bytes], *, keep_blank: bool = False) -> list[Image.Image]:
    """Pages cropped, level, and without the blank ones. PictureError for what is no picture, or too many of them."""
    if len(data) > MOST_PAGES:
        raise PictureError("too-many")
    pages = [straighten(crop(load(page))) for page in data]
    return pages if keep_blank else [page for page in pages if not is_blank(page)]


def to_pdf(pages: Sequence[Image.Image], dpi: int, most_bytes: int) -> bytes:
    """One PDF of all pages, of the best quality that fits into ``most_bytes``; PictureError ``no-fit`` when none."""
    if not pages:
        raise PictureError("unreadable")
    for quality in QUALITIES:
        out = io.BytesIO()
        pages[0].save(
            out, "PDF", save_all=True, append_images=list(pages[1:]), resolution=float(dpi), quality=quality
        )
        if out.tell() <= most_bytes:
            return out.getvalue()
    raise PictureError("no-fit")
