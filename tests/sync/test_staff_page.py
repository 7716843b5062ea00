"""The page of the people behind the platform: nobody gets in who should not, and what is done there is done."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

import pytest
import requests
from argon2 import PasswordHasher

from sync.platform import routes_kiosk
from sync.platform.database import open_database
from sync.platform.device_halls import stand_for
from sync.platform.partner_desk import open_desk
from sync.platform.report import list_cases, verify
from sync.platform.staff_acts import acts
from sync.platform.staff_html import Markup, tag
from sync.platform.staff_login import LoginError, StaffDoor
from sync.wire.kiosk import SignOfLife, Stand
from sync.wire.problems import ProblemError
from tests.sync.support import ROOT, Window, received, started
from tests.sync.test_staff import submit

PASSWORD = "correct horse 1900"


class Page:
    """The page in a process of its own, and a browser that does as it is told."""

    def __init__(self, db: Path) -> None:
        command = [sys.executable, "-m", "sync.platform"]
        added = subprocess.run(
            [*command, "staff", "B07", "赵<科员>", "--db", str(db)], input=PASSWORD, text=True, cwd=ROOT, check=True,
            capture_output=True,
        )  # fmt: skip
        assert json.loads(added.stdout) == {"staff": "B07"}
        self.process = started(["desk", "--db", str(db), "--host", "desk.internal"])
        assert self.process.stdout is not None
        self.url = json.loads(self.process.stdout.readline())["url"].rstrip("/")
        self.session = requests.Session()
        self.session.trust_env = False

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.session.get(self.url + path, headers=headers, timeout=60, allow_redirects=False)

    def post(self, path: str, data: dict[str, str], **headers: str) -> requests.Response:
        sent = {"Origin": self.url} | headers
        return self.session.post(self.url + path, data, headers=sent, timeout=60, allow_redirects=False)

    def log_in(self, password: str = PASSWORD) -> requests.Response:
        return self.post("/login", {"number": "B07", "password": password})

    def token(self) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.get("/").text)
        assert found
        return found[1]

    def close(self) -> None:
        self.session.close()
        self.process.terminate()
        self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()


def begin(db: Path) -> UUID:
    window = Window()
    case = window.take_in()
    window.accept(case)
    window.write(
        case, ("paper_issued", {"document_id": str(case), "kind": "D03", "number": f"受{case.hex[:6]}"})
    )
    submit(db, window)
    return case


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk") / "p.db"


@pytest.fixture(scope="module")
def page(place: Path) -> Iterator[Page]:
    open_database(str(place)).close()
    made = Page(place)
    yield made
    made.close()


def test_without_a_login_there_is_nothing_but_the_login(page: Page) -> None:
    page.session.cookies.clear()
    for path in ("/", "/asks", "/registers", "/tickets", "/accounts", "/terminals", "/devices", "/case/x"):
        answer = page.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login"), path
    for path in ("/case/x/act", "/asks/x", "/registers", "/held", "/terminals", "/devices"):
        assert page.post(path, {}).headers["location"] == "/login"
    assert page.log_in("wrong").status_code == 403
    page.session.cookies.set("zc_staff", "4230373a.9999999999999.aa." + "0" * 64)
    assert page.get("/").status_code == 303, "a made-up cookie"


def test_the_department_decides_on_the_page_and_it_stands_in_the_log(page: Page, place: Path) -> None:
    case = begin(place)
    assert page.log_in().status_code == 303
    assert "食品经营许可" in page.get("/").text
    shown = page.get(f"/case/{case}").text
    assert "准予" in shown or acts()["grant"].words in shown
    data = {"action": "grant", "csrf": page.token(), "validity": "5年", "results": "许可证\n副本"}
    done = page.post(f"/case/{case}/act", data)
    assert done.status_code == 303, done.text
    assert "已决定（准予）" in page.get(done.headers["location"]).text
    row = next(row for row in list_cases(str(place)) if row["case"] == str(case))
    assert row["stage"] == "granted" and verify(str(place))["ok"]
    again = page.post(f"/case/{case}/act", data)
    assert again.status_code == 409 and "数据没有改动" in again.text


def test_the_department_reads_that_it_was_silent_before_it_counts_a_limit_from_today(page: Page, place: Path) -> None:
    window, silent, asked = Window(), uuid4(), uuid4()
    late = received() | {"received_on": "2026-01-05", "notice_due": "2026-01-12", "deemed_after": "2026-01-12"}
    window.write(silent, ("received", late), ("transferred", {}))
    window.write(asked, ("received", late | {"deemed_after": None}), ("transferred", {}))
    submit(place, window)
    page.log_in()
    assert "自收件之日（2026-01-05）起算" in page.get(f"/case/{silent}").text
    assert "自收件之日" not in page.get(f"/case/{asked}").text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"csrf": ""}, 403),
        ({"csrf": "0" * 64}, 403),
        ({"Origin": "http://evil.invalid"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Host": "rebound.invalid", "Origin": "http://rebound.invalid"}, 403),
    ],
)
def test_a_forged_request_changes_nothing(
    page: Page, place: Path, change: dict[str, str], status: int
) -> None:
    case = begin(place)
    page.log_in()
    data = {"action": "grant", "csrf": change.get("csrf", page.token())}
    headers = {name: value for name, value in change.items() if name != "csrf"}
    assert page.post(f"/case/{case}/act", data, **headers).status_code == status
    assert next(row for row in list_cases(str(place)) if row["case"] == str(case))["stage"] == "accepted"


def test_what_citizens_and_clerks_typed_is_text_and_never_markup(page: Page, place: Path) -> None:
    evil = "<script>alert(1)</script>\"'&"
    window = Window()
    of = window.take_in(evil)
    window.accept(of)
    submit(place, window)
    page.log_in()
    for path in ("/?all=1", f"/case/{of}", "/?q=%3Cscript%3E", f"/case/{of}?done=%3Cb%3Ex", "/case/%3Cb%3E"):
        text = page.get(path).text
        assert "<script>" not in text and "<b>x" not in text and "赵<科员>" not in text, path
    assert "&lt;script&gt;" in page.get("/?all=1").text
    assert tag("p", "<", Markup("<i>"), title='"') == '<p title="&quot;">&lt;<i></p>'


def test_the_pages_may_not_be_framed_kept_or_run_scripts(page: Page) -> None:
    page.log_in()
    headers = page.get("/").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "script" not in policy
    assert headers["cache-control"] == "no-store" and headers["x-content-type-options"] == "nosniff"
    cookie = page.log_in().headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie


def test_the_page_works_in_a_browser_and_behind_the_proxy_it_was_told_of(page: Page) -> None:
    assert page.get("/login").headers["referrer-policy"] == "same-origin", "or a form says Origin: null"
    assert "secure" not in page.log_in().headers["set-cookie"].lower()
    words = {"number": "B07", "password": PASSWORD}
    behind = page.post("/login", words, Host="desk.internal", Origin="https://desk.internal")
    assert behind.status_code == 303 and "; secure" in behind.headers["set-cookie"].lower()
    other = page.post("/login", words, Host="other.internal", Origin="https://other.internal")
    assert other.status_code == 403
    page.session.cookies.clear()


def test_who_keeps_the_terminals_sees_who_calls_and_signs_that_she_goes(page: Page, place: Path) -> None:
    """A call that is in a list nobody opens is answered by nobody."""
    beat = {"at_ms": 1, "phase": "active", "faults": ["reader"], "calls": ["help"], "called_ms": {"help": 1}}
    database = open_database(str(place))
    with closing(database), database.write() as connection:
        routes_kiosk._note(connection, "K01", SignOfLife.model_validate(beat), int(time.time() * 1000))
    page.log_in()
    text = page.get("/terminals").text
    assert "群众呼叫，没有人回应" in text and "读卡器坏" in text and "有人在办" in text
    assert 'http-equiv="refresh"' in text, "it comes by itself"
    assert 'name="seen" value="help=1"' in text
    go = {"csrf": page.token(), "device": "K01", "seen": "help=1"}
    page.post("/terminals", go)
    text = page.get("/terminals").text
    assert "群众呼叫，没有人回应" not in text and "B07 已回应" in text, "and who goes is known"
    row = next(each for each in routes_kiosk.watch(str(place), 1) if each["device"] == "K01")
    assert row["calls"] == []
    gone = page.post("/terminals", go)
    assert gone.status_code == 409 and "没有签上" in gone.text, "nobody believes that she signed when she did not"


def test_a_call_that_came_after_she_looked_is_not_signed_unread(page: Page, place: Path) -> None:
    """Whoever calls now would read that somebody comes, and nobody knows of her."""
    beat = {"at_ms": 1, "phase": "active", "calls": ["help"], "called_ms": {"help": 1}}
    now = int(time.time() * 1000)
    later = beat | {"calls": ["help", "pad"], "called_ms": {"help": 2, "pad": 2}}
    database = open_database(str(place))
    with closing(database), database.write() as connection:
        for sign in (beat, later):
            routes_kiosk._note(connection, "K02", SignOfLife.model_validate(sign), now)
    page.log_in()
    given = {"csrf": page.token(), "device": "K02", "seen": "help=1"}
    answer = page.post("/terminals", given)
    assert answer.status_code == 409 and "又有人呼叫" in answer.text
    row = next(each for each in routes_kiosk.watch(str(place), now) if each["device"] == "K02")
    assert row["calls"] == ["help", "pad"]
    page.post("/terminals", given | {"seen": "help=2"})
    row = next(each for each in routes_kiosk.watch(str(place), now) if each["device"] == "K02")
    assert row["calls"] == ["pad"], "what she read is signed, and nothing else"
    page.post("/terminals", given | {"seen": "pad=2"})


def test_the_keeper_reads_which_devices_name_another_hall_and_says_where_they_stand(page: Page, place: Path) -> None:
    here, there = Stand(region="210106", hall="铁西大厅"), Stand(region="210102", hall="<和平>大厅")
    with closing(open_database(str(place))) as database:
        stand_for(database, "W-01", here, 1)
        stand_for(database, "W-02", here, 1)
        with pytest.raises(ProblemError):
            stand_for(database, "W-01", there, 2)
    page.log_in()
    text = page.get("/devices").text
    assert text.index("W-01") < text.index("W-02") and "210102 &lt;和平&gt;大厅" in text and "收不到" in text
    assert "W-02" not in page.get("/devices?q=W-01").text
    given = {"csrf": page.token(), "device": "W-01", "region": "210102", "hall": "<和平>大厅"}
    assert page.post("/devices", given | {"region": "9"}).status_code == 409
    assert page.post("/devices", given).headers["location"] == "/devices"
    text = page.get("/devices?q=W-01").text
    assert "收不到" not in text and "更改记录" in text and "（B07）" in text
    named = {"csrf": page.token(), "region": "210106", "hall": "铁西大厅", "to": "铁西政务大厅"}
    assert page.post("/devices", named).status_code == 303
    assert "（改名前 铁西大厅）" in page.get("/devices?q=W-02").text


def test_the_keeper_lets_newcomers_wait_for_her_word_and_confirms_them_by_one_button(tmp_path: Path) -> None:
    """On a platform of its own: she counts who is new."""
    here = Stand(region="210106", hall="铁西大厅")
    db = tmp_path / "p.db"
    with closing(open_database(str(db))) as database, closing(Page(db)) as page:
        stand_for(database, "W-01", here, 1)
        page.log_in()
        text = page.get("/devices").text
        assert "1 台是设备自报、没有人确认的" in text and "自己说在哪个大厅，就登记" in text
        mine = {"csrf": page.token()}
        assert page.post("/devices", mine | {"newcomers": "wait"}).status_code == 303
        with pytest.raises(ProblemError):
            stand_for(database, "W-02", here, 2)
        text = page.get("/devices?new=1").text
        assert text.index("W-02") < text.index("W-01") and "等负责人确认" in text and "（B07）" in text
        assert "就登记在" not in text, "from now on that is not so"
        assert "确认它在设备说的大厅" in text and "确认它在登记的大厅" in text
        given = mine | {"region": "210106", "hall": "铁西大厅"}
        assert page.post("/devices", given | {"device": "W-02"}).status_code == 303
        assert stand_for(database, "W-02", here, 3) == here
        assert page.post("/devices", given | {"confirm": "1"}).status_code == 303
        text = page.get("/devices?new=1").text
        assert "W-01" not in text and "没有未确认的设备" in text and "W-01" in page.get("/devices").text
        assert page.post("/devices", mine | {"newcomers": "free"}).status_code == 303


def test_passwords_that_are_tried_at_once_are_each_counted(tmp_path: Path) -> None:
    with closing(open_database(str(tmp_path / "p.db"))) as database:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        door = StaffDoor(database, lambda: 1_000_000, quick)
        door.add("B01", "钱", PASSWORD)
        together = threading.Barrier(5)
        fits, most, inside = door._fits, [0], [0]

        class Slow(PasswordHasher):
            def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                threading.Event().wait(0.05)
                try:
                    return quick.verify(hash, password)
                finally:
                    inside[0] -= 1

        def checked(verifier: str, password: str) -> bool:
            together.wait(60)
            return fits(verifier, password)

        door._hasher, door._fits = Slow(), checked  # type: ignore[method-assign]
        said: list[str] = []

        def attempt() -> None:
            try:
                door.log_in("B01", "wrong")
            except LoginError as error:
                said.append(error.words)

        threads = [threading.Thread(target=attempt) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        door._fits = fits  # type: ignore[method-assign]
        assert len(said) == 5 and most == [1]
        with pytest.raises(LoginError, match="次数太多"):
            door.log_in("B01", PASSWORD)


def test_registers_and_messages_of_partners_are_kept_from_the_page(page: Page, place: Path) -> None:
    case = begin(place)
    page.log_in()
    key = {"id_type": "111", "id_number": "210106190008081160", "outcome": "20", "system": "credit"}
    assert page.post("/registers", key | {"what": "holder", "csrf": page.token()}).status_code == 303
    text = page.get("/registers?system=credit").text
    assert "210106190008081160" not in text, "a list names people by a digest only"
    assert "<td>有较严重不良信用记录</td>" in text
    assert page.get("/registers?system=hotline").status_code == 404
    told = {
        "system": "callback",
        "outcome": "called",
        "data": "result=满意",
        "words": "",
        "csrf": page.token(),
    }
    refused = page.post(f"/case/{case}/tell", told)
    assert refused.status_code in (303, 409)
    assert page.post(f"/case/{case}/tell", told | {"data": "nonsense"}).status_code == 409


def booked(place: Path, case: UUID) -> None:
    """A fee, a parcel and a bad rating, as the window's questions leave them."""
    with open_desk(str(place), lambda: 1_790_000_000_000) as desk, desk.partners() as partners:
        mine = {"case": str(case)}
        partners.bench.shelf("payment").put("JK7", "due", {"fen": "12050", **mine})
        partners.bench.shelf("courier").put("YD7", "collected", {"direction": "out", **mine})
        late = {"score": "1", "detail": "等待时间过长", "reply_due": "2026-12-17"}
        partners.bench.shelf("rating").put(f"{case}/S1", "rectify", late)


