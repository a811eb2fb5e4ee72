"""The funder's own side: what it follows, a programme in one sheet, a year in one file; nothing of another funder."""

import csv
import hashlib
import io
import re
import uuid
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.deliverables.actions import hand_in, skip_deliverable
from agreements.models import FunderSeat, Target
from organisms.models import Indicator
from reporting.funder_reports.actions.issuing import issue_report
from reporting.funder_reports.actions.receipts import record_receipt
from reporting.funder_reports.year_archive import bundle_path, keep_bundle, progress_of, versions_of_year
from reporting.management.demo import past_moments
from reporting.models import Report
from roriq_portal.jobs import defer
from tests import factories
from tests.jobs import fail_jobs, run_pending_jobs
from tests.pages import without_help
from tests.reporting.builders import funder_reports, reports
from tests.reporting.monitoring.builders import sign

pytestmark = pytest.mark.built_once("issued")

DESK, MAKE = "/suivi/", "/suivi/annee/"
YEAR = 2025
KEY = "00000000-0000-0000-0000-000000000007"


def words(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def target(agreement, number, code="V1.06", value=18):
    year = agreement.years.get(number=number)
    return Target.objects.create(year=year, indicator=Indicator.objects.get(code=code), value=Decimal(value))


@pytest.fixture
def issued(agreement, organism, director) -> Report:
    target(agreement, 2)
    target(agreement, 3, value=20)
    for _ in range(3):
        factories.make_activity(organism, "Séjour exploratoire", agreements=[agreement], quantity=1, immigrants=2)
    return funder_reports.make_issued(agreement, director)


@pytest.fixture
def foreign(organism, far_organism, other_funder) -> Report:
    """Another funder's agreement with the same organism, and its report."""
    other = factories.make_agreement(organism, other_funder, "CANARI-7714")
    director = factories.make_seated_user("Autre direction", organism, "director")
    return funder_reports.make_issued(other, director)


def rows_of(client, path) -> list[list]:
    response = client.get(path)
    assert response.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def book_path(agreement) -> str:
    return reverse("reporting:programme-book", args=[agreement.programme_id])


def bundle(user, year=YEAR) -> zipfile.ZipFile:
    keep_bundle(user, KEY, year)
    with default_storage.open(bundle_path(user.pk, KEY, year)) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def index_of(book: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(book.read("index.csv").decode("utf-8-sig")), delimiter=";"))


def test_the_desk_counts_received_late_and_to_accept(client_for, funder_agent, issued, foreign):
    page = words(client_for(funder_agent).get(DESK))
    numbers = dict(re.findall(r'data-label="(Reçus|À accepter|En retard|Avenants)">(.*?)</td>', page, re.S))
    late = (
        sum(1 for row in issued.agreement.requirements.get().deliverables.all() if row.due_on < timezone.localdate())
        - 1
    )
    assert numbers["Reçus"] == "1"
    assert re.sub(r"<.*?>", "", numbers["À accepter"]).strip() == "1"
    assert re.sub(r"<.*?>", "", numbers["En retard"]).strip() == str(late)
    assert numbers["Avenants"] == "0"
    assert "CANARI" not in page


def test_funder_counts_late_only_what_it_still_waits_for(
    agreement, organism, funder, coordinator, director, funder_agent, client_for
):
    """Handed in outside the portal, not asked or issued: none is late for the funder, on its page or its sheet."""
    day = timezone.localdate() - timedelta(days=40)
    for place, act in enumerate(("late", "handed", "skipped")):
        other = factories.make_agreement(organism, funder, f"RET-{place}")
        owed = reports.make_deliverable(other, due_on=day)
        if act == "handed":
            hand_in(deliverable=owed, on=day, by=coordinator)
        elif act == "skipped":
            skip_deliverable(deliverable=owed, reason="Non.", by=coordinator)
    reports.make_issued(agreement, director)
    page = words(client_for(funder_agent).get(DESK))
    cells = re.findall(r'data-label="En retard">(.*?)</td>', page, re.S)
    numbers = [int(re.sub(r"<.*?>", "", cell).strip()) for cell in cells]
    assert len(numbers) == 4
    assert sum(numbers) == 1


@pytest.mark.usefixtures("within_term")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?q=min-2024", True),
        ("?q=zzz", False),
        ("?q=croisee", True),
        ("?etat=repondre", True),
        ("?etat=finies", False),
        ("?etat=rien", True),
        ("?programme=abc", True),
        ("?programme=999999", True),
        ("?page=abc", True),
    ],
)
def test_the_desk_narrows(client_for, funder_agent, issued, query, shown):
    page = words(client_for(funder_agent).get(DESK + query))
    assert (f"/ententes/{issued.agreement.pk}/" in page) == shown


