"""Pages of partners, bodies, evidence, follow-up and hand-over: what they show, change and refuse."""

import html
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organisms.models import Membership
from organisms.names import sort_name
from services.activities.entry.template_actions import save_template
from services.follow_up.checks import by_month, probable_duplicates, silent_colleagues
from services.models import Activity, ActivityType, ConcertationBody, Evidence, Partner, PartnerMerge
from services.partners.body_actions import save_body
from tests import factories

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\ntrailer\n%%EOF"


def address(name, organism, *args):
    return reverse(f"services:{name}", args=[organism.pk, *args])


def text(response) -> str:
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def make_partner(organism, name="Usinage du Nord", kind="employer", neq="") -> Partner:
    return Partner.objects.create(organism=organism, name=name, sort_name=sort_name(name), kind=kind, neq=neq)


def make_body(organism, name="Table de l’Abitibi", members=("Cégep",), **values) -> ConcertationBody:
    values = {"name": name, "sort_name": sort_name(name), **values}
    return save_body(organism=organism, values=values, member_names=list(members))


def visit(organism, *partners, **more) -> Activity:
    return factories.make_activity(
        organism, "Visite d’entreprise", partner_ids=tuple(row.pk for row in partners), **more
    )


def pdf(name="feuille.pdf", data=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


# Partners


def test_list_finds_by_former_name_and_number_and_sorts(client_for, staff, coordinator, organism):
    kept, gone = make_partner(organism), make_partner(organism, "Nord Usinage inc.", neq="1145678901")
    make_partner(organism, "Boulangerie", kind="partner", neq="3345678901")
    visit(organism, gone), visit(organism, gone)
    client_for(coordinator).post(address("partner-merge", organism, kept.pk, gone.pk), {"survivor": kept.pk})
    client, path = client_for(staff), address("partner-list", organism)
    named = {words: [row.name for row in client.get(path, query).context["list"].sources] for words, query in {
        "all": {}, "former": {"q": "nord usinage"}, "number": {"q": "33 4567 8901"}, "kind": {"genre": "partner"},
        "many": {"tri": "-nombre"}, "none": {"q": "zzz"},
    }.items()}  # fmt: skip
    assert named == {
        "all": ["Boulangerie", "Usinage du Nord"], "former": ["Usinage du Nord"], "number": ["Boulangerie"],
        "kind": ["Boulangerie"], "many": ["Usinage du Nord", "Boulangerie"], "none": [],
    }  # fmt: skip
    assert "Rien ne répond à ces choix" in text(client.get(path, {"q": "zzz"}))
    assert client.get(path, {"genre": "abc", "tri": "abc", "page": "abc"}).status_code == 200


def test_export_holds_counts_and_former_names_and_runs_no_formula(client_for, staff, coordinator, organism):
    kept, gone = make_partner(organism, "=1+1 inc."), make_partner(organism, "Ancien nom")
    visit(organism, gone, day=date(2025, 6, 3))
    client_for(coordinator).post(address("partner-merge", organism, kept.pk, gone.pk), {"survivor": kept.pk})
    client = client_for(staff)
    path, columns = address("partner-list", organism), ["genre", "lieu", "neq", "nombre", "recent", "anciens"]
    sent = client.get(path, {"fichier": "csv", "col": columns})
    lines = b"".join(sent.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Nom;Genre;Municipalité;NEQ;Activités;Dernière activité;Anciens noms")
    assert lines[1] == "'=1+1 inc.;Employeur;;;1;2025-06-03;Ancien nom"
    book = openpyxl.load_workbook(io.BytesIO(client.get(path, {"fichier": "xlsx"}).content))
    assert book.active["E2"].value == 1


def test_card_is_changed_with_its_number_and_place(client_for, staff, organism):
    partner = make_partner(organism)
    typed = {"name": " Usinage  boréal ", "kind": "partner", "town": "Amos", "neq": "11 4567 8901", "revision": "1"}
    client_for(staff).post(address("partner-edit", organism, partner.pk), typed)
    partner.refresh_from_db()
    assert (partner.name, partner.kind, partner.municipality.name, partner.neq) == (
        "Usinage boréal", "partner", "Amos", "1145678901",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"neq": "4445678901"}, "Le NEQ compte dix chiffres"),
        ({"neq": "9" * 31}, "Le NEQ compte dix chiffres"),
        ({"name": ""}, "Donnez le nom."),
        ({"name": "a" * 161}, "160 caractères"),
        ({"name": "Un ; deux"}, "point-virgule"),
        ({"name": "Fer\x00me"}, "caractère"),
        ({"kind": "autre"}, "Choisissez le genre"),
        ({"town": "Nulle-Part-sur-Rien"}, "Aucune municipalité"),
        ({"name": "boulangerie"}, "fusionnez-les"),
    ],
)
def test_card_refuses_in_words_and_keeps_what_was_typed(client_for, staff, organism, typed, words):
    partner = make_partner(organism)
    make_partner(organism, "Boulangerie")
    typed = {"name": "Usinage", "kind": "employer", "town": "Amos", "neq": "1145678901", "revision": "1", **typed}
    response = client_for(staff).post(address("partner-edit", organism, partner.pk), typed)
    assert words in text(response)
    shown = response.context["form"]
    assert {name: shown[name].value() for name in typed} == typed
    partner.refresh_from_db()
    assert partner.name == "Usinage du Nord"


