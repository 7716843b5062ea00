"""Specimens of papers in their fuller forms: a whole visit, a 一件事, a correction at home, a licence on a promise."""

from __future__ import annotations

from datetime import date, datetime

from app.domain.time import SHANGHAI
from app.values import replace
from printing.documents.applicant import SAMPLE_AGENT
from printing.documents.base import Envelope, Paper, Party, Signature
from printing.documents.commitment import Commitment, CommitmentKind, Told, standard_promise
from printing.documents.decisions import Acceptance
from printing.documents.intake import Receipt, ReceiptPart
from printing.documents.licence import Certificate, PlacedField
from printing.documents.notes import Assistance, Branch, CommitmentNote, ToleranceNote

COMPANY = Party("某某有限公司", "统一社会信用代码", "91210106MA0EXAMPLE", company=True)
HELP = Assistance("钱七（0713）", body="示例街道便民服务中心")


def visit_receipt() -> Receipt:
    """One agent, three principals, one receipt."""
    first = Receipt.sample()
    second = ReceiptPart(
        applicant=Party("王五", "居民身份证", "210106190001030031"),
        item="护士执业注册",
        situation="延续注册",
        case_number="000123014000-20260928-0124",
        materials=first.materials[:2],
        next_by=date(2026, 10, 10),
        next_note="调休上班",
        delivery="邮寄送达",
    )
    third = ReceiptPart(
        applicant=COMPANY,
        item="食品经营许可",
        situation="新办",
        case_number="000118002000-20260928-0125",
        materials=first.materials[3:],
        next_by=date(2026, 10, 10),
        next_note="调休上班",
        delivery="到窗口自取",
    )
    return replace(first, agent=SAMPLE_AGENT, more=(second, third))


def home_receipt() -> Receipt:
    """Taken in at home from a person without a card in hand, who cannot write; entered the next day; corrected."""
    first = Receipt.sample()
    proof = "未带居民身份证，凭社会保障卡和人像认证结果核验"
    return replace(
        first,
        applicant=replace(first.applicant, proof=proof),
        channel="上门",
        channel_note="铁西区示例街1号",
        entered_at=datetime(2026, 9, 29, 9, 5, tzinfo=SHANGHAI),
        helper=HELP,
        replaces="〔2026〕D07-000120号",
        signature=Signature(thumb=True, witness="钱七（0713）"),
    )


def matter_acceptance() -> Acceptance:
    """一件事: several items accepted at once, one of them waiting for another; something owed, something promised."""
    return replace(
        Acceptance.sample(),
        addressee=COMPANY,
        item="开办餐饮店",
        situation="",
        matter="开办餐饮店“一件事”",
        branches=(
            Branch("食品经营许可", "铁西区市场监督管理局", "10个工作日", date(2026, 10, 16)),
            Branch("户外招牌设置", "铁西区城市管理局", "5个工作日", date(2026, 10, 10)),
            Branch(
                "公众聚集场所投入使用、营业前消防安全检查",
                "铁西区消防救援大队",
                "10个工作日",
                starts="前一事项办结通知送达后起算",
            ),
        ),
        materials=(),
        excluded=(),
        result="食品经营许可证等",
        tolerance=ToleranceNote("沈铁营商容受〔2026〕D07-000127号", ("房屋租赁合同",), date(2026, 10, 10)),
        commitment=CommitmentNote("沈铁营商诺〔2026〕D07-000128号", ("消防安全条件证明",)),
        helper=HELP,
    )


def licence_commitment() -> Commitment:
    """Decided first, checked within sixty working days."""
    return Commitment(
        envelope=Envelope.sample(
            "某营商诺〔2026〕D07-000129号",
            authority="某县卫生健康局",
            offline=False,
            issued_on=date(2026, 9, 29),
        ),
        kind=CommitmentKind.LICENCE,
        applicant=COMPANY,
        item="公共场所卫生许可",
        situation="新办",
        told=Told(
            matter="公共场所卫生许可（新办）",
            basis="《公共场所卫生管理条例》第四条",
            content="选址、布局和设施符合卫生标准；从业人员取得健康合格证明；卫生管理制度齐全",
            manner="由申请单位法定代表人签署承诺书并加盖公章，先行作出许可决定",
            liability="检查验收未达到许可条件的，责令限期整改；整改后仍未达到的，撤销行政许可，"
            "基于该许可取得的利益不受保护，并记入信用档案",
            scope="能够通过事中事后监管达到许可条件、不会产生严重后果的事项",
            otherwise="不愿承诺或者无法承诺的，按一般程序提交材料、接受审查",
            check="现场检查验收",
        ),
        promise=standard_promise(ticked=True),
        check_within="自作出许可决定之日起60个工作日内",
    )


def a5_certificate() -> Certificate:
    """A certificate on a blank of A5, upright."""
    first = Certificate.sample()
    rows = [(field.label, field.value) for field in first.placed]
    placed = tuple(
        PlacedField(label, value, 58.0, 52.0 + 14 * n, 70.0, 7.0, 12.0)
        for n, (label, value) in enumerate(rows)
    )
    return replace(first, placed=placed, width=148.0, height=210.0)


def card_licence() -> Certificate:
    """A licence of the size of a card (ISO/IEC 7810 ID-1, 85.6 × 54 mm)."""
    first = Certificate.sample()
    rows = [(field.label, field.value) for field in first.placed[:6]]
    placed = tuple(
        PlacedField(label, value, 34.0, 14.5 + 5.6 * n, 46.0, 4.4, 8.0)
        for n, (label, value) in enumerate(rows)
    )
    return replace(first, placed=placed, width=85.6, height=54.0)


def fuller_papers() -> dict[str, Paper]:
    """The fuller forms by the ending of their file names."""
    return {
        "一次来访": visit_receipt(),
        "上门": home_receipt(),
        "一件事": matter_acceptance(),
        "行政许可": licence_commitment(),
    }
