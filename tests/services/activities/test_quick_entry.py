"""Quick recording: repeated, several at once, from a template. One save, one transaction, nothing lost."""

import html
import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from services.activities.entry.record_together import record_together
from services.activities.entry.template_actions import save_template
from services.activities.recording import ActivityInput
from services.models import Activity, ActivityTemplate, ActivityType, Partner
from services.partners.merging import merge_partners
from tests import factories

pytestmark = pytest.mark.django_db
WORKSHOP = "Atelier CV et entrevue"


def address(name, organism, *args):
    return reverse(f"services:{name}", args=[organism.pk, *args])


def text(response) -> str:
    return html.unescape(response.content.decode())


def kind(name=WORKSHOP) -> ActivityType:
    return ActivityType.objects.get(organism=None, name=name)


def sessions(**more) -> dict:
    return {
        "activity_type": kind().pk, "town": "Amos", "partners": "", "submit_key": str(uuid.uuid4()),
        "s1-day": "2025-06-03", "s1-immigrants": "4", "s2-day": "2025-06-10", "s2-immigrants": "5",
        "s5-day": "2025-06-17", "s5-immigrants": "6", **more,
    }  # fmt: skip


@pytest.fixture
def past(organism, funder):
    return factories.make_agreement(organism, funder, "VIEILLE-1", start=date(2021, 4, 1), end=date(2022, 4, 1))


@pytest.fixture
def current(organism, funder):
    today = timezone.localdate()
    start, end = date(today.year - 1, 4, 1), date(today.year + 2, 4, 1)
    return factories.make_agreement(organism, funder, "COURANTE-1", start=start, end=end)


def test_repeating_keeps_what_and_with_whom_but_not_the_numbers(client_for, staff, organism, current):
    partner = Partner.objects.create(organism=organism, kind="partner", name="Cégep", sort_name="cegep")
    activity = factories.make_activity(
        organism, "Activité de rapprochement", immigrants=37, host=41, partner_ids=(partner.pk,), note="Au parc",
        day=timezone.localdate() - timedelta(days=3), agreements=[current],
    )  # fmt: skip
    path = address("activity-add", organism)
    form = client_for(staff).get(path, {"copie": activity.pk}).context["form"]
    shown = {name: form[name].value() for name in ("immigrants", "host", "partners", "note", "agreements", "day")}
    assert shown == {
        "immigrants": None, "host": None, "partners": "Cégep", "note": None, "agreements": [current.pk],
        "day": timezone.localdate(),
    }  # fmt: skip
    form = client_for(staff).get(path, {"copie": activity.pk, "nombres": 1}).context["form"]
    assert (form["immigrants"].value(), form["host"].value()) == (37, 41)


def test_repeating_drops_an_agreement_that_has_ended_and_says_so(client_for, staff, organism, past):
    activity = factories.make_activity(organism, day=date(2021, 6, 1), agreements=[past])
    response = client_for(staff).get(address("activity-add", organism), {"copie": activity.pk})
    assert response.context["form"]["agreements"].value() == []
    assert "VIEILLE-1 a pris fin le 31 mars 2022" in text(response)


def test_three_sessions_are_saved_at_once_and_blank_rows_ignored(client_for, staff, organism):
    client, typed = client_for(staff), sessions(partners="Cégep ; Biblio")
    response = client.post(address("session-add", organism), typed, follow=True)
    assert "3 fiches inscrites" in text(response).replace("\xa0", " ")
    found = Activity.objects.filter(organism=organism).order_by("day")
    assert [(row.day.isoformat(), row.immigrants) for row in found] == [
        ("2025-06-03", 4), ("2025-06-10", 5), ("2025-06-17", 6),
    ]  # fmt: skip
    assert {row.municipality.name for row in found} == {"Amos"}
    assert {row.created_by for row in found} == {staff}
    assert all(row.partners.count() == 2 and row.counts.exists() for row in found)
    again = client.post(address("session-add", organism), typed, follow=True)
    assert "déjà inscrites" in text(again)
    assert found.count() == 3


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"s2-immigrants": "douze"}, "Inscrivez un nombre, par exemple 12."),
        ({"s2-immigrants": ""}, "inscrivez un nombre, 0"),
        ({"s2-immigrants": "9" * 31}, "Ce nombre est trop grand."),
        ({"s2-immigrants": "2,5"}, "Inscrivez un nombre entier"),
        ({"s2-day": "9999-01-01"}, "entre 1990 et 2100"),
        ({"s2-day": "2099-01-01"}, "Cette date est à venir"),
        ({"s2-day": "\x00"}, "Écrivez la date ainsi"),
        ({"s2-day": ""}, "Donnez le jour"),
        ({"town": "Nulle-Part-sur-Rien"}, "Aucune municipalité"),
        ({"activity_type": "abc"}, "Choisissez un type de la liste."),
    ],
)
def test_one_fault_keeps_every_session_from_being_saved_and_nothing_is_lost(client_for, staff, organism, typed, words):
    response = client_for(staff).post(address("session-add", organism), sessions(**typed))
    assert response.status_code == 200
    assert words in text(response).replace("\xa0", " ")
    assert 'value="2025-06-17"' in text(response)
    assert not Activity.objects.filter(organism=organism).exists()


