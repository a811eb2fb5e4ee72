"""Which version of the common statement is in force, who adopted it, and who has not. Queries only."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from network.models import Adoption, StatementVersion
from organisms.models import Organism, Region
from roriq_portal.formats.days import format_day
from roriq_portal.formats.phrases import agree


@dataclass(frozen=True)
class Standing:
    """The members of today beside a version: those that adopted it, with the day of their board, and the others."""

    version: StatementVersion
    adopted: list[tuple[Organism, date]]
    waiting: list[Organism]

    @property
    def words(self) -> str:
        """« 3 des 26 organismes membres l’ont adoptée »."""
        there, all_of_them = len(self.adopted), len(self.adopted) + len(self.waiting)
        verb = agree(there, gettext_noop("l’a adopté"), gettext_noop("l’ont adopté"))
        members = agree(all_of_them, gettext_noop("organisme membre"), gettext_noop("organismes membres"))
        return gettext("{} sur {} {} {}").format(there, all_of_them, members, verb)


def standing_of(version: StatementVersion, region: Region | None = None) -> Standing:
    """Return who adopted a version, among the members of today, or those of a region. Two queries."""
    members = Organism.objects.members_on(timezone.localdate())
    if region is not None:
        members = members.filter(region=region)
    days = dict(Adoption.objects.filter(version=version).values_list("organism", "board_on"))
    organisms = list(members.select_related("region").order_by("sort_name"))
    return Standing(
        version,
        [(organism, days[organism.pk]) for organism in organisms if organism.pk in days],
        [organism for organism in organisms if organism.pk not in days],
    )


def not_published_on(version: StatementVersion, day: date) -> str:
    """Return why no board adopted a version on a day: it was published later; nothing when it was published then."""
    if version.published_at is None or timezone.localdate(version.published_at) <= day:
        return ""
    published = format_day(version.published_at)
    return f"Cette version a été publiée le {published}\u00a0: un conseil n’a pas pu l’adopter avant ce jour."


def head_of_papers(region: Region | None) -> dict | None:
    """Return what the head of a consolidated paper says of the statement in force; None before the first."""
    version = StatementVersion.objects.current()
    if version is None or version.published_at is None:
        return None
    standing = standing_of(version, region)
    return {
        "number": version.number,
        "title": version.title,
        "text": version.text,
        "published_words": format_day(version.published_at),
        "adopted_words": standing.words,
        "waiting": [organism.name for organism in standing.waiting],
    }
