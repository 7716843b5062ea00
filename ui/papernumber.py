"""A number as a person says, types or scans it, made into what the index keeps. No Qt."""

from __future__ import annotations

import re

_SAID = re.compile(r"[A-Za-z]\d{2}-?\d{1,6}")
_BARCODE = re.compile(r"[A-Z]{2}\d{2}([A-Z]\d{2}\d{6})")
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def kept_form(text: str) -> str:
    """What to look for. The short number that stands on every screen (D07-000123) is kept without its hyphen; a barcode
    of ours (``LN26D07000123``, ``YL26…`` in rehearsal) begins with place and year, which the short code of a paper does
    not have; full-width letters of an input method become plain ones.
    """
    plain = text.strip().translate(_PLAIN)
    upper = plain.upper().replace("-", "") if _SAID.fullmatch(plain) else plain.upper()
    found = _BARCODE.fullmatch(upper)
    return found.group(1) if found else upper
