"""What the short page of entry records again: a template, or what the person recorded last."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from agreements.models import Agreement
from organisms.models import Municipality, Organism, User
from services.activities.entry.base_form import NUMBERS, counts_hours
from services.activities.recording import TYPED_AXES, ActivityInput
from services.models import Activity, ActivityTemplate, ActivityType, Breakdown, ConcertationBody, Partner
from services.partners.names import unmerged_partners

MOST_LAST, MOST_READ = 5, 60


@dataclass(frozen=True)
class Pattern:
    """All of an activity but its day, its numbers and its note. `query`: what names it in an address."""

    query: str
    name: str
    kind: ActivityType
    municipality: Municipality | None
    partners: tuple[Partner, ...]
    agreements: tuple[Agreement, ...]
    body: ConcertationBody | None = None
    usual: dict[str, str] = field(default_factory=dict)

    @property
    def needs(self) -> set[str]:
        """The numbers that its type counts."""
        return {line.source for line in self.kind.recipe.all()}

    @property
    def in_hours(self) -> bool:
        return counts_hours(self.kind)

    @property
    def words(self) -> str:
        """Where, with whom and charged to what, « Rouyn-Noranda · Cégep · MIN-1 »; the type of a template first."""
        place = str(self.municipality) if self.municipality else "en ligne ou non précisé"
        kind = [self.kind.name] if self.name != self.kind.name else []
        also = [str(self.body)] if self.body else []
        named = [*map(str, self.partners), *also, *(each.reference for each in self.agreements)]
        return " · ".join([*kind, place, *named])

    def starts(self) -> dict:
        """Return what a fact takes of it whatever the day."""
        return {
            "activity_type_id": self.kind.pk,
            "municipality_id": self.municipality.pk if self.municipality else None,
            "partner_ids": tuple(partner.pk for partner in self.partners),
            "body_id": self.body.pk if self.body else None,
        }


def pattern_of(activity: Activity) -> Pattern:
    """Return what a record repeats; its numbers change and are left out."""
    return Pattern(
        query=f"copie={activity.pk}",
        name=activity.activity_type.name,
        kind=activity.activity_type,
        municipality=activity.municipality,
        partners=tuple(activity.partners.all()),
        agreements=tuple(activity.agreements.all()),
        body=activity.body,
    )


def pattern_of_template(template: ActivityTemplate) -> Pattern:
    """Return what a template fills in, its usual numbers too; merged partners by the row that was kept."""
    numbers = {name: getattr(template, name) for name in NUMBERS}
    return Pattern(
        query=f"modele={template.pk}",
        name=template.name,
        kind=template.activity_type,
        municipality=template.municipality,
        partners=tuple(unmerged_partners(template.partners)),
        agreements=tuple(template.agreements.all()),
        usual={name: str(number).removesuffix(".00") for name, number in numbers.items() if number is not None},
    )


def records_to_repeat(organism: Organism, user: User):
    """Return the live records of an organism whose type is still offered, newest first, ready for `pattern_of`."""
    rows = Activity.objects.visible_to(user).live().filter(organism=organism, activity_type__archived=False)
    related = rows.select_related("activity_type", "municipality", "body")
    return related.prefetch_related("activity_type__recipe__indicator", "partners", "agreements").order_by("-pk")


def last_patterns(organism: Organism, user: User) -> list[Pattern]:
    """Return what the person recorded last, each kind, place and company once, five at most."""
    own = records_to_repeat(organism, user).filter(created_by=user)[:MOST_READ]
    return _distinct(map(pattern_of, own))[:MOST_LAST]


def _distinct(patterns: Iterable[Pattern]) -> list[Pattern]:
    by_start: dict[str, Pattern] = {}
    for pattern in patterns:
        by_start.setdefault(repr(pattern.starts()), pattern)
    return list(by_start.values())


def is_broken_down_usually(organism: Organism, kind: ActivityType) -> bool:
    """Whether the last record of this type that counts people is broken down. Two queries at most."""
    rows = Activity.objects.live().filter(organism=organism, activity_type=kind, immigrants__gt=0)
    last = rows.order_by("-pk").values_list("pk", flat=True).first()
    parts = Breakdown.objects.filter(count__activity=last, category__dimension__key__in=TYPED_AXES)
    return last is not None and parts.exists()


def fact_from(pattern: Pattern, **typed) -> ActivityInput:
    """Return the activity of a pattern with what was typed: its day, its numbers, its note."""
    return ActivityInput(**pattern.starts(), **typed)
