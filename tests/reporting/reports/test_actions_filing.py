import json
from datetime import date
from uuid import uuid4

import pytest
from django.core import mail
from django.db.backends.postgresql.psycopg_any import DateRange

from organisms.models import NetworkMembership, PivotMandate
from reporting.filling.actions.comments import CommentRefused, answer_comment, comment_line
from reporting.models import Transition, Version
from reporting.papers.freezing import ReportIncomplete
from reporting.reports.actions.campaigns import CampaignRefused, add_to_campaign, excuse_report
from reporting.reports.actions.filing import (
    approve_report,
    ask_certification,
    endorse_report,
    reopen_report,
    return_report,
    submit_report,
)
from reporting.reports.forms import CertifyForm
from reporting.workflow.transitions import TransitionNotAllowed
from tests.factories import ALWAYS, make_organism
from tests.jobs import pending_jobs, run_pending_jobs
from tests.reporting.builders.annual_reports import (
    YEAR,
    fill,
    make_annual,
    make_approved,
    make_campaign,
    make_endorsed,
    make_filed,
    make_returned,
)
from tests.reporting.builders.reports import answer, line_of


@pytest.fixture
def draft(organism, pivot_organism, network):
    return make_annual(organism, network)


def names_of(report) -> list[str]:
    return list(report.transitions.order_by("pk").values_list("name", flat=True))


def test_open_campaign_gives_a_draft_to_each_active_member(organism, neighbour_organism, network):
    NetworkMembership.objects.filter(organism=neighbour_organism).update(state="observer")

    campaign = make_campaign(network)

    assert [report.organism for report in campaign.reports.all()] == [organism]
    report = campaign.reports.get()
    assert (report.region, report.components, report.state) == (organism.region, organism.components, "draft")


def test_open_campaign_refuses_a_period_twice_and_an_early_day(organism, network):
    make_campaign(network)

    with pytest.raises(CampaignRefused, match="déjà sa campagne"):
        make_campaign(network)
    with pytest.raises(CampaignRefused, match="après la fin"):
        make_campaign(network, period=DateRange(date(2026, 4, 1), date(2027, 4, 1)), due_on=date(2026, 12, 1))


def test_add_to_campaign_once_and_only_from_the_network(organism, network):
    campaign = make_campaign(network)
    late = make_organism("Tard venu")

    assert add_to_campaign(campaign=campaign, organism=late, by=network).period == YEAR
    with pytest.raises(CampaignRefused, match="déjà son rapport"):
        add_to_campaign(campaign=campaign, organism=late, by=network)
    NetworkMembership.objects.filter(organism=late).delete()
    stranger = make_organism("Hors réseau")
    NetworkMembership.objects.filter(organism=stranger).delete()
    with pytest.raises(CampaignRefused, match="n’est pas du réseau"):
        add_to_campaign(campaign=campaign, organism=stranger, by=network)


def test_excused_report_says_why_and_takes_no_step(draft, network, director):
    with pytest.raises(TransitionNotAllowed, match="Dites pourquoi"):
        excuse_report(report=draft, reason=" ", by=network)

    report = excuse_report(report=draft, reason="Fermé cette année", by=network)

    assert (report.excused_by, report.excused_reason) == (network, "Fermé cette année")
    with pytest.raises(TransitionNotAllowed, match="dispensé"):
        submit_report(report=report, by=director, key=uuid4())


def test_submit_report_refuses_with_the_list_of_the_page(draft, director):
    with pytest.raises(ReportIncomplete) as refused:
        submit_report(report=draft, by=director, key=uuid4())

    stops = refused.value.missing
    assert all(item.stops for item in stops)
    assert "equipe" in {item.line_key for item in stops}
    draft.refresh_from_db()
    assert (draft.state, draft.filed_at) == ("draft", None)
    assert not Version.objects.exists()
    assert "portal:make_papers" not in {job.task_name for job in pending_jobs()}


def test_submit_report_freezes_numbers_and_tells_the_pivot(organism, network, director, pivot):
    report = make_filed(organism, network, director)

    version = report.versions.get()
    content = json.loads(version.content)
    assert (report.state, report.filed_by, names_of(report)) == ("submitted", director, ["submit"])
    assert report.number == f"RA-{report.filed_at.year}-0001"
    assert (content["version"]["number"], version.frozen_by) == (1, director)
    assert [row["act"] for row in content["signatures"]] == ["Attesté"]
    assert len(version.code) == 16
    assert content["version"]["code"].replace("-", "") == version.code
    run_pending_jobs()
    recipients = [letter.to for letter in mail.outbox if letter.subject == "Un rapport est déposé"]
    assert recipients == [[pivot.email]]


