"""The portrait of an organism: who reads it, what it counts, what it leaves out, and its files."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, Target
from network.organism_portrait.comparison import choose_comparison
from network.organism_portrait.registry import SECTIONS
from organisms.models import Indicator
from roriq_portal.fiscal_year import format_state_year, state_year_of
from services.counting.declarations import Population, declare
from services.models import Activity
from tests.factories import make_activity, make_agreement, make_organism
from tests.network.drawing.saved import parsed, size_of, wrong_places
from tests.services.households.builders import come, make_target, refer, settle
from tests.services.results.test_views_results import text
from tests.test_query_budgets import REPORT_MOST

YEAR = {"annee": "2025"}
DAY, BEFORE = date(2025, 6, 3), date(2024, 6, 3)


def page_of(organism, slug="") -> str:
    page = reverse("network:organism-portrait", args=[organism.pk])
    return f"{page}{slug}/" if slug else page


def file_of(client, organism, slug, **asked) -> list[list[str]]:
    answer = client.get(page_of(organism, slug), YEAR | asked | {"sortie": "csv"})
    text_of = answer.content.decode("utf-8-sig").replace("\xa0", " ")
    return list(csv.reader(io.StringIO(text_of), delimiter=";"))


def row_of(rows, words) -> dict[str, str]:
    """The row that holds a word, under the head of the first table."""
    row = next(row for row in rows if words in row)
    return dict(zip(rows[0], row, strict=False))


def activities(organism, kind, first, end) -> int:
    rows = Activity.objects.filter(organism=organism, activity_type__name=kind, withdrawn_at=None)
    return rows.filter(day__gte=first, day__lt=end).count()


@pytest.fixture
def two_years(organism):
    for day, times in ((DAY, 3), (BEFORE, 2)):
        for _ in range(times):
            make_activity(organism, "Activité de rapprochement", immigrants=4, host=2, day=day)


def test_a_number_is_the_one_of_its_records_and_leads_to_them(two_years, organism, coordinator, client_for):
    client = client_for(coordinator)
    now = activities(organism, "Activité de rapprochement", date(2025, 4, 1), date(2026, 4, 1))
    before = activities(organism, "Activité de rapprochement", date(2024, 4, 1), date(2025, 4, 1))

    rows = file_of(client, organism, "chiffres")
    page = text(client.get(page_of(organism), YEAR))

    row = row_of(rows, "Activités de rapprochement et de sensibilisation")
    assert (row["2025-2026"], row["2024-2025"], row["Écart"]) == (str(now), str(before), str(now - before))
    link = f"/o/{organism.pk}/activites/?indicateur=V4.13&amp;du=2025-04-01&amp;au=2026-03-31"
    assert f'href="{link}">{now}</a>' in page
    listed = text(client.get(link.replace("&amp;", "&")))
    assert f"{now} fiches" in listed


@pytest.mark.parametrize("asked", [{}, {"volet": "5"}])
def test_a_number_of_five_years_is_never_said_to_be_missing(asked, organism, coordinator, client_for):
    make_activity(organism, "Table de concertation", day=DAY)
    client = client_for(coordinator)

    page = text(client.get(page_of(organism), YEAR | asked))

    assert "Rien n’est encore compté" not in page
    assert "V5.01" in page.partition('id="p-cinq-ans"')[0]


def test_days_without_an_agreement_lead_to_those_of_their_year(organism, funder, coordinator, client_for):
    make_agreement(organism, funder, start=date(2024, 4, 1))
    client = client_for(coordinator)
    spans = reverse("reporting:organism-spans", args=[organism.pk])

    page = text(client.get(page_of(organism, "chiffres"), {"annee": "2024"}))
    before = text(client.get(page_of(organism, "chiffres"), {"annee": "2023"}))

    assert f'href="{spans}?annee=2024">365</a>' in page
    assert "<dd>365 sur 365</dd>" in text(client.get(spans, {"annee": "2024"})).replace("\n", "")
    assert ("Jours sans aucune entente signée" in before, spans in before) == (True, False)


def test_five_years_are_drawn_and_their_file_says_each(two_years, organism, coordinator, client_for):
    rows = file_of(client_for(coordinator), organism, "cinq-ans")

    row = row_of(rows, "V4.13")
    years = ("2021-22", "2022-23", "2023-24", "2024-25", "2025-26")
    assert [row[year] for year in years] == ["", "", "", "2", "3"]
    drawing = client_for(coordinator).get(page_of(organism, "cinq-ans"), YEAR | {"sortie": "svg"})
    assert drawing["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "Activités de rapprochement" in drawing.content.decode()
    assert (wrong_places(parsed(drawing)), size_of(parsed(drawing))[0]) == ([], 1278)


def test_what_was_declared_stands_among_the_years(organism, coordinator, client_for):
    families = Indicator.objects.get(code="V4.04")
    for year, value in ((2024, 94), (2025, 103)):
        population = Population(organism.pk, (date(year, 4, 1), date(year + 1, 4, 1)))
        declare(population=population, indicator=families, state="value", value=value, by=coordinator)

    row = row_of(file_of(client_for(coordinator), organism, "cinq-ans"), "V4.04")

    assert (row["2024-25"], row["2025-26"], row["Écart"]) == ("94", "103", "9")


def test_households_declared_then_counted_do_not_compare(organism, neighbour_organism, coordinator, client_for):
    settled = Indicator.objects.get(code="V1.10")
    population = Population(organism.pk, (date(2024, 4, 1), date(2025, 4, 1)))
    declare(population=population, indicator=settled, state="value", value=19, by=coordinator)
    for _ in range(2):
        come(organism, coordinator)

    row = row_of(file_of(client_for(coordinator), organism, "cinq-ans"), "V1.10")

    assert (row["2024-25"], row["2025-26"], row["Écart"]) == ("19", "2", "ne se compare pas")
    assert "déclaré, puis compté par ménage" in row["Ruptures"]


def test_its_own_small_numbers_are_read(organism, coordinator, client_for):
    make_activity(organism, "Séance d’information", immigrants=1, day=DAY)

    page = text(client_for(coordinator).get(page_of(organism, "ou"), YEAR | {"mesure": "V1.02"}))

    assert "<b>1</b>" in page
    assert "masqué" not in page.split("p-ou")[1]


def test_targets_stand_on_one_scale_and_say_what_is_short(organism, agreement, coordinator, client_for):
    year = agreement.years.get(number=2)
    for code, value in (("V4.13", 10), ("V3.02", 2)):
        Target.objects.create(year=year, indicator=Indicator.objects.get(code=code), value=Decimal(value))
    for kind, times in (("Activité de rapprochement", 3), ("Visite d’entreprise", 2)):
        for _ in range(times):
            make_activity(organism, kind, day=DAY, agreements=[agreement])

    client = client_for(coordinator)
    rows = file_of(client, organism, "cibles")
    page = text(client.get(page_of(organism, "cibles"), YEAR))

    assert (row_of(rows, "V4.13")["Fait"], row_of(rows, "V4.13")["Part de la cible"]) == ("3", "30 %")
    assert (row_of(rows, "V3.02")["Fait"], row_of(rows, "V3.02")["Part de la cible"]) == ("2", "100 %")
    assert "1 cible sur 2 est sous 85 %" in page
    assert page.count('class="g-pt is-short" d="M20.00 12h.001"') == 1


def test_money_says_what_ends_without_a_signed_sequel(organism, funder, coordinator, client_for):
    running = state_year_of(timezone.localdate())
    next_april = date(running + 1, 4, 1)
    ending = make_agreement(organism, funder, "MIN-1", start=date(running - 2, 4, 1), end=next_april)
    make_agreement(organism, funder, "MIN-2", start=date(running - 1, 4, 1), end=date(running + 3, 4, 1))
    client, ends = client_for(coordinator), "Finit d’ici un an sans suite signée"
    before, year = format_state_year(running - 2), format_state_year(running - 1)
    asked = {"annee": str(running - 1)}

    rows = file_of(client, organism, "argent", **asked)
    page = text(client.get(page_of(organism, "argent"), asked))

    assert (row_of(rows, "MIN-1")[ends], row_of(rows, "MIN-2")[ends]) == ("100000,00", "")
    assert (row_of(rows, "Toutes")[before], row_of(rows, "Toutes")[year]) == ("100000,00", "200000,00")
    assert "1 entente finit d’ici un an sans suite signée : 100 000 $ par année." in page
    assert page.count("g-falls") == 2, "the legend, and the bar of what ends"

    sequel = make_agreement(organism, funder, "MIN-3", start=next_april, end=date(running + 2, 4, 1))
    Agreement.objects.filter(pk=sequel.pk).update(renews=ending, signed_on=timezone.localdate())
    assert row_of(file_of(client, organism, "argent", **asked), "MIN-1")[ends] == ""


def test_staff_reads_no_money_and_knows_who_does(organism, agreement, staff, client_for):
    client = client_for(staff)

    page = text(client.get(page_of(organism), YEAR))

    assert "L’argent des ententes se lit à la coordination et à la direction de l’organisme." in page
    assert "100 000" not in page
    assert "100000" not in client.get(page_of(organism), YEAR | {"sortie": "csv"}).content.decode()


def test_a_component_leaves_out_what_it_does_not_tell(two_years, organism, agreement, coordinator, client_for):
    make_activity(organism, "Visite d’entreprise", day=DAY)
    client = client_for(coordinator)

    page = text(client.get(page_of(organism), YEAR | {"volet": "4"}))

    assert "Le volet choisi laisse de côté" in page
    assert "p-argent" not in page
    assert "p-postes" not in page
    assert "V4.13" in page
    assert "V3.02" not in page
    assert "laissent cette section de côté" in text(client.get(page_of(organism, "argent"), {"volet": "4"}))


@pytest.mark.parametrize("asked", [{"annee": "1800"}, {"annee": "٢٠٢٥"}, {"volet": "9"}, {"mesure": "Z"}])
def test_a_choice_that_no_list_offers_is_said_beside_it(asked, two_years, organism, coordinator, client_for):
    answer = client_for(coordinator).get(page_of(organism), YEAR | asked)

    assert answer.status_code == 200
    assert "Ce choix n’est pas dans la liste" in text(answer)


def test_an_empty_organism_is_told_what_comes(organism, coordinator, client_for):
    client = client_for(coordinator)

    page = text(client.get(page_of(organism)))

    for words in ("Rien n’est encore compté", "Aucune entente ne touche ces années", "Aucun poste n’est inscrit"):
        assert words in page
    assert client.get(page_of(organism), {"sortie": "xlsx"}).status_code == 200


@pytest.mark.parametrize("asked", [YEAR, {"annee": "2026"}])
def test_as_many_statements_for_one_record_as_for_thirty(asked, organism, funder, coordinator, network, client_for):
    """Years of agreements of different days among them; the comparison is open."""
    client, city = client_for(coordinator), make_organism("Relais de la Métropole", region="06")
    choose_comparison(is_shown=True, by=network)
    counted = []
    for first, last in ((0, 1), (1, 3), (3, 30)):
        target = make_target(city, organism, coordinator)
        for rank in range(first, last):
            start = date(2024, (4, 7, 10)[rank % 3], 1)
            agreement = make_agreement(organism, funder, f"ENT-{rank}", start=start, end=start.replace(year=2028))
            code = ("V4.13", "V3.02", "V1.02")[rank % 3]
            for year in agreement.years.filter(number__in=[2, 3]):
                Target.objects.create(year=year, indicator=Indicator.objects.get(code=code), value=Decimal(5))
            make_activity(organism, "Activité de rapprochement", day=DAY, agreements=[agreement])
            families = Indicator.objects.get(code="V4.04")
            for year in (2025, 2026):
                days = (start.replace(year=year), start.replace(year=year + 1))
                population = Population(organism.pk, days, agreement.pk)
                declare(population=population, indicator=families, state="value", value=9, by=coordinator)
            settle(refer(target, coordinator), coordinator)
        counted.append(statements(client, page_of(organism), asked))

    assert counted[0] == counted[1] == counted[2]
    assert counted[2] <= REPORT_MOST


def statements(client, address, asked) -> int:
    client.get(address, asked)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address, asked).status_code == 200
    return len(seen)


def test_each_section_has_its_address_and_its_files(two_years, organism, agreement, coordinator, client_for):
    client = client_for(coordinator)
    for slug, _ in SECTIONS:
        page = client.get(page_of(organism, slug), YEAR)
        assert page.status_code == 200
        assert f'id="p-{slug}"' in text(page)
        for kind in ("csv", "xlsx"):
            assert client.get(page_of(organism, slug), YEAR | {"sortie": kind}).status_code == 200
    assert "<script" not in text(client.get(page_of(organism), YEAR)).split('id="contenu"')[1].split("</main>")[0]
