"""The network's own part of the demonstration: a statement adopted by most, a region consolidated with one missing."""

from datetime import date
from uuid import NAMESPACE_URL, uuid5

from django.db.backends.postgresql.psycopg_any import DateRange

from network.common_statement.actions import adopt_statement, publish_statement, write_statement
from network.consolidation.actions import (
    begin_consolidation,
    freeze_consolidation,
    publish_consolidation,
    save_words,
)
from network.consolidation.figures.sources import sources_of
from network.models import ConsolidatedReport
from organisms.models import Membership, NetworkSeat, Organism, PivotMandate, Region, User
from reporting.management.demo import past_moments

TITLE = "Une régionalisation décloisonnée, globale, à long terme et partagée"
TEXT = """S’établir en région est un chemin, de la première information jusqu’à l’enracinement. Les cinq volets le
suivent, et aucun ne se finance ni ne se juge seul.

Chaque région adapte le modèle à ce qu’elle est. Un organisme-pivot y rassemble, aide et rend compte, sans changer les
nombres de personne.

Le temps de l’accompagnement et la préparation des milieux sont du travail, comptés comme tel.

Un ménage qui passe de Montréal à une région est l’affaire des deux organismes, et ne compte qu’une fois.
"""
LATER = """
Les bailleurs se concertent : une même question se pose une fois, dans les mêmes mots, à la même date.
"""
# A region of three organisms, of which one was excused in the first year, and two are late in the last
REGION, FIRST, LAST = "08", 2023, 2025
WORDS: dict[int | None, str] = {
    None: (
        "L’année a tenu malgré deux mois sans entente signée. Les organismes de la région ont partagé leurs séances et "
        "leurs partenaires."
    ),
    1: "Les séances d’information ont repris en personne à Montréal, avec deux organismes référents.",
    4: "Le logement reste le premier frein à l’installation des familles.",
}
UNADOPTED = 4


def consolidate() -> None:
    """Publish two statements, adopted; freeze two years of a region, one organism missing, and the network's."""
    network = User.objects.get(network_seats__role=NetworkSeat.Role.COORDINATOR)
    _adopt_statements(network)
    _consolidate_region()
    _freeze_network(network)


def _adopt_statements(network: User) -> None:
    members = list(Organism.objects.members_on(date(2026, 4, 1)).order_by("pk"))
    for rank, (day, text) in enumerate(((date(2023, 5, 10), TEXT), (date(2026, 5, 13), TEXT + LATER))):
        with past_moments.at(past_moments.moment(day)):
            version = write_statement(title=TITLE, text=text.strip(), seen=0, by=network)
            version = publish_statement(seen=version.revision, by=network)
        adopting = members if not rank else members[:-UNADOPTED]
        board = date(day.year, 6, 15)
        with past_moments.at(past_moments.moment(date(day.year, 6, 20))):
            for organism in adopting:
                by = person_of(organism, Membership.Role.DIRECTOR)
                adopt_statement(version=version, organism=organism, board_on=board, by=by)


def person_of(organism: Organism, role: str) -> User:
    return User.objects.filter(memberships__organism=organism, memberships__role=role).order_by("pk")[0]


def _consolidate_region() -> None:
    """Freeze its years but the last, which waits for two organisms with its pivot's words."""
    region = Region.objects.get(code=REGION)
    pivot = PivotMandate.objects.filter(region=region, during__upper_inf=True).select_related("organism").get().organism
    by = person_of(pivot, Membership.Role.COORDINATOR)
    for year in range(FIRST, LAST + 1):
        with past_moments.at(past_moments.moment(date(year + 1, 9, 21), 10)):
            report = _begin(ConsolidatedReport.Scope.REGION, region, year, by)
            save_words(report=report, words=WORDS, seen=report.revision, by=by)
            # A demonstration of few reports, as tests load it, may have none for a year
            if year < LAST and sources_of(report):
                freeze_consolidation(report=report, by=by, key=_key(report, "freeze"))


def _freeze_network(network: User) -> None:
    with past_moments.at(past_moments.moment(date(2025, 10, 6), 14)):
        report = _begin(ConsolidatedReport.Scope.NETWORK, None, LAST - 1, network)
        if not sources_of(report):
            return
        freeze_consolidation(report=report, by=network, key=_key(report, "freeze"))
        publish_consolidation(report=report, by=network, key=_key(report, "publish"))


def _begin(scope: str, region: Region | None, year: int, by: User) -> ConsolidatedReport:
    period = DateRange(date(year, 4, 1), date(year + 1, 4, 1))
    key = uuid5(NAMESPACE_URL, f"demo:consolidated:{scope}:{year}")
    return begin_consolidation(scope=scope, region=region, template=None, period=period, by=by, key=key)


def _key(report: ConsolidatedReport, act: str):
    return uuid5(NAMESPACE_URL, f"demo:consolidated:{report.pk}:{act}")