def test_the_bank_the_courier_and_the_office_speak_in_forms_of_their_own(page: Page, place: Path) -> None:
    case = begin(place)
    booked(place, case)
    page.log_in()
    shown = page.get(f"/case/{case}").text
    for words in ("应缴 120.50 元", "运单 YD7（寄结果）：已揽收", "差评整改：等待时间过长"):
        assert words in shown, words
    token = page.token()

    def told(**given: str) -> str:
        sent = {name.replace("__", "."): value for name, value in given.items()} | {"csrf": token}
        answer = page.post(f"/case/{case}/tell", sent)
        return page.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text

    pay = {"system": "payment", "outcome": "paid", "d__code": "JK7"}
    assert "金额“1.005”写得不对" in told(**pay, yuan="1.005")
    assert "不符" in told(**pay, yuan="99")
    assert "已缴 120.50 元" in told(**pay, yuan="120.50")
    parcel = {"system": "courier", "outcome": "delivered", "d__waybill": "YD7"}
    assert "妥投须有签收凭证" in told(**parcel)
    assert "已妥投。本人签收" in told(**parcel, d__proof="本人签收")
    assert "差评整改：" not in told(system="rating", outcome="rectified", d__service="S1", words="已增开窗口")
    assert verify(str(place))["ok"]