@pytest.mark.parametrize("path", [DESK, MAKE])
def test_the_desk_is_for_funders(client_for, coordinator, network, path):
    for person in (coordinator, network):
        assert client_for(person).get(path).status_code == 403


def test_a_seat_that_ended_opens_nothing(client_for, funder, issued):
    agent = factories.make_funder_user("Agente partie", funder)
    keep_bundle(agent, KEY, YEAR)
    FunderSeat.objects.filter(user=agent).update(during=(date(2020, 1, 1), timezone.localdate()))
    client = client_for(agent)
    for path in (DESK, book_path(issued.agreement), f"{MAKE}{YEAR}/{KEY}.zip"):
        assert client.get(path).status_code == 403


def test_a_programme_in_one_sheet_tells_targets_and_issued_results(client_for, funder_agent, issued, foreign):
    agreement = sign(issued.agreement, 47)
    head, *rows = rows_of(client_for(funder_agent), book_path(agreement))
    cells = dict(zip(head, rows[0], strict=True))
    assert len(rows) == 1
    assert cells["Référence"] == agreement.reference
    assert cells["Signée le"].date() == date(2024, 5, 18)
    assert (cells["An 1"], cells["An 3"], cells["Montant total"]) == (100000, 100000, 300000)
    assert (cells["Rapports reçus"], cells["Rapports acceptés"]) == (1, 0)
    assert cells["V1.06, cible"] == 18
    assert cells["V1.06, résultat transmis"] == 3
    assert cells["Dernier rapport transmis, jusqu’au"].date() == date(2026, 3, 31)


def test_what_was_recorded_since_is_not_in_the_sheet(client_for, funder_agent, issued, organism):
    factories.make_activity(organism, "Séjour exploratoire", agreements=[issued.agreement], quantity=1)
    head, row = rows_of(client_for(funder_agent), book_path(issued.agreement))
    assert row[head.index("V1.06, résultat transmis")] == 3


def test_without_issued_report_the_targets_are_those_of_the_year_that_runs(client_for, funder_agent, agreement):
    target(agreement, 2)
    target(agreement, 3, value=20)
    with past_moments.at(past_moments.moment(date(2026, 11, 22))):
        head, row = rows_of(client_for(funder_agent), book_path(agreement))
    assert row[head.index("V1.06, cible")] == 20
    assert row[head.index("V1.06, résultat transmis")] is None


def test_no_row_of_another_funder_is_in_the_sheet(
    client_for, other_funder_agent, funder_agent, network, issued, foreign
):
    for person, references in (
        (funder_agent, {"MIN-2024-031"}),
        (other_funder_agent, {"CANARI-7714"}),
        (network, {"MIN-2024-031", "CANARI-7714"}),
    ):
        head, *rows = rows_of(client_for(person), book_path(issued.agreement))
        assert {row[head.index("Référence")] for row in rows} == references


def test_a_programme_where_she_has_nothing_is_not_found(client_for, other_funder_agent, issued):
    assert client_for(other_funder_agent).get(book_path(issued.agreement)).status_code == 404


def test_the_sheet_makes_as_many_queries_for_30_agreements(client_for, funder_agent, funder, issued, director):
    client = client_for(funder_agent)

    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(book_path(issued.agreement)).status_code == 200
        return len(captured)

    statements()
    small = statements()
    for number in range(30):
        factories.make_agreement(factories.make_organism(f"Organisme {number}"), funder, f"E-{number}")
    assert statements() == small <= 15


def test_a_text_of_the_sheet_never_runs(client_for, funder_agent, funder):
    agreement = factories.make_agreement(factories.make_organism("@SUM(1)"), funder, "=1+1")
    head, row = rows_of(client_for(funder_agent), book_path(agreement))
    assert row[0] == "'@SUM(1)"
    assert row[head.index("Référence")] == "'=1+1"


def test_a_year_in_one_file_names_each_paper_and_its_print(funder_agent, issued):
    funder_reports.make_documents(issued)
    book = bundle(funder_agent)
    row = index_of(book)[0]
    data = book.read(row["Fichier"])
    assert data.startswith(b"%PDF")
    assert row["SHA-256"] == hashlib.sha256(data).hexdigest()
    assert (row["Empreinte conforme"], row["État"], row["Version"]) == ("oui", "courante, transmis", "1")
    assert (row["Entente"], row["Organisme"]) == ("MIN-2024-031", "La Croisée boréale")
    assert row["Numéro"] == Report.objects.get().number
    assert (row["Du"], row["Au"]) == ("2025-04-01", "2026-03-31")
    assert set(book.namelist()) == {row["Fichier"], "index.csv", "index.html"}
    html = book.read("index.html").decode()
    assert f'href="{row["Fichier"]}"' in html
    assert row["SHA-256"] in html
    assert progress_of(funder_agent.pk, KEY) == (1, 1)