def test_sessions_saved_again_from_a_new_page_are_said(client_for, staff, organism):
    client, path = client_for(staff), address("session-add", organism)
    numberless = {f"s{rank}-immigrants": "" for rank in (1, 2, 5)} | {"activity_type": kind("Premier accueil").pk}
    client.post(path, sessions(**numberless))
    other = numberless | {"s5-day": "2025-06-16"}
    again = text(client.post(path, sessions(**other), follow=True)).replace("\xa0", " ")
    assert "2 de ces fiches sont pareilles à d’autres que vous aviez déjà inscrites." in again
    link = f"{address('activity-list', organism)}?du=2025-06-03&au=2025-06-16&par={staff.pk}"
    assert f'<a href="{link}">' in again
    assert len(client.get(link).context["rows"]) == 5


@pytest.mark.parametrize("name", ["host", "quantity"])
def test_a_number_that_the_type_does_not_count_is_refused_beside_its_session(client_for, staff, organism, name):
    response = client_for(staff).post(address("session-add", organism), sessions(**{f"s2-{name}": "3"}))
    rows = response.context["form"].rows
    assert [list(row.errors) for row in rows[:3]] == [[], [name], []]
    assert "ne compte pas cela : laissez la case vide" in text(response).replace("\xa0", " ")
    assert not Activity.objects.filter(organism=organism).exists()


def test_a_day_again_has_boxes_for_what_each_type_counts(client_for, staff, organism):
    day = timezone.localdate() - timedelta(days=1)
    counted = factories.make_activity(organism, WORKSHOP, day=day, by=staff, immigrants=8, host=2)
    plain = factories.make_activity(organism, "Premier accueil", day=day, by=staff)
    page = client_for(staff).get(address("day-repeat", organism))
    boxes = {row.source: [head for head, box in row.cells if box] for row in page.context["form"].rows}
    assert boxes == {counted: ["Pers. imm."], plain: []}
    assert text(page).count("Ce type ne le compte pas") == 5
    typed = {"day": timezone.localdate().isoformat(), "submit_key": str(uuid.uuid4())}
    typed |= {f"a{counted.pk}-keep": "on", f"a{counted.pk}-immigrants": "9", f"a{counted.pk}-host": "5"}
    client_for(staff).post(address("day-repeat", organism), typed)
    made = Activity.objects.get(organism=organism, day=timezone.localdate())
    assert (made.immigrants, made.host, made.quantity) == (9, None, None)


def test_session_outside_the_term_is_told_beside_its_row(client_for, staff, organism, agreement):
    typed = sessions(agreements=[agreement.pk], **{"s2-day": "2023-01-10"})
    response = client_for(staff).post(address("session-add", organism), typed)
    rows = response.context["form"].rows
    assert [bool(row.errors) for row in rows[:3]] == [False, True, False]
    assert "hors du terme" in rows[1].errors["day"][0]


def test_no_session_at_all_is_said(client_for, staff, organism):
    empty = {name: value for name, value in sessions().items() if not name.startswith("s") or name == "submit_key"}
    assert "Inscrivez au moins une séance" in text(client_for(staff).post(address("session-add", organism), empty))


