"""What the portal keeps: sums that equal their records, papers that are what they were, a journal that says all."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pghistory
from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet

from hosting.doctor.checks.database import ask
from hosting.doctor.findings import Asked, Finding, Group, bad, check, few, good
from network.models import BarometerVersion, ConsolidatedDocument, ConsolidatedVersion
from reporting.models import Document, Version
from roriq_portal.files.storage import FileDamaged, open_stored
from roriq_portal.formats.phrases import counted
from services.counting.monthly_sums import differences

FILES: tuple[Any, ...] = (Document, ConsolidatedDocument)
CONTENTS: tuple[Any, ...] = (Version, ConsolidatedVersion, BarometerVersion)
# Of all papers, the newest and some others
NEWEST, SAMPLE = 10, 40
RESTORE = "Reprenez ce fichier d’une sauvegarde, et cherchez qui l’a changé."
# A row that stands says the same as its last event; each column compared as text, so that any kind of it can be
DIFFERENT = """
    SELECT count(*) FROM {table} t LEFT JOIN LATERAL (
        SELECT * FROM {events} e WHERE e.pgh_obj_id = t.id ORDER BY e.pgh_id DESC LIMIT 1
    ) last ON TRUE
    WHERE last.pgh_id IS NULL OR ({ours}) IS DISTINCT FROM ({theirs})
"""


@check("sums", Group.RECORDS, "Sommes mensuelles", asks_database=True)
def sums_equal_records(asked: Asked) -> Finding:
    apart = differences()
    if apart:
        first = apart[0]
        return bad(
            f"{counted(len(apart), 'somme diffère de ses fiches', 'sommes diffèrent de leurs fiches')}, la première à "
            f"l’organisme nº {first.organism_id}, en {first.month:%Y-%m}.",
            "« manage.py check_sums » les montre toutes\u00a0; avec « --mend », il les refait.",
        )
    return good("Chaque somme est celle de ses fiches.")


@check("papers", Group.RECORDS, "Documents transmis", asks_database=True)
def papers_are_what_they_were(asked: Asked) -> Finding:
    documents = chain.from_iterable(_chosen(model._default_manager.all(), asked) for model in FILES)
    versions = chain.from_iterable(_chosen(model._default_manager.all(), asked) for model in CONTENTS)
    faults, read = [], 0
    for document in documents:
        read += 1
        try:
            open_stored(document.file, document.sha256).close()
        except FileDamaged:
            faults.append(document.file.name)
    for version in versions:
        read += 1
        if not version.is_unaltered:
            faults.append(f"le contenu de la version {getattr(version, 'code', version)}")
    if faults:
        words = counted(len(faults), "document n’a plus son empreinte", "documents n’ont plus leur empreinte")
        return bad(f"{words}\u00a0: {few(faults)}.", RESTORE)
    how = "Tous relus" if asked.every_paper else "Un échantillon relu"
    return good(
        f"{how} ({counted(read, 'fichier ou contenu', 'fichiers et contenus')})\u00a0: leurs empreintes tiennent."
    )


def _chosen(rows: QuerySet, asked: Asked) -> Iterator[Any]:
    if asked.every_paper:
        return iter(rows.order_by("pk").iterator())
    return chain(rows.order_by("-pk")[:NEWEST], rows.order_by("?")[:SAMPLE])


@check("journal", Group.RECORDS, "Journal", asks_database=True)
def journal_says_all(asked: Asked) -> Finding:
    faults = [f"{model._meta.db_table} ({count})" for model in journalled() if (count := unsaid(model))]
    if faults:
        return bad(
            f"Des lignes ne sont pas ce que leur journal en dit\u00a0: {few(faults)}.",
            "Quelqu’un a écrit dans la base en faisant taire ses déclencheurs. Comparez à une sauvegarde.",
        )
    return good("Sièges, comptes, organismes et rapports sont ce que leur journal en dit.")


def journalled() -> list[type[Model]]:
    """Return the models whose journal holds each row as it became, from its first line on."""
    return [model for model in apps.get_models() if _keeps_new_rows(model)]


def _keeps_new_rows(model: type[Model]) -> bool:
    trackers = getattr(getattr(model, "pgh_event_model", None), "pgh_trackers", ())
    return any(isinstance(tracker, pghistory.InsertEvent) for tracker in trackers or ())


def unsaid(model: type[Model]) -> int:
    """Return how many rows of a model are not what their last event says."""
    events = model.pgh_event_model  # type: ignore[attr-defined]  # `journal` makes it
    journalled = {field.column for field in events._meta.concrete_fields}
    columns = [str(field.column) for field in model._meta.concrete_fields if field.column in journalled]
    quote = connection.ops.quote_name
    ours, theirs = (", ".join(f"{side}.{quote(name)}::text" for name in columns) for side in ("t", "last"))
    tables = {"table": quote(model._meta.db_table), "events": quote(events._meta.db_table)}
    ((count,),) = ask(DIFFERENT.format(**tables, ours=ours, theirs=theirs))
    return count
