"""What a search finds: by words in any order, to each person what they may read; a number opens its page."""

import re
from datetime import date

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import FunderName
from organisms.models import Organism, OrganismName
from organisms.names import sort_name
from services.models import Partner
from tests import factories
from tests.access import world
from tests.access.test_matrix import here  # noqa: F401
from tests.access.writes import seen_writes

pytestmark = [pytest.mark.django_db, pytest.mark.built_once("here", "rows")]
# Statements as the database receives them; tests keep sessions in memory, production asks the database for one more
MOST = 12 - 1
ROLES = ["staff", "coordinator", "director", "neighbour", "pivot", "network", "analyst", "funder", "other_funder",
         "auditor"]  # fmt: skip
NAMES = (
    "Centre d’accueil de la Vallée-de-l’Or",
    "Œuvre du Nord (SANA)",
    "Carrefour Saint-Félix",
)


def make_partner(organism, name, kind="partner") -> Partner:
    return Partner.objects.create(organism=organism, kind=kind, name=name, sort_name=sort_name(name))


@pytest.fixture
def rows(organism, neighbour_organism, agreement, funder):
    """Organisms, an agreement with its funder's number, a funder that was called otherwise, partners of two sides."""
    made = [factories.make_organism(name) for name in NAMES]
    OrganismName.objects.filter(organism=made[2]).update(during=DateRange(date(2020, 4, 1), None))
    OrganismName.objects.create(
        organism=made[2], name="Halte des Érables", during=DateRange(date(2012, 4, 1), date(2020, 4, 1))
    )
    agreement.title, agreement.funder_reference = "Entente d’accueil régional", "DOSSIER/2024-77"
    agreement.save()
    FunderName.objects.create(funder=funder, name="MICC", during=DateRange(date(2005, 1, 1), date(2014, 4, 1)))
    make_partner(organism, "Garage Lévesque & fils", "employer")
    make_partner(neighbour_organism, "Garage Voisin", "employer")
    return made


def open_search(client, typed, **more):
    return client.get(reverse("search:search"), {"q": typed, **more})


def hits(client, typed, kind) -> list[str]:
    """Return the titles of one kind, shown whole, with what is marked between brackets."""
    groups = open_search(client, typed, quoi=kind).context["groups"]
    shown = next((group.hits for group in groups if group.kind.key == kind), [])
    return ["".join(f"[{part.words}]" if part.is_match else part.words for part in hit.title) for hit in shown]


@pytest.mark.parametrize(
    ("typed", "kind", "title"),
    [
        ("accueil", "organismes", "Centre d’[accueil] de la Vallée-de-l’Or"),
        ("l or vallee", "organismes", "Centre d’accueil de [l]a [Vallée]-de-[l]’[Or]"),
        ("OEUVRE", "organismes", "[Œuvre] du Nord (SANA)"),
        ("sana œuv", "organismes", "[Œuv]re du Nord ([SANA])"),
        ("saint felix", "organismes", "Carrefour [Saint]-[Félix]"),
        ("erables", "organismes", "Carrefour Saint-Félix"),
        ("regional", "ententes", "MIN-2024-031, Entente d’accueil [régional]"),
        ("dossier 77 accueil", "ententes", "MIN-2024-031, Entente d’[accueil] régional"),
        ("micc entente", "ententes", "MIN-2024-031, [Entente] d’accueil régional"),
        ("essais regionalisation", "ententes", "MIN-2024-031, Entente d’accueil régional"),
        ("micc", "bailleurs", "Ministère des Essais"),
        ("essais minist", "bailleurs", "[Minist]ère des [Essais]"),
        ("levesque garage", "partenaires", "[Garage] [Lévesque] & fils"),
        ("familles accueillies", "indicateurs", "V4.04, [familles] [accueillies] et accompagnées"),
        ("excel", "pages", "Importations"),
        ("partenaires", "pages", "[Partenaires]"),
        ("raccourcis", "aide", "[Raccourcis]"),
    ],
)
def test_a_thing_is_found_by_its_words_in_any_order(client_for, coordinator, rows, typed, kind, title):
    assert any(title.lower() == shown.lower() for shown in hits(client_for(coordinator), typed, kind)), hits(
        client_for(coordinator), typed, kind
    )


