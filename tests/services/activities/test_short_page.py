"""The short page of entry: a pattern, a day, a number; and records that say the same, asked about first."""

import html
import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from organisms.models import Category, Municipality
from services.activities.entry.quick_sources import last_patterns
from services.models import Activity, ActivityTemplate, ActivityType
from tests import factories

pytestmark = pytest.mark.django_db
WORKSHOP = "Atelier CV et entrevue"


def address(name, organism, *args):
    return reverse(f"services:{name}", args=[organism.pk, *args])


def text(response) -> str:
    return html.unescape(response.text).replace("\xa0", " ")


def sent(**more) -> dict:
    return {"when": timezone.localdate().isoformat(), "submit_key": str(uuid.uuid4()), **more}


def test_a_record_is_repeated_with_its_day_and_its_numbers_alone(client_for, staff, organism, funder):
    today = timezone.localdate()
    past = factories.make_agreement(organism, funder, "VIEILLE-1", start=date(2021, 4, 1), end=date(2022, 4, 1))
    women = Category.objects.get(dimension__key="sex", order=1)
    first = factories.make_activity(
        organism, WORKSHOP, day=date(2021, 6, 1), by=staff, immigrants=8, agreements=[past], categories={women.pk: 3}
    )
    factories.make_activity(organism, WORKSHOP, day=date(2021, 6, 2), by=staff, immigrants=9, agreements=[past])
    factories.make_activity(organism, "Premier accueil", by=staff)
    client, here = client_for(staff), address("activity-quick", organism)
    # The two workshops differ in nothing that is repeated
    assert [pattern.name for pattern in last_patterns(organism, staff)] == ["Premier accueil", WORKSHOP]
    assert f"{here}?copie=" in client.get(here).text
    path = f"{here}?copie={first.pk}"
    page = client.get(path).text
    assert 'name="immigrants"' in page
    assert 'name="host"' not in page
    assert "Inscrivez un nombre" in text(client.post(path, sent()))
    assert "à venir" in text(client.post(path, sent(immigrants="4", day=(today + timedelta(days=1)).isoformat())))
    assert "Choisissez le jour" in text(client.post(path, sent(immigrants="4", when="2019-01-01")))
    assert Activity.objects.filter(organism=organism).count() == 3
    typed = sent(immigrants="4", when="absurde", day=(today - timedelta(days=5)).isoformat(), is_incomplete="on")
    answer = client.post(path, typed, follow=True)
    made = Activity.objects.latest("pk")
    assert (made.day, made.immigrants, made.is_incomplete) == (today - timedelta(days=5), 4, True)
    assert not made.charges.exists()
    said = text(answer)
    assert "Inscrite" in said
    assert "VIEILLE-1 a pris fin" in said
    assert f"?copie={made.pk}" in said
    assert "Déjà inscrite" in text(client.post(path, typed, follow=True))
    assert Activity.objects.filter(organism=organism).count() == 4


def test_a_template_archived_since_its_page_was_opened_is_still_recorded(client_for, staff, organism):
    kind = ActivityType.objects.get(name=WORKSHOP)
    template = ActivityTemplate.objects.create(
        organism=organism, name="Atelier du mardi", sort_name="atelier", activity_type=kind, immigrants=6
    )
    client, path = client_for(staff), f"{address('activity-quick', organism)}?modele={template.pk}"
    assert 'value="6"' in client.get(path).text
    ActivityTemplate.objects.update(archived=True)
    assert "Vos modèles" not in client.get(path).text
    client.post(path, sent(immigrants="6"))
    assert Activity.objects.get().immigrants == 6


