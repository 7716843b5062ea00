"""What people call a place, a room or an act besides its name: everyday words and English ones, by its key; and whether
what was typed means one of them.
"""

from __future__ import annotations

from ui.window.sounds import SOUNDS

LEAST = 2
"""So many characters say more than an initial: by one letter everything would be called."""

CALLED: dict[str, tuple[tuple[str, ...], str]] = {
    "intake": (("收案", "接件", "窗口收件", "新办件"), "intake receive reception application counter"),
    "due": (("到期", "超期", "催办", "期限", "待办", "红灯"), "due deadline overdue late expiring todo tasks"),
    "handover": (("取件", "领证", "发证", "领取", "送达", "交付"), "pickup collect issue deliver handover result"),
    "search": (("查件", "找人", "搜索", "历史办件", "办件查询"), "search find lookup case person history"),
    "print": (("打印机", "出纸"), "print printer paper"),
    "sync": (
        ("断网", "离线", "联网", "待传", "上传", "读卡器", "备份"),
        "sync network offline upload devices reader backup",
    ),
    "visits": (("叫号", "排队", "取号", "接待"), "visits visitors queue call ticket number"),
    "day": (("日结", "下班", "上班"), "day shift checks"),
    "day/open": (("开门检查", "早检", "上班检查"), "opening morning open check"),
    "day/shift": (("换班", "接班", "交班", "交接单"), "shift handover relief"),
    "day/close": (("日终检查", "收工检查", "关门检查", "下班检查"), "closing evening close check"),
    "figures": (
        ("报表", "数据", "工作量", "办件量", "统计表", "月报", "导出"),
        "figures statistics report charts numbers export spreadsheet month",
    ),
    "parcels": (("快递", "寄件", "邮寄", "寄证照"), "parcels post mail courier express send"),
    "returns": (("退信", "拒收", "邮件退回"), "returns returned parcel mail"),
    "pad": (("纸质收件", "停电", "手写", "空白收据"), "pad sheets handwritten outage blackout"),
    "accounts": (("核对", "差错", "不一致"), "accounts reconcile reconciliation differences"),
    "print/queue": (("没打出来", "打印失败"), "print queue jobs stuck failed"),
    "print/stock": (("空白证", "领证纸", "证纸", "盘点", "销毁"), "blanks stock certificates inventory count destroy"),
    "print/custody": (("原件", "寄存", "资料袋", "查架", "代管"), "custody originals bags shelf kept"),
    "print/seals": (("公章", "用章", "领章", "还章"), "seals stamps chop register"),
    "print/calibrate": (("套打", "打偏了", "对不准", "校准"), "calibrate overprint alignment offset"),
    "do/next": (("下一位", "下一个", "新建", "叫下一位"), "next new applicant intake start"),
    "do/park": (("暂存", "搁置", "先放着", "挂起", "存草稿"), "park hold save draft later"),
    "do/parked": (("没办完的", "草稿", "接着办", "暂存的", "未完成"), "parked drafts unfinished resume continue"),
    "do/away": (("不属本窗口", "告知单", "不归我们管", "去别处办", "代收"), "elsewhere wrong window turn away refer"),
    "do/lock": (("锁屏", "锁定", "离开", "换人", "退出登录", "切换用户"), "lock leave logout switch user sign out"),
    "do/seal": (("盖章登记", "用印", "没盖章", "盖印"), "seal stamp unsealed sealing"),
    "do/reprint": (("补打文书", "补打", "重打", "再打一份", "没打出来"), "reprint print again copy"),
    "do/void": (("作废重开", "重开", "打错了", "写错了"), "void cancel annul redo wrong"),
    "do/withdraw": (("申请人撤回", "撤件", "不办了", "退件"), "withdraw give up"),
    "do/mend": (("更正件", "改错", "证照有错", "纠错", "勘误"), "correct mend mistake error certificate"),
    "do/takeback": (("收回证照", "要求交回", "追回", "发错证", "给错人"), "take back recall wrong person return"),
    "do/supplement": (("补正", "补材料", "补交", "补齐"), "supplement bring missing materials correction"),
    "do/file": (("看卷宗", "卷宗", "归档", "档案", "案卷"), "file archive dossier records"),
    "do/complain": (("投诉建议", "意见", "差评", "举报"), "complaint suggestion feedback"),
    "do/help": (("帮助", "说明", "怎么用", "手册", "快捷键"), "help manual keys how shortcut"),
}
"""Everyday words, then English ones; the key as in ``places`` of the palette, ``page/room`` for a room, ``do/act``."""

OTHERWISE = {
    "校准": "jiao zhun",
    "套打校准": "tao da jiao zhun",
    "还章": "huan zhang",
    "重打": "chong da",
    "重开": "chong kai",
    "作废重开": "zuo fei chong kai",
}
"""Names of which the index of the items says a character otherwise than people do: both are typed."""


def sounds(words: str, name: str, *, whole: bool = False) -> bool:
    """Whether ``words`` are pinyin or initials of ``name`` from any character on; ``whole``: from the first."""
    letters = words.lower().replace(" ", "")
    if not letters.isascii() or not letters.isalpha():
        return False
    for syllables in (said[name].split() for said in (SOUNDS, OTHERWISE) if name in said):
        tails = [syllables[n:] for n in range(1 if whole else len(syllables))]
        said = (each for tail in tails for each in ("".join(tail), "".join(part[0] for part in tail)))
        if any(each.startswith(letters) for each in said):
            return True
    return False


def called(words: str, key: str) -> bool:
    """Whether the place or act with this key is called so: by part of an everyday word, its sound from its first
    character on, or the beginnings of English words.
    """
    typed = words.strip().lower()
    everyday, english = CALLED.get(key, ((), ""))
    if len(typed) < LEAST:
        return False
    if any(typed in name or sounds(typed, name, whole=True) for name in everyday):
        return True
    known = english.split()
    return typed.isascii() and all(any(name.startswith(word) for name in known) for word in typed.split())


def named_whole(words: str, key: str) -> bool:
    """Whether what was typed is one of these words, whole, or its pinyin to the end."""
    everyday, english = CALLED.get(key, ((), ""))
    typed = words.strip().lower()
    said = (said[name].replace(" ", "") for said in (SOUNDS, OTHERWISE) for name in everyday if name in said)
    return typed in (*everyday, *english.split()) or typed.replace(" ", "") in said
