"""Pages that show every shared part in its states, with invented people, for the gallery test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.shared.askbox import AskBox
from ui.shared.button import KeyButton
from ui.shared.field import Field, LineEdit
from ui.shared.labels import Chip, Facts, KeyCap, KeyHint, Light, Text, rule
from ui.shared.pad import SignaturePad
from ui.shared.paint import Lit, Word
from ui.shared.palette import Group, Hit
from ui.shared.pane import EmptyState, MessageBand, PageHead, Pane, Skeleton, VerdictBar
from ui.shared.preview import PagePreview
from ui.shared.segment import Choice, Segment
from ui.shared.table import Column, Table
from ui.shared.tabs import Figure, Tab, Tabs
from ui.shared.timeline import Step, Timeline
from ui.theme import look
from ui.window.shell import WindowShell

SENTENCE = "最迟 10月10日（周六，调休上班）告知；逾期未告知的，自 9月28日收件起即为受理"
NOT_LISTED = "指南未列入范围"


def column(*parts: QWidget, stretch: bool = True) -> QWidget:
    """Widgets below each other."""
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(look().theme.space.s)
    for part in parts:
        layout.addWidget(part)
    if stretch:
        layout.addStretch(1)
    return box


def page(head: QWidget, panes: list[tuple[QWidget, int]], foot: QWidget | None = None) -> QWidget:
    """A page in the window's grid: head, panes side by side (width 0 takes the rest), verdict bar."""
    box = QWidget()
    outer = QVBoxLayout(box)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.setSpacing(0)
    outer.addWidget(head)
    row = QHBoxLayout()
    gap = look().theme.columns.gap
    row.setContentsMargins(gap, 0, gap, gap)
    row.setSpacing(gap)
    for pane, width in panes:
        if width:
            pane.setFixedWidth(width)
        row.addWidget(pane, 0 if width else 1)
    outer.addLayout(row, 1)
    if foot is not None:
        outer.addWidget(foot)
    return box


def who() -> Pane:
    pane = Pane("谁", "1", key="Alt+1", scroll=True)
    pane.set_chip("已读卡", "ok")
    choices = [Choice("self", "本人", "1"), Choice("agent", "代理人", "2"), Choice("company", "单位", "3")]
    pane.body.addWidget(Segment(choices, "self", name="谁来办", scope=pane))
    pane.body.addWidget(Text("张三", "verdict", bold=True))
    facts = [("证件号码", "2101**********0014"), ("住址", "沈阳市铁西区样例路***"), ("有效期", "长期")]
    pane.body.addWidget(Facts(facts))
    buttons = QHBoxLayout()
    buttons.addWidget(KeyButton("重读", "Alt+K", size="small"))
    buttons.addWidget(KeyButton("显示", "Alt+H", size="small"))
    buttons.addStretch(1)
    pane.body.addLayout(buttons)
    pane.body.addWidget(rule())
    phone = Field("联系电话", "138****0001", required=True)
    phone.set_ok()
    pane.body.addWidget(phone)
    pane.body.addWidget(Text("结果怎么给", "secondary", "text2"))
    ways = [Choice("pick", "自取", "4"), Choice("post", "邮寄", "5"), Choice("net", "电子", "6")]
    pane.body.addWidget(Segment(ways, "pick", name="结果怎么给", scope=pane))
    pane.body.addStretch(1)
    return pane


