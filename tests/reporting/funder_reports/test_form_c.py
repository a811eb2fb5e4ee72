"""Form C of an MRC, by its pages alone: owed by the agreement, of one MRC and a calendar year, issued as a PDF."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from organisms.models import Mrc
from reporting.models import Report
from tests import factories
from tests.jobs import run_pending_jobs

ASKED = {"kind": "final", "period_from_month": 1, "period_months": 12, "due_day": 31, "due_month": 3}
HERE, ELSEWHERE = "Drummond", "La Haute-Yamaska"
BOXES = {
    "v1": {"q-c1": "64"},
    "v4": {},
    "v5": {"q-c3": "12", "q-c4": "37,5"},
    "finances": {"q-cf--part-mrc": "5000", "q-cf--milieu-argent": "4000,50", "q-cf--milieu-nature": "1000"},
}


def url(name, report, **more):
    return reverse(f"reporting:{name}", kwargs={"report_id": report.pk, **more})


def charged_to(agreement, organism, place, day, **numbers):
    return factories.make_activity(
        organism,
        "Activité de rapprochement",
        day=day,
        agreements=[agreement],
        municipality_id=place and Mrc.objects.get(name=place).municipalities.first().pk,
        **numbers,
    )


@pytest.fixture
def agreement(organism):
    """Two activities of 2025 in the MRC; around them, what form C must not count."""
    mrc = factories.make_funder("MRC des Essais", kind="municipal")
    agreement = factories.make_agreement(
        organism, mrc, "MRC-2025-04", programme_key="vitalite", start=date(2025, 1, 1), end=date(2028, 1, 1)
    )
    agreement.mrcs.add(Mrc.objects.get(name=HERE))
    charged_to(agreement, organism, HERE, date(2025, 1, 1), immigrants=5, host=9)
    charged_to(agreement, organism, HERE, date(2025, 12, 31), immigrants=7, host=11)
    charged_to(agreement, organism, HERE, date(2026, 1, 1), immigrants=100, host=100)
    charged_to(agreement, organism, ELSEWHERE, date(2025, 6, 1), immigrants=200, host=200)
    charged_to(agreement, organism, None, date(2025, 6, 1), immigrants=300, host=300)
    return agreement


@pytest.fixture
def owed(agreement, coordinator, client_for):
    """The report of 2025, opened from the agreement that asks for it."""
    client_for(coordinator).post(reverse("agreements:requirement-add", args=[agreement.pk]), ASKED)
    deliverable = agreement.requirements.get().deliverables.get(period__contains=date(2025, 6, 1))
    client_for(coordinator).post(reverse("reporting:funder-report-open", args=[deliverable.pk]))
    return Report.objects.get(deliverable=deliverable)


def fill_by_its_pages(browser, report):
    for section, typed in BOXES.items():
        answer = browser.post(url("report-section", report, section=section), {**typed, "suite": "1"})
        assert answer.status_code == 302
    for number, key in enumerate(("c-visibilite", "c-facture-1", "c-facture-2", "c-facture-3")):
        file = SimpleUploadedFile(f"{key}.pdf", b"%%PDF-1.7 essai %d\ntrailer\n%%%%EOF" % number)
        browser.post(url("attachment-add", report, line_key=key), {"file": file})


def test_form_c_is_the_calendar_year_of_one_mrc(owed, coordinator, client_for):
    browser = client_for(coordinator)
    page = browser.get(url("report-detail", owed)).text

    assert owed.template_version.template.key == "vitalite-final"
    assert (owed.period.lower, owed.last_day, owed.due_on) == (date(2025, 1, 1), date(2025, 12, 31), date(2026, 3, 31))
    assert "1er janvier 2025 au 31 décembre 2025" in page
    section = browser.get(url("report-section", owed, section="v4"))
    shown = {figure.label.number: figure.shown for figure in section.context["page"].figures}
    assert shown == {"C2a": "2", "C2b": "12", "C2c": "20"}
    rows = browser.get(url("report-records", owed, line_key="c2b")).text
    assert "31 décembre 2025" in rows
    assert "1er janvier 2026" not in rows
    assert "1er juin 2025" not in rows


def test_form_c_lists_all_that_is_missing_and_keeps_the_limit_of_the_mrc(owed, coordinator, director, client_for):
    browser, boss = client_for(coordinator), client_for(director)
    check = boss.get(url("report-check", owed)).text
    for key in ("c1", "c4", "cf--part-mrc", "c-visibilite", "c-facture-3"):
        assert f"#ligne-{key}" in check or f"#q-{key}" in check
    fill_by_its_pages(browser, owed)
    browser.post(url("report-section", owed, section="finances"), {"q-cf--part-mrc": "5000,51"})

    refused = boss.post(url("report-issue", owed), {"is_exact": "on", "key": str(uuid.uuid4())})

    assert "la limite est de 50" in refused.text
    assert not owed.versions.exists()


def test_form_c_goes_from_its_task_list_to_an_issued_pdf(owed, agreement, coordinator, director, client_for):
    fill_by_its_pages(client_for(coordinator), owed)
    boss = client_for(director)
    assert "Tout est rempli" in boss.get(url("report-detail", owed)).text
    assert url("report-issue", owed) in boss.get(url("report-check", owed)).text

    sent = boss.post(url("report-issue", owed), {"is_exact": "on", "seen_version": "0", "key": str(uuid.uuid4())})
    run_pending_jobs()

    owed.refresh_from_db()
    assert sent.url == url("funder-report-follow", owed)
    assert owed.state == "issued"
    agent = client_for(factories.make_funder_user("Josée Pratte-Lim", agreement.funders.get()))
    read = agent.get(url("funder-report-version", owed, number=1)).text
    for words in ("C2b", "10\u00a0000,50\u00a0$", "37,5", "1er janvier 2025 au 31 décembre 2025"):
        assert words in read
    paper = agent.get(url("version-document", owed, number=1, format="pdf"))
    data = b"".join(paper.streaming_content)
    assert paper.headers["Content-Disposition"] == f'attachment; filename="{owed.number}-v1.pdf"'
    assert data.startswith(b"%PDF-")
    assert len(data) == owed.versions.get().documents.get(format="pdf").size
