"""The line as this device has it: plugged into an address or none, and noting when everything went through."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.domain.hall_calls import AtTerminal, HallCall
from app.domain.people import Person
from app.domain.records import NumberBlock, StoredCommit, SyncStatus
from app.errors import LineError
from app.ports import Above, Clock, Hello
from app.ports.catalogue import Edition, EditionPage
from app.ports.delivery import DayFigures, ScanProgress, WaitingScan
from app.ports.kiosk import Beat, Orders, Sent, UploadTicket
from app.storage.keys import KeyRing, Purpose
from app.storage.stores import SqlSettings
from sync.client.account import ABOVE_SETTING, ITEMS_SETTING, LAST_SETTING
from ui.children import Address

if TYPE_CHECKING:
    from sync.client.http import HttpPlatform
    from sync.client.kiosk import KioskClient
    from sync.client.loop import StepResult, SyncListener
    from sync.wire.models import CarryAnswer

log = logging.getLogger(__name__)

LAST_SYNC_SETTING = "sync.last_whole_ms"
LAST_ERROR_SETTING = "sync.last_error"
HALL_ONLY_SETTING = "sync.hall_only"
SERVER_SETTING = "platform.server_epoch"
OLDER_SETTING = "sync.older_province"
"""With ``:`` and a life of the platform: since when (UTC ms) it has less, in that life, than it had acknowledged."""
ON_RECORD_SETTING = "sync.hall_on_record"
"""The division and hall that the platform has on record, where this device was told another; empty where they agree."""
OLDER = "older-province"
FORK = "sequence-fork"
"""Kinds of trouble that a person has to end."""
CARRY_SETTING = "platform.carry_key"
PROVINCE_SETTING = "platform.province_key"
"""The key of the province behind a hall's server: from the enrolment, or as the hall first told it."""
UNLIKE_SETTING = ITEMS_SETTING
HALL_SETTING = ABOVE_SETTING
COMPARED_SETTING = LAST_SETTING
"""What the last comparison left to a person, what the hall's own with its province left, and when it was (UTC ms)."""
_TROUBLE = {
    "": ("线路正常", "不用处理"),
    "offline": ("连不上省平台：网络不通，或平台没有应答", "照常办件；请检查网线和专网"),
    "captive": ("应答的不是省平台：网络要求先登录，或中途有别的设备代答", "照常办件；请先完成上网登录"),
    "transient": ("连上了省平台，但传输中断或平台正忙", "照常办件；会自动重试"),
    "auth": ("省平台不认本机的令牌", "照常办件；请负责人重新登记本机"),
    "misaddressed": ("本机登记的省平台地址或公钥写得不对", "照常办件；请负责人重新登记本机"),
    "device-key": (
        "省平台上登记的是另一把设备密钥，没有收本机的请求，待传的都在本机",
        "照常办件；请平台维护人员核对后解除登记（platform device release）",
    ),
    "device-signature": (
        "省平台没有认可本机请求上的签名，待传的都在本机",
        "照常办件；请联系平台维护人员，中途可能有设备改动了请求",
    ),
    "bad-signature": ("应答的签名不对，没有采信", "照常办件；请负责人核对平台公钥"),
    "bad-receipt": (
        "省平台的回执签名不对或说的是别的操作，没有采信，这些操作仍算待传",
        "照常办件；请联系平台维护人员核对回执签名",
    ),
    "cursor-stuck": (
        "省平台说还有变动，却总停在同一处，没有采信；别处的变动暂时收不到",
        "照常办件；请联系平台维护人员",
    ),
    "upstream-wrong": (
        "大厅服务器连得上省平台，但省平台的应答不对，没有采信；都在大厅和本机，大厅不会自行转办",
        "照常办件；请大厅服务器的维护人员联系省平台",
    ),
    "garbage": ("应答的内容读不懂，没有采信", "照常办件；请联系平台维护人员"),
    FORK: (
        "省平台上同一序号是另一份内容，本机的数据目录可能被复制过；之后办的都在本机，传不上去",
        "照常办件；请负责人导出没传上去的（sync unsent），在另一台综窗按原编号补录，本机用新的数据目录重新登记",
    ),
    OLDER: (
        "省平台的数据比它给过的回执旧，可能放回了旧的数据库；它缺的本机已自动补传",
        "照常办件；请省平台维护人员停下服务，运行 platform restored 后再启动，以免号段重复",
    ),
    "schema-too-old": ("本机程序版本太旧，省平台不再接收", "照常办件；请升级程序，待传的都在本机"),
    "second-receipt": (
        "大厅服务器转来的省平台回执不对，没有采信，也没有算作省平台已收",
        "照常办件；请负责人核对大厅服务器",
    ),
    "province-key": (
        "大厅服务器报的省平台公钥与登记的不同，没有采信",
        "照常办件；请负责人核对省平台公钥（sync once --province-key）",
    ),
    "stuck-above": (
        "大厅服务器没能把本机的操作转给省平台，都在大厅和本机",
        "照常办件；请大厅服务器的维护人员查看",
    ),
    "server-full": ("省平台的磁盘满了，暂时收不下", "照常办件；平台腾出空间后自动续传"),
    "busy": ("省平台请本机等一会儿再传", "照常办件；到时间自动再传"),
    "sequence-gap": ("省平台缺少本机更早的操作", "照常办件；会从缺处自动补传"),
    "internal": ("本机同步时出了故障", "照常办件；会自动再试，反复出现请联系维护人员"),
    "digest-mismatch": ("有扫描件传到平台后核对不符", "照常办件；会自动重传，多次不符请重新扫描"),
}