def materials() -> Pane:
    pane = Pane("材料", "3", key="Alt+3", scroll=True)
    pane.set_note("5 项   收 2   免 1   不合格 2")
    for name, word in (
        ("护士执业注册申请审核表", Word("收 原件×1", "ok")),
        ("护士执业资格考试成绩合格证明", Word("免提交 待联网核验", "info", "cloud-off")),
        ("医疗卫生机构拟聘用护士或助产士岗位的有效证明", Word("不合格 签章缺", "danger")),
    ):
        line = QHBoxLayout()
        line.addWidget(Text(name), 1)
        line.addWidget(Chip(word.text, word.state, word.icon))
        pane.body.addLayout(line)
        pane.body.addWidget(rule())
    acts = [
        Choice("original", "原件", "S"),
        Choice("copy", "复印", "D"),
        Choice("exempt", "免交", "M", locked=NOT_LISTED),
        Choice("conditional", "容缺", "R", locked=NOT_LISTED),
        Choice("promise", "承诺", "C", locked=NOT_LISTED),
        Choice("bad", "不合格", "X", danger=True),
    ]
    pane.body.addWidget(Segment(acts, "bad", name="怎么收", scope=pane, explain=True))
    reasons = ("缺失", "份数", "形式", "内容", "过期", "签章", "不一致")
    pane.body.addWidget(
        Segment([Choice(r, r, str(i + 1)) for i, r in enumerate(reasons)], "过期", name="哪里不合格")
    )
    note = LineEdit("说明", "Enter")
    note.setAccessibleName("说明")
    note.setText("体检日期 2026-02-11，距今已超过 6 个月")
    pane.body.addWidget(note)
    pane.body.addStretch(1)
    return pane


def paper(preview: QWidget) -> Pane:
    pane = Pane("纸面预览", icon="file-text", key="Alt+4", bare=True)
    pane.body.addWidget(preview, 1)
    foot = column(Chip("未出具"), Facts([("文书编号", "…D07-000123号"), ("打印机", "就绪，纸约 180 张")]))
    foot.setContentsMargins(*(4 * (look().theme.space.pane,)))
    pane.body.addWidget(foot)
    return pane


def intake(preview: QWidget | None = None) -> QWidget:
    """Close to the intake page."""
    head = PageHead("收件", "新办件")
    head.add_left(Chip("排队号 A037", "neutral", "id-card"))
    head.add_left(Chip("已存本机 10:42:07", "ok", "check"))
    head.add_right(KeyButton("暂存", "Ctrl+S", size="small"))
    head.add_right(KeyButton("下一位", "Ctrl+N", "plus", size="small"))
    bar = VerdictBar()
    bar.set_verdict("warn", "须一次性告知 2 项", SENTENCE, "4 签章缺   5 过期")
    bar.add_button(KeyButton("依据", "F9", "book-open"))
    bar.add_button(KeyButton("先打收件凭证", "F8", "printer"))
    bar.add_button(KeyButton("出具告知书 2 份", "Ctrl+Enter", "printer", "primary"))
    columns = look().theme.columns
    panes = [
        (who(), columns.intake_who[0]),
        (controls(), columns.intake_what[0]),
        (materials(), 0),
        (paper(preview or PagePreview()), columns.intake_paper[0]),
    ]
    return page(head, panes, bar)


def controls() -> Pane:
    """Fields and buttons in every state."""
    pane = Pane("办什么", "2", key="Alt+2", scroll=True)
    pane.set_chip("可离线", "ok")
    search = LineEdit("找事项", "↑↓", "search")
    search.setAccessibleName("找事项")
    search.setText("hszyzc")
    search.set_hint("↑↓", "3 项")
    pane.body.addWidget(search)
    wrong = Field("证件号码", "21010119000101", required=True)
    wrong.set_error("少了 4 位：居民身份证号码是 18 位")
    pane.body.addWidget(wrong)
    locked = KeyButton("出具受理通知书", "F10", "printer")
    locked.setEnabled(False)
    for button in (
        locked,
        KeyButton("作废", "Alt+Z", "trash-2", "danger"),
        KeyButton("更多", icon="list", kind="quiet"),
    ):
        pane.body.addWidget(button)
    for kind, words in (("ok", "剩 6 天"), ("warn", "剩 2 天"), ("red", "超期 1 天"), ("pause", "停表中")):
        pane.body.addWidget(Light(kind, words))
    pane.body.addWidget(KeyCap("Ctrl+Shift+Del"))
    pane.body.addStretch(1)
    return pane


@dataclass(frozen=True)
class Due:
    light: Lit
    until: str
    clock: str
    item: str
    person: str
    number: str
    who: str
    step: str


