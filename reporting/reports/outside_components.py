"""Activities of components that a report does not hold: shown before certifying, so that none goes unseen."""

from django.urls import reverse

from reporting.models import Report
from roriq_portal.formats.numbers import format_number
from services.activities.outside_components import outside_agreements, outside_organism
from services.counting.activity_totals import Scope, activities

TITLE = "Hors des volets"


def outside_warnings(report: Report) -> list[dict]:
    """Return one group of warnings, or none: of a funder's report, what its agreement is charged outside its
    components; of the annual one, what the components asked of the organism leave out. One query.
    """
    agreement = report.agreement
    scope = Scope(report.organism_id, report.period.lower, report.last_day, agreement.pk if agreement else None)
    rows = activities(scope)
    outside = outside_agreements(rows) if agreement else outside_organism(rows, report.components)
    own = [count for count in outside if not agreement or count.agreement == agreement.reference]
    items = [_item(report, count.component, count.number) for count in own]
    return [{"title": TITLE, "items": items}] if items else []


def _item(report: Report, component: int, number: int) -> dict:
    noun = "1 activité" if number == 1 else f"{format_number(number)} activités"
    whose = "l’entente ne nomme pas ce volet" if report.agreement else "ce volet n’est pas dans ce rapport"
    days = f"du={report.period.lower.isoformat()}&au={report.last_day.isoformat()}&volet={component}"
    charged = f"&entente={report.funded_agreement.pk}" if report.agreement else ""
    url = f"{reverse('services:activity-list', args=[report.organism_id])}?{days}{charged}"
    return {"words": f"{noun} du volet {component}\u00a0: {whose}.", "url": url}
