"""Every word has its English: keyed texts key by key, and the Chinese that comes from the program itself."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ports import PrinterState
from printing.queue import STATE_WORDS
from resources import path
from ui.phrases import HAN
from ui.texts import CHINESE, ENGLISH, Texts, phrases_of
from ui.window.case.sentences_course import answer_words

ROOT = Path(__file__).resolve().parents[2]
PLACE = re.compile(r"\{(\w+)")
LAW = re.compile(
    r"许可法|诉讼法|保护法|保障法|民法典|《.*》|S\d|\d+号|〔|规范|办法|条例|国办发|law：|第.+条|管理要求"
)
"""Laws are cited as they are published."""
NOT_SCREENS = {"commands", "tour", "shots", "guide"}
NOT_SEEN = {
    "cli.py",
    "children.py",
    "compare.py",
    "remote.py",
    "holder.py",
    "heldline.py",
    "printsim.py",
    "phrases.py",
    "sounds.py",
    "called.py",
}
DATA = {
    # data of a rehearsal, and what is written on papers and into cases
    "演练", "演练员", "演练主管", "样例镇政务服务驿站", "铁西区政务服务中心", "沈阳市铁西区营商环境建设局",
    "护士执业证书", "3 号自助机",
    "行政审批专用章", "政务服务中心", "综合窗口", "本机", "综窗", "中文", "卷宗-{}.zip", "文档",
    # endings that are looked for or cut off
    "公司", "厂", "店", "行", "院", "所", "社", "部", "馆", "校", "会", "中心", "站", "局", "合作社", "园", "号", "族",
    "机", "路街道巷村屯", "周", "星期",
    # what the person has to type
    "填写联系电话（没有的填“无”）",
}  # fmt: skip
BELOW = (
    *(
        f"domain/{name}"
        for name in (
            *("states", "paper", "clocks", "outward", "electronic", "decide", "verdict", "serving", "thumb"),
            *("taken_back", "tolerance"),
        )
    ),
    *(
        f"domain/acts_{name}"
        for name in ("guards", "intake", "law", "promise", "course", "ends", "side", "paper", "proof")
    ),
    *(f"storage/{name}" for name in ("outbox_view", "lockout", "kiosk_pin", "headroom")),
    *("usecases/print_question", "usecases/replace_blank"),
    *(
        f"usecases/{name}"
        for name in ("desk", "visit", "pad", "stock", "kiosk", "mend_case", "complain", "seals", "day", "take_picture")
    ),
)
"""Modules whose states, verdicts and refusals reach the screens as they are."""
PARTS = {
    "，含告知承诺 {} 项", "可容缺受理：缺 {} 项{}", "{}。{}{}申请人不愿容缺的，一次性告知",
    "信用核查没有通过，不适用容缺和告知承诺：", "大厅服务器收下了，省平台没有让它生效：",
    "演", "号",
}  # fmt: skip
"""Pieces that a module puts together; the whole has its phrase."""


@pytest.fixture(scope="module")
def english() -> Texts:
    return Texts.load(path("texts"), ENGLISH)


def test_every_keyed_text_has_its_english_with_the_same_places(english: Texts) -> None:
    chinese = Texts.load(path("texts"), CHINESE)
    own = {key: english.t(key) for key in english.names()}
    bare = [key for key in chinese.names() if own[key] == chinese.t(key) and HAN.search(own[key])]
    other = [
        key for key in chinese.names() if set(PLACE.findall(chinese.t(key))) != set(PLACE.findall(own[key]))
    ]
    assert other == []
    assert set(own) == set(chinese.names())
    assert [key for key in bare if not _may_stay(key, own[key])] == []


def _may_stay(key: str, words: str) -> bool:
    """Laws, and what is written on a paper or typed by a person."""
    written = ("_value", "to_hint", "place_hint", "bundle.county", "basis_value")
    return bool(LAW.search(words)) or key.endswith(written) or key.startswith("case.clock.law.")


def test_a_phrase_fills_only_places_it_has() -> None:
    wrong = {
        chinese: said
        for chinese, said in phrases_of(path("texts"), ENGLISH).items()
        if not set(PLACE.findall(said)) <= set(PLACE.findall(chinese)) or not said.strip()
    }
    assert wrong == {}


def test_no_phrase_stands_twice_with_two_translations() -> None:
    seen = [
        words
        for file in sorted(path("texts").glob("en.phrases*.toml"))
        for table in tomllib.loads(file.read_text("utf-8")).values()
        for words in table
    ]
    assert sorted({words for words in seen if seen.count(words) > 1}) == []


def test_the_help_says_in_english_every_step_of_the_station_and_of_the_queue(english: Texts) -> None:
    steps = english.t("help.page.station-intake.what").lower()
    assert [
        key for key in ("who", "what", "materials", "result", "sign") if _step(english, key) not in steps
    ] == []
    queue = english.t("help.page.visits.do1").lower()
    assert all(word in queue for word in ("number", "call", "missed"))


def _step(english: Texts, key: str) -> str:
    return english.t(f"station.step.{key}").lower()


def test_a_commitment_is_no_pledge_and_exempt_is_not_none_in_the_row_of_a_material(english: Texts) -> None:
    """告知承诺 and 容缺承诺 are two things; "none" would say that the person has nothing."""
    assert (english.t("intake.row.act_committed"), english.t("intake.row.act_exempt")) == ("Commit", "Exempt")
    rest = ("intake.materials.committed", "intake.materials.exempt", "help.page.intake.do2")
    assert not [key for key in rest if re.search("pledge|none", english.t(key))]


def test_what_is_only_queued_is_not_said_to_be_at_the_printer(english: Texts) -> None:
    chinese = Texts.load(path("texts"), CHINESE)
    for key in ("station.taken_next", "intake.done_next", "intake.done_decide"):
        assert "已排队打印" in chinese.t(key) and "Queued for printing" in english.t(key)


def _literals(file: Path) -> Iterator[str]:
    """Chinese words of a module as a person would see them; ``{}`` for each value. No docstrings, no patterns."""
    tree = ast.parse(file.read_text("utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            skipped.add(id(node.value))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("re.compile", "re.sub", "re.fullmatch"):
            skipped |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.JoinedStr):
            words = "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value
        else:
            continue
        if HAN.search(words):
            yield words


def _said(words: str, english: Texts) -> bool:
    """Whether English is found for it, whatever stands in its places."""
    fills = ("甲", "3", "3月3日")
    return any(not HAN.search(english.said(words.replace("{}", fill)).replace("甲", "")) for fill in fills)


def test_every_chinese_word_in_the_code_of_the_screens_has_its_english(english: Texts) -> None:
    bare = [
        f"{file.relative_to(ROOT)}: {words}"
        for file in sorted((ROOT / "ui").rglob("*.py"))
        if not NOT_SCREENS & set(file.parts) and file.name not in NOT_SEEN
        for words in _literals(file)
        if words not in DATA and not LAW.search(words) and not _date(words) and not _said(words, english)
    ]
    assert bare == []


def _date(words: str) -> bool:
    """A date made of its parts; ``date_said`` has its own tests."""
    return bool(re.fullmatch(r"[{}年月日周（）前 :至]*", words))


@pytest.mark.parametrize("name", BELOW)
def test_states_verdicts_and_refusals_have_their_english(name: str, english: Texts) -> None:
    bare = [
        words
        for words in _literals(ROOT / "app" / f"{name}.py")
        if words not in PARTS and not LAW.search(words) and not _date(words) and not _said(words, english)
    ]
    assert bare == []


def test_names_items_and_addresses_stay_chinese(english: Texts) -> None:
    for data in (
        "张三",
        "沈阳样例食品有限公司",
        "广东省汕头市潮阳区测试路1号",
        "食品生产许可（首次）",
        "演沈西市监收〔2026〕D07-000123号",
    ):
        assert english.said(data) == data


def test_a_paper_that_was_voided_before_it_came_out_is_told_in_english(english: Texts) -> None:
    assert english.said("D01-000123 已作废，没有打印") == "D01-000123 is void and was not printed"


def test_why_a_print_failed_is_english_though_two_machines_said_it(english: Texts) -> None:
    """The title of the question was half Chinese: the print queue joins what the job and the printer say."""
    said = english.said(f"任务被取消；{STATE_WORDS[PrinterState.PAPER_OUT]}")
    assert said == "Job cancelled; Out of paper, please add some"


def test_before_what_another_system_answered_in_chinese_stands_what_kind_of_answer_it_is(english: Texts) -> None:
    own = "亮证人与申请人不是同一人。"
    assert answer_words("fail", own, english.t).startswith("Not passed: ") and own[:-1] in answer_words(
        "fail", own, english.t
    )
    assert answer_words("unknown", "电子证照库中没有该证照。", english.t).startswith("Not found: ")
    assert answer_words("refused", own, english.t).startswith("Refused: ")
    assert answer_words("forwarded", own, english.t).startswith("Answered: "), "a code of its own"
    assert answer_words("fail", "E-4711 timeout", english.t) == "E-4711 timeout", "words of no Chinese need nothing"
    assert answer_words("fail", own, Texts.load(path("texts")).t) == own, "in Chinese it is said once"
