"""What we export comes home: nothing new in its own organism, the same totals in another, for any text."""

import io
import itertools
from datetime import date

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.db.models import Sum
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from organisms.models import Category, Municipality
from roriq_portal.database.name_identity import name_identity
from roriq_portal.files.cells import bare_cell, safe_cell
from roriq_portal.files.spreadsheets import render_tables
from services.activities.actions import withdraw_activities
from services.activities.listing import shown
from services.imports.actions import check_register, receive_register, start_import, teach_references
from services.imports.activity_export import HEADERS, activity_table, lines_of
from services.imports.examination.preview import examine
from services.imports.registers.places import read_place
from services.imports.registers.row_reading import Reading
from services.imports.run import run_batch
from services.imports.vocabulary import vocabulary_of
from services.models import Activity, Breakdown, Count
from services.partners.names import find_or_create_by_name
from services.text.spelling import has_unreadable_character
from tests import factories

pytestmark = pytest.mark.django_db
KINDS = ("csv", "xlsx")
PAIRS = zip(itertools.count(0, 2), itertools.count(1, 2), strict=False)
HARD = [
    "=1+1", "'=1+1", "''=1+1", "'", "'a", "-5", "+1", "@x", " =1", "\t=1", "＝1", "12", "0,00", "1e3", "TRUE", "#REF!",
    '"guillemets"', "a;b,c\td", "deux\nlignes", "\r\nfin", "a\rb",
    "中文 محمد हिन्दी", "e\u0301", "\u200b", "می\u200cخواهم",
    "🍁", "_x0041_", "x" * 500,
]  # fmt: skip
words = st.text(max_size=40).filter(lambda text: not has_unreadable_character(text))


def exported(organism, kind, rows=None):
    rows = Activity.objects.filter(organism=organism) if rows is None else rows
    return render_tables(kind, [activity_table(shown(rows.order_by("pk")))])


def received(organism, data, by):
    batch = receive_register(organism=organism, file=ContentFile(data), name="retour", by=by)
    check_register(batch=batch)
    batch.refresh_from_db()
    return batch


def brought_in(batch, by, *, replace=False):
    start_import(batch=batch, by=by, replace=replace)
    batch.refresh_from_db()
    run_batch(batch, by=by)
    batch.refresh_from_db()
    return batch


def totals(organism):
    live = {"activity__organism": organism, "activity__withdrawn_at__isnull": True}
    counted = Count.objects.filter(**live).order_by().values_list("indicator__code").annotate(total=Sum("value"))
    parts = Breakdown.objects.filter(**{f"count__{key}": value for key, value in live.items()}).order_by()
    return dict(counted), dict(parts.values_list("category").annotate(total=Sum("value")))


def employers(organism):
    return {name_identity(name) for name in organism.partners.values_list("name", flat=True)}


def visit(organism, *names, **more):
    ids = find_or_create_by_name(organism, [("employer", name) for name in names]).values()
    return factories.make_activity(organism, "Visite d’entreprise", partner_ids=tuple(dict.fromkeys(ids)), **more)


@pytest.fixture
def many(organism, staff, agreement):
    women = Category.objects.get(dimension__key="sex", key="femmes")
    town = Municipality.objects.get(name="Rouyn-Noranda")
    factories.make_activity(organism, "Activité de rapprochement", immigrants=1234, host=0, categories={women.pk: 7},
                            municipality_id=town.pk, by=staff, agreements=[agreement])  # fmt: skip
    factories.make_activity(organism, "Formation du personnel", quantity="2.5")
    factories.make_activity(organism, "Formation du personnel", quantity="10.00")
    factories.make_activity(organism, "Embauche", quantity=5, day=date(2024, 1, 31))
    for _ in range(2):
        factories.make_activity(organism, "Premier accueil")
    visit(organism, "Œuvre", "Oeuvre du Nord", note="Deux\nlignes")
    for text in HARD:
        factories.make_activity(organism, "Premier accueil", note=text)
    return Activity.objects.filter(organism=organism)


@pytest.mark.parametrize("kind", KINDS)
def test_our_export_brought_home_is_nothing_new(organism, staff, many, kind):
    batch = received(organism, exported(organism, kind), staff)
    assert batch.has_nothing_new, batch.summary
    assert (batch.summary["known"], batch.summary["warnings"], batch.summary["vanished"]) == (many.count(), 0, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_our_export_brought_to_another_organism_makes_the_same_totals(organism, far_organism, staff, many, kind):
    data = exported(organism, kind)
    batch = received(far_organism, data, staff)
    asked = batch.summary["asked_references"]
    teach_references(organism=far_organism, chosen={reference: None for reference, _ in asked})
    check_register(batch=batch)
    brought_in(batch, staff)
    assert totals(far_organism) == totals(organism)
    assert batch.summary["faulty"] == 0
    assert received(far_organism, data, staff).has_nothing_new
    for other in KINDS:
        assert received(far_organism, exported(far_organism, other), staff).has_nothing_new


@pytest.mark.parametrize("kind", KINDS)
def test_text_passes_through_many_files_without_gathering_apostrophes(organism, far_organism, staff, kind):
    for text in HARD:
        factories.make_activity(organism, "Premier accueil", note=text)
    for home, away in ((organism, far_organism), (far_organism, organism)):
        withdraw_activities(activities=Activity.objects.filter(organism=away), reason="Autre", by=staff)
        live = Activity.objects.live().filter(organism=home)
        data = exported(home, kind, live)
        brought_in(received(away, data, staff), staff)
    back = Activity.objects.live().filter(organism=organism).order_by("pk").values_list("note", flat=True)
    assert [" ".join(note.split()) for note in back] == [" ".join(text.split()) for text in HARD]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(words, min_size=1, max_size=12), names=st.lists(words, max_size=6))
