"""The province's catalogue through a hall: checked there, unchanged at the windows, and never another's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import delete

from app.errors import LineError
from app.ports.catalogue import EditionRefused
from sync.platform import tables
from sync.platform.catalogue import publish
from sync.platform.hall_catalogue import REFUSED, HallCatalogue
from sync.platform.rebirth import get
from sync.platform.upstream_line import UpstreamError
from sync.wire.catalogue import Manifest, ManifestAnswer, RowsPage, read_manifest, sign_manifest
from sync.wire.signing import Asked, Ed25519Signer, verifier_for
from tests.sync.inside import NOW, Hops
from tests.sync.support import Window
from tests.sync.test_catalogue import FOOD, NURSE, THIRD, Place, place, renamed, row

__all__ = ["place"]


def fetch(hops: Hops) -> str:
    """The hall looks at the province's catalogue now; gives why it was refused."""
    hops.hall.time.at += 3600
    hops.hall.relay._fetch_catalogue()
    with hops.hall.database.read() as connection:
        return get(connection, REFUSED) or ""


def test_windows_get_the_provinces_catalogue_as_it_was_signed_also_without_its_line(hops: Hops, place: Place) -> None:
    publish(hops.province.database, "2026-11", dict([row(FOOD), row(NURSE)]), NOW)
    assert fetch(hops) == ""
    hops.above.up = False
    place.step(hops.at(Window()))
    assert place.names() == {FOOD.item.name, NURSE.item.name}
    hops.above.up = True
    changed = renamed(NURSE, "护士执业注册（首次）", "2027")
    publish(hops.province.database, "2026-12", dict([row(changed), row(THIRD)]), NOW + 1)
    assert fetch(hops) == ""
    place.time.at += 3600
    place.step(hops.at(Window()))
    assert place.names() == {changed.item.name, THIRD.item.name}
    with hops.hall.database.read() as connection:
        there = connection.execute(tables.catalogue_bodies.select()).all()
    assert len(there) == 4, "what did not change was not fetched twice"


def test_a_window_believes_the_province_and_no_hall(hops: Hops, place: Place) -> None:
    publish(hops.hall.database, "own", dict([row(FOOD)]), NOW)
    with pytest.raises(EditionRefused, match="signature"):
        hops.at(Window()).edition()
    place.step(hops.at(Window()))
    assert place.names() == set() and place.shelf.words(NOW).problem == "signature"


@dataclass
class Lies:
    """A province whose answers are changed on the way into the hall, as one with the right door key could."""

    hops: Hops
    manifest: ManifestAnswer | None = None
    body: str = ""
    pages: int = 0
    cut_at: int = 10**6

    def catalogue(self) -> HallCatalogue:
        line = self.hops.hall.relay._line
        real_manifest, real_rows = line.manifest, line.rows

        def rows(version: str, base: str, after: str) -> RowsPage:
            self.pages += 1
            if self.pages > self.cut_at:
                raise UpstreamError("down")
            page = real_rows(version, base, after)
            if not self.body:
                return page
            first = page.rows[0].model_copy(update={"body": self.body})
            return page.model_copy(update={"rows": [first, *page.rows[1:]]})

        line.manifest = lambda: self.manifest or real_manifest()  # type: ignore[method-assign]
        line.rows = rows  # type: ignore[method-assign]
        key = verifier_for(self.hops.province.key)
        return HallCatalogue(self.hops.hall.database, line, key, every_s=0.0)


def forged(hops: Hops) -> ManifestAnswer:
    fresh = Manifest(version="x", serial=NOW + 9, issued_ms=NOW, rows=1, digest="0" * 64)
    return sign_manifest(Ed25519Signer(bytes(32)), fresh)


def old(hops: Hops) -> ManifestAnswer:
    return sign_manifest(
        hops.province.database.signer,
        Manifest(version="2020", serial=1, issued_ms=NOW, rows=0, digest="0" * 64),
    )


def wrong(hops: Hops) -> ManifestAnswer:
    answer = hops.at(Window(), hops.province)._transport.get(ManifestAnswer, "/v1/catalogue/manifest", {})
    known = read_manifest(verifier_for(hops.province.key), answer)
    assert known is not None
    return sign_manifest(hops.province.database.signer, known.model_copy(update={"digest": "1" * 64}))


@pytest.mark.parametrize(
    ("make", "body", "code"),
    [
        (forged, "", "signature"),
        (old, "", "downgrade"),
        (wrong, "", "digest 2026-12"),
        (None, "{}", "digest 2026-12"),
    ],
)
def test_a_catalogue_that_lies_leaves_the_one_in_force_and_is_named(
    hops: Hops, place: Place, make: Any, body: str, code: str
) -> None:
    publish(hops.province.database, "2026-11", dict([row(FOOD)]), NOW)
    assert fetch(hops) == ""
    publish(hops.province.database, "2026-12", dict([row(FOOD), row(THIRD)]), NOW + 1)
    catalogue = Lies(hops, make(hops) if make else None, body).catalogue()
    for _ in range(3):
        catalogue.step()
    with hops.hall.database.read() as connection:
        assert (get(connection, REFUSED) or "").startswith(code)
    place.step(hops.at(Window()))
    assert place.names() == {FOOD.item.name}
    with hops.hall.database.read() as connection:
        versions = connection.execute(tables.catalogue_versions.select()).all()
    assert [one.version for one in versions] == ["2026-11"]


def test_a_line_that_breaks_goes_on_where_it_was_and_half_a_catalogue_is_never_served(
    hops: Hops, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.platform.catalogue._PAGE_BYTES", 1)
    publish(hops.province.database, "2026-11", dict([row(FOOD), row(NURSE), row(THIRD)]), NOW)
    lies = Lies(hops, cut_at=2)
    catalogue = lies.catalogue()
    with pytest.raises(UpstreamError):
        catalogue.step()
    place.step(hops.at(Window()))
    assert place.names() == set()
    with pytest.raises(LineError, match="not-found"):
        hops.at(Window()).edition_page("2026-11", "", "")
    lies.cut_at = 10**6
    hops.hall.again()
    assert fetch(hops) == ""
    assert lies.pages == 3, "cut at the third page; what had come was kept"
    place.time.at += 3600
    place.step(hops.at(Window()))
    assert len(place.names()) == 3


def test_a_province_that_forgot_the_version_in_force_is_asked_for_all_of_the_new_one(hops: Hops, place: Place) -> None:
    publish(hops.province.database, "2026-11", dict([row(FOOD), row(NURSE)]), NOW)
    assert fetch(hops) == ""
    with hops.province.database.write() as connection:
        for table in (tables.catalogue_versions, tables.catalogue_rows):
            connection.execute(delete(table))
    publish(hops.province.database, "2026-12", dict([row(NURSE), row(THIRD)]), NOW + 1)
    assert fetch(hops) == ""
    place.step(hops.at(Window()))
    assert place.names() == {NURSE.item.name, THIRD.item.name}


def test_an_answer_for_another_question_is_no_catalogue(hops: Hops) -> None:
    publish(hops.province.database, "2026-11", dict([row(FOOD)]), NOW)

    def swapped(asked: Asked, status: int, content: bytes) -> bytes:
        said = json.loads(content)
        return json.dumps(said | {"version": "2026-12"}).encode() if "rows" in said else content

    hops.above.change = swapped
    with pytest.raises(UpstreamError, match="bad-signature"):
        fetch(hops)
