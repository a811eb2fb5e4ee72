"""Work that a funder's report claims and another agreement too, though a funder forbids it: shown before certifying."""

from django.urls import reverse

from reporting.models import Report
from roriq_portal.formats.numbers import format_number
from services.activities.double_claims import Claim, claims_on
from services.counting.activity_totals import Scope

MOST_SHOWN = 10
TITLE = "Double déclaration"


def claim_warnings(report: Report) -> list[dict]:
    """Return one group of warnings, or none; each names the agreement and who recorded, and leads to the record."""
    if report.agreement is None:
        return []
    days = (report.period.lower, report.last_day)
    # Whatever its organism, work charged to the agreement is the report's: partners' as well
    scope = Scope(None, *days, agreement_id=report.agreement.pk)
    claims = claims_on(scope, report.agreement)
    if not claims:
        return []
    items = [_item(claim, report) for claim in claims[:MOST_SHOWN]]
    if len(claims) > MOST_SHOWN:
        rest = f"Et {format_number(len(claims) - MOST_SHOWN)} autres\u00a0: la liste des activités les montre."
        items.append({"words": rest, "url": _list(report, *days)})
    return [{"title": TITLE, "items": items}]


def _item(claim: Claim, report: Report) -> dict:
    """The record of a partner organism is its own: only the list of its own opens."""
    if claim.organism_id == report.organism_id:
        url = reverse("services:activity-detail", args=[claim.organism_id, claim.activity_id])
    else:
        url = _list(report, report.period.lower, report.last_day)
    return {"words": f"{claim.words}.", "url": url}


def _list(report: Report, first, last) -> str:
    address = reverse("services:activity-list", args=[report.organism_id])
    agreement = report.funded_agreement.pk
    return f"{address}?imputation=interdite&entente={agreement}&du={first.isoformat()}&au={last.isoformat()}"
