"""What the network's papers add to the world of the table of rights: one prepared, one frozen, one published."""

import hashlib
import uuid
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from network.common_statement.actions import publish_statement, write_statement
from network.consolidation.actions import PAPERS, begin_consolidation, publish_consolidation
from network.consolidation.content import Issue, build
from network.consolidation.steps import take_step
from network.models import ConsolidatedReport, ConsolidatedVersion
from reporting.papers.content import canonical
from reporting.papers.freezing import new_code
from roriq_portal.jobs import defer


def places(region, network, pivot) -> dict:
    """Relations: a region's that is prepared, the network's that is frozen, the one that funders read, a statement."""
    opened = _begin("region", region, 2024, pivot)
    kept, public = (freeze(_begin("network", None, year, network), network) for year in (2025, 2023))
    publish_consolidation(report=public, by=network, key=uuid.uuid4())
    public.refresh_from_db()
    written = write_statement(title="Notre vision", text="Une vision partagée.", seen=0, by=network)
    publish_statement(seen=written.revision, by=network)
    return {
        "conso_open": _place(opened, "reseau", "AAAAAAAAAAAAAAAA"),
        "conso_frozen": _place(kept, "reseau", kept.current.code),
        "conso_public": _place(public, "bailleurs", public.published.code),
        "absent_conso": {"report_id": 987654, "number": 99, "audience": "reseau", "format": "pdf", "code": "AAAA"},
        "statement": {"number": written.number},
    }


def _begin(scope, region, year, by) -> ConsolidatedReport:
    period = DateRange(date(year, 4, 1), date(year + 1, 4, 1))
    return begin_consolidation(scope=scope, region=region, template=None, period=period, by=by, key=uuid.uuid4())


@transaction.atomic
def freeze(report, by) -> ConsolidatedReport:
    """Freeze what there is, without the reports that the action asks."""
    code = new_code()
    content = canonical(build(report, Issue(1, code=code)).content)
    version = ConsolidatedVersion.objects.create(
        report=report, number=1, content=content, sha256=hashlib.sha256(content.encode()).hexdigest(), code=code,
        frozen_by=by,
    )  # fmt: skip
    defer(PAPERS, version_id=version.pk)
    take_step(report, "freeze", by=by, key=uuid.uuid4(), version=version, current=version)
    return report


def _place(report, audience, code) -> dict:
    return {"report_id": report.pk, "number": 1, "audience": audience, "format": "pdf", "code": code}