WRONG = frozenset({"bad-signature", "bad-receipt", "cursor-stuck", "garbage", "upstream-wrong"})
"""Somebody answers, and what is said is not believed: that is no broken line."""


def trouble_of(text: str) -> dict[str, Any]:
    """What ``LAST_ERROR_SETTING`` holds, for people: ``{kind, since, words, can}``; ``since`` in UTC ms or None."""
    kind, _, since = text.rpartition(" ")
    words, can = _TROUBLE.get(kind, ("与省平台的同步出了问题", "照常办件；请联系维护人员"))
    return {"kind": kind, "since": int(since) if kind and since else None, "words": words, "can": can}


def trouble_now(settings: SqlSettings) -> dict[str, Any]:
    """What is wrong with the line as it stands, else with the province behind it; as ``trouble_of``."""
    said = settings.get(LAST_ERROR_SETTING)
    older = settings.get(f"{OLDER_SETTING}:{settings.get(SERVER_SETTING)}")
    # Once a trouble is over, only the moment of that is left of it.
    return trouble_of(f"{OLDER} {older}" if older and not said.rpartition(" ")[0] else said)


def note_hall(settings: SqlSettings, on_record: str) -> None:
    """Keep what the platform has on record where this device names another hall, and say so in the log."""
    if settings.get(ON_RECORD_SETTING) != on_record:
        settings.put(ON_RECORD_SETTING, on_record)
        log.warning("ZC-CALL-03 %s", "another hall is on record" if on_record else "the hall on record agrees again")


def learn_keys(settings: SqlSettings, hello: Hello) -> None:
    """Keep the keys that the platform told: that for carried files as it is now, the province's once and for all."""
    if hello.carry_key and settings.get(CARRY_SETTING) != hello.carry_key:
        settings.put(CARRY_SETTING, hello.carry_key)
    if hello.upstream_key and not settings.get(PROVINCE_SETTING):
        settings.put(PROVINCE_SETTING, hello.upstream_key)


def sealed(settings: SqlSettings, value: Mapping[str, str]) -> str:
    """``value`` as only the platform can read it; empty while its key is not known."""
    from sync.wire.sealed import seal

    key = settings.get(CARRY_SETTING)
    return seal(key, value) if key else ""


def device_seed(ring: KeyRing) -> bytes:
    """What the signing key of this device is made of: it comes out of the key of the profile, so it is sealed with it,
    an older profile has it at once, and a backup or a copy of the profile brings it back.
    """
    return hashlib.sha256(b"zongchuang/carry-sign/1" + ring.sub_key(Purpose.BACKUP)).digest()