@pytest.mark.parametrize(
    ("who", "typed", "place"),
    [
        ("coordinator", "argent reçu d’un bailleur", "Argent"),
        ("network", "version suivante d’un gabarit", "Gabarits"),
        ("network", "courriels non livrés", "Travaux et courriels"),
    ],
)
def test_a_task_is_found_by_what_one_wants_to_do(request, client_for, agreement, who, typed, place):
    found = open_search(client_for(request.getfixturevalue(who)), typed).context["groups"]
    pages = next(group.hits for group in found if group.kind.key == "pages")
    assert place in ["".join(part.words for part in hit.title) for hit in pages]


def test_money_received_is_three_clicks_from_home(client_for, coordinator, organism, agreement):
    client = client_for(coordinator)
    doors = {door.words: door for door in client.get("/").context["doors"]}
    places = {place.words: place.url for place in doors["Ententes"].places}
    page = client.get(places["Argent"], {"annee": "2025"}).text
    form = reverse("agreements:payment-receive", args=[agreement.pk])
    assert "Inscrire un montant reçu" in page[page.index(f'class="cell-unit" href="{form}?') :]


def test_a_former_name_is_said_where_the_name_of_today_does_not_answer(client_for, coordinator, rows):
    client = client_for(coordinator)
    assert "auparavant <mark>Halte</mark>" in open_search(client, "halte erables").content.decode()
    assert "auparavant" not in open_search(client, "carrefour").content.decode()


def test_reports_are_found_by_number_form_year_and_agreement(here, client_for):  # noqa: F811
    client = client_for(here.people["coordinator"])
    number = open_search(client, "rapport 2025").context["groups"]
    [group] = [group for group in number if group.kind.key == "rapports"]
    assert group.total >= 3
    assert all(hit.status for hit in group.hits)
    for typed in ("CANARI-ENT 7714", "ra 2026", "rapport annuel 2026", "croisee final"):
        assert hits(client, typed, "rapports"), typed
    assert hits(client, "rapport annuel 1999", "rapports") == []


def test_a_number_opens_its_page(here, rows, client_for):  # noqa: F811
    client, stranger = client_for(here.people["coordinator"]), client_for(here.people["neighbour"])
    submitted, code = here.places["submitted"]["report_id"], here.places["code"]["code"]
    number = f"ra-2026-{here.people['coordinator'].live_memberships[0].organism_id:04}"
    issued = here.places["issued_v1"]
    spaced = "-".join(re.findall("....", code))

    def leads(typed, by=client):
        return open_search(by, typed).headers.get("Location")

    assert leads(number) == reverse("reporting:report-detail", args=[submitted])
    assert leads("v4.03") == reverse("reporting:indicator-detail", args=["V4.03"])
    assert leads("min-2024-031") == leads("dossier/2024-77") != None  # noqa: E711
    assert leads(code) == leads(f" {spaced.lower()} ") == reverse("reporting:version-detail", kwargs=issued)

    assert leads(number, stranger) is None
    assert leads("min-2024-031", stranger) is None
    assert leads(code, stranger) == reverse("reporting:verify-code", args=[code])
    assert leads("v9.99") is leads("ra-1999-0001") is leads("A" * 16) is None
    # Who chose to see a kind whole stays on it
    assert open_search(client, "v4.03", quoi="indicateurs").status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_nobody_finds_what_they_may_not_read(role, here, client_for):  # noqa: F811
    """Each canary is asked by its beginning, so that the page does not show it as what was typed."""
    client = client_for(here.people[role])
    for typed in ("canari", "canari 7714", "canari ent", "canari voisin"):
        for kind in ("", "partenaires", "ententes", "rapports"):
            text = re.sub("</?mark>", "", open_search(client, typed, quoi=kind).content.decode())
            assert [canary for canary in world.HIDDEN_FROM[role] if canary in text] == [], typed