def test_merge_and_its_undoing_by_hand(client_for, coordinator, staff, organism):
    kept, gone = make_partner(organism), make_partner(organism, "Usinages du Nord inc.")
    activity, client = visit(organism, gone), client_for(coordinator)
    proposed = text(client.get(address("partner-duplicates", organism)))
    assert "Usinages du Nord inc." in proposed
    assert "noms proches" in proposed
    response = client.post(address("partner-merge", organism, kept.pk, gone.pk), {"survivor": kept.pk}, follow=True)
    assert "est fusionné avec « Usinage du Nord »" in text(response)
    assert list(activity.partners.all()) == [kept]
    assert "est fusionnée avec" in text(client_for(staff).get(address("partner-detail", organism, gone.pk)))
    merge = PartnerMerge.objects.get()
    client.post(address("partner-unmerge", organism, kept.pk, merge.pk))
    assert list(activity.partners.all()) == [gone]
    again = client.post(address("partner-unmerge", organism, kept.pk, merge.pk), follow=True)
    assert "déjà annulée" in text(again)


def test_merge_asks_which_row_stays_and_refuses_another(client_for, coordinator, organism):
    first, second, third = (make_partner(organism, name) for name in ("Un", "Deux", "Trois"))
    table = make_partner(organism, "Table", kind="partner")
    client = client_for(coordinator)
    for typed in ({"survivor": ""}, {"survivor": third.pk}, {"survivor": "abc"}):
        response = client.post(address("partner-merge", organism, first.pk, second.pk), typed)
        assert "Choisissez" in text(response)
    across = client.post(address("partner-merge", organism, first.pk, table.pk), {"survivor": first.pk})
    assert "changez d’abord le genre" in text(across)
    assert not PartnerMerge.objects.exists()


@pytest.mark.parametrize("name", ["partner-list", "body-list", "template-list"])
def test_lists_ask_as_much_for_one_row_as_for_thirty(client_for, coordinator, organism, name):
    client, asked = client_for(coordinator), []
    kind = ActivityType.objects.get(name="Premier accueil")
    made = 0
    for rows in (1, 3, 30):
        for rank in range(made, rows):
            partner = make_partner(organism, f"Employeur {rank}")
            visit(organism, partner, body_id=make_body(organism, f"Table {rank}", members=()).pk)
            values = {"name": f"M{rank}", "sort_name": f"m{rank}", "activity_type": kind}
            save_template(organism=organism, values=values, partner_names=["Cégep"], agreements=[])
        made = rows
        with CaptureQueriesContext(connection) as queries:
            client.get(address(name, organism))
        asked.append(len(queries))
    assert asked[1] == asked[2] <= 6


# Bodies


def meeting(organism, body, *partners, day=date(2025, 6, 3)) -> Activity:
    keys = tuple(row.pk for row in partners)
    return factories.make_activity(organism, "Table de concertation", day=day, partner_ids=keys, body_id=body.pk)


def test_meeting_names_its_body_and_the_page_counts_who_came(client_for, staff, organism):
    body = make_body(organism, members=("Cégep", "CISSS"))
    cegep, guest = body.members.get(name="Cégep"), make_partner(organism, "Invité", kind="partner")
    meeting(organism, body, cegep, guest), meeting(organism, body, cegep, day=date(2025, 7, 1))
    gone = meeting(organism, body, cegep, day=date(2025, 8, 1))
    Activity.objects.filter(pk=gone.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=staff, withdrawn_reason="Double"
    )
    response = client_for(staff).get(address("body-detail", organism, body.pk))
    seats = {seat.partner.name: (seat.times, seat.is_member) for seat in response.context["reading"].seats}
    assert seats == {"Cégep": (2, True), "CISSS": (0, True), "Invité": (1, False)}
    assert "Silencieuse depuis le 1er juillet 2025" in text(response)
    assert "silencieuse depuis" in text(client_for(staff).get(address("body-list", organism)))


