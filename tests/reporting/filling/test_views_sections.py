import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from reporting.filling.page.question_kinds import ComputedFigure
from reporting.filling.typed_values import BELOW_ZERO, INVALID
from reporting.funder_reports.actions.issuing import issue_report
from reporting.models import Answer, Report
from tests.factories import make_activity
from tests.reporting.builders.annual_reports import make_annual, make_approved, make_campaign
from tests.reporting.builders.reports import answer, fill, line_of, make_funder_report

pytestmark = pytest.mark.built_once("report")

TEXT = "v4-faits-saillants"


@pytest.fixture
def report(organism, network):
    return make_annual(organism, network)


def section_url(report, section="v4"):
    return reverse("reporting:report-section", args=[report.pk, section])


def save_url(report, line_key=TEXT):
    return reverse("reporting:answer-autosave", args=[report.pk, line_key])


def answer_of(report, line_key):
    return Answer.objects.filter(report=report, line_key=line_key, band_key="").first()


def seen_in(response) -> str:
    return response.context["seen"]


def test_report_detail_lists_sections_with_what_is_missing(report, coordinator, client_for):
    response = client_for(coordinator).get(reverse("reporting:report-detail", args=[report.pk]))

    page = response.content.decode()
    assert response.status_code == 200
    assert "Volet 4 – Accueil" in page
    assert "Il manque" in page
    assert "Campagne 2025-2026 ouverte par le réseau" in page


def test_report_detail_says_a_component_is_not_offered(report, coordinator, client_for):
    Report.objects.filter(pk=report.pk).update(components=[4])

    page = client_for(coordinator).get(reverse("reporting:report-detail", args=[report.pk])).content.decode()

    assert page.count("Non offert") == 4
    assert client_for(coordinator).get(section_url(report, "v1")).status_code == 404


@pytest.mark.parametrize("name", ["report-detail", "report-check", "report-list"])
def test_reading_asks_a_stranger_to_log_in(report, client, name):
    url = reverse(f"reporting:{name}", args=[] if name == "report-list" else [report.pk])

    response = client.get(url)

    assert response.status_code == 302
    assert response.url.startswith("/compte/login/")


@pytest.mark.parametrize("who", ["neighbour", "pivot", "network", "funder_agent"])
def test_a_draft_is_nobody_elses(report, who, client_for, request):
    browser = client_for(request.getfixturevalue(who))

    assert browser.get(reverse("reporting:report-detail", args=[report.pk])).status_code == 404
    assert browser.get(section_url(report)).status_code == 404
    assert browser.post(section_url(report), {"q-v4-03": "12"}).status_code == 404
    assert browser.post(save_url(report), {f"q-{TEXT}": "Texte"}).status_code == 404
    assert not report.answers.exists()


@pytest.mark.parametrize("who", ["staff", "auditor"])
def test_who_may_not_write_reads_and_changes_nothing(report, who, client_for, request):
    browser = client_for(request.getfixturevalue(who))

    page = browser.get(section_url(report))
    assert page.status_code == 200
    assert "Enregistrer et continuer" not in page.content.decode()
    assert browser.post(section_url(report), {"q-v4-03": "12"}).status_code == 403
    assert browser.post(save_url(report), {f"q-{TEXT}": "Texte"}).status_code == 403
    assert not report.answers.exists()


def test_section_saves_the_four_answers(report, coordinator, client_for):
    client_for(coordinator).post(
        section_url(report),
        {
            "q-v4-03": "301",
            "q-v4-04": "",
            "q-v4-04-sorte": "zero",
            "q-v4-08": "",
            "q-v4-08-sorte": "so",
            "q-v4-09": "nd",
        },
    )

    saved = {
        key: (answer_of(report, key).state, answer_of(report, key).value)
        for key in ("v4-03", "v4-04", "v4-08", "v4-09")
    }
    assert saved == {"v4-03": ("value", 301), "v4-04": ("zero", 0), "v4-08": ("na", None), "v4-09": ("nd", None)}


