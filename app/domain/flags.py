"""What a catalogue or a guide does wrong, as a row, a stable code and a sentence, with the article and the way out."""

from __future__ import annotations

from collections.abc import Callable

from app.values import dataclass

_LIST = "S0 12"
_SIX = "S0 13"
_NAMES = "规范1 3.3.4、4"
_BASIS = "规范1 3.3.5、4"
_GUIDE = "规范2 三"
_EIGHT = "S0 8；S4 4(2)"
_UNIFORM = "52号 一"
_ASK = "请向编制单位提出，改正后重新导入；在此之前照现有内容办理。"
_ROW = "请在原表中改正这一行后重新导入；其余各行已经导入。"
_FIX = "请改正指南后重新导入；其余指南不受影响，原有版本仍可用。"
_LOOK = "请核对原表；确实如此的不用处理。"


@dataclass(frozen=True)
class Flag:
    """Something a person should look at: ``row`` of the file (from 1), a stable code, and the sentence."""

    row: int
    code: str
    text: str

    @property
    def law(self) -> str:
        """The articles behind it as short citations (``app.domain.citations``), empty for a mere matter of form.
        Which of them bind here, of those that one province alone issued, only a rule set knows.
        """
        return _HELP.get(self.code, ("", _LOOK))[0]

    @property
    def what_next(self) -> str:
        """What the person can do about it."""
        return _HELP.get(self.code, ("", _LOOK))[1]


def flag_json(flag: Flag, cite: Callable[[str], str]) -> dict[str, str | int]:
    """A flag as ``--json`` shows it: row, code, text, law, next; ``cite`` puts the citations into words, those of the
    province where the device stands (``RuleSet.law``).
    """
    return {
        "row": flag.row, "code": flag.code, "text": flag.text, "law": cite(flag.law), "next": flag.what_next
    }  # fmt: skip


