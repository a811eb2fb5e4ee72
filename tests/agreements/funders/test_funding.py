"""Funders and programmes: dated names, successions, offices, usual requirements; the network writes, all read."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from agreements.exceptions import AgreementRefused
from agreements.funders.actions import (
    change_office,
    create_programme,
    name_funder,
    name_programme,
    period_words,
    replace_funder,
)
from agreements.models import DefaultRequirement, Funder, FunderSuccession, Priority, Programme, Stream
from tests import factories


def url(name, *args):
    return reverse(f"agreements:{name}", args=args)


def dated(owner) -> list[tuple]:
    rows = owner.names.order_by("during")
    return [(row.name, row.during.lower, row.during.upper) for row in rows]


@pytest.fixture
def ministry(network):
    """MICC, then MIDI, as they were."""
    made = Funder.objects.create(name="MICC", sort_name="micc", kind="ministry")
    made.names.create(name="MICC", during=DateRange(date(2005, 2, 18), None))
    name_funder(funder=made, name="MIDI", from_day=date(2014, 4, 23), by=network)
    made.refresh_from_db()
    return made


def test_a_name_ends_the_day_before_the_next_begins(ministry, network):
    name_funder(funder=ministry, name="MIFI", from_day=date(2019, 6, 16), by=network)
    ministry.refresh_from_db()
    assert (ministry.name, ministry.sort_name) == ("MIFI", "mifi")
    assert dated(ministry) == [
        ("MICC", date(2005, 2, 18), date(2014, 4, 23)),
        ("MIDI", date(2014, 4, 23), date(2019, 6, 16)),
        ("MIFI", date(2019, 6, 16), None),
    ]
    days = {date(2014, 3, 31): "MICC", date(2014, 4, 22): "MICC", date(2014, 4, 23): "MIDI", date(2026, 3, 31): "MIFI"}
    assert {day: ministry.name_on(day) for day in days} == days


def test_a_past_name_is_added_between_two_and_changes_nothing_today(ministry, network):
    name_funder(funder=ministry, name="MRCI", from_day=date(2010, 1, 1), by=network)
    ministry.refresh_from_db()
    assert ministry.name == "MIDI"
    assert [name for name, *_ in dated(ministry)] == ["MICC", "MRCI", "MIDI"]
    assert ministry.name_on(date(2012, 1, 1)) == "MRCI"


def test_a_name_before_all_others_ends_where_they_begin(ministry, network):
    name_funder(funder=ministry, name="MCCI", from_day=date(1990, 4, 1), by=network)
    assert dated(ministry)[0] == ("MCCI", date(1990, 4, 1), date(2005, 2, 18))


def test_a_funder_whose_name_was_never_dated_keeps_it_for_the_past(funder, network):
    name_funder(funder=funder, name="Ministère nouveau", from_day=date(2024, 1, 1), by=network)
    assert funder.name_on(date(2013, 3, 31)) == "Ministère des Essais"
    assert Funder.objects.get(pk=funder.pk).name_on(date(2026, 3, 31)) == "Ministère nouveau"


@pytest.mark.parametrize(
    ("name", "day", "sentence", "field"),
    [
        ("MIFI", date(2014, 4, 23), "commence déjà", "from_day"),
        ("MIDI", date(2016, 1, 1), "déjà son nom", "name"),
        ("MIFI", timezone.localdate() + timedelta(days=2), "à venir", "from_day"),
    ],
)
def test_a_name_that_cannot_be_is_refused(ministry, network, name, day, sentence, field):
    before = dated(ministry)
    with pytest.raises(AgreementRefused, match=sentence) as refused:
        name_funder(funder=ministry, name=name, from_day=day, by=network)
    assert refused.value.field == field
    assert dated(ministry) == before


def test_a_programme_has_dated_names_too(agreement, network):
    programme = agreement.programme
    old = programme.name
    name_programme(programme=programme, name="Accueil en région", from_day=date(2022, 4, 1), by=network)
    programme.refresh_from_db()
    assert programme.name == "Accueil en région"
    assert programme.name_on(date(2022, 3, 31)) == old


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2019, 6, 16), None, "depuis le 16 juin 2019"),
        (None, date(2014, 4, 23), "jusqu’au 22 avril 2014"),
        (date(2005, 2, 18), date(2014, 4, 23), "du 18 février 2005 au 22 avril 2014"),
        (None, None, "depuis toujours"),
    ],
)
def test_periods_are_told_with_their_last_day(first, last, words):
    assert period_words(DateRange(first, last)).replace("\u00a0", " ") == words


def test_what_replaced_a_funder_does_not_come_back_to_it(funder, other_funder, network):
    third = factories.make_funder("Tiers")
    replace_funder(funder=funder, successor=other_funder, on=date(2019, 6, 16), by=network)
    replace_funder(funder=other_funder, successor=third, on=date(2022, 6, 16), by=network)
    with pytest.raises(AgreementRefused, match="l’inverse ne peut pas être vrai"):
        replace_funder(funder=third, successor=funder, on=date(2023, 1, 1), by=network)
    with pytest.raises(AgreementRefused, match="déjà inscrit"):
        replace_funder(funder=funder, successor=other_funder, on=date(2023, 1, 1), by=network)
    assert FunderSuccession.objects.count() == 2


def test_each_of_two_funders_names_the_other(client_for, staff, network, funder, other_funder):
    replace_funder(funder=funder, successor=other_funder, on=date(2019, 6, 16), by=network)
    client = client_for(staff)
    assert "Remplacé par" in client.get(url("funder-detail", funder.pk)).text
    assert "A remplacé" in client.get(url("funder-detail", other_funder.pk)).text
    assert "remplacé par Fondation des Épreuves" in client.get(url("funder-list")).text


def test_an_office_with_a_reader_does_not_close(client_for, network, funder, agreement):
    office = funder.offices.create(name="Nord")
    factories.make_funder_user("Agente du Nord", funder, office)
    with pytest.raises(AgreementRefused, match="fermez d’abord son accès"):
        change_office(office=office, name="Nord", closed_on=date(2026, 1, 1), by=network)
    office.refresh_from_db()
    assert office.closed_on is None


def test_a_closed_office_is_offered_no_more_but_stays_where_it_signed(client_for, network, funder, agreement):
    north, south = funder.offices.create(name="Nord"), funder.offices.create(name="Sud")
    agreement.signatures.update(office=north)
    for office in (north, south):
        change_office(office=office, name=office.name, closed_on=date(2020, 1, 1), by=network)
    text = client_for(network).get(url("agreement-edit", agreement.pk)).text
    assert "Ministère des Essais – Nord" in text
    assert "Ministère des Essais – Sud" not in text
    assert "fermé le 1er janvier 2020" in client_for(network).get(url("funder-detail", funder.pk)).text


def test_programmes_get_a_key_of_their_own(funder, other_funder, network):
    day = date(2024, 4, 1)
    keys = [
        create_programme(funder=one, name="Mieux vivre", from_day=day, by=network).key for one in (funder, other_funder)
    ]
    assert keys == ["mieux-vivre", "mieux-vivre-2"]
    with pytest.raises(AgreementRefused, match="porte déjà ce nom"):
        create_programme(funder=funder, name="MIEUX VIVRE", from_day=day, by=network)


# Pages


def test_the_network_writes_a_funder_from_its_name_to_its_reports(client_for, network):
    client = client_for(network)
    typed = {
        "name": "Ville de Rimouski",
        "from_day": "2001-04-18",
        "kind": "municipal",
        "year_starts": "1",
        "email": "",
    }
    answer = client.post(url("funder-add"), typed)
    assert answer.headers["Location"] == Funder.objects.latest("pk").get_absolute_url()
    funder = Funder.objects.get(name="Ville de Rimouski")
    assert dated(funder) == [("Ville de Rimouski", date(2001, 4, 18), None)]
    client.post(url("office-add", funder.pk), {"name": "Service des loisirs"})
    client.post(url("programme-add", funder.pk), {"name": "Accueillir", "from_day": "2020-01-01"})
    programme = funder.programmes.get()
    client.post(url("part-add", programme.pk, "volets"), {"name": "Jeunes"})
    client.post(url("part-add", programme.pk, "priorites"), {"code": "P1", "words": "Accueillir", "component": "4"})
    asked = client.get(url("part-add", programme.pk, "exigences")).context["form"]
    assert (asked["period_from_month"].value(), asked["due_month"].value()) == (1, 3)
    due = {"kind": "final", "period_from_month": "1", "period_months": "12", "due_month": "3", "due_day": "31"}
    client.post(url("part-add", programme.pk, "exigences"), due)
    text = client.get(url("programme-detail", programme.pk)).text
    for words in ("Accueillir", "Jeunes", "P1 – Accueillir", "12 mois à compter de janvier, à remettre le 31 mars"):
        assert words in text, words
    assert "Service des loisirs" in client.get(url("funder-detail", funder.pk)).text


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        (
            "funder-add",
            {"name": "Ministère des Essais", "from_day": "2020-01-01", "kind": "other", "year_starts": "4"},
            "porte déjà ce nom",
        ),
        ("funder-add", {"name": "A\x00B", "from_day": "2020-01-01", "kind": "other", "year_starts": "4"}, "nul"),
        (
            "funder-add",
            {"name": "Autre", "from_day": "9999-01-01", "kind": "other", "year_starts": "4"},
            "de 1990 à 2100",
        ),
        (
            "funder-add",
            {"name": "Autre", "from_day": "2020-01-01", "kind": "other", "year_starts": "13"},
            "Faites un choix",
        ),
        ("funder-rename", {"name": "Autre", "from_day": "demain"}, "Écrivez la date ainsi"),
        ("funder-rename", {"name": "Autre", "from_day": "2099-01-01"}, "à venir"),
        ("funder-replace", {"successor": "abc", "on": "2020-01-01"}, "Faites un choix"),
        ("office-add", {"name": ""}, "Inscrivez le nom"),
        ("programme-add", {"name": "x" * 161, "from_day": "2020-01-01"}, "160"),
    ],
)  # fmt: skip
def test_what_the_network_cannot_write_is_said_beside_its_box(client_for, network, funder, name, typed, sentence):
    before = (Funder.objects.count(), Programme.objects.count(), FunderSuccession.objects.count())
    args = [] if name == "funder-add" else [funder.pk]
    answer = client_for(network).post(url(name, *args), typed)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert (Funder.objects.count(), Programme.objects.count(), FunderSuccession.objects.count()) == before


def test_edits_are_written_and_parts_removed_unless_used(client_for, network, agreement, funder):
    client, programme = client_for(network), agreement.programme
    address = url("funder-edit", funder.pk)
    typed = {"kind": "federal", "year_starts": "7", "email": "a@example.org"}
    client.post(address, typed | {"seen": client.get(address).context["form"]["seen"].value()})
    funder.refresh_from_db()
    assert (funder.kind, funder.year_starts, funder.email) == ("federal", 7, "a@example.org")
    used, free = (Stream.objects.create(programme=programme, name=name) for name in ("Tenu", "Libre"))
    type(agreement).objects.filter(pk=agreement.pk).update(stream=used)
    address = url("part-edit", programme.pk, "volets", free.pk)
    client.post(address, {"name": "Renommé", "seen": client.get(address).context["form"]["seen"].value()})
    free.refresh_from_db()
    assert free.name == "Renommé"
    client.post(url("part-remove", programme.pk, "volets", free.pk))
    text = client.post(url("part-remove", programme.pk, "volets", used.pk), follow=True).text
    assert "Des ententes sont de ce volet" in text
    assert list(programme.streams.all()) == [used]


def test_a_code_and_a_kind_are_borne_once_in_a_programme(client_for, network, agreement):
    client, programme = client_for(network), agreement.programme
    taken = programme.priorities.first()
    text = client.post(
        url("part-add", programme.pk, "priorites"), {"code": taken.code, "words": "x", "component": ""}
    ).text
    assert "porte déjà ce code" in text
    due = {"kind": "final", "period_from_month": "4", "period_months": "12", "due_month": "6", "due_day": "30"}
    client.post(url("part-add", programme.pk, "exigences"), due)
    assert "Le programme demande déjà ceci" in client.post(url("part-add", programme.pk, "exigences"), due).text
    assert DefaultRequirement.objects.filter(programme=programme).count() == 1
    assert Priority.objects.filter(programme=programme, code=taken.code).count() == 1


def test_a_row_of_another_programme_is_not_found(client_for, network, agreement, other_funder):
    other = Programme.objects.create(funder=other_funder, name="Autre", key="autre")
    stream = Stream.objects.create(programme=other, name="Ailleurs")
    client = client_for(network)
    assert (
        client.post(url("part-edit", agreement.programme_id, "volets", stream.pk), {"name": "Pris"}).status_code == 404
    )
    assert client.post(url("part-remove", agreement.programme_id, "volets", stream.pk)).status_code == 404
    assert Stream.objects.get().name == "Ailleurs"


@pytest.mark.parametrize("who", ["staff", "director", "analyst", "funder_agent", "auditor"])
def test_everybody_reads_names_and_only_the_network_coordination_writes(client_for, request, funder, who):
    funder.email = "secret@bailleur.example"
    funder.save()
    client = client_for(request.getfixturevalue(who))
    text = client.get(url("funder-detail", funder.pk)).text
    assert "Ministère des Essais" in text
    assert "Dater un nom" not in text
    assert ("secret@bailleur.example" in text) == (who == "analyst")
    assert client.post(url("funder-rename", funder.pk), {"name": "Pris", "from_day": "2020-01-01"}).status_code == 403
    assert not funder.names.exists()


@pytest.mark.usefixtures("within_term")
def test_the_list_searches_sorts_and_teaches(client_for, network, agreement, funder, other_funder):
    client = client_for(network)
    assert other_funder.name not in client.get(url("funder-list"), {"q": "ESSAIS"}).text
    assert "Rien ne répond à ces choix" in client.get(url("funder-list"), {"q": "zzz"}).text
    assert funder.name not in client.get(url("funder-list"), {"kind": "foundation"}).text
    rows = client.get(url("funder-list"), {"tri": "-ententes"}).context["list"].sources
    assert (rows[0], rows[0].running) == (funder, 1)
    assert (
        client.get(url("funder-list"), {"q": "1" * 200, "kind": "rien", "tri": "x", "page": "abc"}).status_code == 200
    )


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_costs_the_same_whatever_it_holds(client_for, network, django_assert_max_num_queries, number):
    for rank in range(number):
        replace_funder(
            funder=factories.make_funder(f"Ancien {rank}"), successor=factories.make_funder(f"Nouveau {rank}"),
            on=date(2019, 6, 16), by=network,
        )  # fmt: skip
    client = client_for(network)
    client.get(url("funder-list"))
    with django_assert_max_num_queries(9):
        client.get(url("funder-list"))


def test_an_invitation_offers_open_offices_only(client_for, network, funder):
    funder.offices.create(name="Ouvert")
    funder.offices.create(name="Fermé", closed_on=date(2020, 1, 1))
    text = client_for(network).get(url("agent-invite")).text
    assert "Ministère des Essais – Ouvert" in text
    assert "Ministère des Essais – Fermé" not in text


@pytest.mark.usefixtures("within_term")
@pytest.mark.parametrize(("reader", "is_all"), [("network", True), ("other_funder_agent", False)])
def test_agreements_that_one_does_not_read_are_not_said_to_be_none(
    request, client_for, reader, is_all, funder, agreement
):
    """Only who reads them all may say how many a funder has."""
    Programme.objects.filter(pk=agreement.programme_id).update(funder=funder)
    client = client_for(request.getfixturevalue(reader))
    page = client.get(url("funder-detail", funder.pk)).text
    [row] = [row for row in client.get(url("funder-list")).text.split("<tr") if f">{funder.name}</a>" in row]
    assert ("que vous lisez" not in page) == is_all
    assert (">1</a>" in page, ">0</a>" in page) == (is_all, False)
    assert ("1 entente<" in page, "0 entente" in page) == (is_all, False)
    assert (">1</td>" in row, "n is-blank" in row) == (is_all, not is_all)
