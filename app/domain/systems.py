"""The 36 systems that the founding documents name (A6): how this program reaches each, and where its part ends.

A desk never talks to a partner: it asks in the log and reads the answer in the log. A check has three results, since
no answer is neither yes nor no; a missing answer holds up only what the law makes conditional, never a 收件.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from app.domain.time import Timestamp
from app.values import dataclass


class System(StrEnum):
    """Stable code of a partner, as it stands in ``partner_asked`` and ``partner_answered``."""

    PORTAL = "portal"
    MOBILE = "mobile"
    HOTLINE = "hotline"
    IDENTITY = "identity"
    EXCHANGE = "exchange"
    LICENCE = "licence"
    SEAL = "seal"
    SIGNATURE = "signature"
    ARCHIVE = "archive"
    RATING = "rating"
    PAYMENT = "payment"
    COURIER = "courier"
    CREDIT = "credit"
    SUPERVISION = "supervision"
    QUEUE = "queue"
    PROOF_LIST = "proof-list"
    COMMITMENT = "commitment"
    COMMITMENT_LIST = "commitment-list"
    ONE_MATTER = "one-matter"
    CROSS_AREA = "cross-area"
    ASSIST = "assist"
    PROGRESS = "progress"
    SURVEY = "survey"
    INTERMEDIARY = "intermediary"
    RECONCILIATION = "reconciliation"
    DEPARTMENT = "department"
    PROJECT = "project"
    CALLBACK = "callback"
    CATALOGUE = "catalogue"


class Reach(StrEnum):
    """How ours reaches a system: by questions, by the events of the log alone, by reference data; or it is ours."""

    ASK = "ask"
    EVENTS = "events"
    REFERENCE = "reference"
    OURS = "ours"


class Checked(StrEnum):
    """Result of a check: 通过, 不通过, or 未查(离线)."""

    PASS = "pass"  # noqa: S105 — a result, not a secret
    FAIL = "fail"
    UNCHECKED = "unchecked"

    @property
    def words(self) -> str:
        """As the desk shows it."""
        return _CHECKED_WORDS[self]


_CHECKED_WORDS: Mapping[Checked, str] = {
    Checked.PASS: "通过",
    Checked.FAIL: "不通过",
    Checked.UNCHECKED: "未查（离线）",
}


@dataclass(frozen=True)
class Check:
    """A check and when it was answered; None while no answer is in."""

    result: Checked = Checked.UNCHECKED
    answered: Timestamp | None = None

    def age(self, now: Timestamp) -> timedelta | None:
        """How old the answer is; None without one. A clock that was set back gives no negative age."""
        if self.answered is None:
            return None
        return timedelta(milliseconds=max(0, now.ms - self.answered.ms))

    def fresh(self, now: Timestamp, limit: timedelta) -> bool:
        """Whether there is an answer no older than ``limit``, and no later than now by more than ``limit``."""
        return self.answered is not None and abs(now.ms - self.answered.ms) <= limit / timedelta(
            milliseconds=1
        )

    def permits(self, now: Timestamp, limit: timedelta) -> bool:
        """Whether what the law makes conditional (告知承诺 S0 10(1), 容缺) may go on: passed, and fresh.

        A 收件 is never asked this: no system that does not answer turns a citizen away.
        """
        return self.result is Checked.PASS and self.fresh(now, limit)

    def now(self, now: Timestamp, limit: timedelta) -> Checked:
        """The result as it counts now: an answer past its age is as good as none."""
        return self.result if self.fresh(now, limit) else Checked.UNCHECKED


def checked(outcome: str) -> Checked:
    """The result that an outcome code of a partner stands for. 查无, a refusal or an unknown code is no result."""
    return Checked(outcome) if outcome in (Checked.PASS, Checked.FAIL) else Checked.UNCHECKED


def subject_digest(key: bytes, id_type: str, number: str) -> str:
    """How a list names a person without naming them: HMAC-SHA256 of kind and number, hex.

    ``key`` comes with the list. A list and its key lie on a window, never on a kiosk or a station.
    """
    return hmac.new(key, f"{id_type}:{number}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class SystemRow:
    """One row of A6: ``offline`` is what the desk does without the line, ``ends`` where our part stops."""

    number: int
    name: str
    reach: Reach
    systems: tuple[System, ...]
    offline: str
    ends: str


def system_rows() -> tuple[SystemRow, ...]:
    """All 36, in the order of A6."""
    return tuple(
        SystemRow(number, name, reach, systems, offline, ends)
        for number, (name, reach, systems, offline, ends) in enumerate((*_FIRST, *_SECOND), start=1)
    )


def row_of(system: System) -> SystemRow:
    """The row that a system belongs to."""
    return next(row for row in system_rows() if system in row.systems)


_Row = tuple[str, Reach, tuple[System, ...], str, str]
_FIRST: tuple[_Row, ...] = (
    (
        "省一体化政务服务平台",
        Reach.EVENTS,
        (),
        "全部排队，按办件顺序上报",
        "省平台自己的接口由部署方在 Platform 端口适配",
    ),
    (
        "辽宁政务服务网",
        Reach.ASK,
        (System.PORTAL,),
        "只看本机缓存的指南",
        "网上申报页面属省网；本机只取回预填",
    ),
    ("辽事通", Reach.ASK, (System.MOBILE,), "亮证码先存下，待核验", "不另做手机端；推送由辽事通发出"),
    (
        "12345/8890热线",
        Reach.ASK,
        (System.HOTLINE,),
        "先存下，联网后给受理编号",
        "转办、督办属热线平台；被投诉人不可见",
    ),
    (
        "统一身份认证",
        Reach.ASK,
        (System.IDENTITY,),
        "人员凭缓存限期登录；申请人读卡",
        "开户与实名库属统一认证；本机只记账号和等级",
    ),
    (
        "数据共享交换平台",
        Reach.ASK,
        (System.EXCHANGE,),
        "待联网核验，不改收纸质",
        "数据质量由来源部门负责；本机留来源、时间、用途",
    ),
    (
        "电子证照",
        Reach.ASK,
        (System.LICENCE,),
        "只看本办件的证照；制发等联网",
        "证照库与版式属证照系统；本机记证照标识",
    ),
    (
        "电子印章",
        Reach.ASK,
        (System.SEAL,),
        "打印“待盖章”，窗口盖实体专用章",
        "密钥与印模属统一印章系统；程序里没有印章图片",
    ),
    (
        "电子签名",
        Reach.ASK,
        (System.SIGNATURE,),
        "签名板照用，摘要入链，联网后存证",
        "CA 证书的签发和验证属 CA",
    ),
    ("电子档案", Reach.ASK, (System.ARCHIVE,), "联网后归档", "长期保存与利用属档案系统；本机交归档包"),
    (
        "好差评",
        Reach.ASK,
        (System.RATING,),
        "密封存下，每次服务一条",
        "汇总公开属好差评系统；窗口人员不经手评价",
    ),
    (
        "非税收缴",
        Reach.ASK,
        (System.PAYMENT,),
        "打印缴款码，按事项等候或继续",
        "收款与票据属财政；本机只记状态和票号",
    ),
    ("邮政快递", Reach.ASK, (System.COURIER,), "用预留号段的运单号", "揽收和派送属快递；本机记签收凭证"),
    (
        "信用（逢办必查）",
        Reach.ASK,
        (System.CREDIT,),
        "待查；告知承诺、容缺须有新近结果",
        "信用记录不落本机，只存结果代码",
    ),
    ("电子监察", Reach.ASK, (System.SUPERVISION,), "本机时限照常预警", "问责属监察部门；本机只报全过程"),
    ("排队叫号/预约", Reach.ASK, (System.QUEUE,), "本机排队继续，不限号", "大厅屏幕和语音属叫号设备"),
    (
        "证明事项清单",
        Reach.REFERENCE,
        (System.PROOF_LIST,),
        "用随目录包下发的清单",
        "清单由主管部门公布；本机只报纠错",
    ),
    (
        "告知承诺",
        Reach.ASK,
        (System.COMMITMENT,),
        "名单新近才可用；承诺照签，核查等联网",
        "事后核查和处罚属部门",
    ),
)
_SECOND: tuple[_Row, ...] = (
    (
        "诚信档案/虚假承诺名单",
        Reach.ASK,
        (System.COMMITMENT_LIST,),
        "用限期内的名单快照（只在窗口）",
        "列入和移出由部门决定",
    ),
    ("容缺受理", Reach.OURS, (), "信用新近通过即可", "本机自办；全过程事件上报"),
    ("一件事", Reach.ASK, (System.ONE_MATTER,), "照常办理", "跨部门的联办规则属牵头部门"),
    ("区域/全省/跨省通办", Reach.ASK, (System.CROSS_AREA,), "只收件，联网后移交", "办理地的审批属办理地"),
    (
        "帮代办、上门服务",
        Reach.ASK,
        (System.ASSIST,),
        "照常办理（便携）",
        "派单属帮办中心；本机存授权书和上门记录",
    ),
    ("投诉举报、曝光纠错", Reach.ASK, (System.HOTLINE,), "先存下", "同12345热线"),
    (
        "进度查询",
        Reach.ASK,
        (System.PROGRESS,),
        "显示最近同步的状态并注明时间",
        "公众查询页属省网；凭号只见环节和日期",
    ),
    ("联合勘验/网上勘验", Reach.ASK, (System.SURVEY,), "照片排队", "现场勘验结论属各部门"),
    ("中介服务", Reach.ASK, (System.INTERMEDIARY,), "先登记，联网后核对清单", "选取和付费属中介超市"),
    ("不计时环节/特别程序", Reach.EVENTS, (), "按本机时间记起止", "是否启动由部门依法决定"),
    ("自助终端", Reach.OURS, (), "可离线事项的短清单", "本机自办；设备采购运维属大厅"),
    ("智能搜索/引导", Reach.OURS, (), "完整可用", "本机自办；语义大模型不在本机"),
    ("辅助填报", Reach.OURS, (), "只用身份证", "本机自办；证照与历史经数据共享取得"),
    ("办件/数据对账", Reach.ASK, (System.RECONCILIATION,), "累积，联网后对", "差异的处置由双方人员"),
    ("部门自建系统", Reach.ASK, (System.DEPARTMENT,), "排队", "自建系统内部流程属部门；状态按对照表翻译"),
    (
        "公共资源交易/工程审批/互联网+监管",
        Reach.ASK,
        (System.PROJECT,),
        "先记代码，联网后核对",
        "项目审批与监管各在其系统",
    ),
    (
        "回访、第三方监管",
        Reach.ASK,
        (System.CALLBACK,),
        "先记同意，联网后列入",
        "打电话的是回访中心，只见隐藏号码",
    ),
    (
        "事项编制/动态调整",
        Reach.REFERENCE,
        (System.CATALOGUE,),
        "用上一版目录并注明日期",
        "编制和审核属事项管理系统",
    ),
)
