import json
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core import mail
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Agreement
from organisms.models import Mrc
from reporting.filling.actions.answers import AnswerRefused
from reporting.funder_reports.actions.issuing import NoTemplate, issue_report, open_funder_report
from reporting.funder_reports.actions.receipts import record_receipt
from reporting.funder_reports.verification.verdicts import verify
from reporting.jobs import make_papers
from reporting.models import Receipt, Report, Transition, Version
from reporting.papers.freezing import ReportIncomplete
from reporting.workflow.timeline import timeline
from reporting.workflow.transitions import TransitionNotAllowed
from tests.factories import make_activity, make_agreement, make_funder
from tests.jobs import pending_jobs, run_pending_jobs
from tests.reporting.builders.reports import answer, fill, line_of, make_deliverable, make_funder_report, make_issued


def test_open_funder_report_takes_the_published_form_of_its_programme(agreement, coordinator):
    report = make_funder_report(agreement, coordinator)

    assert report.template_version.template.key == "regionalisation-final"
    assert (report.kind, report.state, report.period) == ("funder", "draft", report.deliverable.period)
    assert report.region == agreement.organism.region


def test_open_funder_report_twice_is_one_report(agreement, coordinator):
    deliverable = make_deliverable(agreement)

    first = open_funder_report(deliverable=deliverable, by=coordinator)

    assert open_funder_report(deliverable=deliverable, by=coordinator) == first


def test_open_funder_report_takes_the_form_of_the_requirement_kind(agreement, coordinator):
    half = DateRange(date(2025, 4, 1), date(2025, 10, 1))

    report = make_funder_report(agreement, coordinator, kind="interim", period=half)

    assert report.template_version.template.key == "regionalisation-etape"


def test_open_funder_report_without_form_says_which_programme(organism, funder, coordinator):
    agreement = make_agreement(organism, funder, "MRC-1", programme_key="vitalite")

    with pytest.raises(NoTemplate, match="n’a pas encore de gabarit"):
        make_funder_report(agreement, coordinator, kind="interim")


def test_issue_report_freezes_numbers_and_sends(agreement, director):
    report = make_issued(agreement, director)

    version = report.versions.get()
    content = json.loads(version.content)
    assert (report.state, report.issued_by) == (Report.State.ISSUED, director)
    assert report.number == f"RB-{report.issued_at.year}-0001"
    assert content["report"]["number"] == report.number
    assert content["signatures"][-1]["person"] == director.name
    assert list(version.receipts.values_list("state", "funder")) == [("sent", agreement.funders.get().pk)]
    assert [job.task_name for job in pending_jobs()] == ["portal:make_papers"]


def test_issue_report_refuses_what_is_missing_and_writes_nothing(agreement, director):
    report = make_funder_report(agreement, director)

    with pytest.raises(ReportIncomplete) as refused:
        issue_report(report=report, by=director, key=uuid4())

    assert {item.line_key for item in refused.value.missing} >= {"a1", "a4", "an1", "af"}
    assert not Version.objects.exists()
    assert not Transition.objects.exists()
    assert pending_jobs() == []


def test_issue_report_with_the_same_key_is_one_issue(agreement, director):
    report, key = fill(make_funder_report(agreement, director), director), uuid4()

    first = issue_report(report=report, by=director, key=key)

    assert issue_report(report=report, by=director, key=key) == first
    assert Version.objects.count() == 1
    assert Receipt.objects.count() == 1


def test_issue_report_again_without_saying_why_is_refused(agreement, director):
    report = make_issued(agreement, director)

    with pytest.raises(TransitionNotAllowed, match="pourquoi une nouvelle version"):
        issue_report(report=report, by=director, key=uuid4(), reason="  ")

    assert report.versions.count() == 1


def test_issued_report_nobody_questioned_is_issued_again_with_a_reason(organism, agreement, funder, director):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    report = make_issued(agreement, director)
    first = report.versions.get()
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])

    step = issue_report(report=report, by=director, key=uuid4(), reason="Une fiche de mars", seen_version=1)

    report.refresh_from_db()
    second = report.versions.first()
    content = json.loads(second.content)
    assert (step.from_state, step.to_state, step.comment) == ("issued", "issued", "Une fiche de mars")
    assert (report.state, second.number, second.reason) == ("issued", 2, "Une fiche de mars")
    assert (content["version"]["reason"], content["answers"]["a2"]["shown"]) == ("Une fiche de mars", "2")
    assert json.loads(first.content)["answers"]["a2"]["shown"] == "1"
    assert list(second.receipts.values_list("state", "funder")) == [("sent", funder.pk)]
    assert timeline(report)[0].words == f"Nouvelle version transmise par {director.name}"
    assert timeline(report)[0].comment == "Une fiche de mars"
    assert (verify(first.code).replaced_by, verify(second.code).replaced_by) == (2, None)


def test_answers_stay_closed_between_two_versions(agreement, director):
    report = make_issued(agreement, director)

    with pytest.raises(AnswerRefused, match="déposé"):
        answer(report, "a1", director, 3)


def test_two_people_do_not_replace_the_same_version(agreement, director):
    report = make_issued(agreement, director)
    issue_report(report=report, by=director, key=uuid4(), reason="Un ajout", seen_version=1)

    with pytest.raises(TransitionNotAllowed, match="La version 2 vient d’être transmise"):
        issue_report(report=report, by=director, key=uuid4(), reason="Le même ajout", seen_version=1)

    assert report.versions.count() == 2


