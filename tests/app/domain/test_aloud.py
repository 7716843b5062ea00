"""What the voice reads as a Chinese says it: who cannot see rings the number and comes on the day she heard."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.aloud import aloud


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("请打电话 024-0000-0107", "请打电话 零二四，零零零零，零幺零七"),
        ("电话 024-00000107，都可以", "电话 零二四，零零零零零幺零七，都可以"),
        ("直接交给 12345", "直接交给 幺二三四五"),
        ("着急打 120", "着急打 幺二零"),
        ("出生日期，1880-01-10", "出生日期，一八八零年一月十日"),
        ("最迟 2026年10月23日（周五）", "最迟 二零二六年十月二十三日（周五）"),
        ("从2026.9.8起", "从二零二六年九月八日起"),
        ("工作日 8:30—17:00", "工作日 八点三十分到十七点"),
        ("10:05 已报给值班的", "十点零五分 已报给值班的"),
        ("02:30 的呼叫已送到", "两点三十分 的呼叫已送到"),
        ("收件号 演沈公西收〔2026〕K01-000012号", "收件号 演沈公西收〔二零二六〕K零幺-零零零零幺二号"),
        ("联系电话，末四位 0001", "联系电话，末四位 零零零幺"),
        ("第 1/3 页", "第一页，共三页"),
        ("3-5个工作日", "3到5个工作日"),
        ("请打电话 024-0000-0107转8001", "请打电话 零二四，零零零零，零幺零七转八零零幺"),
        ("请打电话 024-00000107 转 805", "请打电话 零二四，零零零零零幺零七转八零五"),
        ("电话 024-12345678-8001", "电话 零二四，幺二三四五六七八，八零零幺"),
        ("工作日 8：30—17：00", "工作日 八点三十分到十七点"),
        ("着急打120", "着急打幺二零"),
        ("请拨 110", "请拨 幺幺零"),
        ("打 12345 平台，12345 人工服务", "打 幺二三四五 平台，幺二三四五 人工服务"),
        ("电话 96789", "电话 九六七八九"),
        ("电话：96789", "电话：九六七八九"),
        ("打 12333 人社热线，12345 户籍专席", "打 幺二三三三 人社热线，幺二三四五 户籍专席"),
        ("电话 13800001234 张三，13800001234 名下", "电话 幺三八零零零零幺二三四 张三，幺三八零零零零幺二三四 名下"),
        ("电话 22334455 张三", "电话 二二三三四四五五 张三"),
        ("工作日17:00人工服务", "工作日十七点人工服务"),
        ("2026年10月23日8:30", "二零二六年十月二十三日八点三十分"),
        ("收费 1,200,000,000,000 元", "收费 一万二千亿 元"),
        ("收件号 K12-100012", "收件号 K幺二-幺零零零幺二"),
        ("已经写了，K12000012", "已经写了，K幺二零零零零幺二"),
        ("已经写了，1234", "已经写了，幺二三四"),
        ("查询码 1234", "查询码 幺二三四"),
        ("故障 ZC-KIOSK-99", "故障 ZC-KIOSK-九九"),
        ("收费 10,000 元", "收费 一万 元"),
        ("注册资本 1,050,300.50 元", "注册资本 一百零五万零三百点五零 元"),
        ("２０２６年１０月２３日前", "二零二六年十月二十三日前"),
        ("2026/10/23 前", "二零二六年十月二十三日 前"),
        ("2026-10-23 至 2026-10-30", "二零二六年十月二十三日到二零二六年十月三十日"),
        ("2026年10月23日—30日", "二零二六年十月二十三日到30日"),
        ("周一至周五，周一-周日", "周一到周五，周一到周日"),
        ("10月3-5号", "10月3到5号"),
        ("8:30至11:30、13:00～16:30", "八点三十分到十一点三十分、十三点到十六点三十分"),
        ("17:00 次日取，17:00次日取", "十七点 次日取，十七点次日取"),
        ("10:30 张三取走", "十点三十分 张三取走"),
        ("17:00 本市户籍", "十七点 本市户籍"),
        ("住 3栋2单元1203室", "住 3栋2单元幺二零三室"),
        ("测试路 8-2-1203", "测试路 8杠2杠幺二零三"),
        ("测试路1号2-1-301室", "测试路1号2杠1杠三零幺室"),
        ("测试路88-2号，3#楼", "测试路88杠2号，3号楼"),
        ("3-5 元，10-15分钟，第1-3项", "3到5 元，10到15分钟，第1到3项"),
        ("2楼3-5号窗口", "2楼3到5号窗口"),
        ("1-3号自助机，2-4号终端柜台，测试路1-3号", "1到3号自助机，2到4号终端柜台，测试路1杠3号"),
        ("工本费 ¥50，￥1,200.50", "工本费 50元，一千二百点五零元"),
        ("50元/次，2 元/平方米", "50元每次，2 元每平方米"),
        ("不动产 20㎡、3km，≥18岁", "不动产 20平方米、3公里，不少于18岁"),
        ("7×24 小时自助服务", "7乘24 小时自助服务"),
        ("邮编110000，验证码 123456", "邮编幺幺零零零零，验证码 幺二三四五六"),
        ("供电 95598，咨询 96156", "供电 九五五九八，咨询 九六幺五六"),
        ("请打电话 024-12345", "请打电话 零二四，幺二三四五"),
        ("请打电话 024 0000 0107，138 0000 1234", "请打电话 零二四，零零零零，零幺零七，幺三八，零零零零，幺二三四"),
        ("（024）00000107 都可以", "零二四，零零零零零幺零七 都可以"),
        ("证号 21010218990101001X", "证号 二幺零幺零二幺八九九零幺零幺零零幺X"),
    ],
)
def test_what_is_rung_waited_for_and_written_down_is_heard_as_one_says_it(written: str, heard: str) -> None:
    assert aloud(written) == heard


@pytest.mark.parametrize(
    "words",
    [
        "共 12 页，收费 120 元",
        "承诺7个工作日（法定15日）",
        "最迟 10月14日（周三）",
        "收费 12345 元",
        "收费 1234567 元",
        "28:75 不是时间，99:10 也不是",
        "比例 1:10",
        "约 12345 件",
        "材料2：10份",
        "情形1：18岁以下",
        "第1：20分钟",
        "打 120 分钟",
        "共 1000000 人",
        "注册资本 5000000 万元",
        "打印 100 份，打100份",
        "1，查指南。2，我要办",
        "比例 0.05",
        "材料2：10 份",
        "材料 2:10 份",
        "情形1：18 岁以下",
        "步骤2：30 天内办好",
        "附件1：12",
        "窗口1：20 人",
        "5-3 元不是从几到几",
        "30:00 不是时间",
        "面积 95000 平方米",
        "A4 纸，1203 室友",
        "Call 024-0000-0107 before 17:00",
    ],
)
def test_sums_counts_and_other_languages_are_left_as_they_are(words: str) -> None:
    assert aloud(words) == words


def _worth(words: str) -> int:
    """A number in Chinese words, read slowly; 亿, 万 and below each as one reads four digits."""
    found, four, one = 0, 0, 0
    for sign in words if not words.startswith("十") else "一" + words:
        if sign in "零一二三四五六七八九":
            one = "零一二三四五六七八九".index(sign)
        elif sign in "千百十":
            four, one = four + one * {"千": 1000, "百": 100, "十": 10}[sign], 0
        elif sign == "亿":
            found, four, one = (found + four + one) * 10**8, 0, 0
        else:
            found, four, one = found + (four + one) * 10**4, 0, 0
    return found + four + one


@given(st.integers(1000, 10**16 - 1))
def test_a_sum_with_commas_is_heard_as_the_sum_it_is(fen: int) -> None:
    heard = aloud(f"收费 {fen:,} 元")
    assert _worth(heard.removeprefix("收费 ").removesuffix(" 元")) == fen and "零零" not in heard


GAPS = st.sampled_from(["", " "])


@given(st.integers(1, 24), st.integers(0, 59), GAPS, st.sampled_from("份件项岁元页次套种米"))
def test_a_count_after_a_label_is_never_heard_as_a_time_of_the_day(n: int, m: int, gap: str, unit: str) -> None:
    """材料2：10 份 was heard as ten past two."""
    for label in ("材料", "情形", "步骤", "附件", "窗口"):
        words = f"{label}{gap}{n}：{m:02d}{gap}{unit}"
        assert "点" not in aloud(words), words


HOURS, MINUTES, DASHES = st.integers(0, 23), st.integers(0, 59), st.sampled_from("-—–~～至")


@given(HOURS, MINUTES, HOURS, MINUTES, DASHES, GAPS)
def test_hours_are_heard_as_hours_from_and_to(h: int, m: int, to: int, end: int, dash: str, gap: str) -> None:
    heard = aloud(f"工作日 {h}:{m:02d}{gap}{dash}{gap}{to:02d}：{end:02d} 人工服务")
    assert heard.count("点") == 2 and "到" in heard and not re.search(r"[\d:：—–~～至-]", heard), heard


@given(st.integers(1, 99), st.integers(1, 9), st.integers(100, 3299))
def test_a_home_is_heard_by_building_entrance_and_the_figures_of_the_flat(house: int, entrance: int, flat: int) -> None:
    heard = aloud(f"测试路 {house}-{entrance}-{flat}").removeprefix("测试路 ")
    assert heard.count("杠") == 2 and "到" not in heard and "年" not in heard
    figures = "".join("零幺二三四五六七八九"[int(each)] for each in str(flat))
    assert heard == f"{house}杠{entrance}杠{figures}"


@given(st.text(alphabet="0123456789-:：年月日.〔〕 电话打转拨查询码ZK，,。元件万", max_size=30))
def test_whatever_is_said_no_digit_is_lost_or_made_up_and_said_twice_it_is_the_same(words: str) -> None:
    once = aloud("听" + words)
    assert aloud(once) == once
    if not set("-:：,") & set(words) and not re.search(r"\d[年.]\d", words):
        names = str.maketrans("零幺一二三四五六七八九", "01123456789")
        assert re.findall(r"\d", once.translate(names)) == re.findall(r"\d", words)