@example(texts=HARD, names=["=Acme", "'=Acme", "Œuvre", "OEUVRE", "Đặng", "ang", "Épicerie 中文", "Épicerie محمد"])
def test_any_text_comes_home_as_it_left_and_counts_the_same_elsewhere(staff, texts, names):
    home, away = (factories.make_organism(f"Maison {rank}") for rank in next(PAIRS))
    clean = [" ".join(name.replace(";", " ").split()) for name in names]
    visit(home, *[name for name in clean if name])
    for text in texts:
        factories.make_activity(home, "Embauche", quantity=len(text), note=text[:2000].strip())
    for kind in KINDS:
        batch = received(home, exported(home, kind), staff)
        assert batch.has_nothing_new, batch.summary
    brought_in(received(away, exported(home, "csv"), staff), staff)
    assert totals(away) == totals(home)
    assert employers(away) == employers(home)
    # The workbook says the same as the CSV
    assert received(away, exported(home, "xlsx"), staff).has_nothing_new


@given(st.text())
def test_a_guard_is_taken_away_exactly(text):
    assert bare_cell(safe_cell(text)) == text


@pytest.mark.parametrize("kind", KINDS)
def test_a_withdrawn_record_is_known_at_home_and_stays_behind_elsewhere(organism, far_organism, staff, kind):
    gone = factories.make_activity(organism, "Embauche", quantity=3)
    factories.make_activity(organism, "Embauche", quantity=2)
    withdraw_activities(activities=[gone], reason="Tapée deux fois", by=staff)
    data = exported(organism, kind)
    assert received(organism, data, staff).has_nothing_new
    batch = brought_in(received(far_organism, data, staff), staff)
    assert totals(far_organism) == totals(organism)
    assert batch.summary["warnings"] == 1


def edited(data, **changes):
    book = openpyxl.load_workbook(io.BytesIO(data))
    for title, value in changes.items():
        book.active.cell(2, HEADERS.index(title) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_row_changed_in_our_export_changes_its_record_when_asked(organism, staff):
    activity = factories.make_activity(organism, "Embauche", quantity=3)
    batch = received(organism, edited(exported(organism, "xlsx"), Quantité=4), staff)
    assert (batch.summary["changed"], batch.summary["ready"]) == (1, 0)
    (row,) = batch.summary["changed_rows"]
    assert (row["activity"], row["differences"]) == (activity.pk, [["Quantité", "3", "4"]])
    brought_in(batch, staff, replace=True)
    assert totals(organism)[0] == {"V3.07": 4}


def test_a_row_copied_in_our_export_is_another_activity(organism, staff):
    factories.make_activity(organism, "Embauche", quantity=3)
    book = openpyxl.load_workbook(io.BytesIO(exported(organism, "xlsx")))
    values = [cell.value for cell in book.active[2]]
    book.active.append(values)
    out = io.BytesIO()
    book.save(out)
    batch = received(organism, out.getvalue(), staff)
    assert (batch.summary["known"], batch.summary["ready"], batch.summary["changed"]) == (1, 1, 0)


def test_number_of_another_organism_names_nothing(organism, far_organism, staff):
    theirs = factories.make_activity(far_organism, "Embauche", quantity=3)
    batch = received(organism, exported(far_organism, "csv"), staff)
    assert (batch.summary["ready"], batch.summary["known"]) == (1, 0)
    brought_in(batch, staff)
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None


def test_every_municipality_is_read_as_it_is_exported(organism):
    vocabulary = vocabulary_of(organism, today=date(2026, 11, 22))
    named = Municipality.objects.exclude(name="Toponyme à venir").order_by("pk")
    for town in named[:5]:
        factories.make_activity(organism, municipality_id=town.pk)
    towns = list(named)
    twins = {town.name for town in towns if sum(other.name == town.name for other in towns if other.mrc_id is None) > 1}
    shared = [town for town in towns if town.name in twins or town.name == "Disraeli"] + towns[:5]
    for town in shared:
        activity = factories.make_activity(organism, municipality_id=town.pk)
        (cells,) = lines_of(shown(Activity.objects.filter(pk=activity.pk)))
        row = dict(zip(HEADERS, cells, strict=True))
        reading = Reading(2, {"municipality": row["Municipalité"], "mrc": row["MRC"] or ""}, {})
        assert read_place(reading, vocabulary) == town.code, row["Municipalité"]


def test_export_of_an_agreement_with_commas_in_its_reference_comes_home(organism, staff, funder):
    agreement = factories.make_agreement(organism, funder, "PASI 2025, volet 2 et 3/4", start=date(2025, 4, 1))
    factories.make_agreement(organism, funder, "SQ-1", start=date(2025, 4, 1))
    factories.make_activity(organism, "Embauche", quantity=1, agreements=[agreement])
    data = edited(exported(organism, "xlsx"), Quantité=2)
    batch = receive_register(organism=organism, file=ContentFile(data), name="r", by=staff)
    (fact,) = examine(batch, today=date(2026, 11, 22)).preview.valid
    assert fact.agreements == (agreement.pk,)