def test_activity_form_takes_a_body_for_a_meeting_only(client_for, staff, organism, neighbour_organism):
    body, foreign = make_body(organism), make_body(neighbour_organism)
    meeting_kind = ActivityType.objects.get(name="Table de concertation").pk
    client, path = client_for(staff), address("activity-add", organism)
    typed = {"day": "2025-06-03", "activity_type": meeting_kind, "body": body.pk}
    client.post(path, typed)
    made = Activity.objects.get(organism=organism)
    assert made.body == body
    client.post(address("activity-edit", organism, made.pk), {**typed, "body": "", "revision": 1})
    page = text(client.get(address("activity-detail", organism, made.pk)))
    assert "instance, Table de l’Abitibi devient rien" in page
    other = ActivityType.objects.get(name="Premier accueil").pk
    assert "n’est pas une rencontre de concertation" in text(client.post(path, {**typed, "activity_type": other}))
    for odd in (foreign.pk, "abc", "9" * 31):
        assert "Choisissez une instance de la liste." in text(client.post(path, {**typed, "body": odd}))
    assert Activity.objects.filter(organism=organism).count() == 1


def test_a_meeting_begun_at_its_body_is_of_that_body(client_for, staff, organism, neighbour_organism):
    body, foreign, client = make_body(organism), make_body(neighbour_organism), client_for(staff)
    path = f"{address('activity-add', organism)}?instance={{}}"
    assert path.format(body.pk) in client.get(address("body-detail", organism, body.pk)).content.decode()
    assert client.get(path.format(body.pk)).context["form"]["body"].value() == body.pk
    for odd in (foreign.pk, "abc", "9" * 31):
        assert client.get(path.format(odd)).context["form"]["body"].value() is None


def test_database_keeps_a_meeting_within_its_organism(organism, neighbour_organism):
    activity, foreign = factories.make_activity(organism, "Table de concertation"), make_body(neighbour_organism)
    with pytest.raises(IntegrityError, match="body of another organism"), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(body=foreign)


def test_body_is_written_then_archived_and_leaves_the_form(client_for, staff, organism):
    client = client_for(staff)
    typed = {"name": "Comité  d’accueil", "region": organism.region_id, "members": "Cégep\r\n\r\ncégep\r\nCISSS"}
    client.post(address("body-add", organism), typed)
    body = ConcertationBody.objects.get(organism=organism)
    assert (body.name, body.members.count()) == ("Comité d’accueil", 2)
    assert "Une instance porte déjà ce nom." in text(client.post(address("body-add", organism), typed))
    assert "160 caractères" in text(client.post(address("body-add", organism), {"name": "x", "members": "a" * 161}))
    client.post(address("body-edit", organism, body.pk), {**typed, "archived": "on", "revision": "1"})
    form = client.get(address("activity-add", organism)).context["form"]
    assert list(form.fields["body"].queryset) == []


# Evidence


def test_evidence_is_joined_given_back_and_withdrawn_with_a_reason(client_for, staff, auditor, organism):
    activity, client = factories.make_activity(organism), client_for(staff)
    client.post(address("evidence-add", organism, activity.pk), {"file": pdf("../feuille de\u202epaye.exe")})
    evidence = Evidence.objects.get()
    assert (evidence.name, evidence.activity, evidence.added_by) == ("feuille depaye.pdf", activity, staff)
    for reader in (staff, auditor):
        path = address("evidence-download", organism, activity.pk, evidence.pk)
        response = client_for(reader).get(path)
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Content-Disposition"].startswith("attachment")
    path = address("evidence-withdraw", organism, activity.pk, evidence.pk)
    assert "Dites pourquoi" in text(client.post(path, {"reason": ""}))
    client.post(path, {"reason": "Mauvaise fiche"})
    evidence.refresh_from_db()
    assert (evidence.withdrawn_by, evidence.withdrawn_reason) == (staff, "Mauvaise fiche")
    assert client.get(address("evidence-download", organism, activity.pk, evidence.pk)).status_code == 404
    assert "Mauvaise fiche" in text(client.get(address("activity-detail", organism, activity.pk)))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (pdf(data=b""), "Ce fichier est vide"),
        (pdf("photo.pdf", b"MZ\x90"), "pas d’une sorte qu’on garde"),
        (None, "Choisissez un fichier."),
    ],
)
def test_evidence_of_another_sort_is_refused_in_words(client_for, staff, organism, file, words):
    activity = factories.make_activity(organism)
    typed = {"file": file} if file else {}
    response = client_for(staff).post(address("evidence-add", organism, activity.pk), typed, follow=True)
    assert words in text(response)
    assert not Evidence.objects.exists()


def test_same_evidence_twice_is_told_and_kept_once(client_for, staff, organism):
    activity, client = factories.make_activity(organism), client_for(staff)
    for _ in range(2):
        response = client.post(address("evidence-add", organism, activity.pk), {"file": pdf()}, follow=True)
    assert "Cette pièce y est déjà." in text(response)
    evidence = Evidence.objects.get()
    evidence.pk = None
    with pytest.raises(IntegrityError, match="evidence_once"), transaction.atomic():
        evidence.save(force_insert=True)
    with pytest.raises(IntegrityError, match="evidence_withdrawn_pair"), transaction.atomic():
        Evidence.objects.update(withdrawn_at=timezone.now())


