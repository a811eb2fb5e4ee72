import hashlib
import json
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from organisms.models import Category, OrganismName
from reporting.lines.assembly import build_sections
from reporting.papers import content as paper_content
from reporting.papers.content import build, canonical
from reporting.papers.freezing import freeze
from reporting.papers.rendering.pdf import render_paper
from tests.factories import make_activity, make_agreement
from tests.papers import annual_content, funder_content
from tests.reporting.builders.annual_reports import make_annual, make_campaign, make_filed
from tests.reporting.builders.reports import answer, fill, make_funder_report, make_issued

text = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
contents = st.dictionaries(
    text,
    st.recursive(text | st.integers() | st.none() | st.booleans(), lambda kids: st.lists(kids, max_size=3)),
    max_size=5,
)


@given(contents)
def test_canonical_comes_back_and_is_the_same_text(content):
    shuffled = dict(reversed(list(content.items())))

    assert json.loads(canonical(content)) == content
    assert canonical(shuffled) == canonical(content)


def test_canonical_refuses_what_json_has_not():
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})


def shape_of(value) -> object:
    if isinstance(value, dict):
        return {key: shape_of(item) for key, item in value.items()}
    return [shape_of(item) for item in value[:1]] if isinstance(value, list) else ""


def lacking(wanted, made, path="") -> list[str]:
    """The keys of the documented shape that a content has not; a null stands for the whole."""
    if isinstance(wanted, list):
        return lacking(wanted[0], made[0], f"{path}[]") if wanted and made else []
    if not isinstance(wanted, dict) or not isinstance(made, dict):
        return []
    absent = [f"{path}.{key}" for key in wanted if key not in made]
    return absent + [
        found for key in wanted if key in made for found in lacking(wanted[key], made[key], f"{path}.{key}")
    ]


def test_content_has_the_shape_the_paper_reads(agreement, director):
    report = make_issued(agreement, director)

    content = json.loads(report.versions.get().content)

    assert lacking(shape_of(funder_content()), shape_of(content)) == []


def test_annual_content_has_the_shape_the_paper_reads(organism, network):
    content = build(make_annual(organism, network))

    assert lacking(shape_of(annual_content()), shape_of(content)) == []
    assert (content["funder"], content["agreement"], content["version"]["code"]) == (None, None, "")


def test_draft_of_a_report_prints(organism, network):
    content = build(make_annual(organism, network))
    digest = hashlib.sha256(canonical(content).encode()).hexdigest()

    assert render_paper(content, sha256=digest, draft=True).startswith(b"%PDF-")


def test_figures_say_value_target_rate_and_correction(organism, agreement, coordinator):
    make_activity(organism, "Séjour exploratoire", immigrants=4, agreements=[agreement])
    report = make_funder_report(agreement, coordinator)
    answer(report, "a2", coordinator, 3, override_reason="Deux notés ailleurs")
    answer(report, "a8", coordinator, 58, denominator=72)

    figures = {f["key"]: f for section in build(report)["sections"] for f in section["figures"]}

    assert (figures["A2"]["value"]["text"], figures["A2"]["computed"], figures["A2"]["note"]) == (
        "3",
        "1",
        "Deux notés ailleurs",
    )
    assert figures["A8"]["value"] == {
        "state": "value",
        "text": "80,6\u00a0%",
        "number": "80.6",
        "numerator": "58",
        "denominator": "72",
    }
    assert figures["A1"]["value"]["text"] == "–"


def test_money_adds_its_parts(agreement, coordinator):
    report = make_funder_report(agreement, coordinator)
    answer(report, "af", coordinator, "207431.18", band="salaires")
    answer(report, "af", coordinator, "1000", band="deplacements")

    money = next(section["money"] for section in build(report)["sections"] if section["money"])

    assert money["rows"][0] == {
        "words": "Salaires",
        "cells": [{"text": "207\u00a0431,18\u00a0$", "number": "207431.18", "note": ""}],
        "is_total": False,
    }
    totals = [row for row in money["rows"] if row["is_total"]]
    assert [(row["words"], row["cells"][0]["text"], row["cells"][0]["number"]) for row in totals] == [
        ("Dépenses par poste, total", "208\u00a0431,18\u00a0$", "208431.18")
    ]


def test_a_sum_says_what_it_leaves_out(agreement, coordinator):
    report = make_funder_report(agreement, coordinator)
    answer(report, "af", coordinator, "1000", band="salaires")
    answer(report, "af", coordinator, band="deplacements", state="nd")

    money = next(section["money"] for section in build(report)["sections"] if section["money"])

    notes = {row["words"]: row["cells"][0]["note"] for row in money["rows"] if row["cells"][0]["note"]}
    assert notes == {"Dépenses par poste, total": "1 poste n.\u00a0d., 2 sans réponse"}


