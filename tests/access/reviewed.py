"""Funders' reports that a pivot and the network read first: one that waits for the pivot, one ready to be issued."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from agreements.models import Agreement, Deliverable, Requirement
from reporting.models import Report, TemplateVersion
from tests import factories
from tests.reporting.builders.states import put_in_state

FORMS = TemplateVersion.objects.filter(template__programme__key="regionalisation", template__kind="final")
PERIOD = DateRange(date(2025, 4, 1), date(2026, 4, 1))


def places(organism, funder, people, freeze) -> dict:
    """Return the addresses of both; no funder may know of either."""
    form = FORMS.first()
    to_read = _filed(organism, funder, "LU-1", "submitted", people["director"], freeze)
    ready = _filed(organism, funder, "LU-2", "approved", people["director"], freeze)
    return {
        "to_read": {"report_id": to_read.pk, "section": form.sections.first().key},
        "to_read_v1": {"report_id": to_read.pk, "number": 1},
        "to_read_pdf": {"report_id": to_read.pk, "number": 1, "format": "pdf"},
        "ready": {"report_id": ready.pk},
    }


def _filed(organism, funder, reference, state, director, freeze) -> Report:
    agreement = factories.make_agreement(organism, funder, reference)
    Agreement.objects.filter(pk=agreement.pk).update(review="both")
    need = Requirement.objects.create(agreement=agreement, kind="final", period_from_month=4, due_month=6, due_day=30)
    deliverable = Deliverable.objects.create(requirement=need, period=PERIOD, due_on=date(2026, 6, 30))
    report = Report.objects.create(
        kind="funder", organism=organism, period=PERIOD, region=organism.region, components=[1, 2, 3, 4, 5],
        template_version=FORMS.first(),
        deliverable=deliverable, due_on=date(2026, 6, 30),
    )  # fmt: skip
    put_in_state(report, state, filed_at=timezone.now(), filed_by=director, number=f"RB-2026-9{report.pk:03}")
    freeze(report, director)
    return report