def due_rows() -> list[Due]:
    lights = (
        ("red", "超期 1 天", 1),
        ("red", "今天到期", 2),
        ("warn", "剩 2 天", 6),
        ("pause", "停表中", 1),
        ("ok", "剩 6 天", 8),
    )
    rows: list[Due] = []
    for kind, words, count in lights:
        for _ in range(count):
            number = f"D07-{len(rows) + 61:06d}"
            item = ("小餐饮经营许可", "护士执业注册（延续）", "居住证申领")[len(rows) % 3]
            rows.append(
                Due(
                    Lit(kind, words),
                    "9月30日 周三",
                    "一次告知",
                    item,
                    "样例客运公司",
                    number,
                    "赵六",
                    "催办并写原因",
                )
            )
    return rows


def due_table() -> Table:
    widths = look().theme.columns.due
    return Table(
        [
            Column("时限灯", widths[0], lambda r: r.light),
            Column("截止", widths[1], lambda r: r.until),
            Column("哪个时限", widths[2], lambda r: r.clock),
            Column("事项", widths[3], lambda r: r.item),
            Column("申请人", widths[4], lambda r: r.person),
            Column("收件号", widths[5], lambda r: r.number),
            Column("在谁手里", widths[6], lambda r: r.who),
            Column("下一步", widths[7], lambda r: r.step),
        ],
        "待办与时限",
    )


def due() -> QWidget:
    """Close to the page of deadlines."""
    head = PageHead("待办与时限", "共 46 件，按工作日计")
    head.add_right(Chip("节假日表 2026 年有效至 12月31日", "info"))
    head.add_right(KeyButton("打印待办时限单", "Ctrl+P", "printer", size="small"))
    tabs = Tabs(
        [
            Tab("all", "全部", 46, "1"),
            Tab("red", "红灯", 3, "2", "red"),
            Tab("warn", "临期", 8, "3", "warn"),
            Tab("ok", "正常", 32, "4", "ok"),
            Tab("pause", "停表", 3, "5", "pause"),
        ]
    )
    table = due_table()
    table.set_rows(due_rows())
    pane = Pane("全部 46", icon="list", bare=True)
    pane.body.addWidget(tabs)
    pane.body.addWidget(table)
    foot = QWidget()
    row = QHBoxLayout(foot)
    for keys, words in (("↑↓", "选行"), ("Enter", "打开"), ("Space", "勾选批量提醒")):
        row.addWidget(KeyHint(keys, words))
    row.addStretch(1)
    row.addWidget(Text("第 1–15 件，共 46 件", "secondary", "text2", wrap=False))
    pane.add_foot(foot)
    detail = Pane("今天到期：一次告知", icon="octagon-minus")
    band = MessageBand(closable=False)
    band.tell(
        "danger",
        "今天 17:00 前必须一次性告知。",
        "逾期未告知的，自 9月20日收到材料起即为受理，受理通知书将按 9月20日出具。",
    )
    detail.body.addWidget(band)
    facts = [
        ("收件", "9月20日 周日（调休上班）14:05"),
        ("怎么算", "次日起 5 个工作日：21、22、23、24、28 日；25–27 日中秋放假"),
    ]
    detail.body.addWidget(Facts(facts))
    detail.body.addStretch(1)
    detail.body.addWidget(KeyButton("出具一次性告知书", "Ctrl+Enter", "printer", "primary"))
    return page(head, [(pane, 0), (detail, look().theme.columns.due_detail)])


STEPS = (
    Step("申请", "done", "完成", ("9月14日 10:36 → 10:52", "16 分钟", "李四 07 号窗 赵六")),
    Step("材料补正", "done", "完成", ("9月14日 10:58 → 9月21日 08:55", "告知 1 次，补正 2 项")),
    Step("原件预审", "done", "完成", ("9月21日 08:55 → 09:08", "13 分钟")),
    Step("缴费", "skipped", "不适用", ("本事项不收费",)),
    Step("物流", "skipped", "不适用", ("申请人选择自取",)),
    Step("受理", "done", "完成", ("9月21日 09:10", "当场受理")),
    Step("办结", "current", "进行中", ("9月21日 14:20 起，审查中", "已用 4 天，剩 6 个工作日")),
    Step("签收", "todo", "未到", ("办结后 10 个工作日内送达",)),
)