def test_record_together_is_one_transaction(organism, staff, past):
    facts = [
        ActivityInput(kind("Premier accueil").pk, date(2021, 6, 1)),
        ActivityInput(kind("Premier accueil").pk, date(2024, 6, 1), agreement_ids=(past.pk,)),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        record_together(organism=organism, facts=facts, submit_key=uuid.uuid4(), by=staff)
    assert not Activity.objects.filter(organism=organism).exists()


def test_record_together_names_the_kept_row_of_a_merge(organism, staff, coordinator):
    kept, gone = (
        Partner.objects.create(organism=organism, kind="employer", name=name, sort_name=name) for name in ("a", "b")
    )
    fact = ActivityInput(kind("Visite d’entreprise").pk, date(2025, 6, 1), partner_ids=(gone.pk, kept.pk))
    merge_partners(survivor=kept, gone=gone, by=coordinator)
    made, is_new = record_together(organism=organism, facts=[fact], submit_key=uuid.uuid4(), by=staff)
    assert is_new
    assert list(made[0].partners.all()) == [kept]


@pytest.fixture
def yesterday(organism, staff, coordinator, current):
    day = timezone.localdate() - timedelta(days=1)
    make = factories.make_activity
    return [
        make(organism, WORKSHOP, day=day, by=staff, immigrants=8, agreements=[current]),
        make(organism, "Activité de rapprochement", day=day, by=staff, immigrants=3, host=9),
        make(organism, "Premier accueil", day=day, by=coordinator),
        make(organism, "Premier accueil", day=day - timedelta(days=1), by=staff),
    ]


def test_yesterday_is_repeated_with_numbers_changed_in_place(client_for, staff, organism, yesterday, current):
    client, path = client_for(staff), address("day-repeat", organism)
    form = client.get(path).context["form"]
    assert [row.source for row in form.rows] == yesterday[:2]
    assert [row["immigrants"].value() for row in form.rows] == [8, 3]
    first, second = yesterday[:2]
    today = timezone.localdate()
    typed = {
        "day": today.isoformat(), "submit_key": str(form["submit_key"].value()), f"a{first.pk}-keep": "on",
        f"a{first.pk}-immigrants": "11", f"a{second.pk}-immigrants": "n’importe quoi",
    }  # fmt: skip
    response = client.post(path, typed, follow=True)
    assert "Une fiche inscrite." in text(response)
    made = Activity.objects.get(organism=organism, day=today)
    assert (made.activity_type.name, made.immigrants) == (WORKSHOP, 11)
    assert list(made.agreements.all()) == [current]
    client.post(path, typed)
    assert Activity.objects.filter(organism=organism, day=today).count() == 1


def test_a_fault_of_one_row_is_beside_it_and_saves_nothing(client_for, staff, organism, yesterday):
    first, second = yesterday[:2]
    typed = {"day": timezone.localdate().isoformat(), f"a{first.pk}-keep": "on", f"a{second.pk}-keep": "on"}
    typed |= {f"a{first.pk}-immigrants": "12", f"a{second.pk}-immigrants": "trois", f"a{second.pk}-host": "9"}
    response = client_for(staff).post(address("day-repeat", organism), typed)
    rows = response.context["form"].rows
    assert [list(row.errors) for row in rows] == [[], ["immigrants"]]
    assert 'value="trois"' in text(response)
    assert 'value="12"' in text(response)
    assert Activity.objects.filter(organism=organism).count() == len(yesterday)


def test_nothing_ticked_is_said_and_an_empty_day_leads_to_the_last_one(client_for, staff, organism, yesterday):
    client, path = client_for(staff), address("day-repeat", organism)
    response = client.post(path, {"day": timezone.localdate().isoformat()})
    assert "Cochez au moins une activité." in text(response)
    page = client.get(path, {"jour": "2019-01-01"})
    assert "Vous n’avez rien inscrit pour cette journée" in text(page)
    assert page.context["last_day"] == yesterday[0].day
    assert client.get(path, {"jour": "abc"}).context["form"].rows
    assert client.get(path, {"jour": "9999-99-99"}).status_code == 200


def make_template(organism, name="Atelier du mardi", agreements=(), **values) -> ActivityTemplate:
    values = {"name": name, "sort_name": name.lower(), "activity_type": kind(), **values}
    return save_template(organism=organism, values=values, partner_names=["Cégep"], agreements=agreements)


def test_coordinator_makes_a_template_that_everyone_uses(client_for, coordinator, staff, organism, current):
    typed = {
        "name": "  Atelier  du mardi ", "activity_type": kind().pk, "town": "Amos", "partners": "Cégep ; Biblio",
        "immigrants": "8", "agreements": [current.pk],
    }  # fmt: skip
    client_for(coordinator).post(address("template-add", organism), typed)
    template = ActivityTemplate.objects.get(organism=organism)
    assert (template.name, template.municipality.name, template.immigrants) == ("Atelier du mardi", "Amos", 8)
    page = client_for(staff).get(address("activity-list", organism))
    assert f"modele={template.pk}" in text(page)
    assert "Atelier du mardi" in text(page)
    form = client_for(staff).get(address("activity-add", organism), {"modele": template.pk}).context["form"]
    shown = {name: form[name].value() for name in ("activity_type", "town", "immigrants", "agreements", "day")}
    assert shown == {
        "activity_type": kind().pk, "town": "Amos", "immigrants": 8, "agreements": [current.pk],
        "day": timezone.localdate(),
    }  # fmt: skip
    assert set(form["partners"].value().split(" ; ")) == {"Cégep", "Biblio"}


def test_template_with_an_ended_agreement_says_so_and_drops_it(client_for, staff, organism, past, current):
    template = make_template(organism, agreements=[past, current])
    response = client_for(staff).get(address("activity-add", organism), {"modele": template.pk})
    assert response.context["form"]["agreements"].value() == [current.pk]
    assert "VIEILLE-1 a pris fin le 31 mars 2022" in text(response)
    assert "VIEILLE-1 a pris fin" in text(client_for(staff).get(address("template-list", organism)))


def test_template_follows_a_merge(client_for, staff, coordinator, organism):
    template = make_template(organism)
    gone = template.partners.get()
    kept = Partner.objects.create(organism=organism, kind=gone.kind, name="Cégep de la région", sort_name="cegep r")
    merge_partners(survivor=kept, gone=gone, by=coordinator)
    form = client_for(staff).get(address("activity-add", organism), {"modele": template.pk}).context["form"]
    assert form["partners"].value() == "Cégep de la région"


def test_archived_or_foreign_template_starts_from_nothing(client_for, staff, coordinator, organism, neighbour_organism):
    foreign, own = make_template(neighbour_organism), make_template(organism)
    client_for(coordinator).post(address("template-archive", organism, own.pk))
    for key in (foreign.pk, own.pk, "abc", "9" * 40):
        form = client_for(staff).get(address("activity-add", organism), {"modele": key}).context["form"]
        assert not form["activity_type"].value()
    assert "Atelier du mardi" not in text(client_for(staff).get(address("activity-list", organism)))
    client_for(coordinator).post(address("template-archive", organism, own.pk))
    assert "Atelier du mardi" in text(client_for(staff).get(address("activity-list", organism)))


def test_template_name_is_taken_once(client_for, coordinator, organism):
    make_template(organism)
    typed = {"name": "ATELIER du mardi", "activity_type": kind().pk}
    response = client_for(coordinator).post(address("template-add", organism), typed)
    assert "Un modèle porte déjà ce nom" in text(response)
    assert ActivityTemplate.objects.count() == 1


@pytest.mark.parametrize("column", ["immigrants", "host", "quantity"])
def test_template_numbers_have_a_ceiling_in_the_database(organism, column):
    template = make_template(organism)
    with pytest.raises(IntegrityError, match="template_numbers_in_range"), transaction.atomic():
        ActivityTemplate.objects.filter(pk=template.pk).update(**{column: 1_000_001})


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_list_of_activities_asks_as_much_whatever_the_templates(
    client_for, staff, organism, rows, django_assert_max_num_queries
):
    for rank in range(rows):
        make_template(organism, f"Modèle {rank}")
        factories.make_activity(organism, day=date(2025, 6, 1))
    client = client_for(staff)
    client.get(address("activity-list", organism))
    with django_assert_max_num_queries(15):
        client.get(address("activity-list", organism))


def test_saving_offers_to_repeat(client_for, staff, organism):
    typed = {"activity_type": kind("Premier accueil").pk, "day": "2025-06-03", "submit_key": str(uuid.uuid4())}
    response = client_for(staff).post(address("activity-add", organism), typed, follow=True)
    made = Activity.objects.get(organism=organism)
    assert f"?copie={made.pk}" in text(response)
    assert "Répéter cette activité" in text(response)


def test_numbers_open_numeric_keyboards(client_for, staff, organism):
    for name in ("activity-add", "session-add"):
        page = text(client_for(staff).get(address(name, organism)))
        assert 'inputmode="decimal"' in page