_HELP: dict[str, tuple[str, str]] = {
    "ZC-CAT-11": ("规范1 3.3.2", "请等统一赋码后重新导入；本机编号只在本机使用。"),
    "ZC-CAT-12": ("55号 二(一)", "请核对编码：同一事项应当只有一个编码，不同事项不能共用。"),
    "ZC-CAT-13": ("", "不用处理；可在原表中删去重复的一行。"),
    "ZC-CAT-14": ("规范1 2.4、3.3.3", _LOOK),
    "ZC-CAT-15": ("规范1 1.4", "请核对状态；不是“有效”的事项不能新收件。"),
    "ZC-CAT-16": ("规范1 2.3、3.3.6", _ROW),
    "ZC-CAT-17": ("GB/T 39554.1", _LOOK),
    "ZC-CAT-18": (
        "规范1 3.1.2；S0 14",
        "请由有权的专用系统办理；本机不装入、查不到。",
    ),
    "ZC-CAT-19": ("规范1 3.1.2", "不用处理；涉密的依据没有装入本机。"),
    "ZC-CAT-20": ("规范1 1.4", "请核对日期，写作2026-01-31。"),
    "ZC-CAT-21": ("规范1 3.3.4", _ROW),
    "ZC-CAT-22": (
        "S1 12",
        "请换一个版本号重新导出；已有版本没有变化，收过件的继续按它办理。",
    ),
    "ZC-CAT-23": ("", "请核对文件；其他文件已经导入。"),
    "ZC-CAT-26": ("行政许可法 26", "请把这个一件事换一个版本号后重新导入，材料才会按新指南合并。"),
    "ZC-GUIDE-02": (_GUIDE, _FIX),
    "ZC-GUIDE-03": (_GUIDE, _FIX),
    "ZC-GUIDE-04": (_GUIDE, _FIX),
    "ZC-GUIDE-05": (
        "规范2 三(一)5",
        "请写明天数和单位（工作日或天）后重新导入；其余指南不受影响。",
    ),
    "ZC-GUIDE-06": ("S0 21；S4 7(1)", _FIX),
    "ZC-GUIDE-07": ("55号 二(一)", _FIX),
    "ZC-GUIDE-08": ("规范1 2.3", _FIX),
    "ZC-GUIDE-09": ("55号 二(五)", _FIX),
    "ZC-GUIDE-11": (_EIGHT, _ASK),
    "ZC-GUIDE-12": ("规范2 三(二)15", "请核对；原来的写法保留在指南里。"),
    "ZC-GUIDE-13": ("规范2 三(一)7", _LOOK),
    "ZC-GUIDE-14": ("", "请核对预填来源；这一栏由窗口录入。"),
    "ZC-GUIDE-15": (
        "S0 7；S4 4(1)",
        "请先导入所含事项的办事指南，再导入这一份；其余指南不受影响。",
    ),
    "ZC-GUIDE-16": (
        "52号 三(二)",
        "按共性要素执行；确需修改的，请向共性要素的编制单位提出。",
    ),
    "ZC-GUIDE-17": ("S0 21；S4 7(1)", "请去掉互相等待的情形条件后重新导入；其余指南不受影响。"),
    "ZC-GUIDE-18": ("党政机关公文格式GB/T 9704", "请补写机关代字后重新导入；在此之前文书编号没有机关代字。"),
    "ZC-GUIDE-19": (
        _EIGHT + "；行政许可法 42",
        "请补写法定或者承诺办结时限后重新导入。",
    ),
    "ZC-GUIDE-21": ("52号 三(二)", "请先导入共性要素，再导入这份个性要素。"),
    "ZC-GUIDE-22": ("55号 二(一)", "请补写实施编码；本机编号只在本机使用。"),
    "ZC-GUIDE-23": ("S0 21；S4 7(1)", "请删去重复的事项后重新导入；其余指南不受影响。"),
    "ZC-GUIDE-24": (
        "行政许可法 26",
        "请改正先后顺序，每一支只等一个排在它前面的事项；其余指南不受影响。",
    ),
    "ZC-GUIDE-25": ("行政许可法 26", "请把里面的事项逐个列出后重新导入；其余指南不受影响。"),
    "ZC-GUIDE-26": ("规范1 1.4", "请核对：这一支不能新办；从一件事里去掉，或者等它恢复。"),
    "ZC-LINT-01": (_NAMES, _ASK),
    "ZC-LINT-02": (_NAMES, _ASK),
    "ZC-LINT-03": (_NAMES, _ASK),
    "ZC-LINT-10": (_BASIS, _ASK),
    "ZC-LINT-11": ("规范1 3.3.5.5", _ASK),
    "ZC-LINT-12": ("规范1 3.3.5.4", _ASK),
    "ZC-LINT-13": ("规范1 3.3.5.2", _ASK),
    "ZC-LINT-14": ("规范1 3.3.5.8", _ASK),
    "ZC-LINT-15": ("规范1 3.3.5.3、4", _ASK),
    "ZC-LINT-16": ("规范1 3.3.5.4", _ASK),
    "ZC-LINT-20": ("规范2 三(二)16", _ASK),
    "ZC-LINT-21": ("规范2 三(一)7", "请写明材料名称；在此之前不要按这一行要求材料。"),
    "ZC-LINT-22": (_LIST, _ASK),
    "ZC-LINT-23": (_LIST, "不得要求申请人提供，已从清单和告知中去掉；确有依据的，请先列入证明事项清单。"),
    "ZC-LINT-24": ("行政许可法 42", _ASK),
    "ZC-LINT-25": (_EIGHT, "请补写；没有容缺范围的，不能容缺受理。"),
    "ZC-LINT-26": (_GUIDE, _ASK),
    "ZC-LINT-27": ("规范2 一、三(一)7", _ASK),
    "ZC-LINT-28": ("规范2 三(二)16", _ASK),
    "ZC-LINT-29": (_GUIDE, "照原样保留和显示；请核对是否写错。"),
    "ZC-LINT-30": (_UNIFORM, "请按上级公布的内容统一；各级现有内容都保留。"),
    "ZC-LINT-31": ("52号 三(一)3", "请列入牵头部门一家；在此之前两家都可以查到。"),
    "ZC-LINT-32": ("规范2 一；规范2 要素8", "请向编制单位提出；在此之前不要因为没有中介报告不予受理。"),
    "ZC-LINT-33": ("规范2 一；行政许可法 26", "请补写法律依据，或者改为并联同时开始。"),
    "ZC-LINT-41": (_SIX + "(1)", "请从证明事项清单中移出，或者补写法律、法规依据。"),
    "ZC-LINT-42": (_SIX + "(2)", "请从证明事项清单中移出，改看证照。"),
    "ZC-LINT-43": (_SIX + "(3)", "请从证明事项清单中移出，改用告知承诺。"),
    "ZC-LINT-44": (_SIX + "(4)", "请从证明事项清单中移出，改看能代替它的材料。"),
    "ZC-LINT-45": (_SIX + "(5)", "请从证明事项清单中移出，改为网络核验。"),
    "ZC-LINT-46": (_SIX + "(6)", "请从证明事项清单中移出。"),
    "ZC-LINT-47": (_LIST, "请逐项补写设定依据、需要单位、开具单位和办理指南。"),
}