class SwitchedPlatform:
    """The line as plugged in now: without an address every call says offline. ``seed`` makes the key of this device.

    Implements ``app.ports.Platform``, ``ScanLine`` and ``EpochLine``.
    """

    def __init__(
        self, device: str, epoch: int, greeted: Callable[[Hello], None], province: Callable[[], str] = str,
        seed: bytes = b"",
    ) -> None:
        self._device = device
        self._epoch = epoch
        self._greeted = greeted
        self._province = province
        self._seed = seed
        self._inner: HttpPlatform | None = None
        self._older: dict[int, HttpPlatform] = {}
        self._address: Address | None = None
        self._opening = threading.Lock()

    def connect(self, address: Address | None, *, checked: bool = False) -> None:
        """Plug in another address, or none. Nothing is opened before something is to be said.

        ``checked``: a person typed it; raises ValueError for one that cannot be right, and what was plugged in stays.
        """
        if checked and address is not None:
            self._made(address, self._epoch).close()
        with self._opening:
            for line in (self._inner, *self._older.values()):
                if line is not None:
                    line.close()
            self._older.clear()
            self._address, self._inner = address, None

    @property
    def address(self) -> Address | None:
        """What is plugged in now."""
        return self._address

    def another(self, seconds: float = 0.0) -> HttpPlatform:
        """A second connection to the same platform, the caller's to close; ``seconds``: how long it waits for an
        answer, 0 as long as any. Raises LineError without an address.
        """
        return self._open(self._epoch, seconds)

    def older(self, epoch: int) -> HttpPlatform:
        """The line as it was under an older epoch. Raises LineError without an address."""
        with self._opening:
            if epoch not in self._older:
                self._older[epoch] = self._open(epoch)
            return self._older[epoch]

    def _open(self, epoch: int, seconds: float = 0.0) -> HttpPlatform:
        address = self._address
        if address is None:
            raise LineError("offline", "no platform is configured")
        try:
            return self._made(address, epoch, seconds)
        except ValueError as error:
            # Kept so in the settings: every step says it, and no more than a step ends.
            raise LineError("misaddressed", str(error)) from error

    def _made(self, address: Address, epoch: int, seconds: float = 0.0) -> HttpPlatform:
        # With it come the HTTP client, signatures and the forms of the wire: a good third of all code of a start.
        from sync.client.http import HttpPlatform
        from sync.client.transport import Patience

        patience = Patience(seconds / 2, seconds / 2, seconds) if seconds else Patience()
        end = (address.url, self._device, epoch, address.token, address.key)
        return HttpPlatform(*end, patience, province=self._province, seed=self._seed)

    def edition(self) -> Edition | None:
        """See ``EditionLine``."""
        return self._line().edition()

    def edition_page(self, version: str, base: str, after: str) -> EditionPage:
        """See ``EditionLine``."""
        return self._line().edition_page(version, base, after)

    def plugged(self) -> HttpPlatform:
        """The line itself, for what no port names. Raises LineError without an address."""
        return self._line()

    def _line(self) -> HttpPlatform:
        with self._opening:
            if self._inner is None:
                self._inner = self._open(self._epoch)
            return self._inner

    def hello(self) -> Hello:
        """See the port."""
        hello = self._line().hello()
        self._greeted(hello)
        return hello

    def push(self, commits: Sequence[StoredCommit]) -> Any:
        """See the port."""
        return self._line().push(commits)

    def look_back(self, first: int, last: int) -> Any:
        """See the port."""
        return self._line().look_back(first, last)

    def changes(self, cursor: str, limit: int) -> Any:
        """See the port."""
        return self._line().changes(cursor, limit)

    def reserve(self, series: str, size: int, key: str) -> NumberBlock:
        """See the port."""
        return self._line().reserve(series, size, key)

    def above(self, first: int, last: int) -> Above:
        """See ``AboveLine``."""
        return self._line().above(first, last)

    def announce_epoch(self) -> Sequence[tuple[int, int]]:
        """See ``EpochLine``."""
        return self._line().announce_epoch()

    def recall(self, epoch: int, first: int) -> Sequence[StoredCommit]:
        """See ``EpochLine``."""
        return self._line().recall(epoch, first)

    def compare(self, nodes: Mapping[str, str], deep: bool) -> Mapping[str, Mapping[str, str]]:
        """See ``ReconcileLine``."""
        return self._line().compare(nodes, deep)

    def day(self, mine: DayFigures) -> tuple[Mapping[str, object], str]:
        """See ``ReconcileLine``."""
        return self._line().day(mine)

    def take_carry(self, digest: str) -> CarryAnswer:
        """See ``CarryLine``."""
        return self._line().take_carry(digest)

    def open_scan(self, scan: WaitingScan) -> ScanProgress:
        """See ``ScanLine``."""
        return self._line().open_scan(scan)

    def append_scan(self, upload: str, offset: int, data: bytes) -> ScanProgress:
        """See ``ScanLine``."""
        return self._line().append_scan(upload, offset, data)


