"""Pages of results: what each side reads, what is hidden, and how a figure leads back to its records."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.models import AgreementPartner, Target
from organisms.models import Category, Indicator, Region
from roriq_portal.fiscal_year import state_year_of
from services import jobs
from services.activities.actions import withdraw_activities
from services.counting import masking
from services.counting.activity_totals import Result
from services.counting.declarations import Population, declare
from services.counting.definitions import change_definition
from services.results.masked_totals import tables_of
from tests.factories import make_activity, make_agreement, make_seated_user

YEAR = {"periode": "etat-2025"}
DAY = date(2025, 6, 3)


def text(answer) -> str:
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def sheet(client, url, **data) -> dict[tuple[str, str], dict]:
    """The rows of the CSV by (code, category): what the page shows, easier to read than HTML."""
    answer = client.get(url, YEAR | data | {"sortie": "csv"})
    rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    head = next(rows)
    head[6] = "Résultat"
    return {(row[1], row[5]): dict(zip(head, row, strict=True)) for row in rows if len(row) == len(head)}


def results_of(organism) -> str:
    return reverse("services:organism-results", args=[organism.pk])


def sex(key) -> int:
    return Category.objects.get(dimension__key="sex", key=key).pk


def test_a_figure_leads_to_exactly_the_records_that_make_it(organism, coordinator, client_for):
    counted = make_activity(organism, "Séance d’information", immigrants=12, note="CELLE-CI", day=DAY)
    other = make_activity(organism, "Premier accueil", day=DAY)
    make_activity(organism, "Séance d’information", immigrants=9, day=date(2024, 6, 3))
    client = client_for(coordinator)

    page = text(client.get(results_of(organism), YEAR))
    link = f"/o/{organism.pk}/activites/?indicateur=V1.02&amp;du=2025-04-01&amp;au=2026-03-31"

    assert f'<a href="{link}">12</a>' in page
    listed = text(client.get(link.replace("&amp;", "&")))
    assert f"/activites/{counted.pk}/" in listed
    assert f"/activites/{other.pk}/" not in listed
    assert "1 fiche" in listed.replace("\u00a0", " ")


def test_what_nobody_recorded_is_a_dash_and_never_zero(organism, coordinator, client_for):
    rows = sheet(client_for(coordinator), results_of(organism))

    assert rows["V4.01", ""]["Résultat"] == "–"
    assert rows["V4.03", ""]["Résultat"] == "à demander"


def test_an_activity_of_two_agreements_counts_once_and_beside_the_year_before(
    organism, funder, agreement, coordinator, client_for
):
    other = make_agreement(organism, funder, "MIN-2024-099")
    make_activity(organism, "Premier accueil", agreements=[agreement, other], day=DAY)
    for _ in range(3):
        make_activity(organism, "Premier accueil", day=date(2024, 6, 3))

    row = sheet(client_for(coordinator), results_of(organism))["V4.01", ""]

    assert (row["Résultat"], row["Période d’avant"], row["Écart"]) == ("1", "3", "-2")


def test_a_withdrawn_record_leaves_the_figure(organism, coordinator, client_for):
    withdraw_activities(activities=[make_activity(organism, day=DAY)], reason="double", by=coordinator)

    assert sheet(client_for(coordinator), results_of(organism))["V4.01", ""]["Résultat"] == "–"


def test_breakdowns_show_their_rest(organism, coordinator, client_for):
    make_activity(
        organism, "Séance d’information", immigrants=12, categories={sex("femmes"): 5, sex("hommes"): 3}, day=DAY
    )

    rows = sheet(client_for(coordinator), results_of(organism))

    assert rows["V1.02", "Femmes"]["Résultat"] == "5"
    assert rows["V1.02", "Non ventilé"]["Résultat"] == "4"
    page = text(client_for(coordinator).get(results_of(organism), YEAR))
    assert 'class="bar-value" y="3" width="41.7"' in page


def test_distinct_people_are_those_declared_for_exactly_these_days(organism, coordinator, client_for):
    from_april = Population(organism.pk, (date(2025, 4, 1), date(2026, 4, 1)))
    people = Indicator.objects.get(code="V4.03")
    declare(population=from_april, indicator=people, state="value", value=41, by=coordinator)
    client = client_for(coordinator)

    assert sheet(client, results_of(organism))["V4.03", ""]["Résultat"] == "41"
    half = {"du": "2025-04-01", "au": "2025-09-30"}
    assert sheet(client, results_of(organism), **half)["V4.03", ""]["Résultat"] == "à demander"


def test_a_series_shows_each_month_and_its_break(organism, coordinator, network, client_for):
    for month, times in ((4, 1), (10, 2)):
        for _ in range(times):
            make_activity(organism, "Premier accueil", day=date(2025, month, 5))
    code = Indicator.objects.get(code="V4.01")
    change_definition(
        indicator=code, words="Premiers entretiens", definition="En personne.", valid_from=date(2025, 10, 1), by=network
    )

    page = text(client_for(coordinator).get(results_of(organism), YEAR | {"indicateur": "V4.01"}))

    series = page[page.index('id="serie"') : page.index("</section>", page.index('id="serie"'))]
    assert 'class="series-break"' in series
    series = series[series.index("<table") :]
    assert (
        series.index("Septembre 2025")
        < series.index("Rupture au 1er octobre 2025")
        < series.index('<th scope="row">Octobre 2025')
    )
    assert len(re.findall(r"</td>\s*</tr>", series)) == 12
    assert re.search(r'Mai 2025</th>\s*<td class="n">–</td>', series)


def test_a_change_of_definition_takes_the_place_of_the_difference(organism, coordinator, network, client_for):
    make_activity(organism, day=DAY)
    make_activity(organism, day=date(2024, 6, 3))
    code = Indicator.objects.get(code="V4.01")
    change_definition(
        indicator=code, words="Premiers entretiens", definition="En personne.", valid_from=date(2025, 4, 1), by=network
    )

    row = sheet(client_for(coordinator), results_of(organism))["V4.01", ""]

    assert row["Écart"] == "rupture"
    assert row["Indicateur"] == "Premiers entretiens"


def test_the_year_of_an_agreement_stands_beside_its_targets(organism, agreement, coordinator, client_for):
    for _ in range(3):
        make_activity(organism, "Premier accueil", agreements=[agreement], day=DAY)
    make_activity(organism, "Premier accueil", day=DAY)
    year = agreement.years.get(number=2)
    Target.objects.create(year=year, indicator=Indicator.objects.get(code="V4.01"), value=12)

    url = reverse("services:agreement-results", args=[agreement.pk])
    page = text(client_for(coordinator).get(url, {"periode": "an-2"}))

    row = page[page.index(">V4.01</a>") :]
    row = row[: row.index("</tr>")]
    assert f'&amp;entente={agreement.pk}">3</a>' in row
    assert 'data-label="Cible">12<' in row
    assert 'data-label="Taux">25 %<' in row


def declared_ratio(agreement, coordinator, code="V4.11", target=75):
    """5 of 8, declared for the second year of the agreement."""
    year, indicator = agreement.years.get(number=2), Indicator.objects.get(code=code)
    Target.objects.create(year=year, indicator=indicator, value=target)
    declare(
        population=Population(agreement.organism_id, year.during, agreement.pk),
        indicator=indicator,
        state="value",
        value=5,
        denominator=8,
        by=coordinator,
    )
    return reverse("services:agreement-results", args=[agreement.pk])


@pytest.mark.parametrize(
    ("part", "of", "before", "change"),
    [
        (3, 4, "75 % (3 sur 4)", "−12,5 points"),
        (1, 2, "50 % (1 sur 2)", "+12,5 points"),
        (10, 16, "62,5 % (10 sur 16)", "="),
        (None, None, "n. d.", "–"),
    ],
)
def test_a_declared_ratio_stands_beside_the_rate_of_the_year_before(
    agreement, coordinator, client_for, part, of, before, change
):
    url = declared_ratio(agreement, coordinator)
    days = agreement.years.get(number=1).during
    said = {"state": "nd", "value": None} if part is None else {"state": "value", "value": part, "denominator": of}
    declare(
        population=Population(agreement.organism_id, days, agreement.pk),
        indicator=Indicator.objects.get(code="V4.11"),
        by=coordinator,
        **said,
    )

    page = text(client_for(coordinator).get(url, {"periode": "an-2"}))
    row = page[page.index(">V4.11</a>") :]
    cells = dict(re.findall(r'data-label="([^"]+)">(.*?)</td>', row[: row.index("</tr>")], re.DOTALL))
    assert (cells["Avant"], cells["Écart"]) == (before, change)
    table = sheet(client_for(coordinator), url, periode="an-2")["V4.11", ""]
    assert table["Période d’avant"].replace("\xa0", " ") == before


def test_a_declared_number_stands_beside_that_of_the_year_before(agreement, coordinator, client_for):
    for number, value in ((1, 40), (2, 52)):
        declare(
            population=Population(agreement.organism_id, agreement.years.get(number=number).during, agreement.pk),
            indicator=Indicator.objects.get(code="V4.03"), state="value", value=value, by=coordinator,
        )  # fmt: skip
    url = reverse("services:agreement-results", args=[agreement.pk])

    row = sheet(client_for(coordinator), url, periode="an-2")["V4.03", ""]

    assert (row["Résultat"], row["Période d’avant"], row["Écart"]) == ("52", "40", "12")


def test_a_declared_ratio_is_a_rate_on_the_page_and_measured_as_one(agreement, coordinator, client_for):
    url = declared_ratio(agreement, coordinator)

    page = text(client_for(coordinator).get(url, {"periode": "an-2"}))

    row = page[page.index(">V4.11</a>") :]
    row = row[: row.index("</tr>")]
    cells = dict(re.findall(r'data-label="([^"]+)">\s*([^<]*?)\s*<', row))
    assert (cells["Résultat"], cells["Cible"], cells["Taux"]) == ("62,5 %", "75 %", "83 %")


def test_a_declared_ratio_is_exported_with_its_two_terms_and_its_rate(agreement, coordinator, client_for):
    url = declared_ratio(agreement, coordinator)
    client = client_for(coordinator)

    row = sheet(client, url, periode="an-2")["V4.11", ""]
    told = [row[name].replace("\xa0", " ") for name in ("Résultat", "Numérateur", "Dénominateur", "Cible", "Taux")]
    assert told == ["62,5 %", "5", "8", "75 %", "83 %"]

    book = openpyxl.load_workbook(io.BytesIO(client.get(url, {"periode": "an-2", "sortie": "xlsx"}).content))
    head, *rows = book.active.iter_rows()
    cells = next(row for row in rows if row[1].value == "V4.11")
    by_name = dict(zip([cell.value for cell in head], cells, strict=True))
    assert (cells[6].value, cells[6].number_format) == (0.625, "0.0 %")
    assert (by_name["Numérateur"].value, by_name["Dénominateur"].value) == (5, 8)
    assert (by_name["Taux"].value, by_name["Taux"].number_format) == (pytest.approx(5 / 6), "0 %")


def test_partners_read_the_whole_of_a_shared_agreement_and_open_their_own_records(
    organism, neighbour_organism, agreement, neighbour, client_for
):
    AgreementPartner.objects.create(agreement=agreement, organism=neighbour_organism)
    make_activity(organism, "Premier accueil", agreements=[agreement], day=DAY)
    make_activity(neighbour_organism, "Premier accueil", agreements=[agreement], day=DAY)

    page = text(
        client_for(neighbour).get(reverse("services:agreement-results", args=[agreement.pk]), {"periode": "an-2"})
    )

    assert f"/o/{neighbour_organism.pk}/activites/?indicateur=V4.01" in page
    assert f"/o/{organism.pk}/activites/" not in page
    assert '">2</a>' in page


def test_the_network_and_the_pivot_read_masked_totals_without_records(
    organism, neighbour_organism, far_organism, pivot, network, client_for
):
    for _ in range(3):
        make_activity(organism, "Premier accueil", day=DAY)
    make_activity(neighbour_organism, "Suivi", day=DAY)
    for _ in range(4):
        make_activity(neighbour_organism, "Premier accueil", day=DAY)
    for _ in range(2):
        make_activity(far_organism, "Premier accueil", day=DAY)

    of_region = sheet(client_for(pivot), reverse("services:region-results", args=["08"]))
    of_network = sheet(client_for(network), reverse("services:network-results"))

    # 9 in all, of which 7 here: the other region would be 2
    assert (of_region["V4.01", ""]["Résultat"], of_network["V4.01", ""]["Résultat"]) == ("x", "9")
    assert of_region["V4.02", ""]["Résultat"] == of_network["V4.02", ""]["Résultat"] == "x"
    assert of_region["V4.03", ""]["Résultat"] == "–"
    page = text(client_for(pivot).get(reverse("services:region-results", args=["08"]), YEAR))
    assert "/activites/" not in page.split("<main")[1]
    assert "Ce que disent les signes" in page
    assert "2 nombres masqués" in page


def test_a_small_part_is_masked_with_a_second_one(organism, network, client_for):
    parts = {sex("femmes"): 20, sex("hommes"): 3, sex("autre-nsp"): 7}
    make_activity(organism, "Séance d’information", immigrants=30, categories=parts, day=DAY)

    rows = sheet(client_for(network), reverse("services:network-results"))

    said = {words: rows["V1.02", words]["Résultat"] for words in ("Femmes", "Hommes", "Autre ou ne sait pas")}
    assert said == {"Femmes": "20", "Hommes": "x", "Autre ou ne sait pas": "x"}
    assert ("V1.02", "Non ventilé") not in rows


def test_what_is_hidden_is_chosen_once_and_by_a_job_too(organism, far_organism, network, client_for, monkeypatch):
    make_activity(organism, "Premier accueil", day=timezone.localdate())
    make_activity(far_organism, "Séance d’information", immigrants=30, day=timezone.localdate())
    jobs.mask_totals(timestamp=0)
    monkeypatch.setattr(masking, "protect", None)
    page = client_for(network).get(reverse("services:network-results"))
    assert page.status_code == 200
    assert page.context["masked"] >= 1


def test_what_is_hidden_of_older_years_is_chosen_at_night(organism, far_organism, network, client_for, monkeypatch):
    make_activity(organism, "Premier accueil", day=date(2016, 5, 1))
    make_activity(far_organism, "Séance d’information", immigrants=30, day=date(2016, 5, 1))
    today = timezone.localdate()
    chosen = []
    monkeypatch.setattr(jobs, "read_crossed_totals", lambda period: chosen.append(period.key) or ())
    for hour in (12, jobs.AT_NIGHT):
        clock = SimpleNamespace(localdate=lambda: today, localtime=lambda hour=hour: SimpleNamespace(hour=hour))
        monkeypatch.setattr(jobs, "timezone", clock)
        jobs.mask_totals(timestamp=0)
    year = state_year_of(today)
    assert chosen[:2] == [f"etat-{year - 1}", f"etat-{year}"]
    assert chosen[2:] == [f"etat-{one}" for one in range(2016, year + 1)]


@pytest.mark.parametrize("parts", [{("sex", "f"): 8}, {("sex", "f"): 9, ("sex", "m"): -3}])
def test_sums_that_no_record_can_make_are_not_masked_as_if_they_were_right(parts):
    with pytest.raises(ValueError, match="is no count"):
        tables_of("V1.01", {8: {"V1.01": Result(Decimal(7), parts)}, 9: {"V1.01": Result(Decimal(9))}})


def test_totals_over_organisms_have_no_months(organism, network, client_for):
    make_activity(organism, "Premier accueil", day=DAY)

    page = text(
        client_for(network).get(
            reverse("services:network-results"), {"du": "2025-06-03", "au": "2025-06-03", "indicateur": "V4.01"}
        )
    )

    assert 'id="serie"' not in page
    assert 'name="du"' not in page
    assert "du 1er avril" in page


def test_a_pivot_of_another_region_and_a_funder_are_refused(far_organism, pivot, funder_agent, agreement, client_for):
    other = Region.objects.get(code=far_organism.region.code)

    assert client_for(pivot).get(reverse("services:region-results", args=[other.code])).status_code == 403
    assert client_for(funder_agent).get(reverse("services:agreement-results", args=[agreement.pk])).status_code == 403


@pytest.mark.parametrize(
    "data",
    [{"periode": "10**30"}, {"du": "hier"}, {"du": "9999-12-31", "au": "9999-12-31"}, {"indicateur": "V4.01' OR 1"}],
)
def test_an_odd_address_still_answers(organism, coordinator, client_for, data):
    assert client_for(coordinator).get(results_of(organism), data).status_code == 200


def test_the_usual_period_is_the_state_year_that_runs(organism, coordinator, client_for):
    today = timezone.localdate()
    first = date(today.year if today.month >= 4 else today.year - 1, 4, 1)

    assert f"du 1er avril {first.year}" in text(client_for(coordinator).get(results_of(organism)))


@pytest.mark.parametrize("role", ["staff", "coordinator", "director"])
def test_everyone_of_the_organism_reads_its_results(organism, client_for, role):
    person = make_seated_user("Personne", organism, role)

    assert client_for(person).get(results_of(organism)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_a_page_of_results_takes_the_same_queries_whatever_it_counts(
    organism, coordinator, client_for, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        make_activity(organism, "Séance d’information", immigrants=3, categories={sex("femmes"): 1}, day=DAY)
    client = client_for(coordinator)
    client.get(results_of(organism), YEAR)

    with django_assert_max_num_queries(20) as asked:
        client.get(results_of(organism), YEAR)

    assert len(asked) == STATEMENTS


STATEMENTS = 20


def test_a_period_that_is_not_over_says_so_and_stands_chosen_in_the_list(organism, funder, coordinator, client_for):
    today = timezone.localdate()
    agreement = make_agreement(
        organism, funder, "ENT-COURANTE", start=date(today.year - 1, 1, 1), end=date(today.year + 2, 1, 1)
    )
    client = client_for(coordinator)

    page = text(client.get(reverse("services:agreement-results", args=[agreement.pk])))
    over = text(client.get(reverse("services:agreement-results", args=[agreement.pk]), {"periode": "an-1"}))

    assert '<option value="an-2" selected>' in page
    assert "La période court encore" in page
    assert '<option value="an-1" selected>' in over
    assert "La période court encore" not in over


def test_two_typed_days_can_be_let_go_of(organism, coordinator, client_for):
    client = client_for(coordinator)

    typed = text(client.get(results_of(organism), {"du": "2025-04-01", "au": "2025-09-30"}))

    assert 'class="filter-chip" href="?"' in typed
    assert "Ces deux jours passent avant la liste." in typed
    assert "passent avant la liste" not in text(client.get(results_of(organism), YEAR))


@pytest.mark.parametrize("name", ["network-results", "network-regions", "household-totals", "position-network"])
def test_the_pages_behind_results_do_not_say_that_they_stand_among_organisms(network, client_for, name):
    page = client_for(network).get(reverse(f"services:{name}")).text
    breadcrumb = page.partition('class="page-breadcrumb"')[2].split("</nav>")[0]
    assert "Organismes" not in breadcrumb
