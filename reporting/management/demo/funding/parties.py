"""Arrangements: who funds together and who works together, what was called otherwise, what follows what."""

import io
from datetime import date, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.agreement.actions import change_agreement
from agreements.agreement.documents import add_document
from agreements.agreement.terms.facts import AgreementInput, Share, facts_of, fingerprint
from agreements.funders.actions import replace_funder
from agreements.models import (
    Agreement,
    DefaultRequirement,
    Funder,
    FunderName,
    FunderOffice,
    Programme,
    ProgrammeName,
    Stream,
)
from organisms.names import sort_name
from organisms.saved_filters.actions import keep_filter
from reporting.management.demo import past_moments
from reporting.management.demo.answers import PLAIN_PDF
from reporting.management.demo.cast import World
from roriq_portal.files.uploads import examine
from services.activities.actions import charge_activities
from services.models import Activity

KINDS = {
    "soutien-mission": Agreement.Kind.CORE,
    "inclusion-fondation": Agreement.Kind.PROJECT,
    "vivre-ensemble": Agreement.Kind.PROJECT,
}
# Who signs beside the lead funder, and what each pays
TOGETHER = {"MRC-2025-15": ("ville", Decimal(40)), "FTA-2025-03": ("ville", Decimal("12.50"))}
SHARED = ("VAL-2025-07", "croisee")
FOLLOWS = {"SHE-2026-01": "SHE-2023-02"}
SIGNED_LATE = {"MIN-2026-101": 47, "MIN-2026-109": 12, "SHE-2026-01": 33, "SQ-2024-104": 19, "VAL-2025-04": 61}
UNSIGNED = ("MIN-2026-111",)
PAPERS = {
    "MIN-2024-031": ("Entente signée", "Annexe B\u00a0: indicateurs"),
    "VAL-2025-04": ("Entente signée",),
    "VAL-2025-07": ("Entente signée", "Lettre de partenariat"),
}


def shape_funders(world: World) -> None:
    """Write former names of funders, a succession, an office that closed, and where their years start."""
    services = world.funders["sq"]
    changed = date(2016, 4, 1)
    FunderName.objects.create(
        funder=services, name="Office des parcours d’emploi", during=DateRange(date(1998, 4, 1), changed)
    )
    FunderName.objects.create(funder=services, name=services.name, during=DateRange(changed, None))
    FunderOffice.objects.create(funder=services, name="Bureau de Senneterre", closed_on=date(2022, 7, 1))
    words = "Centre local de développement de la Vallée-des-Bouleaux"
    before = Funder.objects.create(name=words, sort_name=sort_name(words), kind=Funder.Kind.MUNICIPAL)
    replace_funder(
        funder=before, successor=world.funders["mrc-vallee-des-bouleaux"], on=date(2015, 4, 21), by=world.network
    )
    Funder.objects.filter(kind__in=("municipal", "foundation")).update(year_starts=1)
    Funder.objects.filter(pk=world.funders["mission"].pk).update(year_starts=7)


def shape_programmes(owed: dict[str, list[tuple]]) -> None:
    """Write former names of programmes, their streams, and the reports that they usually ask."""
    programmes = {row.key: row for row in Programme.objects.all()}
    inclusion = programmes["inclusion-fondation"]
    for name, first, last in (("Vivre ici", 2014, 2021), (inclusion.name, 2021, None)):
        during = DateRange(date(first, 1, 1), last and date(last, 1, 1))
        ProgrammeName.objects.create(programme=inclusion, name=name, during=during)
    Stream.objects.bulk_create(
        Stream(programme=programmes["aide-emploi"], name=name) for name in ("Approche globale", "Jeunes adultes")
    )
    DefaultRequirement.objects.bulk_create(
        DefaultRequirement(
            programme=programmes[key],
            kind=kind,
            period_from_month=month,
            period_months=months,
            due_month=due,
            due_day=day,
        )
        for key, rows in owed.items()
        if not programmes[key].default_requirements.exists()
        for kind, month, months, due, day in rows
    )


