"""The barometer of a year, read live or from the version that froze it."""

import json
from collections.abc import Mapping

from django.utils import timezone

from network.barometer.context import read_context
from network.barometer.measures import read_measures
from network.barometer.sheet import Sheet, Threshold, build_sheet, sheet_of
from network.barometer.windows import Window, windows_until
from network.models import BarometerSentence, BarometerThreshold, BarometerVersion
from roriq_portal.formats.days import format_day


def read_live(year: int) -> Sheet:
    """Return the barometer of a year as the portal counts it now, with the sentences written so far."""
    windows = windows_until(year, timezone.localdate())
    return build_sheet(
        windows,
        read_measures(windows.every),
        read_context(windows.year),
        thresholds_on(windows.year),
        sentences_of(year),
    )


def read_frozen(version: BarometerVersion) -> Sheet:
    """Return what a version froze; not one number is counted again."""
    return sheet_of(json.loads(version.content))


def thresholds_on(window: Window) -> dict[int, Threshold]:
    """Return the number of a recommendation → the threshold that stands on the last day. One query."""
    rows = BarometerThreshold.objects.filter(adopted_on__lte=window.last).order_by("adopted_on")
    return {row.recommendation: Threshold(row.percent, format_day(row.adopted_on)) for row in rows}


def sentences_of(year: int) -> Mapping[int, str]:
    """Return the number of a recommendation → its sentence for the year. One query."""
    return dict(BarometerSentence.objects.filter(year=year).values_list("recommendation", "words"))
