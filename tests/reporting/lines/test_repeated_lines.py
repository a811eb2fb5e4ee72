"""Lines repeated for each MRC, component, agreement or funder: each part counted by itself, and what they come to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisms.models import Mrc, Municipality
from reporting.engine.evaluate import evaluate_report, records_of_line
from reporting.engine.figures import Ask, AskReason, Least
from reporting.engine.form.files.form_file import FormFaults
from reporting.engine.form.files.reading import read_form
from reporting.engine.form.files.rows import load_form
from reporting.engine.form.reading import read_form_spec
from reporting.engine.repetition import repeated_parts
from reporting.engine.report_context import context_of
from reporting.form_editor.preview import preview_line
from reporting.lines.assembly import build_sections
from reporting.lines.completeness import missing_items
from reporting.lines.line_parts import BandView, parts_left_out
from reporting.lines.presenters import NO_SUM
from reporting.models import TemplateVersion
from reporting.papers.content import build
from services.models import Partner
from services.models.declaration import AnswerState
from tests.factories import make_activity, make_agreement
from tests.reporting.builders.reports import answer, line_of, make_funder_report

COUNTED = {"section": "s", "words": "Comptées", "scope": "organism"}
ACTIVITIES = {**COUNTED, "unit": "activité", "source": "records"}
ASKED = {"section": "s", "words": "Demandées", "source": "asked"}
LINES = [
    {**ACTIVITIES, "key": "m1", "for_each": "mrc"},
    {**COUNTED, "key": "m2", "for_each": "mrc", "indicators": ["V4.14"], "scope": "charged"},
    {**COUNTED, "key": "m3", "for_each": "mrc", "indicators": ["V5.02"]},
    {**ACTIVITIES, "key": "m4"},
    {**COUNTED, "key": "m5", "indicators": ["V4.14"]},
    {**COUNTED, "key": "c1", "for_each": "component", "indicators": ["V4.14"]},
    {**ACTIVITIES, "key": "a1", "for_each": "funder"},
    {**COUNTED, "key": "a2", "for_each": "agreement", "indicators": ["V4.14"], "scope": "organism"},
    {**ASKED, "key": "q1", "for_each": "mrc", "unit": "heure"},
    {**ASKED, "key": "q2", "for_each": "mrc", "unit": "personne distincte"},
    {**ASKED, "key": "q3", "unit": "heure", "source": "lines", "line_terms": [{"line": "q1"}]},
]
HERE, THERE = "mrc-890", "mrc-880"


def form(*lines: dict) -> dict:
    return {
        "format": "roriq-formulaire-1",
        "programme": "regionalisation",
        "templates": [{"key": "repete", "name": "Essai", "kind": "final"}],
        "sections": [{"key": "s", "words": "Section"}],
        "lines": [{"number": line["key"].upper(), **line} for line in lines],
        "rules": [],
    }


def town(mrc: str) -> int:
    return Municipality.objects.filter(mrc__code=mrc.removeprefix("mrc-")).first().pk


@pytest.fixture
def report(organism, agreement, coordinator):
    agreement.mrcs.set(Mrc.objects.filter(code__in=("890", "880")))
    load_form(read_form(form(*LINES)))
    report = make_funder_report(agreement, coordinator)
    report.template_version = TemplateVersion.objects.get(template__key="repete")
    report.save()
    return report


@pytest.fixture
def other_agreement(organism, other_funder):
    return make_agreement(organism, other_funder, "AUTRE-1")


def meet(organism, place: str = "", immigrants=10, agreements=(), type_name="Activité de rapprochement", **more):
    where = {"municipality_id": town(place)} if place else {}
    return make_activity(organism, type_name, immigrants=immigrants, agreements=agreements, **where, **more)


def parts(report, key) -> dict[str, Decimal | None]:
    return {band.key: band.value for band in line_of(report, key).bands}


def test_activities_and_their_counts_are_parted_by_the_mrc_of_the_work(organism, agreement, report):
    meet(organism, HERE, 12, [agreement])
    near = meet(organism, THERE, 30)
    meet(organism, "mrc-850", 7, [agreement])
    meet(organism, "", 5, [agreement])

    assert parts(report, "m1") == {HERE: 1, THERE: 1}
    assert parts(report, "m2") == {HERE: 12, THERE: None}
    assert (line_of(report, "m1").value, line_of(report, "m2").value) == (2, 12)
    assert [item.band_key for item in missing_items(report) if item.line_key == "m2"] == [THERE]
    assert set(records_of_line(report, line_of(report, "m1").line)) >= {near}
    assert records_of_line(report, line_of(report, "m1").line).count() == 2


def test_a_line_that_is_not_repeated_counts_its_records_wherever_they_were(organism, report):
    here, nowhere = meet(organism, HERE, 12), meet(organism, "", 5)
    session = make_activity(organism, "Séance d’information", immigrants=3)

    assert (line_of(report, "m4").value, line_of(report, "m5").value) == (3, 17)
    assert set(records_of_line(report, line_of(report, "m4").line)) == {here, nowhere, session}
    assert set(records_of_line(report, line_of(report, "m5").line)) == {here, nowhere}


def test_activities_are_counted_for_the_lines_that_ask_it_and_parts_read_once(report):
    context, form_spec = context_of(report), read_form_spec(report.template_version)
    parts = repeated_parts(context, form_spec.lines)

    def statements(*keys: str, **known) -> list[str]:
        lines = tuple(line for line in form_spec.lines if line.key in keys)
        with CaptureQueriesContext(connection) as queries:
            evaluate_report(report, replace(form_spec, lines=lines), context, **known)
        return [row["sql"] for row in queries]

    assert sum("COUNT(*)" in sql for sql in statements("m4", "m5")) == 1
    assert not any("COUNT(*)" in sql for sql in statements("m5"))
    assert len(statements("a1", repeated=parts)) == len(statements("a1")) - 1


def test_each_component_has_what_its_activities_count(organism, report):
    meet(organism, immigrants=12)

    assert parts(report, "c1") == {**{f"component-{n}": None for n in (1, 2, 3, 5)}, "component-4": 12}


def test_an_activity_charged_to_two_funders_counts_in_each_and_once_in_all(
    organism, agreement, other_agreement, funder, other_funder, report, coordinator
):
    meet(organism, immigrants=12, agreements=[agreement, other_agreement])
    meet(organism, immigrants=3, agreements=[other_agreement])
    meet(organism, immigrants=100)

    ours, theirs = f"funder-{funder.pk}", f"funder-{other_funder.pk}"
    assert parts(report, "a1") == {ours: 1, theirs: 2}
    assert line_of(report, "a1").value == 2
    assert parts(report, "a2") == {f"agreement-{agreement.pk}": 12}
    notes = [note["title"] for note in build(report)["counting_notes"]]
    assert "Parts qui se recoupent" in notes

    answer(report, "a1", coordinator, 5, theirs, override_reason="Trois oubliées.")

    assert line_of(report, "a1").text == NO_SUM


def test_two_agreements_of_one_funder_make_one_part(organism, agreement, funder, report):
    second = make_agreement(organism, funder, "DEUX-1")
    meet(organism, agreements=[agreement, second])

    assert parts(report, "a1") == {f"funder-{funder.pk}": 1}


def test_partners_are_counted_where_every_activity_names_one_and_asked_elsewhere(organism, report, coordinator):
    school, library = (
        Partner.objects.create(organism=organism, kind="partner", name=name) for name in ("École", "Bibliothèque")
    )
    table = {"type_name": "Table de concertation", "immigrants": None}
    meet(organism, HERE, partner_ids=(school.pk,), **table)
    meet(organism, HERE, partner_ids=(school.pk, library.pk), **table)
    meet(organism, THERE, partner_ids=(school.pk,), **table)
    assert parts(report, "m3") == {HERE: 2, THERE: 1}
    assert (line_of(report, "m3").value, line_of(report, "m3").text) == (2, "2")

    meet(organism, THERE, **table)

    assert parts(report, "m3") == {HERE: 2, THERE: None}
    assert {band.key: band.least for band in line_of(report, "m3").bands} == {HERE: None, THERE: Least(1, 1)}
    assert line_of(report, "m3").text == NO_SUM
    said = [item.words for item in missing_items(report) if item.line_key == "m3"]
    assert "1 nommé" in said[0]
    answer(report, "m3", coordinator, 0, THERE)
    assert any("mais 1" in item.words for item in missing_items(report) if item.line_key == "m3")


def test_distinct_people_asked_for_each_have_no_sum(report, coordinator):
    assert line_of(report, "q2").text == "–"
    for band in (HERE, THERE):
        answer(report, "q2", coordinator, 4, band)

    line = line_of(report, "q2")

    assert (line.text, line.value, line.is_answered) == (NO_SUM, None, True)
    figures = {row["line_key"]: row for section in build(report)["sections"] for row in section["figures"]}
    assert (figures["q2"]["value"]["text"], figures["q2"]["value"]["number"]) == (NO_SUM, None)
    assert figures["q2"]["bands"][0]["total"] == NO_SUM


@pytest.mark.parametrize(
    ("states", "text"), [(("nd", "nd"), "n.\u00a0d."), (("na", "nd"), "n.\u00a0d."), (("na", "na"), "s.\u00a0o.")]
)
def test_parts_that_are_all_unknown_make_the_whole_unknown(report, coordinator, states, text):
    for band, state in zip((HERE, THERE), states, strict=True):
        answer(report, "q1", coordinator, None, band, state=state)

    assert (line_of(report, "q1").text, line_of(report, "q3").text) == (text, text)


def test_a_line_half_answered_is_summed_by_no_other(report, coordinator):
    answer(report, "q1", coordinator, 4, HERE)

    assert (line_of(report, "q1").left_out, line_of(report, "q1").text) == ("1 sans réponse", "4")
    assert line_of(report, "q3").ask == Ask(AskReason.OTHER_LINES, lines=("Q1",))
    figures = {row["line_key"]: row for section in build(report)["sections"] for row in section["figures"]}
    assert figures["q1"]["note"] == "Somme partielle\u00a0: 1 sans réponse."

    answer(report, "q1", coordinator, None, THERE, state="nd")

    line = line_of(report, "q3")
    assert (line.text, line.left_out) == ("4", "1 MRC n.\u00a0d.")


def test_a_draft_of_the_form_shows_what_each_part_counts(organism, report):
    meet(organism, HERE, 12)

    bands = preview_line(report, "m1").bands

    assert {band.value for band in bands} == {"1", ""}


def test_more_parts_and_records_take_no_more_queries(organism, agreement, report):
    def statements() -> int:
        build_sections(report)
        with CaptureQueriesContext(connection) as queries:
            build_sections(report)
        return len(queries)

    meet(organism, HERE, agreements=[agreement])
    few = statements()
    agreement.mrcs.set(Mrc.objects.filter(code__startswith="8"))
    for code in Mrc.objects.filter(code__startswith="8").values_list("code", flat=True)[:6]:
        meet(organism, f"mrc-{code}", agreements=[agreement], day=date(2025, 7, 2))

    assert statements() == few <= 34


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({**ACTIVITIES, "for_each": "service"}, "ne disent pas leur service"),
        ({**COUNTED, "for_each": "component", "indicators": ["V5.02"]}, "du même volet"),
        ({**COUNTED, "for_each": "mrc", "indicators": ["V4.04"], "source": "declared"}, "se comptent pour chacun"),
        ({**ASKED, "for_each": "mrc", "kind": "ratio", "unit": "ratio"}, "qui demande deux nombres"),
    ],
)
def test_what_cannot_be_counted_for_each_is_refused(line, words):
    read = read_form(form({**line, "key": "x"}))

    assert isinstance(read, FormFaults)
    assert any(words in said for said in read.words)


@pytest.mark.django_db
def test_a_sum_of_parts_that_have_none_is_refused():
    by_funder = {**COUNTED, "key": "x", "indicators": ["V4.14"], "for_each": "funder"}
    total = {"section": "s", "key": "y", "words": "Total", "unit": "participation", "source": "lines"}

    read = read_form(form(by_funder, {**total, "line_terms": [{"line": "x"}]}))

    assert isinstance(read, FormFaults)
    assert "les parts ne s’additionnent pas" in read.words[0].replace("dont ", "")


def test_places_and_agreements_that_nobody_counted_are_named_in_the_plural():
    unknown = [BandView(key, key, "count", state=AnswerState.NOT_COLLECTED) for key in ("one", "two")]

    said = [parts_left_out(unknown, noun) for noun in ("entente", "MRC")]

    assert said == ["2 ententes n.\u00a0d.", "2 MRC n.\u00a0d."]