def case() -> QWidget:
    """Time line, a question in place, empty state and skeleton."""
    head = PageHead("小餐饮经营许可", "李四   2101**********0022   样例面馆")
    head.add_right(Light("ok", "正常"))
    steps = Pane("进度", icon="history")
    steps.body.addWidget(Timeline(STEPS, "对外八个环节"))
    steps.hug()
    answers = (("out", "出来了，完好", "Y"), ("not_out", "没出来", "N"), ("spoiled", "坏了", "Z"))
    ask = AskBox("补打的受理通知书出来了吗？", "打印机没有回报。请看一眼出纸口，确认前不算已打印。", answers)
    papers = Pane("文书", icon="printer", key="Alt+2")
    papers.body.addWidget(ask)
    papers.body.addStretch(1)
    first = KeyButton("开始收件", "F2", "inbox")
    empty = Pane("事件", icon="list", key="Alt+3")
    empty.body.addWidget(EmptyState("inbox", "今天还没有收件", "收下第一件后，每一步都记在这里。", first))
    loading = Pane("材料", icon="briefcase", key="Alt+1", bare=True)
    grey = Skeleton(5, "正在读取")
    grey.reveal()
    loading.body.addWidget(grey)
    figures = QWidget()
    side = QHBoxLayout(figures)
    side.setContentsMargins(0, 0, 0, 0)
    for name, number, unit, note, share in (
        ("待传", "37", "件", "35 等网络，1 需处理，1 排队", None),
        ("最早一件", "2 小时 20 分", "前", "08:22 小餐饮补正收件", None),
        ("还可离线", "12", "天", "离线许可到 10月10日 08:40", 0.85),
    ):
        figure = Figure(name)
        figure.set_figure(number, unit, note, share)
        side.addWidget(figure)
    row = QWidget()
    below = QHBoxLayout(row)
    below.setContentsMargins(0, 0, 0, 0)
    for pane, stretch in ((loading, 3), (papers, 6), (empty, 3)):
        below.addWidget(pane, stretch)
    return page(head, [(column(figures, steps, row, stretch=False), 0)])


def sign(now: Callable[[], float]) -> QWidget:
    """Signature pad and every chip."""
    pane = Pane("请签名", "2", key="Alt+2")
    pane.body.addWidget(SignaturePad(now))
    chips = QHBoxLayout()
    for state in ("ok", "info", "warn", "danger", "neutral"):
        chips.addWidget(Chip(f"状态 {state}", state))
    chips.addStretch(1)
    pane.body.addLayout(chips)
    return page(PageHead("签名"), [(pane, 0)])


GROUPS = (
    Group(
        "办件",
        (
            Hit(
                "张三   护士执业注册", "D07-000122，正在收件，须一次性告知 2 项", key="Enter", marks=((0, 2),)
            ),
            Hit("张三   居住证申领", "D05-000311，9月4日已送达", marks=((0, 2),)),
        ),
    ),
    Group("对选中的这一件能做的", (Hit("出具一次性告知书", "A4 一式 2 份", "printer", "Ctrl+Enter"),)),
    Group("人", (Hit("张三", "2101**********0014，本机 3 件", "user", marks=((0, 2),)),)),
    Group("事项", (Hit("个体工商户住所变更登记", "其他行政权力，可离线收件", "book-open", marks=((5, 2),)),)),
    Group("操作", (Hit("暂时离开（锁屏）", "未写完的会留着", "lock", "Ctrl+L", ((0, 2),)),)),
)


def shell(rehearsal: bool = False) -> WindowShell:
    """A window dressed as at 10:42 of an offline morning."""
    window = WindowShell("铁西区政务服务中心", "07 号窗", rehearsal)
    window.set_line_state("离线 2 小时 · 待传 37 件 · 还可离线 12 天", "warn")
    window.set_readiness("可办理", "ok")
    window.set_operator("赵六 0712")
    window.set_clock("10:42", "9月28日 周一")
    window.set_badge("due", 3)
    return window


def texts_of(widget: QWidget) -> list[str]:
    """Every text on labels, for tests."""
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
