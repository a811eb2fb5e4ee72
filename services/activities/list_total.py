"""The total of listed activities, shown above the list that a figure opened."""

from django.db.models import Count as CountRows
from django.db.models import QuerySet, Sum

from organisms.models import Indicator
from roriq_portal.formats.numbers import format_number
from services.counting.activity_totals import PARTNER_POPULATIONS, UNTOLD
from services.models import Activity, Count


def figure_behind(rows: QuerySet[Activity], code: str) -> str:
    """Return « Ensemble : 365 participations (V1.02). », the figure that the live ones of these rows make.

    Empty without a code, when nothing counts it, or when records do not tell it. Two queries, only with a code.
    """
    if not code or code in UNTOLD:
        return ""
    live = rows.filter(withdrawn_at__isnull=True).order_by()
    value = _partners(live, *PARTNER_POPULATIONS[code]) if code in PARTNER_POPULATIONS else _counted(live, code)
    if not value:
        return ""
    indicator = Indicator.objects.get(code=code)
    unit = indicator.unit if value < 2 else indicator.unit_plural
    return f"Ensemble\u00a0: {format_number(value)}\u00a0{unit} ({code})."


def _counted(rows: QuerySet[Activity], code: str):
    return Count.objects.filter(activity__in=rows, indicator__code=code).aggregate(total=Sum("value"))["total"]


def _partners(rows: QuerySet[Activity], kind: str, component: int) -> int:
    """Distinct ones, as the results count them: on the activities of the component only."""
    named = Activity.partners.through.objects.filter(activity__in=rows.filter(component=component), partner__kind=kind)
    return named.aggregate(total=CountRows("partner", distinct=True))["total"]