def test_accepted_report_is_not_issued_again(agreement, funder, director, funder_agent):
    report = make_issued(agreement, director)
    record_receipt(version=report.versions.get(), funder=funder, state="accepted", by=funder_agent)

    with pytest.raises(TransitionNotAllowed, match="accepté"):
        issue_report(report=report, by=director, key=uuid4(), reason="Un ajout")


def test_letter_of_a_new_version_says_why(agreement, director, funder_agent):
    report = make_issued(agreement, director)
    run_pending_jobs()
    issue_report(report=report, by=director, key=uuid4(), reason="Une fiche de mars ajoutée.")

    run_pending_jobs()

    first, second = mail.outbox
    assert "Pourquoi" not in first.body
    assert second.to == [funder_agent.email]
    assert "la version 2 de ce rapport" in second.body
    assert "Pourquoi une nouvelle version\u00a0: Une fiche de mars ajoutée." in second.body


def test_question_is_answered_by_a_new_version_that_says_why(agreement, funder, director, funder_agent):
    report = make_issued(agreement, director)
    first = report.versions.get()
    record_receipt(version=first, funder=funder, state="asked", text="D’où vient A2 ?", by=funder_agent)

    with pytest.raises(TransitionNotAllowed, match="pourquoi une nouvelle version"):
        issue_report(report=report, by=director, key=uuid4())
    issue_report(report=report, by=director, key=uuid4(), reason="A2 corrigé")

    report.refresh_from_db()
    second = report.versions.first()
    content = json.loads(second.content)
    assert (report.state, second.number, second.reason) == ("issued", 2, "A2 corrigé")
    assert content["version"]["replaces"].startswith("version 1 du ")
    assert report.versions.filter(pk=first.pk, content=first.content).exists()
    assert report.number == f"RB-{report.issued_at.year}-0001"


def test_new_version_says_which_figures_moved(organism, agreement, funder, director, funder_agent):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    report = make_issued(agreement, director)
    record_receipt(version=report.versions.get(), funder=funder, state="asked", text="Et mars ?", by=funder_agent)
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])

    issue_report(report=report, by=director, key=uuid4(), reason="Une fiche de mars")

    content = json.loads(report.versions.first().content)
    assert content["changes_since"] == "1\u00a0fiche modifiée\u00a0(+1)\u00a0: 1 s’y ajoute."
    moved = [(row["words"], row["was"], row["now"]) for row in content["changes"]["figures"]]
    assert moved == [("A2 Séjours exploratoires réalisés", "1", "2")]


def test_new_version_without_another_figure_says_so(agreement, funder, director, funder_agent):
    report = make_issued(agreement, director)
    record_receipt(version=report.versions.get(), funder=funder, state="asked", text="Et mars ?", by=funder_agent)

    issue_report(report=report, by=director, key=uuid4(), reason="Rien à changer")

    content = json.loads(report.versions.first().content)
    assert content["changes"] == {"figures": [], "texts": []}
    assert content["changes_since"] == "aucune fiche modifiée."


def test_form_c_counts_its_mrc_and_the_calendar_year(organism, funder, director):
    agreement = make_agreement(
        organism,
        make_funder("MRC", kind="municipal"),
        "MRC-1",
        programme_key="vitalite",
        start=date(2025, 1, 1),
        end=date(2028, 1, 1),
    )
    here = Mrc.objects.filter(municipalities__isnull=False).first()
    agreement.mrcs.add(here)
    place = here.municipalities.first().pk
    inside = {"type_name": "Activité de rapprochement", "agreements": [agreement], "municipality_id": place}
    make_activity(organism, **inside, day=date(2025, 2, 1), immigrants=5, host=9)
    make_activity(organism, **inside, day=date(2026, 2, 1), immigrants=5, host=9)
    make_activity(
        organism, "Activité de rapprochement", day=date(2025, 2, 1), agreements=[agreement], immigrants=3, host=1
    )
    calendar = DateRange(date(2025, 1, 1), date(2026, 1, 1))

    report = make_funder_report(agreement, director, period=calendar, due_on=date(2026, 3, 31))

    assert [line_of(report, key).value for key in ("c2a", "c2b", "c2c")] == [1, 5, 9]


def test_papers_are_made_once_and_the_agent_is_told(agreement, director, funder_agent):
    report = make_issued(agreement, director)

    done = run_pending_jobs()

    version = report.versions.get()
    assert done == ["portal:make_papers", "portal:announce_version"]
    assert sorted(version.documents.values_list("format", flat=True)) == ["pdf", "xlsx"]
    with version.documents.get(format="pdf").file.open() as paper:
        assert paper.read(5) == b"%PDF-"
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([funder_agent.email], "Un rapport vous est transmis")
    ]


def test_papers_made_again_are_the_same_rows(agreement, director):
    report = make_issued(agreement, director)
    run_pending_jobs()
    version = report.versions.get()
    before = set(version.documents.values_list("pk", "sha256"))

    make_papers(version_id=version.pk)

    assert set(version.documents.values_list("pk", "sha256")) == before


def test_agreement_of_another_organism_is_its_own_report(neighbour_organism, funder, coordinator):
    agreement: Agreement = make_agreement(neighbour_organism, funder, "MIN-9")

    assert make_funder_report(agreement, coordinator).organism == neighbour_organism


def test_money_share_above_its_limit_stops(agreement, director):
    report = fill(make_funder_report(agreement, director), director)
    answer(report, "af", director, Decimal(100), band="administration")

    with pytest.raises(ReportIncomplete, match="1\u00a0réponse à revoir") as refused:
        issue_report(report=report, by=director, key=uuid4())

    assert (
        refused.value.missing[0].words
        == "AF\u00a0: Administration, 25\u00a0% du total\u00a0; la limite est de 10\u00a0%."
    )
