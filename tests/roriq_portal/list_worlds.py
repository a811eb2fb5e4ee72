"""Five rows or more for each list of the portal, some with nothing in a column: (who reads it, its address)."""

import uuid
from datetime import date, timedelta

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from agreements.models import BudgetLine, Expense
from network.consolidation.actions import begin_consolidation
from organisms.models import Letter, Municipality
from privacy.models import Incident, Reading
from reporting.models import Campaign, Message, ReminderSent, Report, TemplateVersion
from services.households.actions import make_key
from services.models import (
    Household,
    HouseholdReading,
    HouseholdStep,
    ImportBatch,
    Partner,
    Position,
    PositionPay,
)
from tests import factories
from tests.access.consolidated import freeze
from tests.reporting.builders.reports import make_deliverable

MANY = 7
DAYS = [date(2025, 4, 1) + timedelta(days=40 * (rank // 2)) for rank in range(MANY)]


def activities(people, organism, funder):
    town = Municipality.objects.get(name="Granby")
    for rank, day in enumerate(DAYS):
        more = {"municipality_id": town.pk, "immigrants": rank, "note": f"Note {rank}"} if rank % 3 else {}
        factories.make_activity(organism, ("Suivi", "Premier accueil")[rank % 2], day=day, by=people["staff"], **more)
    return people["staff"], [organism.pk]


def partners(people, organism, funder):
    for rank in range(MANY):
        neq = f"11456789{rank:02}" if rank % 2 else ""
        name = f"Usine {rank}"
        Partner.objects.create(organism=organism, name=name, sort_name=name.lower(), kind="employer", neq=neq)
    return people["staff"], [organism.pk]


def agreements(people, organism, funder):
    for rank in range(MANY):
        made = factories.make_agreement(organism, funder, f"ENT-{rank}", end=date(2026 + rank % 3, 4, 1))
        if rank % 2:
            made.years.update(amount=1000 * rank)
    return people["coordinator"], []


def followed(people, organism, funder):
    agreements(people, organism, funder)
    return people["funder_agent"], []


def renewals(people, organism, funder):
    today = timezone.localdate()
    for rank in range(MANY):
        end = today + timedelta(days=30 + rank // 2)
        made = factories.make_agreement(organism, funder, f"FIN-{rank}", start=date(today.year - 2, 4, 1), end=end)
        made.years.update(amount=500 * rank)
    return people["network"], []


def organisms(people, organism, funder):
    for rank in range(MANY):
        factories.make_organism(f"Organisme {rank}", region=("01", "08")[rank % 2])
    return people["network"], []


def funders(people, organism, funder):
    for rank in range(MANY):
        factories.make_funder(f"Bailleur {rank}", kind=("ministry", "foundation")[rank % 2])
    return people["network"], []


def agents(people, organism, funder):
    for rank in range(MANY):
        factories.make_funder_user(f"Agente {rank}", funder)
    return people["network"], []


def households(people, organism, funder):
    for rank, day in enumerate(DAYS):
        home = Household.objects.create(
            key=make_key(), size=1 + rank % 3, receiver=organism, keep_until=date(2040, 1, 1), submit_key=uuid.uuid4()
        )
        when = day if rank % 3 else date(2024, 1, 1) + timedelta(days=rank)
        HouseholdStep.objects.create(household=home, kind="settled", side="receiver", day=when, by=people["staff"])
        reading = {"household": home, "organism": organism, "by": people["coordinator"]}
        HouseholdReading.objects.create(**reading)
    return people["coordinator"], [organism.pk]


def readings(people, organism, funder):
    households(people, organism, funder)
    return people["director"], [organism.pk]


def expenses(people, organism, funder):
    agreement = factories.make_agreement(organism, funder, "ARGENT")
    line = BudgetLine.objects.create(year=agreement.years.first(), name="Salaires", order=1, amount=9000)
    for rank, day in enumerate(DAYS):
        note = f"Facture {rank}" if rank % 2 else ""
        day = line.year.during.lower + (day - DAYS[0])
        Expense.objects.create(line=line, day=day, amount=10 * rank, note=note, created_by=people["coordinator"])
    return people["coordinator"], [agreement.pk]


def imports(people, organism, funder):
    for rank in range(MANY):
        ImportBatch.objects.create(
            organism=organism, name=f"registre-{rank % 4}.csv", sha256=f"{rank:064}", created_by=people["staff"]
        )
    return people["coordinator"], [organism.pk]


def reports(people, organism, funder):
    version = TemplateVersion.objects.filter(template__kind="annual").latest("number")
    for rank in range(MANY):
        period = DateRange(date(2016 + rank, 4, 1), date(2017 + rank, 4, 1))
        made = {"period": period, "template_version": version, "due_on": date(2017 + rank // 2, 6, 30)}
        campaign = Campaign.objects.create(opened_by=people["network"], **made)
        Report.objects.create(
            kind="annual", organism=organism, region=organism.region, campaign=campaign, state="draft", **made
        )
    return people["coordinator"], []


def reminders(people, organism, funder):
    reports(people, organism, funder)
    for rank, report in enumerate(Report.objects.order_by("pk")):
        made = {"report": report, "person": people["coordinator"], "organism": organism}
        ReminderSent.objects.create(**made, days_before=rank % 3, title=f"Rapport {rank}", due_on=report.due_on)
    return people["network"], []


def messages(people, organism, funder):
    for rank in range(MANY):
        Message.objects.create(
            subject=f"Sujet {rank % 4}", body="Bonjour", chosen="tous", key=uuid.uuid4(), by=people["network"]
        )
    return people["network"], []


def works(people, organism, funder):
    for rank in range(MANY):
        words = {"subject": f"Courriel {rank % 3}", "address": f"a{rank}@example.org"}
        Letter.objects.create(**words, sealed=b"x", digest=f"{rank:064}")
    return people["network"], []


def incidents(people, organism, funder):
    for rank, day in enumerate(DAYS):
        known = {"known_on": day, "occurred_from": day, "people": rank or None, "submit_key": uuid.uuid4()}
        Incident.objects.create(
            organism=organism, nature=("acces", "perte")[rank % 2], circumstances=f"Le fait {rank}", data="Courriels",
            declared_by=people["coordinator"], commission_told_on=day if rank % 3 else None, **known,
        )  # fmt: skip
    return people["coordinator"], []


def sensitive_readings(people, organism, funder):
    for rank in range(MANY):
        by = (people["coordinator"], people["network"])[rank % 2]
        Reading.objects.create(kind="export", person=people["staff"], by=by)
    return people["network"], []


def everybody(people, organism, funder):
    for rank in range(MANY):
        person = factories.make_seated_user(f"Personne {rank}", organism, "staff")
        if rank % 2:
            TOTP.activate(person, generate_totp_secret())
            RecoveryCodes.activate(person)
    return people["network"], []


def positions(people, organism, funder):
    agreement = factories.make_agreement(organism, funder, "PAIE", start=date(2023, 4, 1), end=date(2030, 4, 1))
    for rank, day in enumerate(DAYS):
        lost = {"during": DateRange(date(2024, 1, 1), day), "lost_reason": "left"} if rank % 3 == 0 else {}
        made = {"during": DateRange(day, None), "hours": 35 - rank, "languages": rank % 2, **lost}
        title = f"Intervenante {rank % 4}"
        position = Position.objects.create(organism=organism, title=title, created_by=people["staff"], **made)
        if rank % 2:
            PositionPay.objects.create(position=position, agreement=agreement)
    return people["coordinator"], [organism.pk]


def due(people, organism, funder):
    today = timezone.localdate()
    for rank in range(MANY):
        agreement = factories.make_agreement(organism, funder, f"DUE-{rank}")
        make_deliverable(
            agreement, kind=("final", "interim")[rank % 2], due_on=today + timedelta(days=10 * (rank // 2))
        )
    return people["coordinator"], []


def as_they_are(people, organism, funder):
    """The reference data hold enough rows."""
    return people["network"], []


def consolidated(people, organism, funder):
    for rank in range(MANY):
        period = DateRange(date(2016 + rank, 4, 1), date(2017 + rank, 4, 1))
        region = organism.region if rank % 2 else None
        scope = {"scope": "region" if region else "network", "region": region, "template": None}
        made = begin_consolidation(**scope, period=period, by=people["network"], key=uuid.uuid4())
        if rank % 3:
            freeze(made, people["network"])
    return people["network"], []


WORLDS = {
    "services:activity-list": activities,
    "services:partner-list": partners,
    "services:household-list": households,
    "services:follow-up-list": households,
    "services:reading-list": readings,
    "services:import-list": imports,
    "services:position-list": positions,
    "reporting:calendar": due,
    "agreements:agreement-list": agreements,
    "agreements:funder-list": funders,
    "agreements:agent-list": agents,
    "agreements:expense-list": expenses,
    "organisms:organism-list": organisms,
    "organisms:person-list": everybody,
    "reporting:report-list": reports,
    "reporting:reminder-log": reminders,
    "reporting:message-list": messages,
    "reporting:work-list": works,
    "reporting:renewal-list": renewals,
    "reporting:indicator-list": as_they_are,
    "reporting:form-list": as_they_are,
    "reporting:funder-desk": followed,
    "network:consolidated-list": consolidated,
    "privacy:incident-list": incidents,
    "privacy:reading-list": sensitive_readings,
}


def made(address, people, organism, funder):
    """Make the rows of a list; return who reads it and where."""
    who, args = WORLDS[address](people, organism, funder)
    return who, reverse(address, args=args)
