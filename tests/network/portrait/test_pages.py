"""The page of the portrait and its sections: filters, files, addresses, masked cells, a constant number of queries."""

import re
from datetime import date

import pytest
from django.urls import reverse

from network.portrait.registry import SECTIONS
from organisms.models import Indicator
from services.counting.definitions import change_definition
from tests import factories
from tests.network.drawing.saved import parsed, size_of, wrong_places
from tests.network.portrait.builders import inform

pytestmark = pytest.mark.django_db
PAGE = reverse("network:portrait")


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def part(slug: str) -> str:
    return reverse("network:portrait-section", args=[slug])


@pytest.fixture
def informed(db):
    organisms = [factories.make_organism(f"Organisme {code}", region=code) for code in ("08", "01", "05")]
    for organism, people in zip(organisms, (3, 440, 550), strict=True):
        inform(organism, date(2025, 6, 3), people)
    return organisms


def test_every_section_has_its_own_address_and_its_files(informed, network, client_for):
    client = client_for(network)
    page = text(client.get(PAGE, {"annee": "2025"}))
    for slug, _ in SECTIONS:
        assert f'id="p-{slug}"' in page
        alone = client.get(part(slug), {"annee": "2025"})
        assert (alone.status_code, 'id="p-' in text(alone)) == (200, True)
        for kind in ("csv", "xlsx"):
            answer = client.get(part(slug), {"annee": "2025", "sortie": kind})
            assert f"portrait-{slug}-2025-2026.{kind}" in answer["Content-Disposition"]
    whole = client.get(PAGE, {"sortie": "csv"}).content.decode("utf-8-sig")
    assert ("Embauches" in whole, "V1.02" in whole) == (True, True)


def test_a_drawing_is_a_file_that_needs_nothing_of_the_portal(informed, network, client_for):
    answer = client_for(network).get(part("cinq-ans"), {"sortie": "svg"})
    drawing = answer.content.decode()
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "<title>Cinq ans</title>" in drawing
    assert re.search(r"Portail RORIQ, \d", drawing)
    assert [word for word in ("var(", "href=", 'class="icon"', "light-dark") if word in drawing] == []
    assert "#1b4f47" in drawing


def test_money_is_in_dollars_in_a_file_and_in_millions_in_its_drawing(informed, funder, network, client_for):
    factories.make_agreement(informed[0], funder)
    client = client_for(network)
    rows = client.get(part("cinq-ans"), {"annee": "2025", "sortie": "csv"}).content.decode("utf-8-sig").splitlines()
    money = next(row.split(";") for row in rows if row.startswith("Argent des ententes"))
    assert (money[2], money[7]) == ("dollars des années d’entente qui commencent", "100000")
    assert "M$ des années d’entente qui commencent" in text(client.get(part("cinq-ans"), {"annee": "2025"}))


def test_days_of_agreements_are_not_named_as_those_that_reports_declare(informed, network, client_for):
    page = text(client_for(network).get(part("chiffres"), {"annee": "2025"}))
    assert "Jours sans signature" in page
    assert "ententes additionnées ; V5.07 est ce que disent les rapports." in page
    assert "Jours sans entente signée" not in page


def test_a_saved_drawing_is_read_by_other_programs(informed, network, client_for):
    drawing = parsed(client_for(network).get(part("cinq-ans"), {"annee": "2025", "sortie": "svg"}))
    width, height = size_of(drawing)
    assert drawing.attrib["viewBox"] == f"0 0 {width} {height}"
    assert wrong_places(drawing) == []


def test_masked_numbers_are_nowhere_in_page_files_or_drawings(informed, network, client_for):
    client = client_for(network)
    own = {"annee": "2025", "region": "08", "volet": "1"}
    answers = [client.get(PAGE, own), client.get(part("cinq-ans"), own)]
    answers += [client.get(part("cinq-ans"), {**own, "sortie": kind}) for kind in ("csv", "svg")]
    said = [text(answer) for answer in answers]
    assert [bool(re.search(r"\bx\b", words)) for words in said] == [True] * 4
    for region, people in (("08", 3), ("01", 440), ("05", 550)):
        row = client.get(part("cinq-ans"), {**own, "region": region, "sortie": "csv"}).content.decode("utf-8-sig")
        line = next(line for line in row.splitlines() if ";V1.02;" in line)
        is_hidden = line.split(";")[7] == "x"
        assert (str(people) in line) != is_hidden
    assert "440" not in said[0] or "550" not in said[0]


@pytest.mark.parametrize(
    "asked",
    [
        {"annee": "1789"},
        {"annee": "٢٠٢٥"},
        {"annee": "9" * 40},
        {"volet": "6"},
        {"volet": "-1"},
        {"region": "99"},
        {"region": "<b>"},
    ],
)
def test_a_filter_that_no_list_offers_says_so_and_shows_the_usual(network, client_for, asked):
    answer = client_for(network).get(PAGE, asked)
    assert answer.status_code == 200
    assert "Ce choix n’est pas dans la liste : voici" in text(answer)
    assert answer.context["filters"].query() == ""


def test_filters_stay_in_every_link_and_file(informed, network, client_for):
    inform(informed[0], date(2024, 6, 3), 90)
    page = text(client_for(network).get(PAGE, {"annee": "2024", "volet": "1", "region": "08", "indicateur": "V1.03"}))
    links = re.findall(r'href="(/reseau/portrait/[^"]*\?[^"]*)"', page)
    assert len(links) > len(SECTIONS)
    for link in links:
        assert [word for word in ("annee=2024", "volet=1", "region=08", "indicateur=V1.03") if word not in link] == []


def test_what_is_shared_says_its_year_the_usual_one_too(informed, network, client_for):
    page = client_for(network).get(PAGE)
    year = page.context["filters"].usual_year
    assert f'href="{part("cinq-ans")}?annee={year}">Seule, à' in text(page)


def test_an_empty_portal_says_what_will_come(network, client_for):
    page = text(client_for(network).get(PAGE))
    assert "viendra" in page
    assert '<svg class="g"' not in page


def test_a_section_that_is_not_there_is_no_page(network, client_for):
    assert client_for(network).get(part("rien")).status_code == 404


@pytest.mark.parametrize("asked", [{"volet": "5"}, {"volet": "1", "region": "01"}, {"annee": "2021"}])
def test_a_section_without_anything_says_why_in_its_files_too(asked, informed, network, client_for):
    client = client_for(network)
    for slug, _ in SECTIONS:
        page = client.get(part(slug), asked)
        rows = client.get(part(slug), {**asked, "sortie": "csv"}).content.decode("utf-8-sig")
        assert len(rows.splitlines()) > 1, slug
        assert client.get(part(slug), {**asked, "sortie": "xlsx"}).status_code == 200
        assert client.get(part(slug), {**asked, "sortie": "svg"}).status_code == 200
        if (section := page.context["frames"][0].section).empty:
            assert section.empty.replace("\xa0", " ") in rows.replace("\xa0", " ").replace('""', '"')


def test_a_definition_that_changed_breaks_its_series(informed, network, client_for):
    inform(informed[0], date(2024, 6, 3), 90)
    change_definition(
        indicator=Indicator.objects.get(code="V1.02"),
        words="Présences aux séances",
        definition="Autrement comptées.",
        valid_from=date(2025, 4, 1),
        by=network,
    )
    page = text(client_for(network).get(part("cinq-ans"), {"annee": "2025"}))
    assert "Rupture au 1er avril 2025 : « Présences aux séances »" in page
    assert "ne se compare pas" in page
    assert 'class="series-break" d="M169' in page
