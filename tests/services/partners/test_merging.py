"""Two rows of one partner: proposed, merged, taken apart; what the database refuses whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organisms.names import sort_name
from services.counting.activity_totals import Scope, named_partners
from services.models import Activity, Partner, PartnerMerge
from services.partners.editing import NameTaken, change_partner, neq_is_plausible
from services.partners.merging import MergeRefused, find_duplicates, merge_partners, undo_merge, words_of
from services.partners.names import find_or_create_by_name
from tests.factories import make_activity
from tests.services.partners.test_partner_races import meanwhile

pytestmark = pytest.mark.django_db


def make_partner(organism, name, kind="employer", neq="") -> Partner:
    return Partner.objects.create(organism=organism, name=name, sort_name=sort_name(name), kind=kind, neq=neq)


@pytest.fixture
def pair(organism):
    return make_partner(organism, "Usinage du Nord"), make_partner(organism, "Usinages du Nord inc.")


def visit(organism, *partners, day=date(2025, 6, 3)):
    return make_activity(organism, "Visite d’entreprise", day=day, partner_ids=tuple(p.pk for p in partners))


def links(organism) -> set[tuple[int, int]]:
    return set(Activity.partners.through.objects.filter(activity__organism=organism).values_list("activity", "partner"))


def employers(organism) -> int:
    book = named_partners(Scope(organism.pk, date(2025, 4, 1), date(2026, 3, 31)))
    return book.of(["V3.01"]).value


def settle():
    """Ask now what is asked at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def test_kept_row_takes_the_activities_and_the_distinct_count_falls_by_one(organism, coordinator, pair):
    kept, gone = pair
    first, second, both = visit(organism, kept), visit(organism, gone), visit(organism, kept, gone)
    assert employers(organism) == 2
    merge = merge_partners(survivor=kept, gone=gone, by=coordinator)
    settle()
    assert links(organism) == {(row.pk, kept.pk) for row in (first, second, both)}
    assert employers(organism) == 1
    assert (merge.moved, merge.shared) == ([second.pk], [both.pk])
    gone.refresh_from_db()
    assert gone.merged_into == kept


def test_undoing_gives_the_same_links_back(organism, coordinator, pair):
    kept, gone = pair
    visit(organism, kept), visit(organism, gone), visit(organism, kept, gone)
    before = links(organism)
    merge = merge_partners(survivor=kept, gone=gone, by=coordinator)
    undo_merge(merge=merge, by=coordinator)
    settle()
    assert links(organism) == before
    merge.refresh_from_db()
    assert merge.undone_by == coordinator
    with pytest.raises(MergeRefused, match="déjà annulée"):
        undo_merge(merge=merge, by=coordinator)


def test_merge_is_refused_across_kinds_organisms_and_merged_rows(organism, neighbour_organism, coordinator, pair):
    kept, gone = pair
    table = make_partner(organism, "Table des usines", kind="partner")
    foreign = make_partner(neighbour_organism, "Usinage du Nord")
    for other, words in ((table, "genre"), (foreign, "même organisme"), (kept, "même ligne")):
        with pytest.raises(MergeRefused, match=words):
            merge_partners(survivor=kept, gone=other, by=coordinator)
    merge_partners(survivor=kept, gone=gone, by=coordinator)
    with pytest.raises(MergeRefused, match="déjà fusionnée"):
        merge_partners(survivor=gone, gone=kept, by=coordinator)
    assert PartnerMerge.objects.count() == 1


def test_undo_is_refused_once_a_record_names_another(organism, coordinator, pair):
    kept, gone = pair
    activity = visit(organism, gone)
    merge = merge_partners(survivor=kept, gone=gone, by=coordinator)
    activity.partners.clear()
    with pytest.raises(MergeRefused, match="changé de partenaire"):
        undo_merge(merge=merge, by=coordinator)
    assert links(organism) == set()


def test_chains_are_flat_and_undone_last_first(organism, coordinator, pair):
    kept, gone = pair
    last = make_partner(organism, "Usinage Nord")
    visit(organism, gone)
    before = links(organism)
    first = merge_partners(survivor=kept, gone=gone, by=coordinator)
    second = merge_partners(survivor=last, gone=kept, by=coordinator)
    settle()
    assert set(Partner.objects.filter(merged_into=last)) == {kept, gone}
    with pytest.raises(MergeRefused, match="annulez d’abord la dernière"):
        undo_merge(merge=first, by=coordinator)
    undo_merge(merge=second, by=coordinator)
    undo_merge(merge=first, by=coordinator)
    settle()
    assert links(organism) == before
    assert not Partner.objects.filter(merged_into__isnull=False).exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    named=st.lists(st.sets(st.integers(0, 4), max_size=3), max_size=6),
    merges=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6),
)
def test_any_sequence_of_merges_undone_gives_the_same_links_and_never_counts_more(organism, coordinator, named, merges):
    point = transaction.savepoint()
    partners = [make_partner(organism, f"Employeur {rank}") for rank in range(5)]
    for ranks in named:
        visit(organism, *(partners[rank] for rank in sorted(ranks)))
    before, counts, done = links(organism), [employers(organism)], []
    for kept, gone in merges:
        try:
            done.append(merge_partners(survivor=partners[kept], gone=partners[gone], by=coordinator))
        except MergeRefused:
            continue
        settle()
        counts.append(employers(organism))
    assert counts == sorted(counts, reverse=True)
    for merge in reversed(done):
        undo_merge(merge=merge, by=coordinator)
    settle()
    assert links(organism) == before
    assert employers(organism) == counts[0]
    transaction.savepoint_rollback(point)


