"""Registers of the province that a counter asks: who somebody is, what is known, valid, listed or owed."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from app.domain.people import mask_number
from sync.platform.partner_staff import digest_in, put
from sync.platform.partners.base import PartnerError
from sync.platform.staff import decide
from tests.sync.partner_counter import LI, SHOWN, WANG, Counter
from tests.sync.support import received


@pytest.mark.law("A6-5")
def test_one_person_has_one_account_at_every_counter_and_its_level_never_falls(counter: Counter) -> None:
    first = counter.ask(counter.case(), "identity", method="card")
    second = counter.ask(counter.case(), "identity", method="typed")
    assert first["outcome"] == "pass" and first["data"]["loa"] == second["data"]["loa"] == "2"
    assert first["data"]["subject_id"] == second["data"]["subject_id"]
    assert counter.ask(counter.case(WANG), "identity")["data"]["subject_id"] != first["data"]["subject_id"]
    assert counter.ask(counter.case(), "identity", "operator")["outcome"] == "fail"
    put(counter.db, "staff", "A01", "active", {"until": "2099-12-31"})
    assert counter.ask(counter.case(), "identity", "operator")["data"] == {"until": "2099-12-31"}


@pytest.mark.law("A6-6", "Z16")
def test_shared_facts_come_with_source_day_and_purpose_and_only_those_asked_for(counter: Counter) -> None:
    key = "population:" + digest_in(counter.db, "111", LI)
    facts = {"name": "李测试", "household": "辽阳市白塔区", "source": "省公安厅", "as_of": "2026-09-01"}
    put(counter.db, "exchange", key, "held", facts)
    case = counter.case()
    question = {"library": "population", "purpose": str(case), "fields": "household", "is.name": "李测试"}
    said = counter.ask(case, "exchange", **question)
    origin = {"source": "省公安厅", "as_of": "2026-09-01", "purpose": str(case), "differs": ""}
    assert said["outcome"] == "pass" and said["data"] == origin | {"household": "辽阳市白塔区"}
    assert counter.ask(case, "exchange", **question | {"is.name": "李四"})["data"]["differs"] == "name"
    refused = counter.ask(case, "exchange", library="population")
    assert (refused["outcome"], refused["data"]["code"]) == ("refused", "incomplete"), (
        "no look without a purpose"
    )
    unknown = counter.ask(counter.case(WANG), "exchange", library="enterprise", purpose="x")
    assert unknown["outcome"] == "unknown"
    more = {"action": "objection", "field": "household", "says": "已迁出"}
    assert counter.ask(case, "exchange", **question | more)["data"]["ticket"].startswith("YY")


@pytest.mark.law("Z11", "A6-6")
def test_each_base_library_is_asked_by_its_own_name_and_says_of_which_day_it_speaks(counter: Counter) -> None:
    case = counter.case()
    digest = digest_in(counter.db, "111", LI)
    for library in ("population", "enterprise", "space"):
        facts = {"name": library, "source": f"{library}的主管部门", "as_of": "2026-09-01"}
        put(counter.db, "exchange", f"{library}:{digest}", "held", facts)
        said = counter.ask(case, "exchange", library=library, purpose=str(case), fields="name")
        assert said["data"]["name"] == library and said["data"]["source"].startswith(library)
        assert said["data"]["as_of"] == "2026-09-01"
    assert counter.ask(case, "exchange", library="everything", purpose="x")["data"]["code"] == "library"
    assert counter.ask(case, "licence", action="find")["outcome"] in ("pass", "unknown"), "证照库"
    assert set(counter.ask(case, "credit")["data"]) == {"code", "as_of"}, "信用库, never the record"


@pytest.mark.law("Z12", "J16", "A6-34")
def test_a_project_is_entered_once_and_its_stage_and_limit_come_from_its_own_system(counter: Counter) -> None:
    case = counter.case()
    made = counter.ask(case, "project", action="enter", name="样例厂房", division="210106")
    code = made["data"]["code"]
    assert (made["outcome"], made["data"]["stage"]) == ("entered", "立项用地规划许可")
    assert code.split("-")[1] == "210106"
    assert counter.ask(case, "project", action="enter", name="样例厂房")["data"]["code"] == code, "once"
    put(counter.db, "project", code, "施工许可", {"name": "样例厂房", "limit": "12"})
    said = counter.ask(case, "project", code)
    assert (said["data"]["stage"], said["data"]["limit"]) == ("施工许可", "12") and "12个工作日" in said["words"]


@pytest.mark.law("A6-7")
def test_a_licence_is_issued_after_the_grant_with_a_true_identifier_and_verified_again(
    counter: Counter,
) -> None:
    from app.domain.codes import check_licence

    case = counter.case()
    wish = {
        "action": "issue",
        "type": "11100000000013338W011",
        "issuer": "11210000000000000X",
        "name": "许可证",
    }
    assert counter.ask(case, "licence", **wish)["data"]["code"] == "not-granted"
    counter.window.accept(case)
    counter.sync()
    decide(counter.db, str(case), "grant")
    issued = counter.ask(case, "licence", **wish)
    assert issued["outcome"] == "issued" and check_licence(issued["data"]["id"]).valid
    found = counter.ask(counter.case(), "licence", action="find")
    assert issued["data"]["id"] in found["data"], "the same holder's licence is found at the next visit"
    identifier = issued["data"]["id"]
    assert counter.ask(case, "licence", identifier, action="verify")["data"]["state"] == "valid"
    put(counter.db, "licence", identifier, "revoked", {"holder": "", "name": "许可证", "until": ""})
    assert counter.ask(case, "licence", identifier, action="verify")["outcome"] == "fail"
    forged = identifier[:-1] + ("0" if identifier[-1] != "0" else "1")
    assert counter.ask(case, "licence", forged, action="verify")["data"]["code"] == "identifier"


@pytest.mark.law("A6-8")
def test_only_a_registered_seal_seals_only_a_paper_with_a_number_and_the_log_proves_it(
    counter: Counter,
) -> None:
    from base64 import b64decode

    from sync.wire.signing import verifier_for

    case = counter.case()
    document, digest = counter.paper(case)["document_id"], "ab" * 32
    put(counter.db, "seal", "专用章（1）", "active", {})
    assert (
        counter.ask(case, "seal", document, seal="没备案的章", digest=digest)["data"]["code"]
        == "seal-unregistered"
    )
    assert (
        counter.ask(case, "seal", str(uuid4()), seal="专用章（1）", digest=digest)["data"]["code"]
        == "paper-unknown"
    )
    done = counter.ask(case, "seal", document, seal="专用章（1）", digest=digest)
    data = done["data"]
    message = f"{data['log']}\n{data['seal']}\n{digest}".encode()
    assert done["outcome"] == "sealed" and verifier_for(data["key"]).verify(
        message, b64decode(data["signature"])
    )
    put(counter.db, "seal", "专用章（1）", "suspended", {})
    assert counter.ask(case, "seal", document, seal="专用章（1）", digest=digest)["outcome"] == "refused"


@pytest.mark.law("A6-9")
def test_a_signature_made_at_the_desk_is_deposited_once_and_known_again(counter: Counter) -> None:
    case, digest = counter.case(), uuid4().hex * 2
    kept = counter.ask(case, "signature", digest)
    assert kept["outcome"] == "kept" and counter.ask(case, "signature", digest)["data"] == kept["data"]
    assert counter.ask(case, "signature", digest, action="verify")["outcome"] == "pass"
    assert counter.ask(case, "signature", "0" * 64, action="verify")["outcome"] == "fail"


@pytest.mark.law("A6-14")
def test_a_credit_check_brings_a_result_code_and_never_the_record(counter: Counter) -> None:
    case = counter.case(WANG)
    assert counter.ask(case, "credit")["data"]["code"] == "00"
    put(counter.db, "credit", digest_in(counter.db, "111", WANG), "20", {"record": "某年某月某事"})
    said = counter.ask(case, "credit")
    assert (said["outcome"], set(said["data"])) == ("fail", {"code", "as_of"}) and said["data"][
        "code"
    ] == "20"
    assert counter.ask(counter.case(), "credit")["outcome"] == "pass"
    assert counter.ask(case, "credit", "agent")["data"]["code"] == "no-subject"


@pytest.mark.law("A6-18", "A6-19")
def test_a_false_commitment_puts_its_maker_on_the_list_that_a_kiosk_never_gets(counter: Counter) -> None:
    from app.domain.systems import subject_digest

    number = "211282190010013389"
    case = counter.case(number)
    assert counter.ask(case, "commitment-list")["outcome"] == "pass"
    with pytest.raises(PartnerError, match="no-commitment"):
        counter.tell(case, "commitment", "false")
    assert counter.ask(case, "commitment", kind="proof")["outcome"] == "registered"
    counter.tell(case, "commitment", "rectify")
    counter.tell(case, "commitment", "false", "逾期未整改")
    assert counter.last(case)["outcome"] == "false"
    assert counter.ask(counter.case(number), "commitment-list")["outcome"] == "fail"
    snapshot = counter.ask(case, "commitment-list", action="snapshot", face="window")["data"]
    assert subject_digest(bytes.fromhex(snapshot["key"]), "111", number) in snapshot["digests"].split()
    assert number not in json.dumps(snapshot)
    for face in ("kiosk", "station", ""):
        assert counter.ask(case, "commitment-list", action="snapshot", face=face)["data"]["code"] == "face"


@pytest.mark.law("A6-27")
def test_an_intermediary_service_off_the_list_may_not_be_demanded(counter: Counter) -> None:
    service, case = f"环评报告{uuid4().hex[:6]}", counter.case()
    off = counter.ask(case, "intermediary", service)
    assert off["outcome"] == "fail" and "不得要求" in off["words"]
    put(counter.db, "intermediary", service, "listed", {})
    assert (
        counter.ask(case, "intermediary", service, began="2026-10-01", ended="2026-10-09")["outcome"]
        == "pass"
    )


@pytest.mark.law("A6-33")
def test_a_department_with_its_own_system_reports_its_states_in_our_words(counter: Counter) -> None:
    case = counter.case()
    assert counter.ask(case, "department", system="none")["data"]["code"] == "system"
    put(counter.db, "department-maps", "公积金", "map", {"07": "审核中"})
    there = counter.ask(case, "department", system="公积金")
    counter.tell(case, "department", "status", code="07")
    said = counter.last(case)
    assert said["words"] == "自建系统：审核中。" and said["data"]["number"] == there["data"]["number"]
    counter.tell(case, "department", "status", code="99")
    assert counter.last(case)["outcome"] == "unmapped", "an unknown state is never guessed"


@pytest.mark.law("A6-34")
def test_a_project_is_found_by_its_code_and_a_decision_is_passed_on(counter: Counter) -> None:
    code, case = f"2026-{uuid4().hex[:8]}", counter.case()
    assert counter.ask(case, "project", code)["outcome"] == "unknown"
    put(counter.db, "project", code, "施工许可", {"name": "测试厂房"})
    assert counter.ask(case, "project", code)["data"]["stage"] == "施工许可"
    assert counter.ask(case, "project", code, action="decision")["data"]["code"] == "not-decided"
    counter.window.accept(case)
    counter.sync()
    decide(counter.db, str(case), "grant")
    assert counter.ask(case, "project", code, action="decision")["outcome"] == "kept"


@pytest.mark.law("A6-2")
def test_a_draft_made_at_home_is_fetched_at_one_window_only(counter: Counter) -> None:
    code, case = uuid4().hex[:8], counter.case()
    assert counter.ask(case, "portal", code)["outcome"] == "unknown"
    item = received()["intake"]["item"]["code"]
    put(counter.db, "portal", code, "draft", {"item": item, "shop_name": "测试小店"})
    assert counter.ask(case, "portal", code)["data"] == {"shop_name": "测试小店"}
    assert counter.ask(case, "portal", code)["outcome"] == "draft", "again for the same case"
    assert counter.ask(counter.case(), "portal", code)["data"]["code"] == "taken"


@pytest.mark.law("A6-3")
def test_a_shown_licence_counts_once_for_its_holder_and_by_the_time_of_the_scan(counter: Counter) -> None:
    token, case = uuid4().hex, counter.case()
    shown = {
        "shown_ms": str(SHOWN - 60_000),
        "holder": digest_in(counter.db, "111", LI),
        "licence": "1.2.156",
    }
    put(counter.db, "mobile", token, "shown", shown)
    assert counter.ask(counter.case(WANG), "mobile", token)["data"]["code"] == "holder"
    hers = {"licence": "1.2.156", "holder": mask_number(LI)}
    assert counter.ask(case, "mobile", token)["data"] == hers, "whose it is, as her receipt names her, and no more"
    assert counter.ask(case, "mobile", token)["data"]["code"] == "used"
    put(counter.db, "mobile", token, "shown", shown | {"shown_ms": str(SHOWN - 600_000)})
    assert counter.ask(case, "mobile", token)["data"]["code"] == "old"


@pytest.mark.law("A6-3")
@pytest.mark.parametrize(
    ("scanned", "code"),
    [(SHOWN - 600_000, ""), (SHOWN - 900_000, "old"), (SHOWN + 900_000, "old"), ("soon", "number")],
    ids=["fresh then", "before it was shown", "later than the question", "no moment"],
)
def test_a_licence_held_up_before_the_question_counts_by_when_it_was_held_up(
    counter: Counter, scanned: object, code: str
) -> None:
    token, holder = uuid4().hex, digest_in(counter.db, "111", LI)
    put(
        counter.db, "mobile", token, "shown",
        {"shown_ms": str(SHOWN - 660_000), "holder": holder, "licence": "1.2.156"},
    )  # fmt: skip
    said = counter.ask(counter.case(), "mobile", token, scanned_ms=str(scanned))
    assert (said["outcome"], said["data"].get("code", "")) == ("fail" if code else "pass", code)


@pytest.mark.law("A6-3", "A6-7")
def test_an_answer_names_the_holder_of_a_licence_only_where_he_is_of_the_case(counter: Counter) -> None:
    """With number and name of the licence, so that the window can look for itself; a stranger is only called one."""
    identifier = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
    held = {"holder": digest_in(counter.db, "111", LI), "name": "许可证", "until": "", "number": "2100-1"}
    put(counter.db, "licence", identifier, "valid", held)
    case, token = counter.case(), uuid4().hex
    said = counter.ask(case, "licence", identifier, action="verify")["data"]
    assert (said["holder"], said["number"]) == (mask_number(LI), "2100-1")
    strange = counter.ask(counter.case(WANG), "licence", identifier, action="verify")
    assert strange["data"]["holder"] == "other" and LI[:4] not in str(strange["data"]["holder"])
    shown = {"shown_ms": str(SHOWN - 60_000), "holder": held["holder"], "licence": identifier}
    put(counter.db, "mobile", token, "shown", shown)
    told = counter.ask(case, "mobile", token)
    assert told["data"]["id"] == identifier and told["data"]["holder"] == mask_number(LI)
    put(counter.db, "licence", identifier, "revoked", held)
    put(counter.db, "mobile", token, "shown", shown)
    assert counter.ask(case, "mobile", token)["outcome"] == "fail", "the app shows what the register revoked"


@pytest.mark.law("A6-17", "A6-36")
def test_an_old_catalogue_and_a_proof_off_the_list_are_named_and_a_mistake_is_answered(
    counter: Counter,
) -> None:
    case, proof = counter.case(), f"居住证明{uuid4().hex[:6]}"
    put(counter.db, "catalogue", "catalogue", "2026-09", {})
    assert counter.ask(case, "catalogue", version="2026-08")["data"] == {"version": "2026-09"}
    assert counter.ask(case, "catalogue", version="2026-09")["outcome"] == "pass"
    assert counter.ask(case, "proof-list", proof)["outcome"] == "fail"
    put(counter.db, "proof-list", proof, "listed", {})
    assert counter.ask(case, "proof-list", proof)["outcome"] == "pass"
    kept = counter.ask(
        case, "catalogue", "11210000000000000X2000131001000", action="report", words="时限不对"
    )
    counter.tell(case, "catalogue", "settled", "已更正", number=kept["data"]["number"])
    assert counter.last(case)["words"] == "已更正"


@pytest.mark.law("Z11", "A6-6")
def test_a_business_licence_is_not_said_to_come_from_the_register_of_the_population(counter: Counter) -> None:
    """Also in a rehearsal, whose entries stand for whatever register the question names."""
    case = counter.case()
    digest = digest_in(counter.db, "111", LI)
    put(counter.db, "exchange", f"enterprise:{digest}", "held", {"source": "{register}（演练）", "as_of": "2026-09-01"})
    asked = {"library": "enterprise", "register": "市场主体登记", "purpose": str(case)}
    said = counter.ask(case, "exchange", **asked)
    assert said["data"]["source"] == "市场主体登记（演练）" and said["words"] == "已由市场主体登记核验。"
    unknown = counter.ask(counter.case(WANG), "exchange", library="department", register="不动产登记", purpose="x")
    assert unknown["outcome"] == "unknown" and unknown["words"].startswith("不动产登记查无此人")
