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


@given(st.text(alphabet="0123456789-:：年月日.〔〕 电话打转拨查询码ZK，,。元件万", max_size=30))
def test_whatever_is_said_no_digit_is_lost_or_made_up_and_said_twice_it_is_the_same(words: str) -> None:
    once = aloud("听" + words)
    assert aloud(once) == once
    if not set("-:：,") & set(words) and not re.search(r"\d[年.]\d", words):
        names = str.maketrans("零幺一二三四五六七八九", "01123456789")
        assert re.findall(r"\d", once.translate(names)) == re.findall(r"\d", words)
