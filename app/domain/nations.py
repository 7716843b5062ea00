"""Sex (GB/T 2261.1) and nation (GB/T 3304) as identity cards code them.

Both lists are open: a new code is shown, never lost.
"""

from __future__ import annotations

SEXES = {"0": "未知的性别", "1": "男", "2": "女", "9": "未说明的性别"}

_NAMES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 "
    "东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 "
    "俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)

NATIONS = {f"{number:02d}": name for number, name in enumerate(_NAMES.split(), start=1)} | {
    # Beyond the standard: written by readers and the social security card.
    "81": "穿青人",
    "83": "革家人",
    "97": "其他",
    "98": "外国血统中国籍人士",
    "99": "其他",
}


def sex_name(code: str) -> str:
    """男, 女 …; an unknown code gives 未知(code), an empty one nothing."""
    return SEXES.get(code, f"未知({code})") if code else ""


def nation_name(code: str) -> str:
    """汉, 满 ….

    An unknown code gives 未知(code), an empty one nothing (港澳台 and foreigner cards have none).
    """
    return NATIONS.get(code, f"未知({code})") if code else ""