class KeeperLine:
    """The line to the keeper of terminals: a connection of its own, so that an upload never holds up a sign of life.

    ``seconds``: how long it waits for an answer, 0 as long as any line does.
    Implements ``app.ports.kiosk.KioskLine``, ``HallLine`` and ``PhoneLine``; its calls come from one thread.
    """

    def __init__(self, line: SwitchedPlatform, seconds: float = 0.0) -> None:
        self._line, self._seconds = line, seconds
        self._open: HttpPlatform | None = None
        self._address: Address | None = None

    def beat(self, beat: Beat) -> Orders:
        """See the port."""
        return self._kiosk().beat(beat)

    def hall_calls(self, region: str, hall: str) -> Sequence[HallCall] | None:
        """See ``HallLine``."""
        return self._kiosk().hall_calls(region, hall)

    def go(
        self, region: str, hall: str, where: AtTerminal, number: str, name: str
    ) -> tuple[bool, Sequence[HallCall]]:
        """See ``HallLine``."""
        return self._kiosk().go(region, hall, where, number, name)

    def known_by(self, code: str) -> Person:
        """See ``PhoneLine``."""
        return self._kiosk().known_by(code)

    def open_ticket(self, lines: Sequence[tuple[str, str]]) -> UploadTicket:
        """See ``PhoneLine``."""
        return self._kiosk().open_ticket(lines)

    def sent(self, ticket: str) -> Sequence[Sent]:
        """See ``PhoneLine``."""
        return self._kiosk().sent(ticket)

    def picture(self, ticket: str, n: int) -> bytes:
        """See ``PhoneLine``."""
        return self._kiosk().picture(ticket, n)

    def close_ticket(self, ticket: str) -> None:
        """See ``PhoneLine``."""
        self._kiosk().close_ticket(ticket)

    def _kiosk(self) -> KioskClient:
        if self._open is None or self._address != self._line.address:
            self.close()
            self._open, self._address = self._line.another(self._seconds), self._line.address
        return self._open.kiosk()

    def close(self) -> None:
        """Let go of the connection."""
        if self._open is not None:
            self._open.close()
            self._open = None


class NotingListener:
    """Writes down when everything went through both ways, and passes the news on.

    An acknowledgement alone would not do: what others handed in comes down only with the pull behind it.
    """

    def __init__(self, settings: SqlSettings, clock: Clock, listener: SyncListener | None) -> None:
        self._settings = settings
        self._clock = clock
        self._listener = listener

    def on_sync(self, status: SyncStatus, result: StepResult) -> None:
        """A step ended."""
        if result.ok:
            self._settings.put(LAST_SYNC_SETTING, str(self._clock.now().ms))
        only = "" if result.hall_only is None else str(result.hall_only)
        if self._settings.get(HALL_ONLY_SETTING) != only:
            self._settings.put(HALL_ONLY_SETTING, only)
        if result.server and self._settings.get(SERVER_SETTING) != result.server:
            self._settings.put(SERVER_SETTING, result.server)
        if result.older:
            self.on_older(result.server)
        before = self._settings.get(LAST_ERROR_SETTING)
        kind, _, _ = before.partition(" ")
        if kind != result.detail:
            # Since when it has been so: the same trouble again does not begin anew.
            self._settings.put(LAST_ERROR_SETTING, f"{result.detail} {self._clock.now().ms}".strip())
        if self._listener is not None:
            self._listener.on_sync(status, result)

    def on_older(self, life: str) -> None:
        """Platform ``life`` has less than it had acknowledged; only a new life ends that, and no other address."""
        name = f"{OLDER_SETTING}:{life}"
        if not self._settings.get(name):
            self._settings.put(name, str(self._clock.now().ms))