def test_each_side_finds_its_own(here, rows, client_for):  # noqa: F811
    """The anchor of the test above: what is there is found by who may read it."""
    seen = {role: len(hits(client_for(here.people[role]), "canari ent", "ententes")) for role in ROLES}
    assert seen == {
        "staff": 2, "coordinator": 2, "director": 2, "neighbour": 1, "pivot": 0, "network": 3, "analyst": 3,
        "funder": 2, "other_funder": 1, "auditor": 2,
    }  # fmt: skip
    garages = {role: hits(client_for(here.people[role]), "garage", "partenaires") for role in ROLES}
    own, others = ["[Garage] Lévesque & fils"], ["[Garage] Voisin"]
    nobody = {role: [] for role in ("pivot", "network", "analyst", "funder", "other_funder")}
    assert garages == {**dict.fromkeys(("staff", "coordinator", "director", "auditor"), own), "neighbour": others,
                       **nobody}  # fmt: skip


def test_households_are_not_searched_and_nothing_is_written(here, client_for):  # noqa: F811
    for role in ROLES:
        client = client_for(here.people[role])
        with CaptureQueriesContext(connection) as captured, seen_writes() as writes:
            open_search(client, "menage 2025 canari")
        sent = "\n".join(query["sql"] for query in captured)
        assert "services_household" not in sent, role
        assert writes == [], role


def statements(client, typed, **more) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert open_search(client, typed, **more).status_code == 200
    return len(captured)


def test_statements_do_not_grow(here, client_for):  # noqa: F811
    people = [here.people[role] for role in ("coordinator", "pivot", "network", "funder", "auditor")]
    organism = people[0].live_memberships[0].organism
    agreement_funder = factories.make_funder("Fonds du Nord essai")
    asked = ["essai", "maison 2025", "zzyzx", "rapport annuel essai"]

    def measure():
        return {(who.name, typed): statements(client_for(who), typed) for who in people for typed in asked}

    small = measure()
    for number in range(30):
        factories.make_organism(f"Maison d’essai {number}")
        make_partner(organism, f"Essai {number}")
        factories.make_agreement(organism, agreement_funder, f"ESSAI-{number}",
                                 start=date(1991 + number, 4, 1), end=date(1992 + number, 4, 1))  # fmt: skip
    large = measure()
    assert small == large
    assert max(large.values()) <= MOST


def test_a_kind_is_shown_whole_by_pages(client_for, coordinator, rows):
    Organism.objects.bulk_create(
        Organism(name=f"Brelan {n:03}", sort_name=f"brelan {n:03}", region=rows[0].region) for n in range(60)
    )
    client = client_for(coordinator)
    [group] = [group for group in open_search(client, "brelan").context["groups"] if group.kind.key == "organismes"]
    assert (group.total, len(group.hits)) == (60, 3)

    first = open_search(client, "brelan", quoi="organismes")
    text = first.content.decode()
    assert "60\xa0organismes" in text
    assert "?q=brelan&amp;quoi=organismes&amp;page=2" in text
    last = open_search(client, "brelan", quoi="organismes", page=3).context["whole"]
    assert [hit.url for hit in last.hits] == [
        reverse("organisms:organism-detail", args=[pk])
        for pk in Organism.objects.filter(name__gte="Brelan 050", name__startswith="Brelan").values_list(
            "pk", flat=True
        )
    ]
    for odd in ("99", "0", "-1", "abc", "9" * 40):
        page = open_search(client, "brelan", quoi="organismes", page=odd).context["whole"]
        assert (page.page, len(page.hits)) == (1, 25), odd
    assert len(open_search(client, "brelan", quoi="rien").context["groups"]) >= 1


