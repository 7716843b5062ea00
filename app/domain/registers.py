"""Which register keeps what the hall fetches instead of asking for it: told by the kind of the material, never by who
applies (S0 15–16, 21(2); S1 20–22).

The province has three base libraries (人口, 法人, 空间地理); everything else lies with the department that issued it.
"""

from __future__ import annotations

import re

from app.values import dataclass

POPULATION, ENTERPRISE, DEPARTMENT = "population", "enterprise", "department"


@dataclass(frozen=True)
class Register:
    """``library`` is what the exchange is asked for, ``name`` who keeps it in words, empty where that is not known."""

    library: str
    name: str = ""


_KEPT: tuple[tuple[str, Register], ...] = (
    ("营业执照|市场主体|企业登记|个体工商户登记", Register(ENTERPRISE, "市场主体登记")),
    ("法人登记证|法人证书|统一社会信用代码证", Register(ENTERPRISE, "法人库")),
    ("不动产|房屋权属|房屋所有权|产权证|土地使用权", Register(DEPARTMENT, "不动产登记")),
    ("残疾人?证|残疾证", Register(DEPARTMENT, "残疾人证管理")),
    ("最低生活保障|低保|特困|婚姻|结婚|离婚|收养", Register(DEPARTMENT, "民政")),
    ("机动车(?:登记|驾驶证|行驶证)|^驾驶证|^行驶证", Register(DEPARTMENT, "公安交通管理")),
    ("(?:道路|运输|出租|网约|驾驶员)[^。；]{0,12}从业资格|道路运输", Register(DEPARTMENT, "交通运输")),
    ("护士|(?<!兽)医师|卫生技术|医疗机构|出生医学", Register(DEPARTMENT, "卫生健康")),
    ("就业|失业|社会保险|社会保障|(?<!医疗保险)(?<!生育保险)参保", Register(DEPARTMENT, "人力资源社会保障")),
    ("完税|纳税|契税|税收", Register(DEPARTMENT, "税务")),
    ("学历|学位|学籍", Register(DEPARTMENT, "学历学位")),
    ("户口|户籍|(?<!军人)身份证(?!明)|居住证|人口信息", Register(POPULATION, "人口库")),
)
"""Parts of the names of materials and the register that keeps each."""


def register_of(material: str) -> Register:
    """The register that keeps what ``material`` (its name in the guide) proves; without a name where none is known, or
    where it speaks of things that several keep (户口簿和结婚证).
    """
    found = {register for words, register in _KEPT if re.search(words, material)}
    return found.pop() if len(found) == 1 else Register(DEPARTMENT)
