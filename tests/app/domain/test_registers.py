"""What the hall fetches is fetched from who keeps it: by the kind of the material, not by who applies."""

from __future__ import annotations

import pytest

from app.domain.registers import register_of


@pytest.mark.parametrize(
    ("material", "library", "name"),
    [
        ("营业执照", "enterprise", "市场主体登记"),
        ("房屋权属证明", "department", "不动产登记"),
        ("护士执业资格考试成绩合格证明", "department", "卫生健康"),
        ("就业失业登记信息", "department", "人力资源社会保障"),
        ("残疾人证", "department", "残疾人证管理"),
        ("最低生活保障证明", "department", "民政"),
        ("机动车驾驶证", "department", "公安交通管理"),
        ("契税完税或者减免证明", "department", "税务"),
        ("居民户口簿", "population", "人口库"),
        ("消防验收合格意见", "department", ""),
        ("夫妻双方户口簿和结婚证", "department", ""),
    ],
)
def test_the_register_of_the_population_is_not_named_for_what_it_does_not_keep(
    material: str, library: str, name: str
) -> None:
    kept = register_of(material)
    assert (kept.library, kept.name) == (library, name)