def terms_of(world: World, programme: Programme, reference: str, start: date) -> dict:
    """Return what an agreement's facts say besides its money: nature, signature, shares, what it follows, its rules."""
    known = {row.reference: row for row in world.agreements}
    before = FOLLOWS.get(reference) or reference.replace("MIN-2026", "MIN-2023")
    signed = start + timedelta(days=SIGNED_LATE.get(reference, -16))
    project = KINDS.get(programme.key) == Agreement.Kind.PROJECT
    terms = {
        "kind": KINDS.get(programme.key, Agreement.Kind.SERVICE),
        "signed_on": None if reference in UNSIGNED else signed,
        "renews": known.get(before) if before != reference else None,
        "stream": programme.streams.filter(name="Approche globale").first(),
        "funder_share_max": Decimal(75) if project else None,
        "stacking_limit": Decimal(80) if project else None,
    }
    return terms | _together(world, reference)


def _together(world: World, reference: str) -> dict:
    if reference not in TOGETHER:
        return {}
    key, percent = TOGETHER[reference]
    lead = world.funders["fondation" if reference.startswith("FTA") else "mrc-riviere-aux-aulnes"]
    other = world.funders[key]
    shares = sorted((Share(other, percent), Share(lead, 100 - percent)), key=lambda share: share.funder.pk)
    return {"cosigners": (other,), "shares": tuple(shares)}


def arrange(world: World) -> None:
    """Make one organism the partner of another and charge its work; keep papers and filters."""
    reference, partner = SHARED
    shared = Agreement.objects.get(reference=reference)
    with past_moments.at(past_moments.moment(date(2026, 9, 28))):
        by = world.people["network", "coordinator"]
        facts = facts_of(shared)
        _change(shared, facts, partners=(world.organisms[partner],), by=by)
    with past_moments.at(past_moments.moment(date(2026, 11, 9))):
        mrcs = shared.mrcs.values("pk")
        rows = Activity.objects.filter(organism=world.organisms[partner], day__gte=date(2026, 10, 1))
        rows = rows.filter(municipality__mrc__in=mrcs, component__in=shared.components).order_by("day", "pk")
        # Its agent pays for each participation, and claims it alone
        rows = rows.exclude(agreements__programme__forbids_double_claims=True)
        charge_activities(activities=rows[:18], agreement=shared, by=world.coordinator(partner))
    _keep_papers(world)
    _keep_filters(world)


def _change(agreement: Agreement, facts: AgreementInput, *, partners: tuple, by) -> None:
    after = AgreementInput(**{**vars(facts), "partners": partners})
    change_agreement(agreement=agreement, facts=after, seen=fingerprint(facts), by=by)


def _keep_papers(world: World) -> None:
    keys = {organism.pk: key for key, organism in world.organisms.items()}
    for reference, titles in PAPERS.items():
        agreement = Agreement.objects.get(reference=reference)
        for number, title in enumerate(titles):
            # A comment after the end of a PDF changes nothing that is read, and makes two files of one
            file = examine(io.BytesIO(PLAIN_PDF + f"\n% {number}\n".encode()), f"{reference}-{number + 1}.pdf")
            with past_moments.at(past_moments.moment(agreement.starts_on + timedelta(days=9))):
                add_document(
                    agreement=agreement, title=title, file=file, by=world.coordinator(keys[agreement.organism_id])
                )


def _keep_filters(world: World) -> None:
    wanted = [
        (world.network, "agreements:agreement-list", "Rapports en retard", "state=late&tri=fin"),
        (world.network, "agreements:agreement-list", "MRC de la Vallée-des-Bouleaux", "q=vallee-des-bouleaux"),
        (world.coordinator("croisee"), "agreements:agreement-list", "En cours, par échéance", "state=running&tri=fin"),
        (world.coordinator("croisee"), "services:activity-list", "Accueil, sans entente", "volet=4&entente=aucune"),
    ]
    for user, list_key, name, query in wanted:
        keep_filter(user=user, list_key=list_key, name=name, query=query)
