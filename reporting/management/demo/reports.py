"""Returns: annual and funders' reports in every state, each taken there by the actions that people's pages call."""

import io
from datetime import date, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Deliverable
from organisms.models import User
from reporting.funder_reports.actions.issuing import issue_report, open_funder_report
from reporting.funder_reports.actions.private_links import create_link
from reporting.funder_reports.actions.receipts import record_letter, record_reading, record_receipt
from reporting.management.demo import past_moments
from reporting.management.demo.answers import PLAIN_PDF, fill_report
from reporting.management.demo.cast import World, roles
from reporting.models import Answer, Receipt, Report, TemplateVersion
from reporting.reports.actions.campaigns import excuse_report, open_campaign
from reporting.reports.actions.filing import (
    approve_report,
    ask_certification,
    endorse_report,
    reopen_report,
    return_report,
    submit_report,
)
from roriq_portal.files.uploads import examine
from services.activities.actions import withdraw_activities
from services.activities.recording import refresh_statistics
from services.models import Activity, Declaration

# Who filed in the two years when the common report was on trial; the others were excused.
PILOTS = {
    2023: ("croisee", "deux-lacs", "escale", "horizon"),
    2024: (
        "croisee", "deux-lacs", "escale", "horizon", "filon", "boussole", "rives", "quai", "lanterne", "racines",
        "confluence", "bois-francs",
    ),
}  # fmt: skip
# Where the reports of the last year stand, when they are not approved.
LAST_YEAR = {
    "metier": "draft", "yamaska": "draft", "portes": "draft", "batture": "begun", "quai": "to_certify",
    "filon": "submitted", "lanterne": "submitted", "ailleurs": "submitted",
    "forges": "endorsed", "passerelle": "endorsed", "aiguillage": "endorsed",
    "croisee": "returned", "rives": "returned", "quatre-vents": "reopened",
}  # fmt: skip
# Reference, kind, last day of the period, where the report stands.
FUNDED = [
    ("MIN-2024-031", "interim", date(2024, 9, 30), "accepted"),
    ("MIN-2024-031", "final", date(2025, 3, 31), "accepted"),
    ("MIN-2024-031", "interim", date(2025, 9, 30), "accepted"),
    ("MIN-2024-031", "final", date(2026, 3, 31), "answered"),
    ("MIN-2024-031", "interim", date(2026, 9, 30), "begun"),
    ("VAL-2025-04", "final", date(2025, 12, 31), "letter"),
    ("SQ-2024-104", "monthly", date(2026, 8, 31), "issued"),
    ("SQ-2024-104", "monthly", date(2026, 9, 30), "issued"),
    ("SQ-2024-104", "monthly", date(2026, 10, 31), "draft"),
    ("FTA-2025-04", "final", date(2025, 12, 31), "issued"),
    ("PSM-44", "final", date(2026, 6, 30), "issued"),
    ("VAL-2025-07", "final", date(2025, 12, 31), "issued"),
    ("MRC-2025-11", "final", date(2025, 12, 31), "linked"),
    ("MIN-2023-101", "final", date(2026, 3, 31), "asked"),
    ("MIN-2023-109", "final", date(2026, 3, 31), "issued"),
    ("MIN-2023-107", "final", date(2026, 3, 31), "reserve"),
    ("MIN-2023-113", "final", date(2026, 3, 31), "accepted"),
    ("MIN-2024-117", "final", date(2026, 3, 31), "accepted"),
    ("MIN-2023-111", "final", date(2026, 3, 31), "to_certify"),
    ("MIN-2023-124", "final", date(2026, 3, 31), "draft"),
    ("MIN-2026-111", "interim", date(2026, 9, 30), "draft"),
]
TRIAL = "Rapport commun à l’essai cette année\u00a0: quelques organismes seulement."
QUESTION = "A4 compte plus d’emplois que de personnes accompagnées au deuxième trimestre. Pouvez-vous préciser\u00a0?"


def produce_returns(world: World) -> None:
    """Open three campaigns and the funders' reports, and take each report to its state, on its days."""
    for year in (2023, 2024, 2025):
        refresh_statistics(models=(Answer, Declaration))
        _run_campaign(world, year)
    for reference, kind, last_day, state in FUNDED:
        _produce_funded(world, reference, kind, last_day, state)
    _move_records_on(world)


def key_of(report: Report, act: str) -> UUID:
    """The key a page would carry for this act."""
    return uuid5(NAMESPACE_URL, f"demo:{report.kind}:{report.pk}:{act}")


def _run_campaign(world: World, year: int) -> None:
    period = DateRange(date(year, 4, 1), date(year + 1, 4, 1))
    form = TemplateVersion.objects.filter(template__kind="annual", published_at__isnull=False).latest("number")
    with past_moments.at(past_moments.moment(date(year + 1, 4, 8), 9)):
        campaign = open_campaign(period=period, due_on=date(year + 1, 6, 30), template_version=form, by=world.network)
    keys = {organism.pk: key for key, organism in world.organisms.items()}
    for order, report in enumerate(campaign.reports.select_related("organism").order_by("pk")):
        _run_annual(world, report, keys[report.organism_id], date(year + 1, 5, 11) + timedelta(days=order * 2), year)


def _run_annual(world: World, report: Report, key: str, day: date, year: int) -> None:
    end = _end_of(key, year)
    if end == "excused":
        with past_moments.at(past_moments.moment(day)):
            excuse_report(report=report, reason=TRIAL, by=world.network)
    elif end != "draft":
        _file_annual(world, report, key, day, end)


def _end_of(key: str, year: int) -> str:
    """Where the report of a year stands; in Drummondville, 2024-2025 waits for the register to be imported."""
    if year not in PILOTS:
        return LAST_YEAR.get(key, "approved")
    if (key, year) == ("metier", 2024):
        return "draft"
    return "approved" if key in PILOTS[year] else "excused"


