"""The only place where the program is put together: it builds what every face works with. No Qt in this module."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.domain.calendar import WorkCalendar, parse_holidays
from app.domain.calls import ANSWER_MINUTES
from app.domain.people import IdCardReading
from app.domain.places import known_place
from app.domain.rules import RuleBook, RuleSet, parse_rules, rule_book
from app.errors import UserFacingError
from app.ports.equipment import FaceCheck, PortraitDecoder
from app.ports.kiosk import LiveCamera
from app.storage import search
from app.storage.config import profile_exists, read_config
from app.storage.cost import TOLD
from app.storage.database import Database
from app.storage.dberrors import explain_db_error
from app.storage.keys import KeyRing
from app.storage.migrate import prepare
from app.storage.name_sounds import Readings
from app.storage.opening import open_profile_database
from app.storage.operators import reset_password
from app.storage.profile import FirstOperator, Profile, create_profile, open_profile
from app.storage.schema import metadata
from app.storage.stores import put_setting
from app.values import dataclass
from printing.fonts import Fonts
from resources import path as resource
from ui.line import KeeperLine
from ui.second_medium import begin_medium, check_medium
from ui.settings import (
    READY,
    READY_SUPERVISOR,
    REHEARSAL_PASSWORD,
    Law,
    Settings,
    all_rights,
    face_of,
    rehearsal_rights,
    station_rights,
)
from ui.workplace import EPOCH_SETTING, KEY_SETTING, TOKEN_SETTING, Workplace

if TYPE_CHECKING:
    from ui.adapters.practice import PracticeReader
    from ui.adapters.practice_phone import PracticePhone
    from ui.children import PlatformProcess

DEVICE_SETTING = "device"
LEAST_PASSWORD = 8
NATIONAL = "00"
"""The rule set of the whole country has this in place of a province."""
REHEARSAL_PIN = "246810"
_MOST_MINUTES = 3
"""Longer, and who waits without a touch is asked whether she is still there before she reads that nobody answered."""
STATION_FACE = "station"
REHEARSAL_DEVICES = {STATION_FACE: "Z01", "kiosk": "K01"}
REHEARSAL_WINDOWS = {STATION_FACE: "驿站", "kiosk": "3 号自助机"}


def texts_folder() -> Path:
    """Where the words are."""
    return resource("texts")


def lessons_file() -> Path:
    """The lessons of a rehearsal."""
    return resource("lessons/lessons.toml")


def data_file(name: str) -> Path:
    """A file of ``resources/data``."""
    return resource(f"data/{name}")


def icons_folder() -> Path:
    """Where the icons are."""
    return resource("icons")


def screen_fonts() -> tuple[Path, ...]:
    """Fonts of the screens."""
    names = (
        "NotoSansSC-Regular.ttf",
        "NotoSansSC-Bold.ttf",
        "HanaMinB.ttf",
        "NotoSerifSC-Regular.ttf",
        "NotoSerifSC-Bold.ttf",
    )
    return tuple(resource(f"fonts/{name}") for name in names)


def paper_fonts() -> Fonts:
    """Fonts of the papers."""
    return Fonts(
        sans=resource("fonts/NotoSansSC-Regular.ttf"),
        sans_bold=resource("fonts/NotoSansSC-Bold.ttf"),
        serif=resource("fonts/NotoSerifSC-Regular.ttf"),
        serif_bold=resource("fonts/NotoSerifSC-Bold.ttf"),
        fallback=resource("fonts/HanaMinB.ttf"),
    )


def calendar() -> WorkCalendar:
    """The published holidays."""
    return parse_holidays(resource("data/holidays-cn.json").read_text("utf-8"))


def rules(name: str = "liaoning") -> RuleSet:
    """A rule set by file name or by its id; UserFacingError ZC-RULE-12 when there is none."""
    every = _rule_sets()
    found = every.get(name) or next((each for each in every.values() if each.id == name), None)
    if found is None:
        names = "、".join(sorted(every))
        raise UserFacingError("ZC-RULE-12", f"没有名为“{name}”的规则", "", f"可以看的有：{names}")
    return found


def _rule_sets(province: str = "") -> dict[str, RuleSet]:
    """Every rule set that ships, or those of ``province`` alone (two digits), by file name."""
    texts = {file.stem: file.read_text("utf-8") for file in sorted(resource("rules").glob("*.toml"))}
    return {name: parse_rules(text) for name, text in texts.items() if province in ("", *_province_in(text, province))}


def _province_in(text: str, otherwise: str) -> Sequence[str]:
    """The province that a rule file names in a line of its own; reading the whole of each would be waited for at every
    start. A file that writes it another way is read, and says itself where it holds.
    """
    return re.findall(r'^province = "(\d\d)"$', text, re.MULTILINE) or (otherwise,)


def rules_of(region: str) -> RuleBook:
    """The rule sets of the province of ``region``; a device that was not told its region goes by those of the whole
    country, since no province's own articles bind it for certain.

    Raises DataFileError ZC-RULE-….
    """
    wanted = region or NATIONAL
    return rule_book(_rule_sets(wanted[:2]).values(), wanted)


def open_workplace(settings: Settings, password: tuple[str, str] | None = None) -> Workplace:
    """Open the profile, creating a rehearsal one on first use.

    ``password`` = (number, password) unlocks a real profile. Raises UserFacingError ZC-PROFILE-…, ZC-KEY-…, ZC-DB-….
    """
    if not profile_exists(settings.profile):
        if not settings.rehearsal:
            raise UserFacingError(
                "ZC-PROFILE-04",
                "这里还没有综窗的数据",
                "",
                "请先用「zongchuang enrol」建立正式数据目录，或者加 --rehearsal 演练",
            )
        profile, ring = _create_rehearsal(settings)
    else:
        profile = open_profile(settings.profile, exclusive=settings.exclusive, now_ms=settings.clock.now().ms)
        try:
            if profile.rehearsal:
                ring = profile.unlock_plain()
            elif password is not None:
                ring = profile.unlock_with_password(*password, settings.clock.now().ms)
            else:
                raise UserFacingError("ZC-LOGIN-07", "正式数据要先登录", "数据没有变化", "请在窗口程序里登录")
        except BaseException:
            profile.dispose()
            raise
    workplace = _put_together(settings, profile, ring)
    if profile.rehearsal:
        try:
            _furnish(workplace)
        except (DBAPIError, MemoryError) as error:
            # The dying page may be met by whoever reads it first.
            told = workplace.database.explain(error)
            workplace.close()
            raise told from error
    else:
        workplace.line.connect(workplace.configured_address())
    return workplace


def _create_rehearsal(settings: Settings) -> tuple[Profile, KeyRing]:
    station = settings.face == STATION_FACE
    profile, ring, _ = create_profile(
        settings.profile,
        True,
        device=REHEARSAL_DEVICES.get(settings.face, settings.device),
        now_ms=settings.clock.now().ms,
        hall="样例镇政务服务驿站" if station else "铁西区政务服务中心",
        window=REHEARSAL_WINDOWS.get(settings.face, "07号综合窗口"),
        region="210106",
        authority="沈阳市铁西区营商环境建设局",
        extra={
            "face": settings.face,
            "phone": "024-0000-0107",
            "address": "样例镇示例街1号" if station else "一楼发件窗口（示例路1号）",
            "hours": "工作日 8:30—11:30，13:00—17:00",
            **({"centre": "铁西区政务服务中心"} if station else {}),
            **({"service-window": "07 号窗"} if settings.face == "kiosk" else {}),
        },
    )
    return profile, ring


@dataclass(frozen=True)
class Enrolment:
    """What a real device is told when it is set up; empty means not there yet."""

    device: str
    hall: str
    window: str
    region: str = ""
    second_copy: str = ""
    reader: str = ""
    printer: str = ""
    url: str = ""
    token: str = ""
    key: str = ""
    face: str = "window"
    centre: str = ""


def enrol(folder: Path, wanted: Enrolment, name: str, number: str, password: str) -> str:
    """Make a real profile with its first administrator; returns the recovery code to print. Interrupted before that it
    is no profile, and can be made again.

    Raises UserFacingError ZC-PROFILE-05 when something lies there, ZC-LOGIN-09 for a password that is too short,
    ZC-DB-03 to -05 when the disk refuses, ZC-PROFILE-20 for a region that is no place of the five-level tree,
    ZC-COPY-05 when the folder of the second medium is not there, DataFileError ZC-RULE-09 for a province whose rules
    this program does not have.
    """
    rules_of(wanted.region)
    check_medium(wanted.second_copy)
    if wanted.region and not known_place(wanted.region):
        raise UserFacingError(
            "ZC-PROFILE-20",
            f"区划代码 {wanted.region} 不是省、市、县、乡、村中的一处",
            "什么都没有建立",
            "省2位、市4位、县6位、乡9位、村12位（后面补0的也可以），请核对",
        )
    if len(password) < LEAST_PASSWORD:
        raise UserFacingError(
            "ZC-LOGIN-09", f"口令至少 {LEAST_PASSWORD} 位", "什么都没有建立", "请换一个长一些的口令"
        )
    try:
        return _enrolled(Settings(profile=folder), wanted, name, FirstOperator(number, password))
    except OSError as error:
        raise explain_db_error(error) from error


def _enrolled(settings: Settings, wanted: Enrolment, name: str, first: FirstOperator) -> str:
    extra = {"reader": wanted.reader, "printer": wanted.printer, "face": wanted.face, "centre": wanted.centre}
    profile, ring, code = create_profile(
        settings.profile,
        False,
        device=wanted.device,
        first=first,
        now_ms=settings.clock.now().ms,
        unfinished=True,
        hall=wanted.hall,
        window=wanted.window,
        region=wanted.region,
        second_copy=wanted.second_copy,
        platform_url=wanted.url,
        extra={key: value for key, value in extra.items() if value},
    )
    if wanted.second_copy:
        begin_medium(profile, ring, wanted.second_copy)
    workplace = _put_together(settings, profile, ring)
    try:
        rights = station_rights() if wanted.face == STATION_FACE else all_rights()
        workplace.add_operator(name, first.number, first.password, rights)
        workplace.stores.settings.put(TOKEN_SETTING, wanted.token)
        workplace.stores.settings.put(KEY_SETTING, wanted.key)
        profile.finish()
    finally:
        workplace.close()
    return code


def _put_together(settings: Settings, profile: Profile, ring: KeyRing) -> Workplace:
    try:
        database = open_profile_database(profile, ring)
        try:
            _prepare(database, profile)
            return Workplace(settings, profile, database, ring, _law(profile.config.region))
        except (DBAPIError, MemoryError) as error:
            # A dying disk shows at the first page that is read: say which, before anything else.
            database.close()
            raise database.explain(error) from error
    except BaseException:
        profile.dispose()
        raise


def _law(region: str) -> Law:
    return Law(paper_fonts(), calendar(), rules_of(region), partial(Readings.load, resource("data/name-sounds.json")))


def _prepare(database: Database, profile: Profile) -> None:
    """Tables of a fresh database, or those of an older program brought up to date."""

    def fresh(connection: Connection) -> None:
        metadata.create_all(connection)
        search.create(connection)
        put_setting(connection, DEVICE_SETTING, profile.config.device)
        put_setting(connection, EPOCH_SETTING, "1")

    prepare(database, fresh)


def _furnish(workplace: Workplace) -> None:
    """A rehearsal has a catalogue, blanks, its operator, and who confirms what wants two."""
    if workplace.stores.catalogue.empty():
        import_catalogue(workplace)
        if face_of(workplace.profile.config) != STATION_FACE:  # a station gives no certificate out
            workplace.stores.stock.receive("护士执业证书", [f"LN-HS-{n:07d}" for n in range(4711, 4731)])
    known = {each.number for each in workplace.operators()}
    if workplace.settings.ready_operator and (not known or known == {READY[1]}):
        station = face_of(workplace.profile.config) == STATION_FACE
        rights = station_rights() if station else rehearsal_rights()
        if known:
            # A rehearsal that was begun when its password was another one.
            with workplace.database.writing() as connection:
                reset_password(connection, READY[1], REHEARSAL_PASSWORD, TOLD)
        for name, number in (READY, READY_SUPERVISOR):
            if number not in known:
                workplace.add_operator(name, number, REHEARSAL_PASSWORD, rights)


def import_catalogue(workplace: Workplace) -> int:
    """Bring in the demo guides and the real names that ship with the program. Returns how many items there are.

    A name that some other place has for what there is a guide of is left out: a learner would find it twice, once
    with nothing behind it.
    """
    from app.domain.catalogue import import_items_json, item_digest
    from app.domain.guide_file import read_guides

    store = workplace.stores.catalogue
    demo = read_guides(resource("catalogue/demo.json").read_text("utf-8"))
    guided = {guide.item.full_name for guide in demo.guides}
    for name in ("data/items.json", "data/catalogue-guangan.json"):
        report = import_items_json(resource(name).read_text("utf-8"), store.known())
        names = [item for item in report.items if item.full_name not in guided]
        store.put([(item, item_digest(item)) for item in names], demo.version)
    pairs = [(guide.item, item_digest(guide.item)) for guide in demo.guides]
    store.put(pairs, demo.version, demo.guides, shelf=demo.shelf)
    return store.count()


def simulated_reader(laid: bool = True) -> PracticeReader:
    """A started reader made of software, ``laid`` with the sample card of 张三 on it; for rehearsals only."""
    from ui.adapters.practice import PracticeReader

    simulator = PracticeReader()
    simulator.start()
    if laid:
        simulator.lay_next()
    return simulator


def practice_phone(platform: PlatformProcess) -> PracticePhone:
    """The telephone of whoever stands at the terminal of a rehearsal, with its scanner."""
    from ui.adapters.practice_phone import PracticePhone

    return PracticePhone(platform)


@dataclass(frozen=True)
class KioskParts:
    """What a terminal has beside its workplace; ``camera`` and ``face`` are None where there is none.

    ``topics`` are the parts of life by which it asks for an item: (name, icon, words).
    """

    topics: tuple[tuple[str, str, tuple[str, ...]], ...]
    table: Path
    camera: LiveCamera | None
    face: FaceCheck | None
    portrait: Callable[[IdCardReading], bytearray] | None
    keeper: KeeperLine
    answer_minutes: int = ANSWER_MINUTES
    expired_face: bool = False
    window: str = "综合窗口"

    def close(self) -> None:
        """Let go of the line to the keeper."""
        self.keeper.close()


def kiosk_parts(workplace: Workplace) -> KioskParts:
    """Camera, face check and keeper of a terminal; in a rehearsal the first two are made of software.

    A new rehearsal terminal has the PIN 246810. Raises UserFacingError ZC-KIOSK-13 on a real one without a PIN.
    """
    from app.storage.kiosk_pin import StaffPin
    from devices.services import service
    from devices.terminal_camera import RehearsalCamera

    pin, extra = StaffPin(workplace.stores.settings), workplace.profile.config.extra
    found = json.loads(resource("data/kiosk-topics.json").read_text("utf-8"))
    topics = tuple((each["name"], each["icon"], tuple(each["words"])) for each in found["topics"])
    table, keeper = resource("data/pinyin-keyboard.json"), KeeperLine(workplace.line)
    if workplace.profile.rehearsal:
        if not pin.known():
            pin.set(REHEARSAL_PIN)
        made = RehearsalCamera(True)
        face = service("face-check").made("rehearsal:", {}, rehearsal=True)
        return KioskParts(topics, table, made, face, made.portrait, keeper, *_of_hall(extra))
    if not pin.known():
        raise UserFacingError(
            "ZC-KIOSK-13", "还没有设管理密码，终端不能开放", "数据没有变化", "请先用「zongchuang kiosk --set-pin」设定"
        )
    face, portrait = _real("face-check", extra), _portrait(extra)
    return KioskParts(topics, table, _sheets(extra), face, portrait, keeper, *_of_hall(extra))


def _of_hall(extra: Mapping[str, object]) -> tuple[int, bool, str]:
    """How long the hall lets who called wait for a word, whether it takes a face against a card that has run out
    (``expired-card = "face"``), and to which window it sends people (``service-window``): the terminal's own name is
    that of no window. What is no such value is no setting.
    """
    found = extra.get("call-minutes")
    minutes = found if isinstance(found, int) and found is not True and 0 < found <= _MOST_MINUTES else ANSWER_MINUTES
    return minutes, extra.get("expired-card") == "face", str(extra.get("service-window") or KioskParts.window)


def _real(kind: str, extra: Mapping[str, object]) -> Any:
    """The device of ``kind`` that the settings of a real profile name, or None."""
    from devices.services import service

    url = str(extra.get(kind, ""))
    return service(kind).made(url, {}, rehearsal=False) if url else None


def _sheets(extra: Mapping[str, object]) -> LiveCamera | None:
    from devices.terminal_camera import FolderCamera

    pages = _real("page-scanner", extra)
    return FolderCamera(pages) if pages is not None else None


def _portrait(extra: Mapping[str, object]) -> Callable[[IdCardReading], bytearray] | None:
    decoder: PortraitDecoder | None = _real("portrait", extra)
    if decoder is None:
        return None
    return lambda reading: bytearray(decoder.decode(reading.photo_wlt))


__all__ = [
    "Settings",
    "Workplace",
    "all_rights",
    "open_workplace",
    "profile_exists",
    "read_config",
    "rehearsal_rights",
]