def test_numbers_follow_each_other(organism, neighbour_organism, pivot_organism, network, director, neighbour):
    first, second = make_filed(organism, network, director), make_filed(neighbour_organism, network, neighbour)

    assert [number[-4:] for number in (first.number, second.number)] == ["0001", "0002"]


def test_submit_report_with_the_same_key_is_one_filing(draft, director):
    fill(draft, director)
    key = uuid4()

    first = submit_report(report=draft, by=director, key=key)

    assert submit_report(report=draft, by=director, key=key) == first
    assert (Version.objects.count(), Transition.objects.count()) == (1, 1)


def test_key_that_served_elsewhere_is_refused(organism, network, director, pivot):
    report = make_filed(organism, network, director)

    with pytest.raises(TransitionNotAllowed, match="déjà servi"):
        endorse_report(report=report, by=pivot, key=report.transitions.get().idempotency_key)


def test_ask_certification_refuses_a_report_with_holes(draft, coordinator):
    with pytest.raises(ReportIncomplete) as refused:
        ask_certification(report=draft, by=coordinator, key=uuid4())

    draft.refresh_from_db()
    assert (draft.state, draft.transitions.count()) == ("draft", 0)
    assert "v4-03" in {item.line_key for item in refused.value.missing}


def test_ask_certification_of_a_returned_report_keeps_its_lines_closed(organism, network, director, coordinator, pivot):
    report = make_returned(organism, network, director, pivot)

    ask_certification(report=report, by=coordinator, key=uuid4())

    report.refresh_from_db()
    assert report.state == "returned"
    assert report.transitions.first().name == "ask_certification"
    run_pending_jobs()
    assert [director.email] in [letter.to for letter in mail.outbox if "attestation" in letter.subject]


def test_return_refuses_a_remark_too_long_and_returns_nothing(organism, network, director, pivot):
    report = make_filed(organism, network, director)

    with pytest.raises(CommentRefused, match="la limite est de"):
        return_report(report=report, comments=[("v4-05", "a" * 3001)], by=pivot, key=uuid4())

    report.refresh_from_db()
    assert (report.state, report.comments.count()) == ("submitted", 0)


def test_ask_certification_tells_the_direction(draft, coordinator, director):
    fill(draft, coordinator)
    ask_certification(report=draft, by=coordinator, key=uuid4())

    draft.refresh_from_db()
    assert draft.state == "to_certify"
    run_pending_jobs()
    assert [director.email] in [letter.to for letter in mail.outbox if "attestation" in letter.subject]


def test_preparation_and_certification_are_both_signed(draft, coordinator, director):
    fill(draft, coordinator)
    ask_certification(report=draft, by=coordinator, key=uuid4())

    submit_report(report=draft, by=director, key=uuid4())

    signed = json.loads(draft.versions.get().content)["signatures"]
    assert [(row["act"], row["person"]) for row in signed] == [
        ("Préparé", coordinator.name),
        ("Attesté", director.name),
    ]


def test_a_version_is_signed_by_those_who_signed_it_and_not_the_one_before(organism, network, director, pivot):
    """An endorsement of the first version says nothing of the second."""
    report = make_endorsed(organism, network, director, pivot)
    return_report(report=report, comments=[("", "À revoir")], by=network, key=uuid4())
    report.refresh_from_db()
    submit_report(report=report, by=director, key=uuid4(), reason="Revu")

    signed = json.loads(report.versions.get(number=2).content)["signatures"]
    assert [(row["act"], row["person"]) for row in signed] == [("Attesté", director.name)]


def test_every_sentence_that_was_attested_is_printed(organism, network, director):
    report = make_filed(organism, network, director)

    content = json.loads(report.versions.get().content)
    for box in CertifyForm(kind="annual").ticks:
        assert f"«\u00a0{box.label}\u00a0»" in content["certification_words"]
    assert content["report"]["number"] == report.number


def test_whole_way_to_approval(organism, network, director, pivot):
    report = make_approved(organism, network, director, pivot)

    assert (report.state, names_of(report)) == ("approved", ["submit", "endorse", "approve"])
    assert report.versions.count() == 1


