"""The portrait of a funder's agreements: sent versions alone, its own lines, each household once, its own waits."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import AgreementFunder, FunderOffice, Target
from network.funder_portrait.registry import SECTIONS
from organisms.models import Indicator
from reporting.funder_reports.actions.issuing import issue_report
from reporting.funder_reports.year_archive import reports_sent
from reporting.models import Version
from reporting.monitoring.stability import answer_waits
from tests import factories
from tests.network.drawing.saved import parsed, size_of, wrong_places
from tests.reporting.builders.reports import make_issued
from tests.services.households.builders import make_target, refer, settle
from tests.services.results.test_views_results import text
from tests.test_query_budgets import REPORT_MOST

YEAR = {"annee": "2025"}
PAGE = "/suivi/portrait/"


def file_of(client, slug, **asked) -> list[list[str]]:
    answer = client.get(f"{PAGE}{slug}/", YEAR | asked | {"sortie": "csv"})
    text_of = answer.content.decode("utf-8-sig").replace("\xa0", " ")
    return list(csv.reader(io.StringIO(text_of), delimiter=";"))


def row_of(rows, words) -> dict[str, str]:
    row = next(row for row in rows if any(words in cell for cell in row))
    return dict(zip(rows[0], row, strict=False))


@pytest.fixture
def city(db):
    return factories.make_organism("Relais de la Métropole", region="06")


@pytest.fixture
def city_director(city):
    return factories.make_seated_user("Directrice de la ville", city, "director")


@pytest.fixture
def city_agreement(city, funder):
    return factories.make_agreement(city, funder, "MTL-2024-01")


@pytest.fixture
def homes(city, organism, city_agreement, agreement, coordinator):
    """Six of both, charged to both agreements."""
    target = make_target(city, organism, coordinator, agreements=(city_agreement, agreement))
    return [settle(refer(target, coordinator, size=3), coordinator) for _ in range(6)]


@pytest.fixture
def both(homes, agreement, city_agreement, director, city_director):
    aim = Indicator.objects.get(code="V1.10")
    Target.objects.create(year=agreement.years.get(number=2), indicator=aim, value=Decimal(8))
    for rank in range(3):
        factories.make_activity(
            agreement.organism, "Séjour exploratoire", agreements=[agreement], quantity=rank + 1, immigrants=2
        )
    return make_issued(agreement, director), make_issued(city_agreement, city_director)


def frozen(report, key) -> Decimal:
    """What the newest version of a report says of a line, read from its JSON."""
    version = Version.objects.filter(report=report).order_by("-number").first()
    return Decimal(json.loads(version.content)["answers"][key]["value"])


def test_each_household_counts_once_and_the_sum_is_told_beside(both, funder_agent, client_for):
    client = client_for(funder_agent)
    summed = sum(frozen(report, "a3") for report in both)

    row = row_of(file_of(client, "chiffres"), "A3. Ménages établis")
    page = text(client.get(PAGE, YEAR))

    assert (summed, row["2025-2026"]) == (12, "6")
    assert "12 au total des rapports ; 6 y sont deux fois." in page
    assert "2 rapports vous sont transmis ; aucun n’est encore accepté." in page


def test_a_line_is_summed_over_the_reports_that_say_it(both, funder_agent, client_for):
    row = row_of(file_of(client_for(funder_agent), "chiffres"), "A2. Séjours exploratoires")

    assert Decimal(row["2025-2026"]) == sum(frozen(report, "a2") for report in both)


BEFORE = {"period": DateRange(date(2024, 4, 1), date(2025, 4, 1)), "due_on": date(2025, 6, 30)}


def test_a_rise_is_not_said_where_only_more_reports_arrived(both, agreement, director, funder_agent, client_for):
    make_issued(agreement, director, **BEFORE)
    client = client_for(funder_agent)

    row = row_of(file_of(client, "chiffres"), "A2. Séjours exploratoires")
    years = file_of(client, "cinq-ans")
    page = text(client.get(PAGE, YEAR))
    drawing = client.get(f"{PAGE}cinq-ans/", YEAR | {"sortie": "svg"}).content.decode()

    assert row["Écart"] == "ne se compare pas"
    series = row_of(years, "Séjours exploratoires")
    assert (series["Écart"], series["Ruptures"]) == (
        "ne se compare pas",
        "Rupture : ce ne sont pas les mêmes ententes.",
    )
    assert {line[-2] for line in years[1:]} <= {"ne se compare pas", "Écart", ""}
    assert "series-break" in drawing
    assert "1 entente sur 2 a transmis son rapport l’année d’avant." in page
    for words in ("de plus", "de moins", "séries montent", "série monte"):
        assert words not in page.partition('id="p-delais"')[0], words


def test_an_agreement_that_sent_nothing_since_is_said(
    both, agreement, director, city, funder, funder_agent, client_for
):
    make_issued(agreement, director, **BEFORE)
    gone = factories.make_agreement(city, funder, "MTL-2023-09")
    make_issued(gone, factories.make_seated_user("Direction d’avant", city, "director"), **BEFORE)

    page = text(client_for(funder_agent).get(f"{PAGE}chiffres/", YEAR))

    assert "1 entente sur 2 a transmis son rapport l’année d’avant ; 1 autre ne l’a transmis qu’alors." in page


@pytest.fixture
def both_before(both, agreement, city_agreement, director, city_director):
    return make_issued(agreement, director, **BEFORE), make_issued(city_agreement, city_director, **BEFORE)


def test_the_same_agreements_are_compared(both_before, funder_agent, client_for):
    client = client_for(funder_agent)

    row = row_of(file_of(client, "chiffres"), "A2. Séjours exploratoires")
    page = text(client.get(PAGE, YEAR))

    assert Decimal(row["Écart"]) == Decimal(row["2025-2026"]) - Decimal(row["2024-2025"])
    assert "ne se compare pas" not in page.partition("Comment on compte</h2>")[0]
    assert "series-break" not in page


def test_distinct_people_and_rates_are_never_added(both, funder_agent, client_for):
    client = client_for(funder_agent)

    for key in ("a4", "a8"):
        page = text(client.get(f"{PAGE}organismes/", YEAR | {"ligne": key}))
        assert "ne s’additionne" in page
    titles = [row[0] for row in file_of(client, "chiffres")]
    assert not any(title.startswith(("A4", "A8")) for title in titles)


def test_an_agreement_stands_beside_its_target(both, funder_agent, client_for):
    client = client_for(funder_agent)

    row = row_of(file_of(client, "organismes", ligne="a3"), "MIN-2024-031")
    page = text(client.get(f"{PAGE}organismes/", YEAR | {"ligne": "a3"}))

    assert (row["2025-2026"], row["Cible"], row["Atteinte"]) == ("6", "8", "75 %")
    assert "Pour A3, un seul est à moins de 85 % de sa cible." in page
    assert reverse("reporting:funder-report-version", args=[both[0].pk, 1]) in page
    assert "Pour A3, 1 entente est sous 85 % de sa cible." in text(client.get(PAGE, YEAR))


def test_a_rate_is_in_per_cent_on_its_scale_and_in_its_file(both, funder_agent, client_for):
    client = client_for(funder_agent)

    page = text(client.get(f"{PAGE}organismes/", YEAR | {"ligne": "a8"}))
    row = row_of(file_of(client, "organismes", ligne="a8"), "MIN-2024-031")

    assert re.search(r'class="is-last">\d+ %<', page)
    assert "taux<" not in page
    assert row["2025-2026"].endswith(" %")


def test_what_is_shared_says_its_year_and_programme(both, funder_agent, client_for):
    page = client_for(funder_agent).get(PAGE)
    filters = page.context["filters"]
    shared = f"{PAGE}cinq-ans/?annee={filters.usual_year}&amp;programme={filters.programme.key}"
    assert f'href="{shared}">Seule, à' in text(page)


def test_nothing_is_live(both, organism, agreement, city, coordinator, director, funder_agent, client_for):
    client = client_for(funder_agent)
    factories.make_activity(organism, "Séjour exploratoire", agreements=[agreement], quantity=50, immigrants=2)
    target = make_target(city, organism, coordinator, agreements=(None, agreement))
    for _ in range(2):
        settle(refer(target, coordinator), coordinator)

    assert row_of(file_of(client, "chiffres"), "A3.")["2025-2026"] == "6"

    report = both[0]
    report.refresh_from_db()
    issue_report(report=report, by=director, key="00000000-0000-0000-0000-00000000000a", reason="Deux ménages de plus")
    assert row_of(file_of(client, "chiffres"), "A3.")["2025-2026"] == "8"


def test_another_funder_reads_its_own_only(both, organism, other_funder, director, other_funder_agent, client_for):
    own = factories.make_agreement(organism, other_funder, "FON-2024-09")
    client = client_for(other_funder_agent)
    empty = text(client.get(PAGE, YEAR))
    assert "Aucun rapport de cette année ne vous est encore transmis" in empty

    make_issued(own, director)

    book = client.get(PAGE, YEAR | {"sortie": "csv"}).content.decode()
    assert "FON-2024-09" in book
    for stranger in ("MIN-2024-031", "MTL-2024-01", "Relais de la Métropole"):
        assert stranger not in book
        assert stranger not in text(client.get(PAGE, YEAR))


def test_an_office_reads_its_own_agreements_only(both, funder, agreement, client_for):
    mine, other = (FunderOffice.objects.create(funder=funder, name=name) for name in ("Nord", "Sud"))
    AgreementFunder.objects.filter(agreement=agreement).update(office=mine)
    AgreementFunder.objects.filter(agreement__reference="MTL-2024-01").update(office=other)
    agent = factories.make_funder_user("Agente du Nord", funder, office=mine)

    rows = file_of(client_for(agent), "organismes", ligne="a3")

    names = [row[0] for row in rows[1:]]
    assert any("MIN-2024-031" in name for name in names)
    assert not any("MTL-2024-01" in name for name in names)
    assert len(answer_waits(reports_sent(agent))) == 1


def test_a_later_report_of_the_same_days_takes_the_place_of_the_first(agreement, director, funder_agent, client_for):
    half = DateRange(date(2025, 4, 1), date(2025, 10, 1))
    factories.make_activity(agreement.organism, "Séjour exploratoire", agreements=[agreement], quantity=2, immigrants=2)
    stage = make_issued(agreement, director, period=half, kind="interim", due_on=date(2025, 11, 1))
    row = row_of(file_of(client_for(funder_agent), "chiffres"), "A2.")
    assert Decimal(row["2025-2026"]) == frozen(stage, "a2")

    final = make_issued(agreement, director)

    row = row_of(file_of(client_for(funder_agent), "chiffres"), "A2.")
    assert Decimal(row["2025-2026"]) == frozen(final, "a2")


def test_its_own_waits_are_shown_of_two_years(both, funder_agent, client_for):
    client = client_for(funder_agent)

    rows = file_of(client, "delais")
    page = text(client.get(f"{PAGE}delais/", YEAR))

    assert [row[0] for row in rows[1:4]] == [
        "Du premier jour du terme à la signature",
        "Du rapport transmis à votre réponse",
        "De la somme due au versement",
    ]
    assert "Vos délais" in page


@pytest.mark.parametrize("asked", [{"annee": "abc"}, {"programme": "0"}, {"programme": "é"}, {"ligne": "zz"}])
def test_a_choice_that_no_list_offers_is_said_beside_it(asked, both, funder_agent, client_for):
    answer = client_for(funder_agent).get(PAGE, YEAR | asked)

    assert answer.status_code == 200
    assert "Ce choix n’est pas dans la liste" in text(answer)


def test_each_section_has_its_address_and_its_files(both, funder_agent, client_for):
    client = client_for(funder_agent)
    for slug, _ in SECTIONS:
        page = client.get(f"{PAGE}{slug}/", YEAR)
        assert page.status_code == 200
        assert f'id="p-{slug}"' in text(page)
        for kind in ("csv", "xlsx"):
            assert client.get(f"{PAGE}{slug}/", YEAR | {"sortie": kind}).status_code == 200
    for slug in ("cinq-ans", "organismes"):
        drawing = client.get(f"{PAGE}{slug}/", YEAR | {"sortie": "svg"})
        assert drawing["Content-Type"] == "image/svg+xml; charset=utf-8"
        assert (wrong_places(parsed(drawing)), size_of(parsed(drawing))[0] >= 900) == ([], True)
    assert "<script" not in text(client.get(PAGE, YEAR)).split('id="contenu"')[1].split("</main>")[0]


def test_queries_do_not_grow_with_reports(both, funder, funder_agent, client_for):
    client = client_for(funder_agent)

    def count() -> int:
        client.get(PAGE, YEAR)
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE, YEAR)
        return len(seen)

    few = count()
    for rank in range(3):
        house = factories.make_organism(region="01")
        make_issued(
            factories.make_agreement(house, funder, f"ENT-{rank}"),
            factories.make_seated_user(f"Direction {rank}", house, "director"),
        )
    assert count() == few
    assert few <= REPORT_MOST