def test_nothing_found_proposes_what_is_near(client_for, coordinator, rows):
    response = open_search(client_for(coordinator), "levesqe garaje")
    text = response.content.decode()
    assert "Rien ne porte «&nbsp;levesqe garaje&nbsp;»" in text
    assert [near.words for near in response.context["near"]] == ["Garage Lévesque & fils"]
    assert reverse("search:plan") in text
    assert "Garage Voisin" not in text
    calendar = open_search(client_for(coordinator), "calandrier").context["near"]
    assert ("Calendrier", "Page") in [(near.words, near.kind) for near in calendar]
    assert open_search(client_for(coordinator), "xqzw kjhv").context["near"] == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Un numéro exact ouvre sa page"),
        ("   ", "Un numéro exact ouvre sa page"),
        ("a", "Écrivez au moins 2 lettres ou chiffres."),
        ("%", "Écrivez au moins 2 lettres ou chiffres."),
        ("_", "Écrivez au moins 2 lettres ou chiffres."),
        ("«»—…!?", "Écrivez au moins 2 lettres ou chiffres."),
        ("\\", "Écrivez au moins 2 lettres ou chiffres."),
        ("x" * 10_000, "Écrivez 200 signes au plus."),
        ("'; DROP TABLE organisms_organism; --", "Rien ne porte"),
        ("' OR 1=1 zz", "Rien ne porte"),
        ("zz & ! | ( ) <-> :*", "Rien ne porte"),
        ("🍁🍁", "Rien ne porte"),
        ("\u202exyzzyx", "Rien ne porte"),
        ("<script>alert(1)</script>", "Rien ne porte"),
        ("ﷺ" * 150, "Rien ne porte"),
    ],
)
def test_odd_words_are_answered_in_words(client_for, coordinator, rows, typed, said):
    response = open_search(client_for(coordinator), typed)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert "<script>alert" not in response.content.decode()


def test_bytes_that_are_no_text_are_answered(client_for, coordinator):
    client = client_for(coordinator)
    assert client.get(f"{reverse('search:search')}?q=ab%00cd").status_code == 400
    for query in (
        "q=%ED%A0%80",
        "q=%FF%FE",
        "q=ab&q=cd",
        "q[]=x",
        "quoi=%FF&q=maison",
        "page=%FF&quoi=organismes&q=or",
    ):
        assert client.get(f"{reverse('search:search')}?{query}").status_code == 200, query
    assert client.post(reverse("search:search"), {"q": "x"}).status_code == 405


def test_who_has_no_seat_finds_no_row(client_for, rows):
    client = client_for(factories.make_user("Sans Siège"))
    shown = open_search(client, "accueil").context["groups"]
    assert {group.kind.key for group in shown} <= {"pages", "aide"}
    assert hits(client, "V4", "indicateurs") == []


PLANS = [
    ("SELECT id FROM organisms_organism WHERE search_words(sort_name) @@ '''relais'':*'::tsquery", "organism_words"),
    ("SELECT id FROM services_partner WHERE search_words(sort_name) @@ '''relais'':* & ''12'':*'::tsquery",
     "partner_words"),
    ("SELECT id FROM organisms_organism ORDER BY sort_name <->> 'relias' LIMIT 3", "organism_near_names"),
]  # fmt: skip


def test_each_search_reads_an_index(client_for, coordinator, organism, rows):
    """Of the statements that the page sends, and of those that find near names."""
    names = [f"Relais {number} du {number % 97}" for number in range(3000)]
    Organism.objects.bulk_create(Organism(name=name, sort_name=name.lower(), region=organism.region) for name in names)
    Partner.objects.bulk_create(Partner(organism=organism, kind="partner", name=name, sort_name=name.lower())
                                for name in names)  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_statistics(ARRAY['organisms_organism', 'services_partner']::regclass[])")

    def plan_of(sql):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}")
            return "\n".join(line for (line,) in cursor.fetchall())

    assert [(sql, index) for sql, index in PLANS if index not in plan_of(sql)] == []
    with CaptureQueriesContext(connection) as captured:
        open_search(client_for(coordinator), "relais 12 du")
    sent = [query["sql"] for query in captured if "search_words" in query["sql"]]
    plans = [plan_of(sql) for sql in sent]
    assert len(sent) >= 5
    for index in ("organism_words", "organism_name_words", "agreement_words", "funder_words", "partner_words",
                  "programme_words", "report_number_words", "template_words"):  # fmt: skip
        assert any(index in plan for plan in plans), index