def test_endorsement_is_passed_without_pivot_and_the_timeline_says_so(organism, network, director):
    report = make_filed(organism, network, director)

    step = report.transitions.get(name="skip_endorsement")
    assert (report.state, step.by) == ("endorsed", None)
    assert step.comment == "Endossement passé\u00a0: aucun organisme ne tient le mandat de pivot de la région."


def test_endorsement_is_passed_when_the_pivot_is_the_author(organism, network, director):
    PivotMandate.objects.create(region=organism.region, organism=organism, during=ALWAYS)

    report = make_filed(organism, network, director)

    assert "est l’organisme-pivot de sa région" in report.transitions.get(name="skip_endorsement").comment


def test_mandate_that_ends_while_filed_lets_the_network_approve(organism, network, director, pivot):
    report = make_filed(organism, network, director)
    PivotMandate.objects.all().delete()

    approve_report(report=report, by=network, key=uuid4())

    assert names_of(report) == ["submit", "skip_endorsement", "approve"]


def test_approve_before_endorsement_is_refused(organism, network, director, pivot):
    report = make_filed(organism, network, director)

    with pytest.raises(TransitionNotAllowed, match="«\u00a0déposé\u00a0»"):
        approve_report(report=report, by=network, key=uuid4())


def test_returned_report_opens_its_lines_and_is_filed_again(organism, network, director, pivot):
    report = make_returned(organism, network, director, pivot, line_key="v1-03")

    assert line_of(report, "v1-03").is_open
    assert not line_of(report, "v1-04").is_open
    answer(report, "v1-03", director, 12)
    submit_report(report=report, by=director, key=uuid4())

    report.refresh_from_db()
    content = json.loads(report.versions.first().content)
    assert (report.state, report.versions.count()) == ("submitted", 2)
    moved = {row["line_key"]: (row["was"], row["now"]) for row in content["changes"]["figures"] if not row["band"]}
    assert moved["v1-03"] == ("7", "12")
    assert not report.comments.filter(resolved_at=None).exists()


@pytest.mark.parametrize("comments", [[], [("v1-03", "  ")], [("inconnue", "Pourquoi ?")]])
def test_return_without_a_remark_on_a_known_line_is_refused(organism, network, director, pivot, comments):
    report = make_filed(organism, network, director)

    with pytest.raises(TransitionNotAllowed):
        return_report(report=report, comments=comments, by=pivot, key=uuid4())

    report.refresh_from_db()
    assert report.state == "submitted"


def test_network_returns_an_endorsed_report(organism, network, director, pivot):
    report = make_endorsed(organism, network, director, pivot)

    return_report(report=report, comments=[("", "Relisez le tout.")], by=network, key=uuid4())

    report.refresh_from_db()
    assert report.state == "returned"
    assert line_of(report, "v1-04").is_open


def test_reopen_needs_a_reason_and_opens_every_line(organism, network, director, pivot):
    report = make_approved(organism, network, director, pivot)

    with pytest.raises(TransitionNotAllowed, match="à corriger"):
        reopen_report(report=report, reason="", by=network, key=uuid4())
    reopen_report(report=report, reason="Une fiche oubliée", by=network, key=uuid4())

    report.refresh_from_db()
    assert (report.state, report.comments.get().line_key) == ("returned", "")
    assert line_of(report, "v1-04").is_open


def test_comment_is_answered_once(draft, director, coordinator):
    comment = comment_line(report=draft, line_key="v1-03", body="Est-ce bien 7 ?", by=director)

    assert answer_comment(comment=comment, reply="Oui.", by=coordinator).resolved_by == coordinator
    with pytest.raises(CommentRefused, match="déjà répondu"):
        answer_comment(comment=comment, reply="Encore oui.", by=coordinator)


@pytest.mark.parametrize(("key", "body"), [("v1-03", " "), ("inconnue", "Pourquoi ?"), ("v1-03", "a" * 3001)])
def test_comment_refusals(draft, director, key, body):
    with pytest.raises(CommentRefused):
        comment_line(report=draft, line_key=key, body=body, by=director)


def test_comment_on_an_approved_report_is_refused_in_a_sentence(organism, network, director, pivot):
    report = make_approved(organism, network, director, pivot)

    with pytest.raises(CommentRefused, match="réglé"):
        comment_line(report=report, line_key="", body="Trop tard", by=director)