def test_seals_licences_and_registers_are_kept_in_words(page: Page, place: Path) -> None:
    page.log_in()
    token = page.token()

    def put(system: str, what: str, **given: str) -> str:
        answer = page.post("/registers", {"system": system, "what": what, "csrf": token, **given})
        return page.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text

    holder = {"id_type": "111", "id_number": "210106190008081160"}
    assert "<td>停用</td>" in put("seal", "key", key="旧印章", outcome="suspended")
    codes = {"type": "11100000000013338W011", "issuer": "11430000006122244L"}
    made = put("licence", "issue", name="演练证", until="2030-01-01", **codes, **holder)
    identifier = re.search(r"<td>(1\.2\.156\.3005\.2\.[0-9A-Z.]+)</td><td>有效</td>", made)
    assert identifier and "210106190008081160" not in made
    assert "<td>已注销</td>" in put("licence", "state", key=identifier[1], outcome="revoked")
    assert "<td>在名单内</td>" in put("commitment-list", "holder", outcome="listed", **holder)
    assert "<td>在库</td>" in put("exchange", "population", **holder, **{"d.name": "王测试"})
    for system, what, given, words in (
        ("seal", "key", {"outcome": "active"}, "没有写名称"),
        ("seal", "key", {"key": "x", "outcome": "broken"}, "没有选择状态"),
        ("credit", "holder", {"outcome": "20"}, "没有写证件号码"),
        ("licence", "state", {"key": "nope", "outcome": "revoked"}, "登记簿里没有“nope”"),
        ("licence", "issue", {**holder, **codes, "type": "abc"}, "大写字母"),
    ):
        assert words in put(system, what, **given), words


