"""Money lines of the ministry's and the MRC's forms fill themselves from the agreement's accounts."""

from dataclasses import replace
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from agreements.models import Requirement
from reporting.engine.evaluate import evaluate_report
from reporting.engine.figures import Ask, AskReason, Figure
from reporting.engine.form.reading import read_form_spec
from reporting.filling.actions.answers import AnswerRefused, save_answer
from reporting.funder_reports.actions.issuing import open_funder_report
from reporting.lines.assembly import build_sections
from reporting.models import Answer, TemplateVersion
from tests import factories
from tests.agreements.money import builders as money
from tests.agreements.money.builders import NBSP, D

pytestmark = pytest.mark.django_db
ROWS = [
    ("Salaires", "salaires", D(60_000)),
    ("Déplacements", "deplacements", D(10_000)),
    ("Ateliers", "activites", D(20_000)),
    ("Administration", "administration", D(9_000)),
    ("Imprévus", "autre", D(1_000)),
]


def report_of(agreement, by):
    deliverable = money.final_deliverable(agreement)
    return open_funder_report(deliverable=deliverable, by=by)


@pytest.fixture
def lines(agreement, coordinator):
    return money.budget(agreement.years.get(number=2), coordinator, ROWS)


@pytest.fixture
def spent(lines, coordinator):
    money.spend(lines["Salaires"], coordinator, "50000.25")
    money.spend(lines["Salaires"], coordinator, 999, is_committed=True)
    money.spend(lines["Ateliers"], coordinator, 1_200)
    money.spend(lines["Ateliers"], coordinator, 77, day=date(2026, 4, 3), explanation="Reçue en avril")
    return lines


@pytest.fixture
def report(agreement, coordinator):
    return report_of(agreement, coordinator)


def line_of(report, key):
    return next(line for section in build_sections(report) for line in section.lines if line.key == key)


def test_spending_fills_the_form_by_nature_in_the_days_of_the_period(report, spent):
    figure = evaluate_report(report)["af"]
    assert isinstance(figure, Figure)
    expected = {"salaires": D("50000.25"), "deplacements": D(0), "activites": D(1_200), "administration": D(0)}
    assert figure.bands == expected
    assert figure.value == D("51200.25")
    assert figure.origin.source == "agreements"
    line = line_of(report, "af")
    assert line.is_answered
    assert {band.key: band.value for band in line.bands} == expected


def test_a_line_without_parts_is_all_that_was_spent(report, lines, coordinator):
    form = read_form_spec(report.template_version)
    whole = replace(form.by_key["af"], bands=())
    asked = replace(form, lines=(whole,), by_key={"af": whole})
    assert evaluate_report(report, asked)["af"] == Ask(AskReason.NO_RECORD)

    money.spend(lines["Salaires"], coordinator, "50000.25")
    money.spend(lines["Imprévus"], coordinator, 350)

    assert evaluate_report(report, asked)["af"].value == D("50350.25")


def test_without_a_record_the_line_stays_a_question(report, lines):
    assert evaluate_report(report)["af"] == Ask(AskReason.NO_RECORD)
    assert not line_of(report, "af").is_answered


def test_spending_that_the_form_does_not_name_is_said_and_never_hidden(client_for, coordinator, report, spent):
    money.spend(spent["Imprévus"], coordinator, 350)
    assert evaluate_report(report)["af"] == Ask(AskReason.BANDS, unplaced=D(350))
    page = client_for(coordinator).get(reverse("reporting:report-section", args=[report.pk, "finances"]))
    assert f"350,00{NBSP}$ sont dépensés dans des postes que ce formulaire ne nomme pas" in page.content.decode()


def test_spending_of_another_agreement_is_not_counted(organism, funder, coordinator, report, spent):
    other = factories.make_agreement(organism, funder, "AUTRE")
    theirs = money.budget(other.years.get(number=2), coordinator, ROWS)
    money.spend(theirs["Salaires"], coordinator, 8_888)
    assert evaluate_report(report)["af"].bands["salaires"] == D("50000.25")


