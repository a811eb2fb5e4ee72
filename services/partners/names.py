"""Partners and employers by the names people type."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from organisms.models import Organism
from organisms.names import sort_name_of
from roriq_portal.database.name_identity import NameIdentity, name_identity
from services.models import Activity, ActivityType, Partner, PartnersApart
from services.text.partner_names import LONGEST_PARTNER


def find_or_create_partners(organism: Organism, names: Iterable[str], kind: ActivityType) -> tuple[int, ...]:
    """Return the ids of these names, creating those that the organism lacks. An employer where the type names one."""
    role = "employer" if kind.names_partner == "employer" else "partner"
    by_name = find_or_create_by_name(organism, [(role, name) for name in names])
    return tuple(dict.fromkeys(by_name.values()))


def known_by_name(organism: Organism, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return (kind, name) → id of those names that the organism has, as `find_or_create_by_name` would. One query."""
    return _standing_by_name(organism, _keys(wanted))


def _keys(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    return {pair: (pair[0], name_identity(pair[1][:LONGEST_PARTNER])) for pair in dict.fromkeys(wanted)}


def _standing_by_name(organism: Organism, keys: dict[tuple[str, str], tuple[str, str]]) -> dict[tuple[str, str], int]:
    if not keys:
        return {}
    rows = Partner.objects.filter(organism=organism).annotate(identity=NameIdentity("name"))
    standing = rows.filter(identity__in={identity for _, identity in keys.values()})
    standing = standing.annotate(stands_as=Coalesce("merged_into", "pk"))
    ids = {(kind, identity): pk for pk, kind, identity in standing.values_list("stands_as", "kind", "identity")}
    return {pair: ids[key] for pair, key in keys.items() if key in ids}


def find_or_create_by_name(organism: Organism, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return (kind, name) → id for many names at once, creating the missing ones: two statements whatever the number.

    One name is one identity, whatever its case; another accent is another name, which the list of duplicates proposes.
    A name that was merged into another leads to the row that was kept.
    """
    keys = _keys(wanted)
    if not keys:
        return {}
    first_spelling: dict[tuple[str, str], str] = {}
    for (_, name), key in keys.items():
        first_spelling.setdefault(key, name[:LONGEST_PARTNER])
    Partner.objects.bulk_create(
        [
            Partner(organism=organism, kind=kind, name=name, sort_name=sort_name_of(Partner, name))
            for (kind, _), name in sorted(first_spelling.items())
        ],
        ignore_conflicts=True,
    )
    return _standing_by_name(organism, keys)


def known_partners(organism: Organism, names: Iterable[str], kind: ActivityType) -> tuple[int, ...] | None:
    """Return the ids of these names as `find_or_create_partners` would, None when one is new. Nothing is written."""
    role = "employer" if kind.names_partner == "employer" else "partner"
    wanted = [(role, name) for name in names]
    known = known_by_name(organism, wanted)
    return tuple(dict.fromkeys(known.values())) if len(known) == len(set(wanted)) else None


def new_and_alike(activities: Iterable[int]) -> list[tuple[Partner, Partner]]:
    """Pair each partner that only these activities name with one that stands, whose name is alike. Three queries.

    Alike: the same letters, their accents and case apart. Nothing is merged: a person decides.
    """
    keys = list(activities)
    named = Partner.objects.unmerged().filter(activities__in=keys).distinct()
    others = Activity.partners.through.objects.filter(partner=OuterRef("pk")).exclude(activity__in=keys)
    new = list(named.filter(~Exists(others)))
    if not new:
        return []
    standing = Partner.objects.unmerged().filter(
        organism=new[0].organism_id, sort_name__in={row.sort_name for row in new}
    )
    by_key = {
        (row.kind, row.sort_name): row for row in standing.exclude(pk__in=[row.pk for row in new]).order_by("-pk")
    }
    pairs = ((row, by_key.get((row.kind, row.sort_name))) for row in new)
    return _not_apart([(row, other) for row, other in pairs if other])


def _not_apart(pairs: list[tuple[Partner, Partner]]) -> list[tuple[Partner, Partner]]:
    """Return the pairs that nobody said are two partners. One query, or none without a pair."""
    if not pairs:
        return []
    keys = {row.pk for pair in pairs for row in pair}
    said = PartnersApart.objects.filter(taken_back_at__isnull=True, first__in=keys, second__in=keys)
    apart = {frozenset(pair) for pair in said.values_list("first", "second")}
    return [(row, other) for row, other in pairs if frozenset((row.pk, other.pk)) not in apart]


def unmerged_partners(partners) -> list[Partner]:
    """Return the partners of a relation, each merged one replaced by the row it leads to, once each."""
    rows = partners.select_related("merged_into").order_by("sort_name")
    return list(dict.fromkeys(row.merged_into or row for row in rows))