def test_what_is_refused_is_told_in_the_words_of_the_page(page: Page, place: Path) -> None:
    case = begin(place)
    page.log_in()
    token = page.token()

    def act(action: str, **given: str) -> tuple[int, str]:
        answer = page.post(f"/case/{case}/act", {"action": action, "csrf": token, **given})
        found = re.search(r'class="refused">(.*?)</p>', answer.text)
        return answer.status_code, found[1] if found else ""

    code, words = act("special", kind="", days="5", ends="2026-10-27", approver="孙局")
    assert (code, words) == (409, "开始特别程序还须写明：“特别程序的种类”")
    assert "用“法律依据”写明" in act("special", kind="其他", days="5", ends="2026-10-27", approver="孙局")[1]
    for wrong in ({"days": "abc", "ends": "2026-10-27"}, {"days": "5", "ends": "2026-13-40"}):
        code, words = act("special", kind="听证", approver="孙局", **wrong)
        assert code == 400 and "日期应为" in words and not re.search("[a-z]{4}", words)
    assert "没有“nonsense”这个动作" in act("nonsense")[1]
    for path in ("/nowhere", f"/case/{case}/act"):
        answer = page.get(path)
        assert answer.status_code == 404 and "没有这个页面" in answer.text and "退出" in answer.text