def test_every_issued_version_is_there_and_the_current_one_is_named(funder_agent, issued, director, funder):
    record_receipt(version=issued.versions.get(), funder=funder, state="asked", text="Pourquoi ?", by=funder_agent)
    issued.refresh_from_db()
    issue_report(report=issued, by=director, key=uuid.uuid4(), reason="Précision demandée")
    run_pending_jobs()
    rows = index_of(bundle(funder_agent))
    assert [(row["Version"], row["État"]) for row in rows] == [("1", "remplacée"), ("2", "courante, transmis")]
    assert len({row["Fichier"] for row in rows}) == 2


def test_a_paper_still_in_the_making_is_named_without_a_file(funder_agent, issued):
    book = bundle(funder_agent)
    assert [row["État"] for row in index_of(book)] == ["PDF pas encore prêt"]
    assert set(book.namelist()) == {"index.csv", "index.html"}


def test_a_lost_file_is_named_and_the_others_come(funder_agent, issued):
    document = funder_reports.make_documents(issued).documents.get(format="pdf")
    default_storage.delete(document.file.name)
    assert [(row["Fichier"], row["État"]) for row in index_of(bundle(funder_agent))] == [("", "fichier introuvable")]


def test_a_file_that_was_changed_is_told(funder_agent, issued):
    document = funder_reports.make_documents(issued).documents.get(format="pdf")
    with default_storage.open(document.file.name, "wb") as file:
        file.write(b"%PDF-1.7 autre chose")
    assert [row["Empreinte conforme"] for row in index_of(bundle(funder_agent))] == ["non"]


@pytest.mark.parametrize(("year", "papers"), [(2024, 0), (2025, 1), (2026, 0)])
def test_a_period_belongs_to_the_year_in_which_it_ends(funder_agent, issued, year, papers):
    assert len(index_of(bundle(funder_agent, year))) == papers


def test_nothing_of_another_funder_nor_of_a_draft_is_in_the_file(
    funder_agent, other_funder_agent, issued, foreign, organism, funder, director
):
    drafting = factories.make_agreement(organism, funder, "BROUILLON-7714")
    funder_reports.make_open(drafting, director)
    book = bundle(funder_agent)
    body = b"".join(book.read(name) for name in book.namelist()).decode() + "".join(book.namelist())
    assert "CANARI" not in body
    assert "BROUILLON" not in body
    assert [row["Entente"] for row in index_of(bundle(other_funder_agent))] == ["CANARI-7714"]


def test_an_agent_of_one_office_gathers_her_office_only(funder, issued):
    office = funder.offices.create(name="Bureau du Nord")
    agent = factories.make_funder_user("Agente du Nord", funder, office)
    assert list(versions_of_year(agent, YEAR)) == []
    issued.agreement.signatures.update(office=office)
    assert [row.report_id for row in versions_of_year(agent, YEAR)] == [issued.pk]


def test_names_of_files_are_plain_whatever_people_typed(funder, director, funder_agent):
    organism = factories.make_organism("../../Évadé\\: «é»\r\n")
    agreement = factories.make_agreement(organism, funder, "../A/../B")
    person = factories.make_seated_user("Direction", organism, "director")
    funder_reports.make_documents(funder_reports.make_issued(agreement, person))
    name = index_of(bundle(funder_agent))[0]["Fichier"]
    assert re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+/[a-z0-9_.-]+\.pdf", name)
    assert ".." not in name


def test_asked_made_by_a_job_then_taken_by_her_alone(client_for, funder_agent, funder, issued):
    funder_reports.make_documents(issued)
    client, colleague = client_for(funder_agent), client_for(factories.make_funder_user("Collègue", funder))
    where = client.post(MAKE, {"annee": YEAR}).headers["Location"]
    taken = where.rstrip("/") + ".zip"
    assert "Le fichier se prépare." in words(client.get(where))
    assert client.get(taken).status_code == 202
    assert "portal:make_bundle" in run_pending_jobs()
    page = words(client.get(where))
    assert taken in page
    response = client.get(taken)
    assert response.headers["Content-Disposition"] == 'attachment; filename="rapports-2025-2026.zip"'
    assert len(index_of(zipfile.ZipFile(io.BytesIO(response.getvalue())))) == 1
    assert taken not in words(colleague.get(where))
    assert colleague.get(taken).status_code == 404