def test_cost_of_the_mrc_form_says_who_paid(organism, coordinator):
    mrc = factories.make_funder("MRC des Essais", kind="municipal")
    agreement = factories.make_agreement(organism, mrc, "VAL-1", programme_key="vitalite")
    year = agreement.years.get(number=2)
    own = money.budget(year, coordinator, ROWS)
    money.spend(own["Imprévus"], coordinator, 400)
    money.bring(year, coordinator, 150)
    money.bring(year, coordinator, 320, in_kind=True)
    figure = evaluate_report(report_of(agreement, coordinator))["cf"]
    assert figure.bands == {"part-mrc": D(400), "milieu-argent": D(150), "milieu-nature": D(320)}


def test_a_correction_keeps_the_computed_value_and_asks_why(report, spent, coordinator):
    line = line_of(report, "af").line
    with pytest.raises(AnswerRefused, match="l’argent de l’entente donne"):
        save_answer(report=report, line=line, band_key="salaires", state="value", value=D(48_000), by=coordinator)
    save_answer(
        report=report, line=line, band_key="salaires", state="value", value=D(48_000), override_reason="Prime à part",
        by=coordinator,
    )  # fmt: skip
    saved = Answer.objects.get(line_key="af")
    assert (saved.value, saved.computed_value, saved.override_reason) == (D(48_000), D("50000.25"), "Prime à part")
    view = line_of(report, "af")
    assert view.value == D(49_200)
    assert view.override_reason == f"Salaires{NBSP}: Prime à part"


def test_the_page_asks_why_beside_the_part_and_puts_the_computed_sum_back(client_for, coordinator, report, spent):
    client, where = client_for(coordinator), reverse("reporting:report-section", args=[report.pk, "finances"])
    page = client.get(where).content.decode()
    assert "Calculé d’après l’argent de l’entente" in page
    assert 'value="50000,25"' in page or f'value="50{NBSP}000,25"' in page
    refused = client.post(where, {"q-af--salaires": "48000"}).content.decode()
    assert 'id="q-af--salaires-motif-e"' in refused
    client.post(where, {"q-af--salaires": "48000", "q-af--salaires-motif": "Prime à part"})
    assert Answer.objects.get(line_key="af").override_reason == "Prime à part"
    again = client.get(where).content.decode()
    assert "Prime à part" in again
    client.post(where, {"q-af--salaires": "", "q-af--salaires-motif": "Prime à part"})
    assert not Answer.objects.filter(line_key="af").exists()


def test_what_was_published_before_keeps_its_meaning():
    published = TemplateVersion.objects.filter(template__programme__key="regionalisation").latest("number")
    form_spec = read_form_spec(published)
    assert form_spec.by_key["af"].source == "agreements"
    assert form_spec.by_key["af-autres"].source == "asked"


def test_a_half_year_takes_its_own_days(agreement, coordinator, spent):
    money.spend(spent["Salaires"], coordinator, 10, day=date(2025, 11, 1))
    need = Requirement.objects.create(
        agreement=agreement, kind="interim", period_from_month=4, period_months=6, due_month=10, due_day=31
    )
    half = need.deliverables.create(period=DateRange(date(2025, 4, 1), date(2025, 10, 1)), due_on=date(2025, 10, 31))
    figure = evaluate_report(open_funder_report(deliverable=half, by=coordinator))["af"]
    assert figure.bands["salaires"] == D("50000.25")


def test_a_sum_typed_before_the_expenses_asks_why_then_warns_when_they_change(report, lines, coordinator):
    line = line_of(report, "af").line
    for part in ("salaires", "deplacements", "activites", "administration"):
        save_answer(report=report, line=line, band_key=part, state="value", value=D(100), by=coordinator)
    money.spend(lines["Salaires"], coordinator, 250)
    faults = [item for section in build_sections(report) for item in section.missing if item.band_key == "salaires"]
    assert [item.level for item in faults] == ["error"]
    assert f"l’argent de l’entente donne 250,00{NBSP}$" in faults[0].words
    save_answer(
        report=report,
        line=line,
        band_key="salaires",
        state="value",
        value=D(100),
        override_reason="Avance",
        by=coordinator,
    )
    money.spend(lines["Salaires"], coordinator, 50)
    faults = [item for section in build_sections(report) for item in section.missing if item.band_key == "salaires"]
    assert [item.level for item in faults] == ["warning"]
    assert f"donne maintenant 300,00{NBSP}$" in faults[0].words
