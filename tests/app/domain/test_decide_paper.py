"""Paper that leaves the house: nothing said that is not so, no number and no blank used twice."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.decide import decide
from app.domain.paper import PAPER_RULES, Paper, PaperKind, Seal, state_words
from tests.app.domain.kit import CLERK, NOBODY_ELSE, NURSE, Counter


def accepted() -> tuple[Counter, Paper]:
    counter = Counter().accepted()
    return counter, counter.paper(PaperKind.ACCEPTANCE)


def certified() -> tuple[Counter, Paper]:
    counter = Counter(NURSE).certified("LN-1")
    return counter, counter.paper(PaperKind.CERTIFICATE)


@pytest.mark.law("B3-7")
def test_nothing_is_sealed_before_it_came_out() -> None:
    counter, paper = accepted()
    seal = cmd.RecordSeal(paper.document_id, "专用章", "赵六", "盖章室")
    assert counter.refused(seal) == "ZC-PAPER-21"
    counter.out(paper)
    assert counter.paper(PaperKind.ACCEPTANCE).awaits_seal
    counter.do(seal)
    assert not counter.paper(PaperKind.ACCEPTANCE).awaits_seal
    assert counter.refused(seal) == "ZC-PAPER-22", "once is enough"


@pytest.mark.law("B3-7")
@pytest.mark.parametrize("blank", ["seal", "by_whom", "where"])
def test_sealed_needs_which_seal_who_and_where(blank: str) -> None:
    counter, paper = accepted()
    counter.out(paper)
    said = {"seal": "专用章", "by_whom": "赵六", "where": "盖章室"} | {blank: "  "}
    assert counter.refused(cmd.RecordSeal(paper.document_id, **said)) == "ZC-PAPER-23"


@pytest.mark.law("B3-7")
def test_nothing_is_given_unsealed_that_the_law_wants_sealed() -> None:
    counter, paper = accepted()
    give = cmd.GivePaper(paper.document_id, NOBODY_ELSE)
    assert counter.refused(give) == "ZC-PAPER-31"
    counter.out(paper)
    assert counter.refused(give) == "ZC-PAPER-31"
    counter.do(cmd.RecordSeal(paper.document_id, "专用章", "赵六", "盖章室"))
    counter.do(give)
    assert counter.refused(give) == "ZC-PAPER-30"


def test_a_paper_that_needs_no_seal_is_given_once_it_is_out() -> None:
    counter = Counter(NURSE).decided()
    counter.do(cmd.IssuePaper(PaperKind.PICKUP))
    slip = counter.paper(PaperKind.PICKUP)
    assert counter.refused(cmd.RecordSeal(slip.document_id, "章", "谁", "哪")) == "ZC-PAPER-20"
    counter.out(slip)
    counter.do(cmd.GivePaper(slip.document_id, NOBODY_ELSE))


def test_a_print_is_out_once_however_often_it_is_said() -> None:
    counter, paper = accepted()
    counter.out(paper)
    assert counter.do(cmd.RecordOut(paper.document_id, 1, "clerk")) == ()
    assert counter.refused(cmd.RecordOut(paper.document_id, 2, "clerk")) == "ZC-PAPER-07", "never asked for"


def test_a_void_paper_keeps_its_number_and_its_reason_and_is_good_for_nothing() -> None:
    counter, paper = accepted()
    assert counter.refused(cmd.VoidPaper(paper.document_id, " ")) == "ZC-PAPER-40"
    counter.do(cmd.VoidPaper(paper.document_id, "日期写错"))
    void = counter.need().paper(paper.document_id)
    assert void is not None and (void.number, void.void_reason) == (paper.number, "日期写错")
    for command in (
        cmd.GivePaper(paper.document_id, NOBODY_ELSE),
        cmd.ReprintPaper(paper.document_id, "遗失"),
        cmd.RecordSeal(paper.document_id, "章", "谁", "哪"),
        cmd.VoidPaper(paper.document_id, "再次"),
    ):
        assert counter.refused(command) == "ZC-PAPER-02"
    counter.do(cmd.IssuePaper(PaperKind.ACCEPTANCE))
    assert counter.paper(PaperKind.ACCEPTANCE).number != paper.number, "the new one has a new number"


def test_a_wrong_paper_goes_out_again_under_a_new_number_before_anybody_has_it() -> None:
    """作废重开: the old number stays used, the new paper says which one it takes the place of."""
    counter, paper = accepted()
    counter.sealed(paper)
    wrote = counter.do(cmd.VoidPaper(paper.document_id, "印糊了", again=True))
    assert [event.TYPE for event in wrote] == ["paper_voided", "paper_issued"]
    case, new = counter.need(), counter.paper(PaperKind.ACCEPTANCE)
    void = case.paper(paper.document_id)
    assert void is not None and (void.void_reason, void.replaced_by) == ("印糊了", new.document_id)
    assert new.number not in ("", paper.number) and not new.out and not void.recalled


def test_only_the_hand_that_has_the_case_issues_a_paper_anew() -> None:
    """Two windows off line would make two numbers of one paper, and both would be alive."""
    counter, paper = accepted()
    anew = cmd.VoidPaper(paper.document_id, "印糊了", again=True)
    here = counter.context(anew)
    there = replace(here, device="D99")
    answer = decide(counter.need(), anew, there)
    assert isinstance(answer, cmd.Refusal) and answer.code == "ZC-CASE-06", answer
    assert not isinstance(decide(counter.need(), replace(anew, again=False), there), cmd.Refusal)
    away = replace(counter.need(), lease="platform")
    assert not isinstance(decide(away, anew, here), cmd.Refusal), "the department has the case, the paper lies here"
    assert isinstance(decide(away, anew, there), cmd.Refusal)
    taken_over = replace(counter.need(), lease="D99")
    assert isinstance(decide(taken_over, anew, here), cmd.Refusal)


def test_a_paper_of_a_void_case_gets_no_other_number() -> None:
    counter = Counter().received()
    paper = counter.paper(PaperKind.RECEIPT)
    counter.write([ev.Voided(counter.now, CLERK, "重复收件", "孙八")])
    assert counter.refused(cmd.VoidPaper(paper.document_id, "印糊了", again=True)) == "ZC-PAPER-45"


def test_a_notice_that_was_voided_before_it_was_given_goes_on_as_the_new_one() -> None:
    counter = Counter().noticed()
    old = counter.paper(PaperKind.NOTICE)
    before = counter.need().notices[-1]
    counter.do(cmd.VoidPaper(old.document_id, "印错纸", again=True))
    new, notice = counter.paper(PaperKind.NOTICE), counter.need().notices[-1]
    assert (notice.document_id, notice.number) == (new.document_id, new.number)
    assert notice.faults == before.faults and len(counter.need().notices) == 1, "told once, not twice"
    counter.sealed(new)
    counter.do(cmd.GivePaper(new.document_id, NOBODY_ELSE))


def test_what_the_applicant_signs_or_a_blank_bears_gets_no_other_number() -> None:
    counter, certificate = certified()
    assert not certificate.may_be_voided
    assert counter.refused(cmd.VoidPaper(certificate.document_id, "写错", again=True)) == "ZC-PAPER-44"
    signed = (PaperKind.FORM, PaperKind.COMMITMENT, PaperKind.TOLERANCE_PLEDGE, PaperKind.SERVICE_PROOF)
    assert not any(replace(certificate, kind=kind, blank="").may_be_voided for kind in signed)
    assert replace(certificate, kind=PaperKind.NOTICE, blank="").may_be_voided


def test_paper_that_left_the_house_is_not_made_void() -> None:
    counter, paper = accepted()
    counter.sealed(paper)
    counter.do(cmd.GivePaper(paper.document_id, NOBODY_ELSE))
    assert counter.refused(cmd.VoidPaper(paper.document_id, "写错")) == "ZC-PAPER-41"
    counter.do(cmd.ReprintPaper(paper.document_id, "申请人遗失"))
    assert counter.refused(cmd.VoidPaper(paper.document_id, "写错")) == "ZC-PAPER-41", "nor after a 补打"


def test_a_reprint_is_counted_reasoned_and_another_sheet_without_a_seal() -> None:
    counter, paper = accepted()
    counter.sealed(paper)
    counter.do(cmd.GivePaper(paper.document_id, NOBODY_ELSE))
    assert counter.refused(cmd.ReprintPaper(paper.document_id, "")) == "ZC-PAPER-50"
    counter.do(cmd.ReprintPaper(paper.document_id, "申请人遗失"))
    again = counter.paper(PaperKind.ACCEPTANCE)
    assert (again.printings, again.reasons, again.number) == (2, ("申请人遗失",), paper.number)
    assert state_words(again) == "已编号，未确认出纸" and not again.may_be_given
    assert counter.refused(cmd.RecordSeal(paper.document_id, "专用章", "赵六", "盖章室")) == "ZC-PAPER-21"
    counter.out(again)
    assert counter.paper(PaperKind.ACCEPTANCE).awaits_seal
    assert counter.refused(cmd.GivePaper(paper.document_id, NOBODY_ELSE)) == "ZC-PAPER-31"
    counter.do(cmd.RecordSeal(paper.document_id, "专用章", "赵六", "盖章室"))
    counter.do(cmd.GivePaper(paper.document_id, NOBODY_ELSE))
    assert state_words(counter.paper(PaperKind.ACCEPTANCE)) == "已交付"


def test_a_late_word_on_an_earlier_print_does_not_vouch_for_the_new_one() -> None:
    counter, paper = accepted()
    counter.do(cmd.ReprintPaper(paper.document_id, "没有出纸"))
    counter.do(cmd.RecordOut(paper.document_id, 1, "device"))
    assert not counter.paper(PaperKind.ACCEPTANCE).awaits_seal
    counter.do(cmd.RecordOut(paper.document_id, 2, "device"))
    assert counter.paper(PaperKind.ACCEPTANCE).awaits_seal


# blanks


@pytest.mark.law("D21")
def test_a_certificate_stands_on_one_blank_of_the_right_kind() -> None:
    counter = Counter(NURSE).decided()
    assert counter.refused(cmd.IssueCertificate("残疾人证", "LN-1")) == "ZC-PAPER-11"
    counter.do(cmd.IssueCertificate("护士执业证书", "LN-1"))
    assert counter.paper(PaperKind.CERTIFICATE).blank == "LN-1"
    assert counter.refused(cmd.IssueCertificate("护士执业证书", "LN-2")) == "ZC-PAPER-05"


def test_a_spoiled_blank_is_void_with_its_reason_and_the_next_one_goes_on() -> None:
    counter, paper = certified()
    counter.out(paper)
    assert counter.refused(cmd.ReplaceBlank(paper.document_id, " ", "LN-2")) == "ZC-PAPER-13"
    assert counter.refused(cmd.ReplaceBlank(paper.document_id, "卡纸", "LN-1")) == "ZC-PAPER-15"
    voided, used, again = counter.do(cmd.ReplaceBlank(paper.document_id, "卡纸", "LN-2"))
    assert isinstance(voided, ev.BlankVoided) and (voided.serial, voided.reason) == ("LN-1", "卡纸")
    assert isinstance(used, ev.BlankUsed) and used.serial == "LN-2"
    assert isinstance(again, ev.PaperReprinted) and again.printing == 2
    kind = counter.item.blank_kind
    assert set(counter.need().blanks) == {(kind, "LN-1", "void"), (kind, "LN-2", "used")}
    assert counter.paper(PaperKind.CERTIFICATE).number == paper.number


def test_a_blank_that_was_voided_alone_is_no_certificate_until_the_next_one_takes_its_place() -> None:
    """Its case had gone on to another window, which had neither the sheet nor a way to take another."""
    counter, paper = certified()
    counter.sealed(paper)
    (voided,) = counter.do(cmd.ReplaceBlank(paper.document_id, "卡纸", ""))
    assert isinstance(voided, ev.BlankVoided) and voided.serial == "LN-1"
    now = counter.paper(PaperKind.CERTIFICATE)
    assert not (now.is_out or now.may_be_given or now.blank), "nothing is there that could be handed over"
    assert counter.refused(cmd.ReprintPaper(paper.document_id, "没有出纸")) == "ZC-PAPER-51"
    assert counter.refused(cmd.ReplaceBlank(paper.document_id, "卡纸", "")) == "ZC-PAPER-12"
    assert counter.refused(cmd.ReplaceBlank(paper.document_id, "卡纸", "LN-1")) == "ZC-PAPER-15"
    used, again = counter.do(cmd.ReplaceBlank(paper.document_id, "卡纸", "LN-7"))
    assert isinstance(used, ev.BlankUsed) and isinstance(again, ev.PaperReprinted) and again.printing == 2
    counter.sealed(counter.paper(PaperKind.CERTIFICATE))
    assert counter.paper(PaperKind.CERTIFICATE).may_be_given


def test_a_blank_voided_where_it_lay_takes_no_certificate_off_the_next_one_it_stands_on_already() -> None:
    """Both windows voided the one sheet, unheard by each other: the new certificate could not be handed over."""
    counter, paper = certified()
    counter.out(paper)
    late = counter.ask(cmd.ReplaceBlank(paper.document_id, "卡纸", ""))
    assert not isinstance(late, cmd.Refusal)
    counter.do(cmd.ReplaceBlank(paper.document_id, "卡纸", "LN-2"))
    counter.sealed(counter.paper(PaperKind.CERTIFICATE))
    before = counter.need()
    counter.write(late)
    after = counter.need()
    assert after.papers == before.papers and counter.paper(PaperKind.CERTIFICATE).may_be_given
    assert set(after.blanks) == set(before.blanks)


@pytest.mark.law("D21")
def test_the_seal_on_a_spoiled_blank_does_not_stand_on_the_next_one() -> None:
    counter, paper = certified()
    counter.sealed(paper)
    counter.do(cmd.ReplaceBlank(paper.document_id, "盖章时污损", "LN-2"))
    hand_over = cmd.HandOver(NOBODY_ELSE, "窗口领取", (paper.document_id,))
    assert counter.refused(hand_over) == "ZC-CASE-71", "the new sheet has not even come out"
    counter.out(counter.paper(PaperKind.CERTIFICATE))
    assert counter.refused(hand_over) == "ZC-CASE-71", "and bears no seal"
    counter.do(cmd.RecordSeal(paper.document_id, "审批专用章", "赵六", "盖章室"))
    counter.do(hand_over)
    assert counter.refused(cmd.ReplaceBlank(paper.document_id, "卡纸", "LN-3")) == "ZC-PAPER-14"


@pytest.mark.law("D21")
def test_a_certificate_that_came_out_is_not_printed_again_on_the_same_blank() -> None:
    counter, paper = certified()
    assert not counter.paper(PaperKind.CERTIFICATE).out, (
        "nothing came out yet: the sheet in her hand is still good"
    )
    counter.do(cmd.ReprintPaper(paper.document_id, "没有出纸"))
    counter.out(counter.paper(PaperKind.CERTIFICATE))
    assert counter.refused(cmd.ReprintPaper(paper.document_id, "没有出纸")) == "ZC-PAPER-51"
    other = counter.paper(PaperKind.GRANT)
    assert counter.refused(cmd.ReplaceBlank(other.document_id, "卡纸", "LN-2")) == "ZC-PAPER-12"


def test_a_void_certificate_takes_its_blank_with_it() -> None:
    counter, paper = certified()
    counter.do(cmd.VoidPaper(paper.document_id, "姓名打错"))
    assert counter.need().blanks == ((counter.item.blank_kind, "LN-1", "void"),)
    counter.do(cmd.IssueCertificate(counter.item.blank_kind, "LN-2"))
    assert counter.paper(PaperKind.CERTIFICATE).number != paper.number


def test_a_paper_of_another_case_is_not_known_here() -> None:
    counter = Counter().received()
    stranger = UUID(int=999)
    for command in (
        cmd.RecordOut(stranger, 1, "clerk"),
        cmd.RecordSeal(stranger, "专用章", "赵六", "盖章室"),
        cmd.GivePaper(stranger, NOBODY_ELSE),
        cmd.VoidPaper(stranger, "写错"),
        cmd.ReprintPaper(stranger, "遗失"),
        cmd.ReplaceBlank(stranger, "卡纸", "LN-2"),
    ):
        assert counter.refused(command) == "ZC-PAPER-01"


def test_a_paper_about_nothing_is_not_issued() -> None:
    counter = Counter().received()
    assert counter.refused(cmd.IssuePaper(PaperKind.GRANT)) == "ZC-PAPER-04"
    assert counter.refused(cmd.IssuePaper(PaperKind.PICKUP)) == "ZC-PAPER-04"
    assert counter.refused(cmd.IssuePaper(PaperKind.RECEIPT)) == "ZC-PAPER-03"
    counter.do(cmd.IssuePaper(PaperKind.ROUTING))


def test_every_kind_of_paper_knows_its_seal_and_its_copies() -> None:
    assert set(PAPER_RULES) == set(PaperKind)
    sealed = {kind for kind, rule in PAPER_RULES.items() if rule.seal is not Seal.NONE}
    told = {PaperKind.ACCEPTANCE, PaperKind.NOTICE, PaperKind.NON_ACCEPTANCE, PaperKind.GRANT}
    assert told <= sealed and PaperKind.CERTIFICATE in sealed, "行政许可法 32(2), 39"
    assert all(rule.copies >= 1 for rule in PAPER_RULES.values())
