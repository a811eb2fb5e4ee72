"""Quick entry at the organism shown: templates, an employer written twice, a file, a few days of October."""

import io
from datetime import date

from agreements.models import Agreement
from organisms.models import Municipality
from organisms.names import sort_name
from reporting.management.demo import past_moments
from reporting.management.demo.answers import PLAIN_PDF
from reporting.management.demo.cast import World
from roriq_portal.files.uploads import examine
from services.activities.entry.template_actions import save_template
from services.activities.evidence import add_evidence
from services.activities.recording import ActivityInput, record_many
from services.models import ActivityType, Partner
from services.partners.names import find_or_create_partners

SHOWN = "croisee"
# Name, type, usual numbers
TEMPLATES: tuple[tuple[str, str, dict[str, int]], ...] = (
    ("Accueil du mardi", "Premier accueil", {}),
    ("Atelier CV en groupe", "Atelier CV et entrevue", {"immigrants": 8}),
    ("Marche et jasette", "Activité de rapprochement", {"immigrants": 12, "host": 12}),
)
DAYS = (date(2026, 10, 27), date(2026, 10, 28), date(2026, 10, 29))
TYPED = date(2026, 11, 4)


def keep_habits(world: World) -> int:
    """Make three templates, a probable duplicate, a file and a few days of October; return how many activities."""
    organism, by = world.organisms[SHOWN], world.coordinator(SHOWN)
    running = sorted((row for row in world.of_organism(SHOWN) if DAYS[-1] in row.during), key=lambda row: row.reference)
    chosen: tuple[list[Agreement], ...] = ([], running[:1], running[:2])
    for (name, type_name, numbers), charged in zip(TEMPLATES, chosen, strict=True):
        values = {"name": name, "sort_name": sort_name(name), "activity_type": _kind(type_name), **numbers}
        values["municipality"] = organism.municipality
        save_template(organism=organism, values=values, partner_names=[], agreements=charged)
    with past_moments.at(past_moments.moment(TYPED)):
        made = record_many(organism, _facts(world, world.home(SHOWN), running[:1]), by=by)
        file = examine(io.BytesIO(PLAIN_PDF), "feuille-de-presence.pdf")
        add_evidence(activity=made[0], file=file, by=by)
    return len(made)


def _facts(world: World, town: Municipality, agreements: list[Agreement]) -> list[ActivityInput]:
    visit, workshop = _kind("Visite d’entreprise"), _kind("Atelier CV et entrevue")
    twice = _written_again(world, visit)
    charged = tuple(row.pk for row in agreements)
    visits = [
        ActivityInput(visit.pk, day, town.pk, partner_ids=twice, agreement_ids=charged, note="Suite de la visite")
        for day in DAYS[:2]
    ]
    sessions = [ActivityInput(workshop.pk, day, town.pk, immigrants=8, agreement_ids=charged) for day in DAYS]
    return [*sessions, *visits]


def _written_again(world: World, visit: ActivityType) -> tuple[int, ...]:
    """The first employer of the organism, under the name somebody typed in a hurry."""
    organism = world.organisms[SHOWN]
    met = Partner.objects.filter(organism=organism, kind=Partner.Kind.EMPLOYER, activities__isnull=False)
    first = met[0]
    return find_or_create_partners(organism, [f"{first.name} inc."], visit)


def _kind(name: str) -> ActivityType:
    return ActivityType.objects.get(organism=None, name=name)
