"""Reports in every state, imports with mistakes, people on every side: what the pages looked at have to show."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from agreements.deliverables.actions import add_extra, grant_later_day
from agreements.models import Agreement, Funder, Programme, Target
from organisms.models import Indicator, Organism, User
from organisms.names import sort_name
from reporting.funder_reports.actions.private_links import create_link
from reporting.funder_reports.actions.receipts import record_receipt
from reporting.models import Campaign, Document, Message, ReminderSent, Report, Version
from reporting.reports.actions.filing import approve_report, endorse_report, return_report, submit_report
from services.imports.actions import check_register, receive_register, start_import
from services.models import ActivityTemplate, ActivityType, ConcertationBody, HouseholdStep, Partner, Position
from tests import factories
from tests.jobs import run_pending_jobs
from tests.reporting.builders import annual_reports, funder_reports
from tests.services.households.builders import make_target, refer, settle
from tests.services.offerings.builders import offer

LAST_YEAR = DateRange(date(2024, 4, 1), date(2025, 4, 1))
REGISTER = (
    "Date;Activité;Volet;Personnes immigrantes;Notes\r\n"
    "03/06/2025;Premier accueil;4;5;{note}\r\n"
    "31/02/2025;Premier accueil;4;2;\r\n"
    "04/06/2025;Fête inconnue;4;2;Appeler au 819 555-0199\r\n"
)


@dataclass(frozen=True)
class Stage:
    """`people` by name, None for a visitor; `places` fills the addresses of pages."""

    people: dict[str, User | None]
    places: dict[str, object]


@dataclass(frozen=True)
class Houses:
    """Organisms of one region: the main one, then one with nothing, then one for each step of the annual report."""

    main: Organism
    new: Organism
    filed: Organism
    returned: Organism
    endorsed: Organism
    pivot: Organism


def build() -> Stage:
    """Set the stage by the product's own actions, in rows that every connection sees."""
    one = (4,)
    houses = Houses(
        main=factories.make_organism("La Croisée boréale", region="08"),
        new=factories.make_organism("Maison du Sentier neuf", region="01"),
        filed=factories.make_organism("Accueil des Rapides", region="08", components=one),
        returned=factories.make_organism("Carrefour des Épinettes", region="08", components=one),
        endorsed=factories.make_organism("Le Relais du Nord", region="08", components=one),
        pivot=factories.make_organism("Maison des Deux-Lacs", region="08", pivot_since=date(2020, 4, 1)),
    )
    funder = factories.make_funder("Ministère des Essais")
    people = _people(houses, funder)
    places = {"own": houses.main.pk, "new": houses.new.pk, "region": houses.main.region.code, "absent": 987654}
    places |= {"funder": funder.pk, "programme": Programme.objects.get(key="regionalisation").pk}
    _positions(houses.main, people["coordinator"])
    places |= _records(houses.main, people["coordinator"])
    places |= _annual(houses, people) | _funders(houses.main, funder, people)
    places |= _homes(houses.main, people["coordinator"])
    places |= {"installed": HouseholdStep.objects.get(household__key=places["home"], kind="settled").pk}
    places |= _around(houses.main, funder, people["coordinator"])
    return Stage(people, places)


def _homes(organism: Organism, by: User) -> dict[str, object]:
    """A joint target that runs, one that waits for an answer; a household settled long ago, whose follow-up is due."""
    city = factories.make_organism("Relais de la Métropole", region="06")
    target, waiting = make_target(city, organism, by), make_target(city, organism, by, accepted_by=False)
    home = settle(refer(target, by), by)
    return {"joint": target.pk, "waiting_joint": waiting.pk, "home": home.key}


