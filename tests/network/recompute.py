"""Totals of a consolidated report recomputed by other code, from the frozen JSON of versions and SQL alone."""

import json
from decimal import Decimal

from django.db import connection

NEWEST = """
    SELECT v.content, v.as_of, r.template_version_id
    FROM reporting_version v JOIN reporting_report r ON r.id = v.report_id
    WHERE r.kind = 'annual' AND r.state = 'approved' AND lower(r.period) = %s AND upper(r.period) = %s
    AND (%s::bigint IS NULL OR r.region_id = %s)
    AND NOT EXISTS (SELECT FROM reporting_version w WHERE w.report_id = v.report_id AND w.number > v.number)
    ORDER BY v.as_of
"""
LINES = """
    SELECT DISTINCT ON (l.key) l.key, l.kind, array_agg(i.code),
    bool_and(i.nature = 'flow' AND i.unit NOT LIKE '%%distinct%%')
    FROM reporting_line l LEFT JOIN reporting_term t ON t.line_id = l.id LEFT JOIN organisms_indicator i
    ON i.id = t.indicator_id WHERE l.version_id = %s AND l.kind IN ('figure', 'ratio', 'money') GROUP BY l.key, l.kind
"""
OF_HOUSEHOLDS = {"V1.09", "V1.10", "V1.11"}


def totals(period, region_id=None) -> dict[str, Decimal | None]:
    """Line key → what it comes to over the organisms; None where nothing may be added."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [period.lower, period.upper, region_id, region_id])
        rows = cursor.fetchall()
        cursor.execute(LINES, [rows[0][2]])
        lines = cursor.fetchall()
    contents = [json.loads(content) for content, *_ in rows]
    return {key: _total(contents, key, kind, codes[0], adds) for key, kind, codes, adds in lines}


def _total(contents: list[dict], key: str, kind: str, code: str | None, adds: bool | None) -> Decimal | None:
    said = [content["answers"][key] for content in contents if key in content["answers"]]
    values = [Decimal(one["value"]) for one in said if one["value"] is not None and one["shown"] != "masqué"]
    if kind == "ratio" or not values or (kind == "figure" and not adds):
        return None
    if code not in OF_HOUSEHOLDS:
        return sum(values, Decimal(0))
    homes: dict[str, int] = {}
    counting = 0
    for content in contents:
        answer = content["answers"].get(key, {})
        if not answer.get("value") or not Decimal(answer["value"]):
            continue
        counting += 1
        own = content.get("households", {}).get(code)
        if own is None:
            return sum(values, Decimal(0)) if len([value for value in values if value]) == 1 else None
        homes.update(own)
    return Decimal(sum(homes.values())) if counting else Decimal(0)
