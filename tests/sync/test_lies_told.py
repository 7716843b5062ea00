"""Every lie of a server, from hello to the tombstone: nothing is lost, nothing is believed, and it is said in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.platform import held, ledger, tables
from sync.wire.models import ChangesPage
from sync.wire.signing import ACK_HEADER, SIGNATURE_HEADER, Asked, signer_for
from tests.sync.inside import Hops, Wire
from tests.sync.support import Window
from tests.sync.test_real_store import Desk, received
from ui.line import trouble_of


def changed(where: str, how: Callable[[dict[str, object]], dict[str, object]]) -> Callable[[Asked, int, bytes], bytes]:
    def change(asked: Asked, status: int, content: bytes) -> bytes:
        return json.dumps(how(json.loads(content))).encode() if asked.path.startswith(where) else content

    return change


LIES: dict[str, tuple[Callable[[Wire], None], str]] = {
    "an acknowledgement without its mark": (lambda wire: setattr(wire, "strip", (ACK_HEADER,)), "captive"),
    "an acknowledgement without a signature": (lambda wire: setattr(wire, "strip", (SIGNATURE_HEADER,)), "captive"),
    "more accepted than was sent": (
        lambda wire: setattr(wire, "change", changed("/v1/hello", lambda said: said | {"accepted_through": 999})),
        "bad-signature",
    ),
    "another outcome": (
        lambda wire: setattr(wire, "change", changed("/v1/commands", lambda said: said | {"results": []})),
        "bad-signature",
    ),
    "a case taken back on the way": (
        lambda wire: setattr(wire, "change", changed("/v1/changes", lambda said: said | {"gone": []})),
        "bad-signature",
    ),
    "yesterday's hello": (lambda wire: setattr(wire, "replay", "/v1/hello"), "bad-signature"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_on_the_line_acknowledges_nothing_and_the_operator_reads_what_happened(hops: Hops, name: str) -> None:
    lie, kind = LIES[name]
    window = Window()
    if name.startswith("yesterday"):
        lie(hops.below)  # it keeps the first answer, and gives it again
    window.take_in()
    assert hops.step(window).ok
    window.take_in()
    lie(hops.below)
    results = [hops.step(window) for _ in range(3)]
    assert kind in {one.detail for one in results} and not results[-1].ok
    assert len(window.acks) == (2 if name == "a case taken back on the way" else 1) and len(window.commits) == 2
    said = trouble_of(f"{kind} 7")
    assert said["words"] != trouble_of("nobody-knows 7")["words"] and said["can"].startswith("照常办件")
    hops.below.strip, hops.below.change, hops.below.replay = (), None, ""
    assert hops.step(window).ok and len(window.acks) == 2


def test_a_cursor_from_another_life_brings_everything_anew_and_doubles_nothing(hops: Hops) -> None:
    writer, reader = Window(), Window()
    case = writer.take_in()
    assert hops.step(writer, hops.province).ok
    reader.write(case, ("paper_out", {}))
    assert hops.step(reader, hops.province).ok and len(reader.foreign) == 1
    epoch, _, rest = reader.at.partition(".")
    for lie in (f"{'0' * len(epoch)}.{rest}", f"{epoch}.999.{'0' * 16}", f"{epoch}.x", "🂡", "a" * 200):
        reader.at = lie
        assert hops.step(reader, hops.province).ok, lie
        assert len(reader.foreign) == 1 and reader.at.startswith(f"{epoch}.")


def test_a_platform_that_says_it_has_what_it_has_not_is_looked_through(hops: Hops) -> None:
    """``accepted_through`` in a signed hello is a hint: each commit leaves the outbox by its own receipt only.

    The platform cannot prove where the commit belongs, says so in the receipt, and keeps it until its head is right.
    """
    window = Window()
    window.take_in()
    with hops.province.database.write() as connection:
        row = {"device": window.device, "epoch": 1, "seq": 7, "hash": "0" * 64}
        connection.execute(tables.heads.insert().values(**row))
    hops.step(window, hops.province)
    assert '"position":0' in window.acks[1].receipt.replace("\\", ""), "the receipt does not say it is in the log"
    with hops.province.database.read() as connection:
        (kept,) = held.waiting(connection)
    assert (kept.sender.device, kept.command.seq) == (window.device, 1)
    with hops.province.database.write() as connection:
        connection.execute(tables.heads.delete())
    window.take_in()
    while len(window.acks) < 2 or '"position":0' in window.acks[1].receipt.replace("\\", ""):
        assert hops.step(window, hops.province).server
    with hops.province.database.read() as connection:
        assert held.waiting(connection) == []


def test_a_page_that_is_half_a_lie_changes_nothing_at_all(hops: Hops, tmp_path: Path) -> None:
    (tmp_path / "window").mkdir()
    desk = Desk(tmp_path / "window")
    other, case = Window(), desk.take_in()
    line = hops.at(desk, hops.province)
    loop = desk.loop(line)
    assert loop.run_once().ok
    other.write(case, ("paper_out", {}))
    assert hops.step(other, hops.province).ok
    real = line._transport.get

    def lying(model: type, *more: object) -> object:
        page = real(model, *more)  # type: ignore[arg-type, type-var]
        if model is not ChangesPage:
            return page
        bent = [one.model_copy(update={"body": one.body + " "}) for one in page.commits]
        return page.model_copy(update={"commits": bent})

    line._transport.get = lying  # type: ignore[method-assign, assignment]
    before = desk.inbox.cursor()
    desk.write(case, received())
    assert loop.run_once().detail == "garbage" and desk.inbox.cursor() == before
    assert "没有采信" in trouble_of("garbage 7")["words"]
    line._transport.get = real  # type: ignore[method-assign]
    assert loop.run_once().ok and desk.inbox.cursor() != before
    desk.database.close()


def test_an_acknowledgement_whose_receipt_another_signed_acknowledges_nothing_and_says_so(
    hops: Hops, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is the province's, whole and signed; what stands in it is not worth the paper."""
    window = Window()
    window.take_in()
    stranger = signer_for("ed25519", b"7" * 32)
    honest = ledger.issue
    monkeypatch.setattr(ledger, "issue", lambda _signer, statements: honest(stranger, statements))
    result = hops.step(window, hops.province)
    assert (result.state, result.detail, result.pushed) == ("wrong", "bad-receipt", 0) and not window.acks
    assert "仍算待传" in trouble_of("bad-receipt 7")["words"]