def _around(organism: Organism, funder: Funder, by: User) -> dict[str, object]:
    """Two lines for one employer, a body that has met, a template, and work that two agreements claim.

    One of the two forbids that another agreement claims the same work.
    """
    named = ("Usinage du Nord", "Usinages du Nord inc.")
    rows = [
        Partner.objects.create(organism=organism, kind="employer", name=name, sort_name=sort_name(name))
        for name in named
    ]
    factories.make_activity(organism, "Visite d’entreprise", by=by, partner_ids=(rows[0].pk,))
    body = ConcertationBody.objects.create(organism=organism, name="Table du Nord", sort_name="table du nord")
    kind = ActivityType.objects.get(name="Premier accueil")
    recipe = ActivityTemplate.objects.create(
        organism=organism, name="Accueil du mardi", sort_name="accueil du mardi", activity_type=kind
    )
    open_one, strict = (factories.make_agreement(organism, funder, f"MIN-2024-0{n}") for n in (41, 42))
    Agreement.objects.filter(pk=strict.pk).update(forbids_double_claims=True)
    twice = factories.make_activity(organism, by=by, agreements=[open_one, strict])
    position = Position.objects.filter(organism=organism).first()
    return {
        "partner": rows[0].pk,
        "twin": rows[1].pk,
        "body": body.pk,
        "template": recipe.pk,
        "strict": strict.pk,
        "twice": twice.pk,
        "position": position.pk,
    }


def _people(houses: Houses, funder: Funder) -> dict[str, User | None]:
    seated = factories.make_seated_user
    return {
        "coordinator": seated("Nadia Cherkaoui-Roy", houses.main, "coordinator"),
        "director": seated("Louise Bergeron-Diallo", houses.main, "director"),
        "newcomer": seated("Paul Nguyen-Fortin", houses.new, "coordinator"),
        "answering": seated("Ana Vachon-Keita", houses.returned, "coordinator"),
        "pivot": seated("Rachid Lavoie-Amrani", houses.pivot, "coordinator"),
        "network": factories.make_network_user("Samuel Ouellet-Pinto"),
        "agent": factories.make_funder_user("Claire Gagné-Silva", funder),
        "visitor": None,
    }


def _records(organism: Organism, by: User) -> dict[str, object]:
    activity = factories.make_activity(organism, "Premier accueil", immigrants=5, by=by, note="Au comptoir")
    done, waiting = (_batch(organism, note, by) for note in ("Juin", "Juillet"))
    start_import(batch=done, by=by)
    run_pending_jobs()
    return {"activity": activity.pk, "done": done.pk, "waiting": waiting.pk}


def _positions(organism: Organism, by: User) -> None:
    """One position held, one that left with its money."""
    fields = {"organism": organism, "hours": 35, "created_by": by}
    Position.objects.create(title="Agente de liaison", during=DateRange(date(2020, 1, 6), None), **fields)
    left = DateRange(date(2021, 5, 3), timezone.localdate())
    Position.objects.create(title="Animateur", during=left, lost_reason="funding", **fields)


def _batch(organism: Organism, note: str, by: User):
    file = ContentFile(REGISTER.format(note=note).encode("windows-1252"))
    batch = receive_register(organism=organism, file=file, name=f"registre-{note}.csv", by=by)
    check_register(batch=batch)
    batch.refresh_from_db()
    return batch


def _annual(houses: Houses, people: dict[str, User | None]) -> dict[str, object]:
    """Last year approved for the main organism; this year a report at each step."""
    before = annual_reports.make_campaign(people["network"], period=LAST_YEAR, due_on=date(2025, 6, 30))
    campaign = annual_reports.make_campaign(people["network"])
    drafts = {name: _report_of(campaign, house) for name, house in vars(houses).items()}
    last = _walk(_report_of(before, houses.main), 3, people)
    annual_reports.fill(drafts["main"], people["director"])
    for name, steps in (("filed", 1), ("returned", 1), ("endorsed", 2)):
        _walk(drafts[name], steps, people)
    asked = [("v4-05", "Est-ce bien 7 ?"), ("v4-faits-saillants", "Dites-en plus.")]
    return_report(report=drafts["returned"], comments=asked, by=people["pivot"], key=uuid.uuid4())
    return {f"annual_{name}": report.pk for name, report in drafts.items()} | {
        "annual_last": last.pk,
        "campaign": campaign.pk,
    }


