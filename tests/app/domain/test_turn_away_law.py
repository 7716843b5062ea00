"""A D19 cites the 许可法 of a 许可 alone; of anything else who is published as competent, or what the clerk writes."""

from __future__ import annotations

from app.domain.acts_ends import GROUND_LAW, GROUNDS, ground_law


def test_of_a_licence_the_article_of_its_ground_is_cited() -> None:
    assert ground_law("not-here", "样例局", licence=True) == GROUND_LAW["not-here"]
    assert ground_law("not-needed", "样例局", licence=True) == GROUND_LAW["not-needed"]
    assert ground_law("other", "样例局", licence=True) == ""


def test_what_is_no_licence_is_never_turned_away_by_the_licensing_law() -> None:
    for ground in GROUNDS:
        assert "行政许可法" not in ground_law(ground, "样例局", licence=False)
    assert "样例局" in ground_law("not-here", "样例局", licence=False)
    assert ground_law("not-here", "", licence=False) == "", "nobody is named whom nobody knows"