def test_a_merged_partner_can_carry_no_activity_whoever_writes(organism, coordinator, pair):
    kept, gone = pair
    activity = visit(organism, kept)
    merge_partners(survivor=kept, gone=gone, by=coordinator)
    table = Activity.partners.through._meta.db_table
    for sql in (
        f"INSERT INTO {table} (activity_id, partner_id) VALUES (%s, %s)",
        f"UPDATE {table} SET partner_id = %s WHERE activity_id = %s",
    ):
        values = [activity.pk, gone.pk] if sql.startswith("INSERT") else [gone.pk, activity.pk]
        refused = pytest.raises(IntegrityError, match="carries no activity")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)


def test_raw_sql_makes_no_merge_that_leaves_links_or_leads_nowhere(organism, neighbour_organism, coordinator, pair):
    kept, gone = pair
    visit(organism, gone)
    foreign = make_partner(neighbour_organism, "Usinage du Sud")
    third = make_partner(organism, "Usinage du Centre")
    table = make_partner(organism, "Table", kind="partner")
    for row, into, words in (
        (gone, kept, "carries no activity"),
        (kept, foreign, "do not lead"),
        (kept, table, "do not lead"),
        (kept, kept, "partner_not_into_itself"),
    ):
        with pytest.raises(IntegrityError, match=words), transaction.atomic():
            Partner.objects.filter(pk=row.pk).update(merged_into=into)
            settle()
    Partner.objects.filter(pk=kept.pk).update(merged_into=third)
    with pytest.raises(IntegrityError, match="do not lead"), transaction.atomic():
        Partner.objects.filter(pk=third.pk).update(merged_into=gone)
        settle()


def test_a_merge_stays_in_the_journal(organism, coordinator, pair):
    kept, gone = pair
    merge_partners(survivor=kept, gone=gone, by=coordinator)
    assert list(gone.events.values_list("pgh_label", "merged_into")) == [("update", None)]


def test_name_that_was_merged_leads_to_the_kept_row(organism, coordinator, pair):
    kept, gone = pair
    merge_partners(survivor=kept, gone=gone, by=coordinator)
    found = find_or_create_by_name(organism, [("employer", "usinages DU nord inc."), ("employer", "Autre")])
    assert found["employer", "usinages DU nord inc."] == kept.pk
    assert visit(organism, Partner(pk=found["employer", "Autre"])).partners.get().name == "Autre"


def test_duplicates_are_proposed_by_number_then_by_name(organism):
    one = make_partner(organism, "Ferme Beauséjour inc.", neq="1145678901")
    same = make_partner(organism, "9123-4567 Québec", neq="1145678901")
    near = make_partner(organism, "La ferme Beausejour")
    make_partner(organism, "Ferme Beauséjours", neq="1145678902")
    make_partner(organism, "Boulangerie du Lac")
    make_partner(organism, "Ferme Beauséjour", kind="partner")
    found = {(frozenset((pair.first.pk, pair.second.pk)), pair.why) for pair in find_duplicates(Partner.objects.all())}
    assert (frozenset((one.pk, same.pk)), "même NEQ") in found
    assert (frozenset((one.pk, near.pk)), "noms proches") in found
    other_numbers = {pair for pair, why in found if why == "noms proches"}
    assert frozenset((one.pk, Partner.objects.get(neq="1145678902").pk)) not in other_numbers
    assert all(Partner.objects.get(name="Boulangerie du Lac").pk not in pair for pair, _ in found)
    assert all(Partner.objects.get(kind="partner").pk not in pair for pair, _ in found)


def test_telling_words_leave_articles_out_but_never_everything():
    assert words_of("les serres du fjord inc.") == "fjord serres"
    assert words_of("les de la") == "les de la"


@pytest.mark.parametrize(
    ("digits", "fits"),
    [("1145678901", True), ("8831854938", True), ("4445678901", False), ("114567890", False), ("11456789O1", False),
     ("１１45678901", False)],
)  # fmt: skip
def test_neq_has_ten_digits_and_a_known_start(organism, digits, fits):
    assert neq_is_plausible(digits) is fits
    if not fits and len(digits) == 10:
        with pytest.raises(IntegrityError, match="partner_neq_format"), transaction.atomic():
            make_partner(organism, "Essai", neq=digits)


def test_card_changes_and_refuses_a_name_that_is_taken(organism, coordinator, pair):
    kept, gone = pair
    with pytest.raises(NameTaken) as refused:
        change_partner(partner=kept, seen=1, name="usinages  du nord INC.", kind="employer", municipality=None, neq="")
    assert refused.value.other == gone
    kept.refresh_from_db()
    assert kept.name == "Usinage du Nord"
    merge_partners(survivor=kept, gone=gone, by=coordinator)
    change_partner(partner=kept, seen=1, name="Usinage boréal", kind="partner", municipality=None, neq="3345678901")
    settle()
    kept.refresh_from_db(), gone.refresh_from_db()
    assert (kept.sort_name, kept.neq, gone.kind) == ("usinage boreal", "3345678901", "partner")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("link_first", [True, False])
def test_a_link_and_a_merge_at_one_moment_do_not_miss_each_other(
    committed_reference, organism, coordinator, link_first
):
    kept, gone = make_partner(organism, "Usinage"), make_partner(organism, "Usinage inc.")
    activity = visit(organism, kept)

    def link():
        Activity.partners.through.objects.create(activity=activity, partner=gone)

    def merge():
        merge_partners(survivor=kept, gone=gone, by=coordinator)

    first, then = meanwhile(link, merge) if link_first else meanwhile(merge, link)
    assert first is None
    assert (then is None) is link_first
    assert links(organism) == {(activity.pk, kept.pk)}
