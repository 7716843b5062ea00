"""A province under pressure: all that its interface allows and more, cursors against many writers, halls on bad lines.

Each suite writes what it did as JSON, and has a control that must be caught.
"""

from __future__ import annotations

import json
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psutil
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from sqlalchemy import Connection, Engine, create_engine, text

from sync.platform.database import open_database
from sync.platform.main import main
from sync.platform.relay import RELAY_TURN
from sync.platform.report import digest_report, verify
from sync.platform.staff import decide
from sync.platform.turns import TRIED
from sync.wire.answering import check_answer
from sync.wire.signing import Asked, SignatureError, verifier_for
from tests.faults import invariants
from tests.faults.report import ROOT, report, seeds, share
from tests.needs import cannot
from tests.sync.faultproxy import always
from tests.sync.postgres import database_of, server, why_not
from tests.sync.support import Province, Window
from tests.sync.test_hall import TwoHops, over_bad_lines, step
from tests.sync.test_migrate import killed_at
from tests.sync.test_postgres import counter, sequence


@pytest.fixture(scope="module")
def province() -> Iterator[Province]:
    with tempfile.TemporaryDirectory() as folder:
        made = Province.start(Path(folder) / "platform.db")
        yield made
        assert made.stop() == 0
        assert invariants.sound_platform(made.db) == []


def faults_of(province: Province, case: Any, answer: Any) -> list[str]:
    """What is wrong with an answer: not as published, not signed, or a failure of the platform itself."""
    found: list[str] = []
    kinds = schemathesis.checks.CHECKS
    names = (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    )
    try:
        case.validate_response(answer, checks=[kinds.get_one(name) for name in names])
    except BaseException as error:
        found.append(f"{case.method} {case.path}: {error}"[:500])
    asked = answer.request
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    url = urlsplit(asked.url)
    headers = {name.lower(): values[0] for name, values in answer.headers.items()}
    digest = asked.headers.get("Content-Digest", "")
    said = Asked(asked.method, url.path, url.query, asked.headers.get("Zc-Nonce", ""), str(digest))
    try:
        check_answer(verifier_for(province.key), answer.status_code, headers, answer.content, said)
    except SignatureError as error:
        found.append(f"{case.method} {case.path}: {error} ({len(body)} bytes)")
    return found


