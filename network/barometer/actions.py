"""What the coordination of the network does with the barometer: thresholds, sentences, versions."""

import hashlib
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from network.barometer.reading import read_live
from network.barometer.recommendations import RECOMMENDATIONS
from network.models import BarometerSentence, BarometerThreshold, BarometerVersion
from organisms.models import User
from reporting.papers.content import canonical
from roriq_portal.database.locks import hold
from roriq_portal.formats.phrases import counted
from roriq_portal.logs import log_action


class BarometerRefused(Exception):
    """Reads as a sentence."""


def lock_year(year: int) -> None:
    """Hold a year's sentences and versions until the transaction ends: nobody else changes them meanwhile."""
    hold("barometer", year)


@log_action
@transaction.atomic
def adopt_threshold(*, recommendation: int, percent: Decimal, adopted_on: date, by: User) -> BarometerThreshold:
    """Write what the assembly asks from a day on; the one before stays.

    Refuses (BarometerRefused) a second threshold of one day, or a day that has not come.
    """
    if adopted_on > timezone.localdate():
        raise BarometerRefused("Ce jour n’est pas encore venu. Inscrivez le seuil quand l’assemblée l’aura adopté.")
    try:
        with transaction.atomic():
            return BarometerThreshold.objects.create(
                recommendation=recommendation, percent=percent, adopted_on=adopted_on, by=by
            )
    except IntegrityError as taken:
        raise BarometerRefused("Un seuil est déjà inscrit pour ce jour. Choisissez le jour où il a changé.") from taken


@log_action
@transaction.atomic
def write_sentences(*, year: int, words: dict[int, str], by: User) -> int:
    """Write the sentences of a year; an empty one goes away. Returns how many changed.

    `words`: the number of a recommendation → its sentence. The caller holds the rows (`lock_year`).
    """
    standing = {row.recommendation: row for row in BarometerSentence.objects.filter(year=year)}
    changed = 0
    for number, sentence in words.items():
        row = standing.get(number)
        if sentence == (row.words if row else ""):
            continue
        changed += 1
        if not row:
            BarometerSentence.objects.create(year=year, recommendation=number, words=sentence, by=by)
        elif sentence:
            row.words, row.by, row.at, row.revision = sentence, by, timezone.now(), row.revision + 1
            row.save(update_fields=["words", "by", "at", "revision"])
        else:
            row.delete()
    return changed


@log_action
@transaction.atomic
def freeze_barometer(*, year: int, by: User) -> BarometerVersion:
    """Freeze a year as it is counted now; a second freezing is version 2.

    Refuses (BarometerRefused) a year that still runs, and one of which a sentence is missing.
    """
    lock_year(year)
    sheet = read_live(year)
    if sheet.is_part:
        raise BarometerRefused("Cette année court encore. Son baromètre s’arrête après le 31 mars.")
    missing = len(RECOMMENDATIONS) - sum(bool(row.sentence) for row in sheet.rows)
    if missing:
        raise BarometerRefused(f"Il manque {counted(missing, 'phrase')}. Écrivez-les, puis arrêtez cette version.")
    content = canonical(sheet.content())
    last = BarometerVersion.objects.filter(year=year).order_by("-number").first()
    if last and last.content == content:
        raise BarometerRefused(f"Rien n’a changé depuis la version {last.number}.")
    return BarometerVersion.objects.create(
        year=year,
        number=last.number + 1 if last else 1,
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        frozen_by=by,
    )


@log_action
@transaction.atomic
def publish_barometer(*, version: BarometerVersion, by: User) -> BarometerVersion:
    """Let everybody read a version, without an account; twice is once."""
    version = BarometerVersion.objects.select_for_update().get(pk=version.pk)
    if version.published_at is None:
        version.published_at, version.published_by = timezone.now(), by
        version.save(update_fields=["published_at", "published_by"])
    return version
