"""Records of a report's days that somebody left to be completed: shown before certifying, so that none goes unseen."""

from django.urls import reverse

from reporting.models import Report
from roriq_portal.formats.numbers import format_number
from services.counting.activity_totals import Scope, activities

TITLE = "À compléter"


def incomplete_warnings(report: Report) -> list[dict]:
    """Return one group of one warning, or none: the organism's records in this report that are incomplete. One query.

    They count as they stand: what is missing of their breakdown is « non ventilé ».
    """
    agreement = report.agreement
    scope = Scope(report.organism_id, report.period.lower, report.last_day, agreement.pk if agreement else None)
    number = activities(scope).filter(is_incomplete=True).count()
    if not number:
        return []
    left = "1 fiche reste" if number == 1 else f"{format_number(number)} fiches restent"
    words = f"{left} à compléter\u00a0: ce qui y manque compte comme «\u00a0non ventilé\u00a0»."
    days = f"etat=a-completer&du={report.period.lower.isoformat()}&au={report.last_day.isoformat()}"
    charged = f"&entente={report.funded_agreement.pk}" if agreement else ""
    url = f"{reverse('services:activity-list', args=[report.organism_id])}?{days}{charged}"
    return [{"title": TITLE, "items": [{"words": words, "url": url}]}]