def _report_of(campaign: Campaign, organism: Organism) -> Report:
    return Report.objects.get(campaign=campaign, organism=organism)


def _walk(report: Report, steps: int, people: dict[str, User | None]) -> Report:
    """Fill, then file, endorse and approve: as many of these three as `steps` says."""
    director = factories.make_seated_user("Direction", report.organism, "director")
    annual_reports.fill(report, director)
    way = ((submit_report, director), (endorse_report, people["pivot"]), (approve_report, people["network"]))
    for act, by in way[:steps]:
        act(report=report, by=by, key=uuid.uuid4())
        report.refresh_from_db()
    return report


def _funders(organism: Organism, funder: Funder, people: dict[str, User | None]) -> dict[str, object]:
    """Three agreements: a report to read, one asked about, one still to write."""
    read, asked, written = (factories.make_agreement(organism, funder, f"MIN-2024-0{n}") for n in (31, 32, 33))
    for agreement in (read, asked):
        _charge(organism, agreement, people["coordinator"])
    issued = funder_reports.make_issued(read, people["director"])
    questioned = funder_reports.make_issued(asked, people["director"])
    draft = funder_reports.make_open(written, people["director"])
    offered = offer(organism, agreements=[read], by=people["coordinator"])
    version = issued.versions.get()
    for report in (issued, questioned):
        _files(report.versions.get())
    question = {"state": "asked", "text": "Pourquoi deux ?", "by": people["agent"]}
    record_receipt(version=questioned.versions.get(), funder=funder, **question)
    token = create_link(report=issued, funder=funder, days=30, by=people["coordinator"])
    return {
        "agreement": read.pk,
        "offering": offered.pk,
        "due": _due(written, people),
        "owing": written.pk,
        "funder": funder.pk,
        "issued": issued.pk,
        "questioned": questioned.pk,
        "draft": draft.pk,
        "code": version.code,
        "token": token,
    }


def _due(agreement: Agreement, people: dict[str, User | None]) -> int:
    """A deliverable in plus whose day was moved; a message of the network, and a reminder that bounced."""
    by, network = people["coordinator"], people["network"]
    facts = {"title": "Plan d’action", "asked_by": "Ministère des Essais, par courriel", "due_on": date(2026, 6, 1)}
    period = DateRange(date(2026, 1, 1), date(2026, 4, 1))
    extra = add_extra(agreement=agreement, period=period, by=by, **facts)
    moved = {"due_on": date(2026, 7, 15), "seen": facts["due_on"], "reason": "Tempête de neige"}
    grant_later_day(deliverable=extra, by=by, **moved)
    given = {"title": "Plan d’action, entente MIN-2024-033", "days_before": 15, "due_on": facts["due_on"]}
    ReminderSent.objects.create(
        deliverable=extra, person=by, organism=agreement.organism, state="failed", error="550 boîte pleine", **given
    )
    message = Message.objects.create(
        subject="Vos rapports", body="Où en êtes-vous ?", chosen="", key=uuid.uuid4(), by=network
    )
    message.copies.create(person=by, organisms="La Croisée boréale")
    return extra.pk


def _charge(organism: Organism, agreement: Agreement, by: User) -> None:
    kind = "Séjour exploratoire"
    factories.make_activity(organism, kind, day=date(2025, 6, 3), by=by, agreements=[agreement], immigrants=4)
    year = agreement.years.get(number=2)
    Target.objects.create(year=year, indicator=Indicator.objects.get(code="V1.02"), value=Decimal(24))


def _files(version: Version) -> None:
    for form, content in (("pdf", b"%PDF-1.7\n"), ("xlsx", b"PK")):
        document = Document(version=version, format=form, size=len(content), sha256=sha256(content).hexdigest())
        document.file.save(f"paper.{form}", ContentFile(content), save=False)
        document.save()