def test_annual_sums_say_which_agreements_they_leave_out(organism, network, agreement, funder, coordinator):
    other = make_agreement(organism, funder, "ENT-2")
    report = make_annual(organism, network)
    answer(report, "fin-recu", coordinator, "137000.50", band=f"agreement-{agreement.pk}")
    answer(report, "fin-recu", coordinator, band=f"agreement-{other.pk}", state="nd")

    money = next(section["money"] for section in build(report)["sections"] if section["money"])

    assert money["rows"][-1]["cells"][0] == {
        "text": "137\u00a0000,50\u00a0$",
        "number": "137000.5",
        "note": "1 entente n.\u00a0d.",
    }


@pytest.mark.parametrize(("count", "unit"), [(1, "séjour"), (2, "séjours"), (0, "séjours")])
def test_units_agree_with_their_number(organism, agreement, coordinator, count, unit):
    for _ in range(count):
        make_activity(organism, "Séjour exploratoire", immigrants=1, agreements=[agreement])
    report = make_funder_report(agreement, coordinator)

    figures = {f["key"]: f for section in build(report)["sections"] for f in section["figures"]}

    assert figures["A2"]["unit"] == unit


def test_breakdown_remembers_what_was_unbroken_the_period_before(organism, network, director):
    femmes = Category.objects.get(dimension__key="sex", key="femmes").pk
    make_activity(organism, "Séance d’information", day=date(2024, 6, 3), immigrants=99, categories={femmes: 56})
    make_activity(organism, "Séance d’information", immigrants=100, categories={femmes: 60})
    campaign = make_campaign(network, period=DateRange(date(2024, 4, 1), date(2025, 4, 1)), due_on=date(2025, 6, 30))
    before = campaign.reports.get(organism=organism)
    freeze(before, build_sections(before), reason="", by=director)
    report = make_annual(organism, network)

    figures = {f["key"]: f for section in build(report)["sections"] for f in section["figures"]}
    axis = figures["V1.02"]["bands"][0]

    assert (axis["dimension"], axis["total"], axis["past_total"]) == ("Sexe ou genre", "100", "99")
    assert (axis["rest"]["text"], axis["rest"]["past"], axis["rest"]["past_number"]) == ("40", "43", "43")
    assert axis["rows"][0]["past_number"] == "56"


def test_form_shows_what_was_unbroken_the_period_before(organism, network, director, coordinator, client_for):
    femmes = Category.objects.get(dimension__key="sex", key="femmes").pk
    make_activity(organism, "Séance d’information", day=date(2024, 6, 3), immigrants=99, categories={femmes: 56})
    campaign = make_campaign(network, period=DateRange(date(2024, 4, 1), date(2025, 4, 1)), due_on=date(2025, 6, 30))
    before = campaign.reports.get(organism=organism)
    assert "2023-2024</th>" not in section_page(before, coordinator, client_for)
    freeze(before, build_sections(before), reason="", by=director)

    page = section_page(make_annual(organism, network), coordinator, client_for)

    assert 'Non ventilé</th><td class="n none">43</td>' in page


def section_page(report, by, client_for):
    url = reverse("reporting:report-section", kwargs={"report_id": report.pk, "section": "v1"})
    return client_for(by).get(url).text


def test_decimals_are_text_in_the_frozen_content(agreement, director):
    content = json.loads(make_issued(agreement, director).versions.get().content, parse_float=pytest.fail)

    assert content["answers"]["af"]["bands"]["salaires"] == {"state": "value", "value": "100"}


def test_hash_is_of_the_content_alone(agreement, director):
    version = make_issued(agreement, director).versions.get()

    assert version.sha256 == hashlib.sha256(version.content.encode()).hexdigest()
    assert canonical(json.loads(version.content)) == version.content


def test_paper_prints_the_name_of_its_period_end(organism, network):
    OrganismName.objects.filter(organism=organism).delete()
    OrganismName.objects.create(organism=organism, name="Ancien nom", during=DateRange("2020-01-01", "2026-04-01"))

    assert build(make_annual(organism, network))["organism"]["name"] == "Ancien nom"


def test_section_not_offered_is_not_printed(organism, network, director):
    organism.components = [4]
    organism.save()

    content = json.loads(make_filed(organism, network, director).versions.get().content)

    assert [section["key"] for section in content["sections"] if section["component"]] == ["v4"]


def test_verification_address_is_the_one_that_is_routed():
    code = "AAAA-AAAA-AAAA-AAAA"

    assert reverse("reporting:verify-code", args=[code]) == paper_content.VERIFY_PATH.format(code)


def test_same_report_gives_the_same_content(agreement, coordinator):
    report = fill(make_funder_report(agreement, coordinator), coordinator)

    assert canonical(build(report)) == canonical(build(report))