def test_wrong_passwords_lock_for_longer_each_time_and_a_session_ends(tmp_path: Path) -> None:
    now = [1_000_000]
    database = open_database(str(tmp_path / "p.db"))
    door = StaffDoor(database, lambda: now[0], PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    with pytest.raises(LoginError, match="至少"):
        door.add("B01", "钱", "short")
    door.add("B01", "钱", PASSWORD)
    cookie = door.log_in("B01", PASSWORD)
    person = door.person(cookie)
    assert person is not None and (person.number, person.name) == ("B01", "钱")
    assert door.person(cookie[:-1] + ("0" if cookie[-1] != "0" else "1")) is None
    words: set[Any] = set()
    for _ in range(5):
        with pytest.raises(LoginError) as refused:
            door.log_in("B01", "wrong")
        words.add(refused.value.words)
    with pytest.raises(LoginError) as stranger:
        door.log_in("B99", "wrong")
    assert words == {stranger.value.words}, "who exists is not told"
    with pytest.raises(LoginError, match="次数太多"):
        door.log_in("B01", PASSWORD)
    now[0] += 61_000
    with pytest.raises(LoginError):
        door.log_in("B01", "wrong")
    now[0] += 61_000
    with pytest.raises(LoginError, match="次数太多"):
        door.log_in("B01", PASSWORD)
    now[0] += 61_000
    assert door.log_in("B01", PASSWORD)
    now[0] += 8 * 3600 * 1000
    assert door.person(cookie) is None
    database.close()