def test_the_same_activity_by_a_colleague_is_asked_about_behind_each_door(client_for, staff, coordinator, organism):
    day = timezone.localdate()
    kind = ActivityType.objects.get(name=WORKSHOP)
    known = factories.make_activity(organism, WORKSHOP, day=day, by=coordinator, immigrants=7)
    old = factories.make_activity(organism, WORKSHOP, day=day - timedelta(days=9), by=staff, immigrants=7)
    common = {"activity_type": kind.pk, "town": "", "partners": ""}
    doors = {
        f"{address('activity-quick', organism)}?copie={old.pk}": {"immigrants": "7"},
        address("activity-add", organism): {**common, "day": day.isoformat(), "immigrants": "7"},
        address("session-add", organism): {**common, "s1-day": day.isoformat(), "s1-immigrants": "7"},
        f"{address('day-repeat', organism)}?jour={old.day}": {
            "day": day.isoformat(), f"a{old.pk}-keep": "on", f"a{old.pk}-immigrants": "7",
        },
    }  # fmt: skip
    client = client_for(staff)
    for path, typed in doors.items():
        before = set(Activity.objects.values_list("pk", flat=True))
        typed = sent() | typed
        page = client.post(path, typed)
        said, shown = text(page), page.context["form"].same_key
        assert page.status_code == 200, path
        assert coordinator.name in said, path
        assert address("activity-detail", organism, known.pk) in said, path
        assert set(Activity.objects.values_list("pk", flat=True)) == before, path
        # Yes to other records than those shown is no answer
        assert "C’est bien une autre" in text(client.post(path, typed | {"different": "1"})), path
        assert client.post(path, typed | {"different": shown}).status_code == 302, path
        made = Activity.objects.exclude(pk__in=before).get()
        # The same sending again is not asked about: it is in
        assert client.post(path, typed).status_code == 302, path
        assert Activity.objects.count() == len(before) + 1, path
        Activity.objects.filter(pk=made.pk).update(immigrants=1)
    other = sent() | common | {"day": day.isoformat(), "immigrants": "7", "partners": "Une société nouvelle"}
    assert client.post(address("activity-add", organism), other).status_code == 302


def test_two_first_welcomes_of_a_day_are_not_asked_about(client_for, staff, organism):
    kind = ActivityType.objects.get(name="Premier accueil")
    factories.make_activity(organism, "Premier accueil", day=timezone.localdate(), by=staff)
    typed = sent() | {"activity_type": kind.pk, "day": timezone.localdate().isoformat()}
    assert client_for(staff).post(address("activity-add", organism), typed).status_code == 302


def test_what_was_left_to_complete_is_listed_and_completed_by_a_colleague(client_for, staff, coordinator, organism):
    categories = Category.objects.filter(dimension__key__in=("sex", "age", "immigration"))
    activity = factories.make_activity(organism, WORKSHOP, by=staff, immigrants=4, is_incomplete=True)
    factories.make_activity(organism, WORKSHOP, by=staff, immigrants=3)
    client, edit = client_for(coordinator), address("activity-edit", organism, activity.pk)
    listed = client.get(address("activity-list", organism), {"etat": "a-completer"})
    assert [row["key"] for row in listed.context["rows"]] == [str(activity.pk)]
    assert "à compléter" in text(listed)
    followed = client.get(address("follow-up", organism))
    assert followed.context["to_complete"].number == 1
    assert edit in followed.text
    form = client.get(edit).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])}
    typed = {name: value.isoformat() if isinstance(value, date) else value for name, value in typed.items()}
    by_axis = {axis: categories.filter(dimension__key=axis).order_by("order") for axis in ("sex", "immigration")}
    parts = {f"cat_{rows[0].pk}": "4" for rows in by_axis.values()}
    client.post(edit, typed | parts)
    activity.refresh_from_db()
    assert activity.is_incomplete  # one axis is still to be filled
    ages = [name for words, names in form.axes for name in names if words == "Âge"] or form.axes[1][1]
    client.post(edit, typed | parts | {ages[0]: "4", "revision": activity.revision})
    activity.refresh_from_db()
    assert not activity.is_incomplete
    assert "complétée" in text(client.get(address("activity-detail", organism, activity.pk)))


def test_a_register_says_its_rows_that_are_recorded_already(
    client_for, staff, coordinator, organism, receive, bring_in
):
    town = Municipality.objects.get(name="Amos")
    known = factories.make_activity(
        organism, WORKSHOP, day=date(2025, 4, 2), by=coordinator, immigrants=7, municipality_id=town.pk
    )
    same, other = f"2025-04-02;{WORKSHOP};Amos;7;;;;;;Autre note", f"2025-04-02;{WORKSHOP};Amos;8;;;;;;"
    named = f"2025-04-02;{WORKSHOP};Amos;7;;;;Un inconnu;;"
    batch = receive(same, other, named)
    assert (batch.summary["ready"], batch.summary["same"]) == (3, 1)
    page = text(client_for(staff).get(address("import-detail", organism, batch.pk)))
    assert "Une ligne est pareille à une fiche déjà inscrite" in page
    assert address("activity-detail", organism, known.pk) in page
    assert coordinator.name in page
    # Never blocked; and what it brings in is not compared with itself
    done = bring_in(same, other, name="avril.csv")
    assert done.summary["imported"] == 2
    assert done.summary["same"] == 1
