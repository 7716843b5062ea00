"""Take a picture of a material in, from a telephone, a camera, a watched folder: the one door of every face."""

from __future__ import annotations

from app.domain.picture import PictureKind, PictureUnfit, bare, kind_of
from app.errors import UserFacingError

_WORDS = {
    "heic": (
        "这张照片是 HEIC 格式，别的电脑打不开",
        "请在手机“设置—相机—格式”里选“兼容性最佳”再拍一张，或者另存为 JPG 再交",
    ),
    "other": ("这个文件不是照片，或者不是认识的格式", "请交 JPG 或 PNG 的照片"),
    "broken": ("这张照片没有收全，打不开", "请重新拍一张，或者再传一次"),
}


def take_picture(content: bytes, *, redrawn: bool = False) -> bytes:
    """The picture without place, device and time (:func:`app.domain.picture.bare`); UserFacingError ZC-PIC-01 (HEIC),
    ZC-PIC-02 (no picture), ZC-PIC-03 (broken).

    ``redrawn``: it is drawn anew for a PDF, so that a TIFF, which is not taken as it is, may come.
    """
    if redrawn and kind_of(content) is PictureKind.TIFF:
        return content
    try:
        return bare(content)
    except PictureUnfit as unfit:
        what, what_next = _WORDS[unfit.why]
        code = {"heic": "ZC-PIC-01", "other": "ZC-PIC-02", "broken": "ZC-PIC-03"}[unfit.why]
        raise UserFacingError(code, what, "别的照片都在，已填写的内容没有改变", what_next) from unfit
