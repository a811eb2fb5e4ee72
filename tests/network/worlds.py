"""Two regions whose organisms filed two years of reports, by the product's own actions; one organism is missing."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from network.consolidation.actions import begin_consolidation
from network.models import ConsolidatedReport
from organisms.models import Organism, Region, User
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.lines.assembly import build_sections
from reporting.models import Campaign, Report
from reporting.reports.actions.filing import approve_report, endorse_report, reopen_report, submit_report
from tests import factories
from tests.reporting.builders.annual_reports import fill, make_campaign
from tests.services.households.builders import make_target, refer
from tests.services.households.builders import settle as settle_home

YEAR = DateRange(date(2025, 4, 1), date(2026, 4, 1))
BEFORE = DateRange(date(2024, 4, 1), date(2025, 4, 1))


@dataclass
class NetworkWorld:
    """`organisms`, `directors` by their short name: « lacs » is the pivot of 08, « brume » has filed nothing."""

    network: User
    pivot: User
    organisms: dict[str, Organism]
    directors: dict[str, User]
    campaign: Campaign

    def report(self, name: str, campaign: Campaign | None = None) -> Report:
        return Report.objects.get(campaign=campaign or self.campaign, organism=self.organisms[name])

    @property
    def region(self) -> Region:
        return self.organisms["lacs"].region

    def consolidated(self, scope="region", period=YEAR) -> ConsolidatedReport:
        region = self.region if scope == "region" else None
        by = self.pivot if scope == "region" else self.network
        return begin_consolidation(scope=scope, region=region, template=None, period=period, by=by, key=uuid.uuid4())


def build_world() -> NetworkWorld:
    """« lacs », « croix », « brume » in 08, « fleuve » in 01, « port » in Montréal; all but « brume » are approved."""
    network = factories.make_network_user("Samuel Ouellet-Pinto", "coordinator")
    places = {"lacs": "08", "croix": "08", "brume": "08", "fleuve": "01", "port": "06"}
    organisms = {
        name: factories.make_organism(
            f"Organisme {name}", region=code, pivot_since=date(2020, 4, 1) if name == "lacs" else None
        )
        for name, code in places.items()
    }
    directors = {
        name: factories.make_seated_user(f"Direction {name}", organism, "director")
        for name, organism in organisms.items()
    }
    pivot = directors["lacs"]
    for rank, name in enumerate(("lacs", "croix", "fleuve"), start=1):
        for _ in range(rank):
            factories.make_activity(organisms[name], "Premier accueil", day=date(2025, 6, 3), by=directors[name])
        target = make_target(organisms["port"], organisms[name], directors[name])
        settle_home(refer(target, directors[name], size=rank + 1), directors[name])
    before = make_campaign(network, period=BEFORE, due_on=date(2025, 6, 30))
    campaign = make_campaign(network)
    world = NetworkWorld(network, pivot, organisms, directors, campaign)
    for name in ("lacs", "croix", "brume"):
        settle(world, name, before)
    for name in ("lacs", "croix", "fleuve", "port"):
        settle(world, name)
    return world


def settle(world: NetworkWorld, name: str, campaign: Campaign | None = None, **numbers: int) -> Report:
    """Fill, file, endorse where a pivot may, approve. `numbers`: line key with underscores → another answer than 7."""
    report, director = fill(world.report(name, campaign), world.directors[name]), world.directors[name]
    if report.period == YEAR:
        leave_to_households(report, director)
    answer(report, director, **numbers)
    submit_report(report=report, by=director, key=uuid.uuid4(), reason="Compté." if report.filed_at else "")
    report.refresh_from_db()
    if report.state == Report.State.SUBMITTED:
        endorse_report(report=report, by=world.pivot, key=uuid.uuid4())
    approve_report(report=report, by=world.network, key=uuid.uuid4())
    report.refresh_from_db()
    return report


def leave_to_households(report: Report, by: User) -> None:
    """Empty what was typed of households: the figure is then theirs, and the version freezes which they are."""
    lines = {line.key: line for section in build_sections(report) for line in section.lines}
    rows = [AnswerInput(lines[key].line, state="blank") for key in ("v1-09", "v1-10", "v1-11")]
    save_answers(report=report, answers=rows, by=by)


def answer(report: Report, by: User, **numbers: int) -> None:
    lines = {line.key: line for section in build_sections(report) for line in section.lines}
    rows = [
        AnswerInput(lines[key.replace("_", "-")].line, state="value", value=Decimal(value))
        for key, value in numbers.items()
    ]
    if rows:
        save_answers(report=report, answers=rows, by=by)


def reopen(world: NetworkWorld, name: str) -> Report:
    report = world.report(name)
    reopen_report(report=report, reason="Une feuille retrouvée.", by=world.network, key=uuid.uuid4())
    report.refresh_from_db()
    return report