def test_a_seat_that_narrows_takes_the_file_away(client_for, funder, issued):
    agent = factories.make_funder_user("Agente du Nord", funder)
    client, taken = client_for(agent), f"{MAKE}{YEAR}/{KEY}.zip"
    keep_bundle(agent, KEY, YEAR)
    assert client.get(taken).getvalue().startswith(b"PK")
    FunderSeat.objects.filter(user=agent).update(office=funder.offices.create(name="Bureau du Nord"))
    assert client.get(taken).status_code == 404


def test_a_file_in_the_making_is_waited_for(client_for, funder_agent, issued):
    client = client_for(funder_agent)
    asked = client.post(MAKE, {"annee": str(YEAR)}).url
    taken = f"{asked.rstrip('/')}.zip"
    answer = client.get(taken)
    assert answer.status_code == 202
    assert asked in answer.text
    assert client.get(f"{MAKE}{YEAR}/{KEY}.zip").status_code == 404


def test_progress_is_told_to_the_page_that_waits(client_for, funder_agent, issued):
    defer("portal:make_bundle", user_id=funder_agent.pk, key=KEY, year=YEAR)
    keep_bundle(funder_agent, KEY, YEAR)
    default_storage.delete(bundle_path(funder_agent.pk, KEY, YEAR))
    page = words(client_for(funder_agent).get(f"{MAKE}{YEAR}/{KEY}/", headers={"hx-request": "true"}))
    assert "1 PDF sur 1." in page
    assert "<html" not in page


def test_a_file_that_could_not_be_made_is_said_and_begun_again(client_for, funder_agent, issued):
    client = client_for(funder_agent)
    asked = client.post(MAKE, {"annee": str(YEAR)}).url
    fail_jobs("portal:make_bundle")
    for where in (asked, f"{asked.rstrip('/')}.zip"):
        answer = client.get(where)
        assert answer.status_code == 503
        assert "n’a pas pu être fait" in answer.text
    fragment = client.get(asked, headers={"hx-request": "true"})
    assert (fragment.status_code, "hx-get" in fragment.text) == (200, False)
    again = client.post(MAKE, {"annee": str(YEAR)}).url
    assert again != asked
    assert client.get(again).status_code == 200


def test_a_file_that_is_no_more_is_said_and_made_again(client_for, funder_agent, issued):
    page = client_for(funder_agent).get(f"{MAKE}{YEAR}/{KEY}/")
    assert "Ce fichier n’est plus gardé" in words(page)
    assert "hx-get" not in without_help(page)


@pytest.mark.parametrize("given", [{}, {"annee": ""}, {"annee": "1999"}, {"annee": "dix"}, {"annee": "9" * 40}])
def test_a_year_that_is_none_is_refused_beside_its_box(client_for, funder_agent, given):
    response = client_for(funder_agent).post(MAKE, given)
    assert response.status_code == 422
    assert "Faites un choix dans la liste." in response.content.decode()


@pytest.mark.parametrize("year", ["0", "99999", "9" * 30, "2024"])
def test_an_odd_year_in_an_address_is_not_found(client_for, funder_agent, issued, year):
    keep_bundle(funder_agent, KEY, YEAR)
    assert client_for(funder_agent).get(f"{MAKE}{year}/{KEY}.zip").status_code == 404


def test_files_an_hour_old_go_when_another_is_made(funder_agent, issued):
    keep_bundle(funder_agent, KEY, YEAR)
    assert default_storage.exists(bundle_path(funder_agent.pk, KEY, YEAR))
    late = timezone.now() + timedelta(hours=2)
    with past_moments.at(late):
        keep_bundle(funder_agent, "00000000-0000-0000-0000-000000000008", YEAR)
    assert not default_storage.exists(bundle_path(funder_agent.pk, KEY, YEAR))


def test_how_long_a_funder_takes_to_sign_and_to_answer(client_for, network, organism, director, funder, agreement):
    sign(agreement, 12)
    sign(factories.make_agreement(organism, funder, "E-2", start=date(2026, 4, 1)), 61)
    with past_moments.at(past_moments.moment(date(2026, 6, 1))):
        report = funder_reports.make_issued(agreement, director)
    with past_moments.at(past_moments.moment(date(2026, 7, 1))):
        record_receipt(version=report.versions.get(), funder=funder, state="asked", text="Quoi ?", by=network)
    with past_moments.at(past_moments.moment(date(2026, 11, 22))):
        page = words(client_for(network).get("/stabilite/?par=bailleur&annee=tout"))
    assert "12 j (au plus 61)" in page
    assert "30 j" in page
