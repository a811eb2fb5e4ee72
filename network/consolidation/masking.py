"""What leaves of a consolidated content: the one place where its small counts are hidden before a funder reads it."""

import json
from copy import deepcopy

from network.consolidation.content import verify_url
from network.models import ConsolidatedReport, ConsolidatedVersion
from roriq_portal.formats.numbers import decimal_or_none
from services.counting.masking import MASKED, is_small


def masked_content(content: dict) -> dict:
    """Return what funders read: totals alone, those of 1 to 4 hidden now and a year before, with what would tell them.

    No figure of one organism leaves, nor who has not adopted the statement, nor which versions were counted: names
    stay. A rate or a difference beside a hidden total goes with it.
    """
    shown = deepcopy(content)
    shown["organisms"] = [
        {"name": row["name"], "region": row["region"], "number": row["number"]} for row in shown["organisms"]
    ]
    if shown["statement"]:
        shown["statement"]["waiting"] = []
    for section in shown["sections"]:
        section["figures"] = [_figure(figure) for figure in section["figures"]]
    return shown


def published_content(report: ConsolidatedReport, current: ConsolidatedVersion, code: str) -> dict:
    """Return what funders read of a version, under a code of its own.

    The funder of a programme reads every number of its report: each came to it in a report that was issued to it.
    """
    content = json.loads(current.content)
    if report.scope != ConsolidatedReport.Scope.PROGRAMME:
        content = masked_content(content)
    content["audience"] = ConsolidatedVersion.Audience.FUNDERS.value
    content["version"] |= {"code": code, "verify_url": verify_url(code)}
    return content


def _figure(figure: dict) -> dict:
    total, before = _box(figure["total"]), _box(figure["before"]) if figure["before"] else None
    is_hidden = total is not figure["total"] or before is not figure["before"]
    telling = {"difference": "", "target": None, "rate": "", "short": False} if is_hidden else {}
    return {**figure, "cells": [], "total": total, "before": before, **telling}


def _box(box: dict) -> dict:
    number = decimal_or_none(box["number"])
    if number is None or not is_small(number):
        return box
    return {**box, "text": MASKED, "number": None}