def _file_annual(world: World, report: Report, key: str, day: date, end: str) -> None:
    """Fill, certify, endorse, return or approve; `end` says where it stops."""
    with past_moments.at(past_moments.moment(day, 10)):
        sections = ("identification", "v2") if end == "begun" else ()
        fill_report(report=report, key=key, by=world.coordinator(key), sections=sections)
        if end == "to_certify":
            ask_certification(report=report, by=world.coordinator(key), key=key_of(report, "ask"))
    if end in ("begun", "to_certify"):
        return
    with past_moments.at(past_moments.moment(day + timedelta(days=3), 15)):
        submit_report(report=report, by=world.director(key), key=key_of(report, "submit"))
    report.refresh_from_db()
    if end == "submitted":
        return
    if report.state == Report.State.SUBMITTED:
        with past_moments.at(past_moments.moment(day + timedelta(days=9), 11)):
            endorse_report(report=report, by=_pivot(world, key), key=key_of(report, "endorse"))
    if end != "endorsed":
        _decide(world, report, day + timedelta(days=20), end)


def _pivot(world: World, key: str) -> User:
    region = roles()[key]["region"]
    holder = next(row["key"] for row in roles().values() if row["region"] == region and row.get("pivot"))
    return world.coordinator(holder)


def _decide(world: World, report: Report, day: date, end: str) -> None:
    with past_moments.at(past_moments.moment(day, 14)):
        if end == "returned":
            remarks = [
                (
                    "v4-04",
                    "Le nombre de familles a doublé depuis l’an dernier. Est-ce bien le nombre de l’année\u00a0?",
                ),
                ("v5-faits-saillants", "Ajoutez ce que la table de concertation a décidé."),
            ]
            return_report(report=report, comments=remarks, by=world.network, key=key_of(report, "return"))
            return
        approve_report(report=report, by=world.network, key=key_of(report, "approve"))
    if end == "reopened":
        with past_moments.at(past_moments.moment(day + timedelta(days=40), 14)):
            reason = "L’organisme a retrouvé des feuilles de présence de l’automne."
            reopen_report(report=report, reason=reason, by=world.network, key=key_of(report, "reopen"))


def _produce_funded(world: World, reference: str, kind: str, last_day: date, state: str) -> None:
    deliverable = Deliverable.objects.select_related("requirement__agreement").get(
        requirement__agreement__reference=reference,
        requirement__kind=kind,
        period__endswith=last_day + timedelta(days=1),
    )
    key = next(key for key, row in world.organisms.items() if row.pk == deliverable.requirement.agreement.organism_id)
    begun = last_day + timedelta(days=14)
    with past_moments.at(past_moments.moment(begun, 9)):
        report = open_funder_report(deliverable=deliverable, by=world.coordinator(key))
        if state == "begun":
            fill_report(report=report, key=key, by=world.coordinator(key), sections=("v1", "v2"))
        elif state != "draft":
            fill_report(report=report, key=key, by=world.coordinator(key))
        if state == "to_certify":
            ask_certification(report=report, by=world.coordinator(key), key=key_of(report, "ask"))
    if state not in ("draft", "begun", "to_certify"):
        _issue(world, report, key, begun + timedelta(days=6), state)


def _issue(world: World, report: Report, key: str, day: date, state: str) -> None:
    """Issue, then let the funder answer; a MRC without agent answers by letter or reads through a link."""
    with past_moments.at(past_moments.moment(day, 16)):
        issue_report(report=report, by=world.director(key), key=key_of(report, "issue"))
    version = report.versions.latest("number")
    funder = report.funded_agreement.signatures.get(is_lead=True).funder
    agent = world.people["regionalisation", "agent"]
    with past_moments.at(past_moments.moment(day + timedelta(days=12), 10)):
        if state == "letter":
            letter = examine(io.BytesIO(PLAIN_PDF), "lettre-acceptation.pdf")
            record_letter(
                version=version,
                funder=funder,
                state=Receipt.State.ACCEPTED,
                letter=letter,
                recorded_by=world.coordinator(key),
            )
        elif state == "accepted":
            record_reading(version=version, funder=funder, by=agent)
            record_receipt(version=version, funder=funder, state=Receipt.State.ACCEPTED, by=agent)
        elif state == "reserve":
            text = "Accepté, sous réserve du rapport financier vérifié."
            record_receipt(
                version=version, funder=funder, state=Receipt.State.ACCEPTED_WITH_RESERVE, text=text, by=agent
            )
        elif state in ("asked", "answered"):
            record_receipt(version=version, funder=funder, state=Receipt.State.ASKED, text=QUESTION, by=agent)
    if state == "answered":
        with past_moments.at(past_moments.moment(day + timedelta(days=19), 13)):
            reason = "A4 précisé\u00a0: les emplois d’été sont comptés au jour de l’embauche."
            issue_report(report=report, by=world.director(key), key=key_of(report, "issue-2"), reason=reason)
    if state in ("linked", "letter"):
        report.refresh_from_db()
        create_link(report=report, funder=funder, days=60, by=world.coordinator(key))


def _move_records_on(world: World) -> None:
    """Withdraw some records after their year is reported: the papers show that the records changed."""
    with past_moments.at(past_moments.moment(date(2026, 9, 14), 9)):
        for key in ("croisee", "deux-lacs", "boussole"):
            rows = Activity.objects.filter(
                organism=world.organisms[key],
                day__range=(date(2026, 2, 1), date(2026, 3, 20)),
                activity_type__name="Suivi",
            )
            withdraw_activities(
                activities=rows.order_by("pk")[:3], reason="Inscrite deux fois", by=world.coordinator(key)
            )
