"""The warnings on records just saved: the same as those on a register, said once for all that were saved together."""

from collections.abc import Sequence

from organisms.models import Municipality
from services.activities.rules import MANDATED, Remark, remarks_on
from services.models import Activity, Count, Partner


def remarks_of(activities: Sequence[Activity]) -> list[tuple[Remark, list[Activity]]]:
    """Return each warning with the records that it is about. Three queries, whatever their number."""
    keys = [activity.pk for activity in activities]
    counted = Count.objects.filter(activity__in=keys, indicator__code__in=MANDATED)
    indicators: dict[int, set[str]] = {}
    for key, code in counted.values_list("activity", "indicator__code"):
        indicators.setdefault(key, set()).add(code)
    towns = Municipality.objects.filter(pk__in={activity.municipality_id for activity in activities})
    since = dict(towns.values_list("pk", "receives_rpce_since"))
    names: dict[int, list[str]] = {}
    for key, name in Partner.objects.filter(activities__in=keys).order_by("name").values_list("activities", "name"):
        names.setdefault(key, []).append(name)
    remarked: dict[Remark, list[Activity]] = {}
    for activity in activities:
        for remark in remarks_on(
            indicators=indicators.get(activity.pk, set()),
            day=activity.day,
            receives_since=since.get(activity.municipality_id) if activity.municipality_id else None,
            note=activity.note,
            partner_names=names.get(activity.pk, []),
        ):
            remarked.setdefault(remark, []).append(activity)
    return list(remarked.items())
