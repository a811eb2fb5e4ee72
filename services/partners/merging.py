"""Two rows that are one partner: proposed, merged with their links, and separated while nothing else changed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, islice

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from organisms.models import Organism, User
from roriq_portal.logs import log_action
from services.models import Activity, Partner, PartnerMerge

CLOSE = 0.84
MOST_COMPARED = 3_000
MOST_PROPOSED = 60
# Words that tell nothing of who somebody is
EMPTY_WORDS = frozenset(
    ["a", "au", "aux", "de", "des", "du", "et", "inc", "la", "le", "les", "ltee", "ltd", "l", "d", "the", "and", "senc"]
)
NAMED = Activity.partners.through
# What a card says beside its name and kind, by column
FIELDS = {"municipality": "municipality_id", "neq": "neq"}


class MergeRefused(Exception):
    """A sentence that says why two partners are not merged, or a merge not undone."""


@dataclass(frozen=True)
class Pair:
    """Two rows that may be one, and why it is thought so."""

    first: Partner
    second: Partner
    why: str


def words_of(name: str) -> str:
    """Return the distinctive words of a sort name, in alphabetical order: what two spellings of one partner share."""
    words = name.replace(".", " ").replace(",", " ").replace("&", " ").replace("(", " ").replace(")", " ").split()
    return " ".join(sorted(word for word in words if word not in EMPTY_WORDS)) or name


def are_close(key: str, other: str) -> bool:
    """Whether two keys of `words_of` are near enough that a person should look. Quick refusals come first."""
    if key == other:
        return True
    matcher = SequenceMatcher(None, key, other)
    return matcher.real_quick_ratio() >= CLOSE and matcher.quick_ratio() >= CLOSE and matcher.ratio() >= CLOSE


def find_duplicates(partners: Iterable[Partner], apart: Collection[tuple[int, int]] = ()) -> list[Pair]:
    """Return pairs of one kind with the same NEQ, or with close names and no two NEQ that differ. At most sixty.

    Without those said to be two, in `apart` (smaller id first). Close names are sought among the first three thousand,
    each beside those with a word that starts alike.
    """
    rows = list(partners)[:MOST_COMPARED]
    by_pair: dict[tuple[int, int], Pair] = {}
    for pair in _same_number(rows):
        by_pair.setdefault((pair.first.pk, pair.second.pk), pair)
    for pair in _close_names(rows):
        by_pair.setdefault((pair.first.pk, pair.second.pk), pair)
    proposed = (pair for pair in by_pair.values() if in_order(pair.first.pk, pair.second.pk) not in apart)
    return list(islice(proposed, MOST_PROPOSED))


def in_order(first: int, second: int) -> tuple[int, int]:
    """Return two ids as a pair is kept: the smaller one first."""
    return min(first, second), max(first, second)


def _same_number(rows: list[Partner]) -> Iterable[Pair]:
    by_number: dict[tuple[str, str], list[Partner]] = {}
    for row in rows:
        if row.neq:
            by_number.setdefault((row.kind, row.neq), []).append(row)
    for same in by_number.values():
        yield from (Pair(partner, other, "même NEQ") for partner, other in combinations(same, 2))


def _close_names(rows: list[Partner]) -> Iterable[Pair]:
    by_start: dict[tuple[str, str], list[tuple[str, Partner]]] = {}
    for row in rows:
        key = words_of(row.sort_name)
        # A row is compared by the start of each of its words: two spellings share at least one start
        for start in {word[:3] for word in key.split()}:
            by_start.setdefault((row.kind, start), []).append((key, row))
    for rows_alike in by_start.values():
        for (key, partner), (other_key, other) in combinations(rows_alike, 2):
            differ = partner.neq and other.neq and partner.neq != other.neq
            if not differ and are_close(key, other_key):
                yield Pair(partner, other, "noms proches")


@log_action
@transaction.atomic
def merge_partners(*, survivor: Partner, gone: Partner, by: User, took: Collection[str] = ()) -> PartnerMerge:
    """Give `survivor` the activities that name `gone`, which stays, empty, merged into it. May raise MergeRefused.

    What was merged into `gone` leads to `survivor` from now on. Distinct counts follow that row; no record's revision
    changes, since what it counts by itself is the same. `took`: which of « municipality » and « neq » the kept card
    takes from the other.
    """
    Organism.objects.select_for_update(no_key=True).get(pk=survivor.organism_id)
    rows = Partner.objects.select_for_update().in_bulk([survivor.pk, gone.pk])
    survivor, gone = rows[survivor.pk], rows[gone.pk]
    _refuse_unfit(survivor, gone)
    before = set(NAMED.objects.filter(partner=gone).values_list("activity", flat=True))
    shared = set(NAMED.objects.filter(partner=survivor, activity__in=before).values_list("activity", flat=True))
    NAMED.objects.filter(partner=gone, activity__in=shared).delete()
    NAMED.objects.filter(partner=gone).update(partner=survivor)
    followers = list(gone.merged.order_by("pk").values_list("pk", flat=True))
    Partner.objects.filter(pk__in=[*followers, gone.pk]).update(merged_into=survivor)
    return PartnerMerge.objects.create(
        survivor=survivor,
        gone=gone,
        **_take(survivor, gone, took),
        moved=sorted(before - shared),
        shared=sorted(shared),
        followers=followers,
        merged_by=by,
    )


def _take(survivor: Partner, gone: Partner, took: Collection[str]) -> dict:
    """Write these fields of the kept card from the other; return what the merge remembers of them."""
    taken = sorted(name for name in took if getattr(survivor, FIELDS[name]) != getattr(gone, FIELDS[name]))
    former = {f"former_{FIELDS[name]}": getattr(survivor, FIELDS[name]) for name in taken}
    if taken:
        values = {FIELDS[name]: getattr(gone, FIELDS[name]) for name in taken}
        Partner.objects.filter(pk=survivor.pk).update(**values, revision=F("revision") + 1)
    return {"took": taken, **former}


def _give_back(merge: PartnerMerge, survivor: Partner, gone: Partner) -> None:
    """Write again what the kept card said before; a value that somebody changed since stays."""
    untouched = [name for name in merge.took if getattr(survivor, FIELDS[name]) == getattr(gone, FIELDS[name])]
    if untouched:
        former = {FIELDS[name]: getattr(merge, f"former_{FIELDS[name]}") for name in untouched}
        Partner.objects.filter(pk=survivor.pk).update(**former, revision=F("revision") + 1)


def _refuse_unfit(survivor: Partner, gone: Partner) -> None:
    if survivor.pk == gone.pk:
        raise MergeRefused("C’est la même ligne\xa0: choisissez-en deux.")
    if survivor.organism_id != gone.organism_id:
        raise MergeRefused("Ces deux lignes ne sont pas au même organisme.")
    if survivor.merged_into_id or gone.merged_into_id:
        raise MergeRefused("Une de ces lignes est déjà fusionnée avec une autre.")
    if survivor.kind != gone.kind:
        raise MergeRefused(
            "Un employeur et un partenaire ne se comptent pas ensemble\xa0: changez d’abord le genre de l’un."
        )


@log_action
@transaction.atomic
def undo_merge(*, merge: PartnerMerge, by: User) -> None:
    """Give its activities back to the row that was merged. MergeRefused, nothing written, once something else changed:

    a later merge of either row, another kind, or a record among its own that no longer names the kept row.
    """
    Organism.objects.select_for_update(no_key=True).get(pk=merge.survivor.organism_id)
    merge = PartnerMerge.objects.select_for_update().get(pk=merge.pk)
    rows = Partner.objects.select_for_update().in_bulk([merge.survivor_id, merge.gone_id])
    _refuse_late(merge, rows[merge.survivor_id], rows[merge.gone_id])
    _give_back(merge, rows[merge.survivor_id], rows[merge.gone_id])
    Partner.objects.filter(pk__in=merge.followers).update(merged_into=merge.gone_id)
    Partner.objects.filter(pk=merge.gone_id).update(merged_into=None)
    NAMED.objects.filter(partner=merge.survivor_id, activity__in=merge.moved).update(partner=merge.gone_id)
    NAMED.objects.bulk_create([NAMED(activity_id=key, partner_id=merge.gone_id) for key in merge.shared])
    PartnerMerge.objects.filter(pk=merge.pk).update(undone_at=timezone.now(), undone_by=by)


def _refuse_late(merge: PartnerMerge, survivor: Partner, gone: Partner) -> None:
    if merge.undone_at:
        raise MergeRefused("Cette fusion est déjà annulée.")
    later = PartnerMerge.objects.filter(pk__gt=merge.pk, undone_at__isnull=True)
    if survivor.merged_into_id or later.filter(survivor=survivor).exists():
        raise MergeRefused("Une autre fusion a suivi\xa0: annulez d’abord la dernière.")
    if survivor.kind != gone.kind:
        raise MergeRefused("Le genre a changé depuis la fusion\xa0: elle ne s’annule plus.")
    named = NAMED.objects.filter(partner=survivor, activity__in=[*merge.moved, *merge.shared]).count()
    if named != len(merge.moved) + len(merge.shared):
        raise MergeRefused("Une des fiches a changé de partenaire depuis la fusion\xa0: elle ne s’annule plus.")