def test_everything_the_interface_allows_and_more_is_answered_as_published_and_signed(
    province: Province,
) -> None:
    schema = schemathesis.openapi.from_dict(json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8")))
    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    examples = share(12, 1000)
    last: dict[str, Any] = {}
    for operation in (found.ok() for found in schema.get_all_operations()):
        for mode in modes:
            ask_all(province, operation, mode, examples, (seen, wrong, last))
    # The control: the answer of one call is no answer to another, and one with a byte changed is not signed.
    case, answer = last["GET /v1/hello"]
    other = last["POST /v1/reconcile/ranges"][0]
    caught = [bool(faults_of(province, other, answer))]
    answer.content = answer.content[:-1] + b" "
    caught.append(bool(faults_of(province, case, answer)))
    report(
        "openapi",
        {"requests": sum(seen.values()), "answers": dict(seen), "wrong": wrong[:20], "caught": caught},
    )
    assert not wrong, "\n".join(wrong[:10])
    assert all(caught)


def ask_all(
    province: Province,
    operation: Any,
    mode: Any,
    examples: int,
    kept: tuple[Counter[str], list[str], dict[str, Any]],
) -> None:
    """Ask one call in so many ways. Some calls cannot be asked wrongly at all."""
    seen, wrong, last = kept
    headers = {"Authorization": f"Bearer {province.token}", "Zc-Nonce": "n"}

    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(base_url=province.url, headers=headers)
        seen[f"{operation.label} {answer.status_code}"] += 1
        wrong.extend(faults_of(province, case, answer))
        if answer.status_code == 200:
            last[operation.label] = (case, answer)

    with suppress(schemathesis.errors.SchemathesisError, Unsatisfiable):
        ask()


def need_postgres() -> None:
    if reason := why_not():
        cannot(reason)


def test_a_cursor_passes_nothing_while_many_write_and_a_sequence_does() -> None:
    need_postgres()
    transactions = share(400, 40_000)
    with server() as url:
        opened = open_database(url)
        try:
            ours = missed(opened.engine, counter, transactions)
            control = missed(opened.engine, sequence, min(transactions, 2000))
        finally:
            opened.close()
    report(
        "cursor-race",
        {"transactions": transactions, "lost": ours, "caught": control > 0, "control lost": control},
    )
    assert ours == 0
    assert control > 0, "the control must lose rows, or nothing was raced"


def missed(engine: Engine, take_position: Callable[[Connection, str], int], transactions: int) -> int:
    """How many rows a reader with a cursor never saw while four writers wrote, some of them slowly."""
    name = f"race{uuid4().hex[:8]}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {name} (position BIGINT PRIMARY KEY)"))
        connection.execute(text(f"CREATE SEQUENCE {name}_s"))

    def write(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(transactions // 4):
            with engine.begin() as connection:
                position = take_position(connection, name)
                connection.execute(text("SELECT pg_sleep(:s)"), {"s": chance.choice((0, 0, 0, 0.004))})
                connection.execute(text(f"INSERT INTO {name} VALUES (:p)"), {"p": position})

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(4)]
    seen, cursor = 0, 0
    for thread in threads:
        thread.start()
    while True:
        alive = any(thread.is_alive() for thread in threads)
        with engine.connect() as connection:
            query = text(f"SELECT position FROM {name} WHERE position > :c ORDER BY position")
            rows = list(connection.execute(query, {"c": cursor}).scalars())
        seen, cursor = seen + len(rows), rows[-1] if rows else cursor
        if not alive:
            break
    with engine.connect() as connection:
        there = int(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one())
    return there - seen


def test_halls_on_bad_lines_lose_and_double_nothing(tmp_path: Path) -> None:
    runs = share(2, 60)
    commits = 0
    for seed in seeds(runs):
        folder = tmp_path / str(seed)
        folder.mkdir()
        commits += over_bad_lines(folder, seed + 10, 8)
    report(
        "halls", {"runs": runs, "kills": 2 * runs, "commits": commits, "lost": 0, "doubled": 0, "stuck": 0}
    )


def test_a_hall_with_several_workers_forwards_once_whichever_of_them_dies(tmp_path: Path) -> None:
    """Each round the worker that is speaking with the province is killed in the middle of a request of its."""
    need_postgres()
    rounds, waits = share(2, 40), list[float]()
    with ExitStack() as stack:
        url = database_of(stack.enter_context(server()), "hall")
        hops = TwoHops(tmp_path, url, ("--workers", "3"))
        stack.callback(hops.close)
        windows = [Window() for _ in range(3)]
        for _ in range(rounds):
            gate = threading.Event()

            def held(n: int, gate: threading.Event = gate) -> str:
                gate.wait(60)
                return "pass"

            hops.line.plan = held
            for window in windows:
                window.take_in()
                step(hops, window)
            os.kill(forwarder(url, hops.hall.process.pid), signal.SIGKILL)
            # What it was sending arrives; nobody hears the answer.
            gate.set()
            hops.line.plan = always("pass")
            began = time.monotonic()
            for window in windows:
                hops.until_up(window)
            waits.append(time.monotonic() - began)
        for window in windows:
            step(hops, window)
            assert len(window.foreign) == 2 * rounds
            assert [one.outcome.value for one in hops.said(window).results] == ["applied"] * rounds
        assert max(waits) < 15, "whoever is left takes over, without anybody's help"
        found = verify(str(hops.province.db))
        assert invariants.sound_platform(hops.db) == []
        assert found["ok"] and found["checked"]["commits"] == 3 * rounds
    worst = {"seconds": round(max(waits), 2)}
    report("hall-workers", {"kills": rounds, "lost": 0, "doubled": 0, "stuck": 0, "taken over within": worst})


def forwarder(url: str, parent: int) -> int:
    """The worker that has the turn to speak with the province, once one has it."""
    holds = text(
        "SELECT client_port FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' "
        "AND objsubid = 2 AND CAST(classid AS bigint) = :sort AND CAST(objid AS bigint) = :turn AND granted"
    )
    engine, pause = create_engine(url), threading.Event()
    try:
        for _ in range(400):
            with engine.connect() as connection:
                ports = connection.execute(holds, {"sort": TRIED, "turn": RELAY_TURN}).scalars().all()
            for child in psutil.Process(parent).children():
                with suppress(psutil.Error):
                    if ports and {one.laddr.port for one in child.net_connections()} & set(ports):
                        return child.pid
            pause.wait(0.05)
    finally:
        engine.dispose()
    raise AssertionError("nobody speaks with the province")


def test_a_province_that_came_back_from_a_backup_gets_everything_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Commits come again by themselves; a decision is named by the hall's 对账 until the department makes it again."""
    hops, window = TwoHops(tmp_path), Window()
    decided = window.take_in()
    window.accept(decided)
    step(hops, window)
    hops.until_up(window)
    assert main(["backup", str(tmp_path / "b"), "--db", str(hops.province.db)]) == 0
    lost = window.take_in()
    step(hops, window)
    hops.until_up(window)
    decide(str(hops.province.db), str(decided), "grant")
    wait_for(lambda: digest_report(hops.db)["commits"] == len(window.commits) + 1)
    assert reconciled(hops, capsys) == (0, [])
    hops.province.kill()
    again = str(tmp_path / "again.db")
    assert main(["restore", str(tmp_path / "b"), "--db", again]) == 0
    hops.province = Province.start(tmp_path / "again.db", hops.province.port)
    wait_for(lambda: digest_report(again, window.device)["commits"] == len(window.commits))
    assert reconciled(hops, capsys) == (1, ["act-lost-there"])
    step(hops, window)
    decide(again, str(decided), "grant")
    wait_for(lambda: digest_report(hops.db)["commits"] == len(window.commits) + 2)
    assert reconciled(hops, capsys) == (0, []), "made again, it is off the list"
    assert str(lost) in digest_report(again)["by_case"] and verify(again)["ok"] and verify(hops.db)["ok"]
    hops.close()


def wait_for(look: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(900):
        if look():
            return
        pause.wait(0.1)
    raise AssertionError("it never came to be")


def reconciled(hops: TwoHops, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """What ``platform hall reconcile`` says: its code, and the kinds of what is left."""
    capsys.readouterr()
    code = main(["hall", "reconcile", "--db", hops.db])
    said = json.loads(capsys.readouterr().out)
    return code, [item["kind"] for item in said["account"]["items"]]


@pytest.mark.parametrize(
    "place", ["column", "index", "partners", "halls", "step-1", "before-commit", "after-commit"]
)
def test_killed_at_each_step_of_a_migration_the_old_one_or_the_new_one_is_whole(
    tmp_path: Path, place: str
) -> None:
    killed_at(tmp_path, place)