def test_evidence_comes_with_the_record_in_one_page(client_for, staff, organism):
    kind = ActivityType.objects.get(name="Premier accueil").pk
    typed = {"day": "2025-06-03", "activity_type": kind, "evidence": pdf()}
    client = client_for(staff)
    client.post(address("activity-add", organism), typed)
    assert Evidence.objects.get().activity == Activity.objects.get(organism=organism)
    refused = client.post(address("activity-add", organism), {**typed, "evidence": pdf("a.pdf", b"<html>")})
    assert "pas d’une sorte qu’on garde" in text(refused)
    assert Activity.objects.filter(organism=organism).count() == 1


# Follow-up and hand-over


@pytest.mark.usefixtures("within_term")
def test_follow_up_counts_what_is_charged_to_nobody(client_for, coordinator, organism, agreement):
    today = timezone.localdate()
    factories.make_activity(organism, day=today)
    factories.make_activity(organism, day=today - timedelta(days=400))
    factories.make_activity(organism, day=today, agreements=[agreement])
    response = client_for(coordinator).get(address("follow-up", organism))
    assert response.context["uncharged"].number == 1
    assert "entente=aucune" in text(response)


def test_silent_colleagues_are_those_seated_long_enough(organism, staff, coordinator):
    today = timezone.localdate()
    factories.make_activity(organism, by=coordinator)
    newcomer = factories.make_seated_user("Nouvelle Venue", organism, "staff")
    Membership.objects.filter(user=newcomer).update(during=(today, None))
    assert [one.name for one in silent_colleagues(organism, days=14, today=today)] == [staff.name]
    Activity.objects.update(created_at=timezone.now() - timedelta(days=20))
    found = silent_colleagues(organism, days=14, today=today)
    assert [(one.name, one.last_at is None) for one in found] == [(staff.name, True), (coordinator.name, False)]
    assert silent_colleagues(organism, days=30, today=today)[-1].name == staff.name


def test_odd_number_of_days_is_the_usual_one(client_for, coordinator, organism):
    client = client_for(coordinator)
    for odd, days in (("abc", 14), ("0", 14), ("9999", 14), ("-1", 14), ("²", 14), ("30", 30)):
        assert client.get(address("follow-up", organism), {"jours": odd}).context["days"] == days


def test_probable_twins_say_the_same_numbers_above_zero(organism):
    today = timezone.localdate()
    for numbers in ({"immigrants": 4}, {"immigrants": 4}, {"immigrants": 5}, {"immigrants": 0}, {"immigrants": 0}):
        factories.make_activity(organism, "Atelier CV et entrevue", day=today, **numbers)
    factories.make_activity(organism, day=today), factories.make_activity(organism, day=today)
    (one,) = probable_duplicates(organism, today)
    assert (one.name, one.day, one.number) == ("Atelier CV et entrevue", today, 2)


def test_months_are_twelve_and_a_month_without_a_record_counts_zero(organism):
    for day in (date(2025, 2, 28), date(2025, 3, 1), date(2025, 12, 31), date(2026, 2, 1), date(2026, 2, 11)):
        factories.make_activity(organism, day=day)
    months = by_month(organism, date(2026, 2, 10))
    assert [first for first, _ in months] == [date(2025, m, 1) for m in range(3, 13)] + [
        date(2026, 1, 1), date(2026, 2, 1),
    ]  # fmt: skip
    assert [number for _, number in months] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1]
    assert by_month(organism, date(2026, 12, 5))[0][0] == date(2026, 1, 1)


@pytest.mark.parametrize("name", ["services:follow-up", "reporting:hand-over"])
def test_follow_up_asks_as_much_whatever_the_rows(client_for, coordinator, organism, funder, agreement, name):
    client, asked = client_for(coordinator), []
    kind = ActivityType.objects.get(name="Premier accueil")
    for rows in (1, 3, 30):
        for rank in range(rows):
            factories.make_activity(organism, "Atelier CV et entrevue", day=timezone.localdate(), immigrants=rank + 1)
            values = {"name": f"Modèle {rows}-{rank}", "sort_name": f"modele {rows}-{rank}", "activity_type": kind}
            save_template(organism=organism, values=values, partner_names=[], agreements=[agreement])
            factories.make_agreement(organism, funder, f"COURANTE-{rows}-{rank}", end=date(2040, 4, 1))
        client.get(reverse(name, args=[organism.pk]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name, args=[organism.pk]))
        asked.append(len(queries))
    assert len(set(asked)) == 1
    assert asked[0] <= (15 if name == "services:follow-up" else 30)
