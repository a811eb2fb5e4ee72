"""Drafts: begun, copied, changed, published, retired; what the database refuses whoever writes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from organisms.models import Dimension
from reporting.engine.evaluate import evaluate_report
from reporting.engine.form.reading import read_form_spec
from reporting.form_editor.lines.nesting import nestings
from reporting.form_editor.lines.saving import remove_line
from reporting.form_editor.preview import preview_line, preview_report
from reporting.form_editor.sections import remove_section, save_section
from reporting.form_editor.versions.comparison import compare
from reporting.form_editor.versions.drafts import FormRefused, discard_draft, prepare_next
from reporting.form_editor.versions.publication import publish_draft
from reporting.form_editor.versions.retiring import bring_back, retire_form
from reporting.funder_reports.actions.issuing import NoTemplate, open_funder_report
from reporting.models import Band, Line, Report, Rule, Template, TemplateVersion
from roriq_portal.edits.stale_revision import StaleRevision
from tests.factories import make_activity
from tests.reporting.builders.reports import make_deliverable, make_funder_report
from tests.reporting.form_editor.builders import add_line, begin

pytestmark = pytest.mark.django_db


def published(key="regionalisation-final") -> TemplateVersion:
    return TemplateVersion.objects.get(template__key=key)


def asked(version) -> dict:
    """What a version asks, by line key, without the numbers of its rows."""
    spec = read_form_spec(version)
    return {line.key: replace(line, id=0) for line in spec.lines}, set(spec.rules), spec.section_specs


def test_the_next_version_asks_what_the_newest_asks(network):
    version = published()

    draft = prepare_next(template=version.template, by=network)

    assert asked(draft) == asked(version)
    assert (draft.number, draft.is_draft) == (version.number + 1, True)
    assert prepare_next(template=version.template, by=network) == draft


def test_a_copy_for_another_programme_leaves_its_priorities(network):
    draft = begin(network, source=published())

    assert draft.lines.count() == published().lines.count()
    assert not draft.lines.filter(priority__isnull=False).exists()
    assert draft.lines.get(key="a5").parent == draft.lines.get(key="a4")


def test_a_second_form_in_use_of_one_programme_and_kind_is_refused(network):
    begin(network)

    with pytest.raises(FormRefused, match="déjà un gabarit"):
        begin(network, name="Un autre")


def test_lines_stand_where_they_are_said_to(network):
    draft = begin(network)
    section = draft.sections.get()
    first = add_line(draft, network, number="A1", terme__0__indicator="V4.14")
    second = add_line(draft, network, number="A2", terme__0__indicator="V4.14", stands=f"l:{first.key}")
    add_line(draft, network, number="A3", terme__0__indicator="V4.14", stands=f"l:{first.key}")

    assert list(draft.lines.order_by("order").values_list("key", flat=True)) == ["a1", "a3", "a2"]
    save_section(
        version=draft, section=None, words="Avant", words_en="", component=None, after=None, moves=True, by=network
    )
    assert list(draft.sections.order_by("order").values_list("words", flat=True)) == ["Avant", section.words]
    assert second.section == section


def test_a_section_with_lines_stays_an_empty_one_goes(network):
    draft = begin(network)
    line = add_line(draft, network, terme__0__indicator="V4.14")

    with pytest.raises(FormRefused, match="déplacez-les"):
        remove_section(version=draft, section_key="partie-1", by=network)

    remove_line(version=draft, line_key=line.key, by=network)
    remove_section(version=draft, section_key="partie-1", by=network)
    assert not draft.sections.exists()


def test_a_key_is_never_given_to_another_line(network):
    draft = prepare_next(template=published().template, by=network)
    remove_line(version=draft, line_key="a10", by=network)

    line = add_line(draft, network, number="A10", terme__0__indicator="V5.01")

    assert line.key == "a10-2"


def test_bands_of_the_portal_nest_and_others_say_what_they_cut(network):
    draft = begin(network)
    typed = {"words": "18 à 29 ans", "dimension": "age", "from": "18", "to": "29"}
    band = {f"tranche-0-{name}": value for name, value in typed.items()}
    line = add_line(draft, network, terme__0__indicator="V4.14", usual_bands=["sex"], **band)

    form = read_form_spec(draft)
    found = {row.band.words: row for row in nestings(form.by_key[line.key], form)}

    assert all(row.nests for words, row in found.items() if words != "18 à 29 ans")
    assert not found["18 à 29 ans"].nests
    assert "15 à 24 ans" in found["18 à 29 ans"].across
    assert Band.objects.filter(line=line, dimension=Dimension.objects.get(key="sex")).count() == 3


def test_publishing_says_all_that_stops_it(network):
    draft = begin(network, language="bilingual")
    add_line(draft, network, number="B1", terme__0__indicator="V4.14")
    add_line(draft, network, number="B2", terme__0__indicator="V4.14", words_en="Two")
    draft.refresh_from_db()

    with pytest.raises(FormRefused, match="B1 n’a pas tous ses mots en anglais"):
        publish_draft(version=draft, begins_on=None, seen=draft.revision, by=network)

    assert TemplateVersion.objects.get(pk=draft.pk).is_draft


def test_a_draft_that_changed_since_it_was_read_is_not_published(network):
    draft = begin(network)
    add_line(draft, network, terme__0__indicator="V4.14")

    with pytest.raises(StaleRevision, match="relisez-le"):
        publish_draft(version=draft, begins_on=None, seen=draft.revision, by=network)


def next_version(network, begins_on) -> TemplateVersion:
    draft = prepare_next(template=published().template, by=network)
    Line.objects.filter(version=draft, key="a1").update(words="D’autres mots")
    Rule.objects.filter(line__version=draft, line__key="a10").delete()
    return publish_draft(version=draft, begins_on=begins_on, seen=draft.revision, by=network)


def test_what_changes_is_said_line_by_line(network):
    version = next_version(network, None)

    found = compare(version)

    assert [(change.name, change.what) for change in found.changes] == [("A1", "mots"), ("A10", "règles")]
    assert found.unchanged == version.lines.count() - 2


def test_a_report_takes_the_newest_version_that_has_begun_for_its_period(agreement, coordinator, network):
    later = next_version(network, date(2026, 4, 1))

    before = make_funder_report(agreement, coordinator)
    after = make_funder_report(agreement, coordinator, period=DateRange(date(2026, 4, 1), date(2027, 4, 1)))

    assert (before.template_version.number, after.template_version) == (later.number - 1, later)


def test_a_retired_form_begins_no_report_and_comes_back(agreement, coordinator, network):
    template = published().template
    report = make_funder_report(agreement, coordinator)
    retire_form(template=template, by=network)
    other = make_deliverable(agreement, period=DateRange(date(2026, 4, 1), date(2027, 4, 1)))

    with pytest.raises(NoTemplate, match="est retiré"):
        open_funder_report(deliverable=other, by=coordinator)
    assert Report.objects.get(pk=report.pk).is_open

    bring_back(template=template, by=network)
    assert open_funder_report(deliverable=other, by=coordinator).pk


@pytest.mark.parametrize("state", ["retired", "draft"])
def test_the_database_refuses_a_report_on_a_form_out_of_use(state, agreement, coordinator, network):
    report = make_funder_report(agreement, coordinator)
    other = make_deliverable(agreement, period=DateRange(date(2026, 4, 1), date(2027, 4, 1)))
    version = report.template_version
    if state == "draft":
        version = prepare_next(template=version.template, by=network)
    else:
        retire_form(template=version.template, by=network)
    columns = "kind, organism_id, period, region_id, components, state, revision, created_at, due_on, excused_reason"

    insert = (
        f"INSERT INTO reporting_report ({columns}, deliverable_id, template_version_id) "
        f"SELECT {columns}, %s, %s FROM reporting_report WHERE id = %s"
    )

    with (
        pytest.raises(IntegrityError, match="draft or a retired form"),
        transaction.atomic(),
        connection.cursor() as db,
    ):
        db.execute(insert, [other.pk, version.pk, report.pk])


def test_a_draft_thrown_away_takes_a_form_that_has_nothing_else(network):
    draft = begin(network, source=published())
    discard_draft(version=draft, by=network)
    assert not Template.objects.filter(pk=draft.template_id).exists()

    second = prepare_next(template=published().template, by=network)
    discard_draft(version=second, by=network)
    assert published().lines.exists()
    with pytest.raises(FormRefused, match="ne change plus"):
        discard_draft(version=published(), by=network)


def test_a_preview_is_what_a_report_would_hold(agreement, coordinator, network):
    make_activity(agreement.organism, "Séjour exploratoire", by=coordinator, agreements=[agreement], immigrants=4)
    report = make_funder_report(agreement, coordinator)
    draft = prepare_next(template=published().template, by=network)
    key = f"livrable-{report.deliverable_id}"

    shown = {line: preview_line(preview_report(draft, network, key), line) for line in ("a1", "a2", "a5", "an1")}

    computed = evaluate_report(report)
    assert (Decimal(shown["a2"].figure), shown["a2"].records) == (computed["a2"].value, 1)
    assert (shown["a1"].figure, "se déclarent" in shown["a1"].why) == ("", True)
    assert "se remplit à la main" in shown["an1"].why
    assert Report.objects.count() == 1


@pytest.mark.parametrize("chosen", ["", "livrable-", "livrable-abc", "livrable-999999", "organisme-1", "x" * 400])
def test_a_preview_of_what_is_not_offered_is_none(chosen, network):
    assert preview_report(published(), network, chosen) is None
