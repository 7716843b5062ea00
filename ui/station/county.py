"""The county in a helper's words: what a clerk's sentence says of her window and of the department that decides."""

from __future__ import annotations

from ui.theme import t

_SWAPPED = ("window", "held", "passed", "department")
"""What stands in the sentences of the window, the longer before what it holds."""


def county_words(sentence: str) -> str:
    """A sentence of the window as it is said at a station: who only takes in passes everything to the county, where
    the department sits that decides (收受分离, S3 一(二)).
    """
    for name in _SWAPPED:
        sentence = sentence.replace(t(f"station.at_county.{name}"), t(f"station.at_county.{name}_here"))
    return sentence