def test_section_saves_nothing_when_one_box_is_refused_and_keeps_what_was_typed(report, coordinator, client_for):
    response = client_for(coordinator).post(
        section_url(report),
        {"q-v4-03": "301", "q-v4-04": "12", "q-v4-04-sorte": "nd", f"q-{TEXT}": "Une année pleine."},
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "gardez l’un des deux" in page
    assert 'href="#q-v4-04"' in page
    assert "Une année pleine." in page
    assert 'value="301"' in page
    assert not report.answers.exists()


BAD_NUMBERS = ["1e30", "1" + "0" * 30, "9999-12-31", "a\x00b", "=1", "9" * 5000]


@pytest.mark.parametrize(("typed", "said"), [*((typed, INVALID) for typed in BAD_NUMBERS), ("-3", BELOW_ZERO)])
def test_section_answers_bad_numbers_in_a_sentence(report, coordinator, client_for, typed, said):
    response = client_for(coordinator).post(section_url(report), {"q-v4-03": typed})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not report.answers.exists()


def test_section_drops_what_belongs_to_other_forms(report, coordinator, client_for):
    response = client_for(coordinator).post(
        section_url(report),
        {"q-v2-01": "12", "q-inconnue": "3", "q-v4-03--agreement-999": "4", "vu": "x:y v4-03:a " + "9" * 99},
    )

    assert response.status_code == 302
    assert not report.answers.exists()


def test_section_goes_on_to_the_next_one_and_after_the_last_to_the_check(report, coordinator, client_for):
    browser = client_for(coordinator)

    assert browser.post(section_url(report, "v4"), {"suite": "1"}).url == section_url(report, "v5")
    last = browser.get(reverse("reporting:report-detail", args=[report.pk])).context["groups"][-2]["tasks"][-1].url
    assert browser.post(last, {"suite": "1"}).url == reverse("reporting:report-check", args=[report.pk])


def test_a_computed_figure_is_shown_and_corrected_with_a_reason(report, organism, coordinator, client_for):
    make_activity(organism, "Premier accueil", immigrants=5)
    browser = client_for(coordinator)
    figures = browser.get(section_url(report)).context["page"].figures
    computed = next(figure for figure in figures if isinstance(figure, ComputedFigure))
    key, box = computed.label.key, computed.label.name

    refused = browser.post(section_url(report), {box: "47"})
    assert refused.status_code == 422
    assert "Dites en une phrase pourquoi" in refused.content.decode()
    assert not report.answers.exists()

    browser.post(section_url(report), {box: "47", f"{box}-motif": "Trois de plus à Senneterre."})
    answer = answer_of(report, key)
    assert (answer.value, answer.override_reason) == (47, "Trois de plus à Senneterre.")
    assert "Revenir au chiffre calculé" in browser.get(section_url(report)).content.decode()

    browser.post(section_url(report), {box: "47", f"{box}-motif": "Trois de plus à Senneterre.", "revenir": key})
    figures = browser.get(section_url(report)).context["page"].figures
    after = next(figure for figure in figures if isinstance(figure, ComputedFigure) and figure.label.key == key)
    assert after.shown == computed.shown


def test_autosave_keeps_a_text_and_says_when(report, coordinator, client_for):
    response = client_for(coordinator).post(save_url(report), {f"q-{TEXT}": "Une année pleine.", f"q-{TEXT}-rev": "0"})

    assert "Enregistré à" in response.content.decode()
    assert answer_of(report, TEXT).text == "Une année pleine."


def test_autosave_never_writes_over_a_newer_text_and_shows_both(report, organism, coordinator, director, client_for):
    client_for(director).post(save_url(report), {f"q-{TEXT}": "Sept logements.", f"q-{TEXT}-rev": "0"})

    response = client_for(coordinator).post(save_url(report), {f"q-{TEXT}": "Huit logements.", f"q-{TEXT}-rev": "0"})

    page = response.content.decode()
    assert "Deux versions" in page
    assert "Sept logements." in page
    assert director.name in page
    assert answer_of(report, TEXT).text == "Sept logements."


def test_section_shows_both_versions_then_keeps_the_chosen_one(report, coordinator, director, client_for):
    mine = client_for(coordinator)
    seen = seen_in(mine.get(section_url(report)))
    client_for(director).post(section_url(report), {f"q-{TEXT}": "Sept logements.", "q-v4-03": "298"})

    response = mine.post(section_url(report), {f"q-{TEXT}": "Huit logements.", "q-v4-03": "301", "vu": seen})

    page = response.content.decode()
    assert response.status_code == 409
    assert "Cette page a changé" in page
    assert "Sept logements." in page
    assert "Huit logements." in page
    assert answer_of(report, TEXT).text == "Sept logements."
    again = {f"q-{TEXT}": "Huit logements.", "q-v4-03": "301", "vu": seen_in(response)}
    assert mine.post(section_url(report), again).status_code == 302
    assert answer_of(report, TEXT).text == "Huit logements."


@pytest.mark.parametrize("text", ["a" * 3001, "é" * 4000])
def test_autosave_refuses_a_text_too_long_in_a_sentence(report, coordinator, client_for, text):
    response = client_for(coordinator).post(save_url(report), {f"q-{TEXT}": text})

    assert "la limite est de 3\u00a0000" in response.content.decode()
    assert not report.answers.exists()


def test_autosave_drops_null_bytes_and_warns_about_personal_data(report, coordinator, client_for):
    response = client_for(coordinator).post(save_url(report), {f"q-{TEXT}": "Appelez le 819\x00 555-0199."})

    assert "un numéro de téléphone" in response.content.decode()
    assert answer_of(report, TEXT).text == "Appelez le 819 555-0199."


@pytest.mark.parametrize("line_key", ["piece-resolution", "inconnue"])
def test_autosave_is_for_the_answers_of_this_form(report, coordinator, client_for, line_key):
    assert client_for(coordinator).post(save_url(report, line_key), {f"q-{line_key}": "12"}).status_code == 404


def test_autosave_answers_get_with_405(report, coordinator, client_for):
    assert client_for(coordinator).get(save_url(report)).status_code == 405


def test_unknown_section_and_malformed_ids_are_404(report, coordinator, client_for):
    browser = client_for(coordinator)

    assert browser.get(section_url(report, "v9")).status_code == 404
    assert browser.get("/rapports/abc/").status_code == 404
    assert browser.get(f"/rapports/{10**30}/").status_code == 404


def test_last_year_stands_beside_the_box_and_is_taken_in_one_click(organism, network, director, pivot, client_for):
    last_year = make_approved(organism, network, director, pivot)
    this_year = next_year(organism, network)
    browser = client_for(director)

    page = browser.get(section_url(this_year)).content.decode()
    assert "Vous écriviez, 2025-2026" in page
    browser.post(section_url(this_year), {f"q-{TEXT}": "", "reprendre": TEXT, "q-v4-03": "12"})
    assert answer_of(this_year, TEXT).text == answer_of(last_year, TEXT).text == "Texte."
    assert answer_of(this_year, "v4-03").value == 12


def a_year_later(agreement, coordinator, director):
    """Form A filed for 2024-2025, then open for 2025-2026."""
    past = make_funder_report(agreement, director, period=DateRange(date(2024, 4, 1), date(2025, 4, 1)))
    answer(past, "a4", director, 96)
    answer(past, "a4", director, 50, band="sex-femmes")
    answer(past, "a3", director, state="nd")
    fill(past, director)
    answer(past, "af", director, Decimal("154.50"), band="salaires")
    issue_report(report=past, by=director, key=uuid.uuid4())
    return make_funder_report(agreement, coordinator)


def test_the_period_before_is_named_where_it_is_not_a_year_before(agreement, coordinator, director, client_for):
    """Of months and half-years, what stands before is the report just before."""
    kind = {"kind": "interim"}
    past = make_funder_report(agreement, director, period=DateRange(date(2024, 10, 1), date(2025, 4, 1)), **kind)
    issue_report(report=fill(past, director), by=director, key=uuid.uuid4())
    report = make_funder_report(agreement, coordinator, period=DateRange(date(2025, 4, 1), date(2025, 10, 1)), **kind)
    browser = client_for(coordinator)

    page = browser.get(section_url(report, "v2")).text
    check = browser.get(reverse("reporting:report-check", args=[report.pk])).text

    for shown in (page, check):
        assert "octobre 2024 à mars 2025" in shown
        assert "avril à septembre 2024" not in shown


def test_unchanged_takes_a_declared_figure_with_its_breakdown(agreement, coordinator, director, client_for):
    report = a_year_later(agreement, coordinator, director)
    browser = client_for(coordinator)
    page = browser.get(section_url(report, "v2")).content.decode()
    assert 'name="reprendre" value="a4"' in page

    browser.post(section_url(report, "v2"), {"q-a4": "", "q-a5": "12", "reprendre": "a4"})

    a4 = line_of(report, "a4")
    assert (a4.state, a4.value, a4.past.text) == ("value", 96, "96")
    assert {band.key: band.value for band in a4.bands if band.value} == {"sex-femmes": 50}
    assert not any(band.is_answered for band in a4.bands if band.dimension != "sex")
    assert line_of(report, "a5").value == 12


def test_unchanged_takes_the_ratio_the_other_answers_and_the_money(agreement, coordinator, director, client_for):
    report = a_year_later(agreement, coordinator, director)
    browser = client_for(coordinator)

    browser.post(section_url(report, "v4"), {"q-a8": "", "q-a8-den": "", "reprendre": "a8"})
    browser.post(section_url(report, "v1"), {"q-a3": "", "reprendre": "a3"})
    browser.post(section_url(report, "finances"), {"reprendre": "af"})

    a8, af = line_of(report, "a8"), line_of(report, "af")
    assert (a8.value, a8.denominator) == (40, 50)
    assert line_of(report, "a3").state == "nd"
    assert af.value == af.past.value
    assert next(band.value for band in af.bands if band.key == "salaires") == Decimal("154.50")


def test_unchanged_never_covers_a_computed_figure(organism, agreement, coordinator, director, client_for):
    report = a_year_later(agreement, coordinator, director)
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    browser = client_for(coordinator)
    assert 'name="reprendre" value="a2"' not in browser.get(section_url(report, "v1")).content.decode()

    browser.post(section_url(report, "v1"), {"q-a2": "", "q-a2-motif": "", "reprendre": "a2"})

    assert line_of(report, "a2").value == 1
    assert not report.answers.exists()


def test_unchanged_without_a_past_or_for_a_reader_is_not_offered(agreement, coordinator, director, auditor, client_for):
    first = make_funder_report(agreement, coordinator, period=DateRange(date(2026, 4, 1), date(2027, 4, 1)))
    assert 'name="reprendre"' not in client_for(coordinator).get(section_url(first, "v2")).content.decode()
    assert client_for(coordinator).post(section_url(first, "v2"), {"q-a4": "", "reprendre": "a4"}).status_code == 302
    assert not first.answers.exists()
    report = a_year_later(agreement, coordinator, director)
    assert 'name="reprendre"' not in client_for(auditor).get(section_url(report, "v2")).content.decode()


@pytest.mark.parametrize(
    ("section", "typed", "box", "words"),
    [
        ("v4", {"q-a8": "40", "q-a8-den": ""}, "q-a8-den", "sur combien"),
        ("v4", {"q-a8": "40", "q-a8-den": "12"}, "q-a8-den", "40 dépasse 12"),
        ("v4", {"q-a8": "3", "q-a8-den": "0"}, "q-a8-den", "un nombre de 1 à"),
        ("v2", {"q-a4": "10", "q-a4--sex-femmes": "7", "q-a4--sex-hommes": "9"}, "q-a4--sex-femmes", "compte 16"),
        ("v1", {"q-a2": "3", "q-a2-motif": ""}, "q-a2-motif", "pourquoi vous corrigez"),
        ("v1", {"q-a1": "3", "q-an1": "a" * 3001}, "q-an1", "la limite est de"),
    ],
)
def test_each_refusal_stands_beside_its_field_and_nothing_typed_is_lost(
    organism, agreement, coordinator, client_for, section, typed, box, words
):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    report = make_funder_report(agreement, coordinator)

    response = client_for(coordinator).post(section_url(report, section), typed)

    page = response.content.decode()
    beside = page.split(f'id="{box}-e"')[1].split("</p>")[0].split("</th>")[0]
    assert response.status_code == 422
    assert words in beside
    assert f'href="#{box}"' in page
    assert f'id="{box}"' in page
    for value in typed.values():
        assert f'value="{value}"' in page or value in page
    assert not report.answers.exists()


def next_year(organism, network):
    campaign = make_campaign(network, period=DateRange(date(2026, 4, 1), date(2027, 4, 1)), due_on=date(2027, 6, 30))
    return Report.objects.get(campaign=campaign, organism=organism)


@pytest.mark.parametrize("name", ["report-detail", "report-check", "report-section"])
def test_report_pages_take_as_many_queries_whatever_the_records(
    report, organism, coordinator, client_for, name, django_assert_max_num_queries
):
    url = reverse(f"reporting:{name}", args=[report.pk] + (["v4"] if name == "report-section" else []))
    make_activity(organism, "Premier accueil", immigrants=5)
    counts = []
    for more in (0, 3):
        for _ in range(more):
            make_activity(organism, "Premier accueil", immigrants=5)
        browser = client_for(coordinator)
        with django_assert_max_num_queries(60) as captured:
            browser.get(url)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_sum_of_parts_that_lacks_some_is_said_partial(agreement, coordinator, client_for):
    funded = make_funder_report(agreement, coordinator)
    answer(funded, "af", coordinator, "1000", band="salaires")
    answer(funded, "af", coordinator, band="deplacements", state="nd")

    page = client_for(coordinator).get(section_url(funded, "finances")).text.replace("\xa0", " ")

    assert "total partiel, 1 poste n. d., 2 sans réponse" in page
