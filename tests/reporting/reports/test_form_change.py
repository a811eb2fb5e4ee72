"""A report moved to a later version of its form: what follows, what is set aside, and who may not."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import AnswerRefused, save_answers
from reporting.filling.actions.attachments import add_attachment
from reporting.form_editor.lines.saving import remove_line
from reporting.form_editor.versions.drafts import prepare_next
from reporting.form_editor.versions.publication import publish_draft
from reporting.form_editor.versions.retiring import retire_form
from reporting.models import Band, FormChange, Line, Report, Template, TemplateVersion
from reporting.reports.form_change.actions import change_form
from reporting.reports.form_change.fates import read_move
from reporting.reports.form_change.offer import later_version
from reporting.workflow.timeline import timeline
from reporting.workflow.transitions import TransitionNotAllowed
from roriq_portal.edits.stale_revision import StaleRevision
from roriq_portal.files.uploads import Kept
from tests.refusals import refused_to_both
from tests.reporting.builders.reports import answer, line_of, make_funder_report, make_issued
from tests.reporting.form_editor.builders import add_line

pytestmark = pytest.mark.built_once("answered", "later")
TEXT = "Une année pleine.\nÀ suivre."


def file_line(report) -> Line:
    return report.template_version.lines.filter(kind="file").first()


@pytest.fixture
def with_file(network) -> TemplateVersion:
    draft = prepare_next(template=Template.objects.get(key="regionalisation-final"), by=network)
    add_line(draft, network, number="P1", words="Résolution", kind="file", source="asked")
    draft.refresh_from_db()
    return publish_draft(version=draft, begins_on=None, seen=draft.revision, by=network)


@pytest.fixture
def answered(agreement, coordinator, with_file) -> Report:
    """Three lines answered by hand, one by parts, a text and a file."""
    report = make_funder_report(agreement, coordinator)
    answer(report, "a1", coordinator, 37)
    answer(report, "a4", coordinator, 12)
    answer(report, "a4", coordinator, 5, band="sex-femmes")
    answer(report, "a4", coordinator, 7, band="sex-hommes")
    answer(report, "a10", coordinator, 3, text="Deux tables, un comité.")
    answer(report, "an1", coordinator, text=TEXT)
    data = b"%PDF-1.7 essai"
    kept = Kept("resolution.pdf", "application/pdf", len(data), sha256(data).hexdigest(), data)
    add_attachment(report=report, line=file_line(report), upload=kept, by=coordinator)
    return report


@pytest.fixture
def later(answered, network) -> TemplateVersion:
    """The next version: A10 and the file are gone, A1 has another unit, A4 other parts, AN1 other words, one is new."""
    draft = prepare_next(template=answered.template_version.template, by=network)
    for key in ("a10", file_line(answered).key):
        remove_line(version=draft, line_key=key, by=network)
    Line.objects.filter(version=draft, key="a1").update(unit="famille distincte", source="asked")
    Line.objects.get(version=draft, key="a1").terms.all().delete()
    Line.objects.filter(version=draft, key="an1").update(words="Ce qui a marché")
    Band.objects.filter(line__version=draft, line__key="a4", key="sex-hommes").delete()
    add_line(draft, network, number="B9", words="Comités tenus", terme__0__indicator="V5.01")
    draft.refresh_from_db()
    return publish_draft(version=draft, begins_on=None, seen=draft.revision, by=network)


def moved(report, later, by) -> Report:
    change_form(report=report, after=later, seen=read_move(report, later).mark, by=by, key=uuid4())
    return Report.objects.select_related("template_version__template").get(pk=report.pk)


def url(report, name="form-change") -> str:
    return reverse(f"reporting:report-{name}", args=[report.pk])


def test_each_line_has_its_fate(answered, later):
    move = read_move(answered, later)

    gone = {fate.line.key: [(said.part, said.words, said.note) for said in fate.goes] for fate in move.gone}
    assert gone.pop("a10") == [("", "3\u00a0rencontres", "Deux tables, un comité.")]
    assert [fate.files_go[0].name for fate in move.gone if fate.files_go] == ["resolution.pdf"]
    changed = {fate.line.key: fate for fate in move.changed}
    assert [said.words for said in changed["a1"].goes] == ["37\u00a0personnes distinctes"]
    assert {change.what for change in changed["a1"].meanings} == {"unité", "source"}
    assert [said.words.split()[0] for said in changed["a4"].stays] == ["12", "5"]
    assert [said.words.split()[0] for said in changed["a4"].goes] == ["7"]
    following = {fate.line.key: fate for fate in move.following}
    assert [(change.what, change.after) for change in following["an1"].rewordings] == [("mots", "Ce qui a marché")]
    assert [said.words for said in following["an1"].stays] == [TEXT]
    assert [line.number for line, _ in move.added] == ["B9"]


def test_what_fits_follows_and_the_rest_stays_readable(answered, later, coordinator):
    report = moved(answered, later, coordinator)

    assert report.template_version == later
    assert line_of(report, "an1").narrative == TEXT
    assert {(row.line_key, row.band_key): row.value for row in report.answers.exclude(line_key="an1")} == {
        ("a4", ""): Decimal(12),
        ("a4", "sex-femmes"): Decimal(5),
    }
    left = FormChange.objects.get(step__report=report).set_aside
    assert [(row["number"], len(row["answers"]), len(row["files"])) for row in left if row["key"] == "a10"] == [
        ("A10", 1, 0)
    ]
    assert not report.attachments.filter(removed_at__isnull=True).exists()
    first = timeline(report)[0]
    assert (first.words, first.sets_aside) == (
        f"Passé à la version {later.number} du gabarit par {coordinator.name}",
        True,
    )


def test_the_page_says_it_all_then_moves_once(answered, later, coordinator, client_for):
    page = client_for(coordinator)
    assert url(answered) in page.get(reverse("reporting:report-detail", args=[answered.pk])).text

    shown = page.get(url(answered))
    for words in ("Deux tables, un comité.", "resolution.pdf", "37\u00a0personnes distinctes", "Comités tenus"):
        assert words in shown.text
    data = {"key": shown.context["key"], "vu": shown.context["move"].mark}
    first, again = page.post(url(answered), data, follow=True), page.post(url(answered), data, follow=True)

    assert f"suit maintenant la version {later.number}" in first.text
    assert again.status_code == 200
    assert FormChange.objects.count() == 1
    report_page = page.get(reverse("reporting:report-detail", args=[answered.pk])).text
    assert url(answered) not in report_page.replace(url(answered, "set-aside"), "")
    aside = page.get(url(answered, "set-aside"))
    assert "Deux tables, un comité." in aside.text
    file = answered.attachments.get()
    piece = page.get(reverse("reporting:attachment-download", args=[answered.pk, file.pk]))
    assert b"".join(piece.streaming_content) == b"%PDF-1.7 essai"
    assert "déjà la version la plus récente" in page.get(url(answered), follow=True).text


def test_an_answer_given_meanwhile_shows_the_page_again(answered, later, coordinator, client_for):
    page = client_for(coordinator)
    seen = page.get(url(answered)).context["move"].mark
    answer(answered, "a10", coordinator, 4)

    refused = page.post(url(answered), {"key": uuid4(), "vu": seen})

    assert (refused.status_code, "Quelqu’un a répondu" in refused.text) == (409, True)
    assert "4\u00a0rencontres" in refused.text
    assert page.post(url(answered), {"key": "\x00", "vu": "\ud800".encode("utf-8", "surrogatepass")}).status_code == 409
    assert Report.objects.get(pk=answered.pk).template_version != later
    with pytest.raises(StaleRevision):
        change_form(report=answered, after=later, seen=seen, by=coordinator, key=uuid4())


def test_two_people_at_once_move_it_once(answered, later, coordinator, director):
    seen = read_move(answered, later).mark
    first = change_form(report=answered, after=later, seen=seen, by=coordinator, key=uuid4())

    assert change_form(report=answered, after=later, seen=seen, by=director, key=uuid4()) == first


def test_only_an_offered_version_and_an_open_report(answered, later, agreement, coordinator, network, client_for):
    other = TemplateVersion.objects.exclude(template=later.template).published().first()
    with pytest.raises(TransitionNotAllowed, match="n’est plus celle"):
        change_form(report=answered, after=other, seen="", by=coordinator, key=uuid4())

    assert later_version(answered) == later
    retire_form(template=later.template, by=network)
    assert later_version(answered) is None


def test_a_version_of_later_periods_is_not_offered(agreement, coordinator, network):
    report = make_funder_report(agreement, coordinator)
    draft = prepare_next(template=report.template_version.template, by=network)
    publish_draft(version=draft, begins_on=date(2030, 4, 1), seen=draft.revision, by=network)

    assert later_version(report) is None


def test_an_issued_report_stays_on_its_form(agreement, coordinator, network, client_for):
    report = make_issued(agreement, coordinator)
    draft = prepare_next(template=report.template_version.template, by=network)
    publish_draft(version=draft, begins_on=None, seen=draft.revision, by=network)

    assert client_for(coordinator).get(url(report)).status_code == 403
    with pytest.raises(IntegrityError, match="stays on its form"):
        attack("UPDATE reporting_report SET template_version_id = %s WHERE id = %s", draft.pk, report.pk)


def attack(sql, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


MOVE = "UPDATE reporting_report SET template_version_id = %s WHERE id = %s"


def test_the_database_moves_a_report_only_with_its_step_and_its_answers(answered, later, coordinator):
    other = TemplateVersion.objects.exclude(template=later.template).published().first()
    attacks = [
        ("not a later version", MOVE, [other.pk, answered.pk]),
        ("no step says", MOVE, [later.pk, answered.pk]),
    ]
    for words, sql, values in attacks:
        with pytest.raises(IntegrityError, match=words):
            attack(sql, *values)
    report = moved(answered, later, coordinator)
    change = FormChange.objects.get()
    refused_to_both("UPDATE reporting_formchange SET set_aside = '[]'")
    with pytest.raises(IntegrityError, match="not a later version"):
        attack(MOVE, change.before_id, report.pk)
    insert = (
        "INSERT INTO reporting_answer (report_id, line_key, band_key, state, text, override_reason, revision, saved_at)"
        " VALUES (%s, %s, %s, 'na', '', '', 1, now())"
    )
    for line, band, words in [("a10", "", "line is not"), ("a4", "sex-hommes", "band is not"), ("a4", "x", "band is")]:
        with pytest.raises(IntegrityError, match=words):
            attack(insert, report.pk, line, band)


def test_a_step_without_its_change_is_refused(answered, later, coordinator):
    step = (
        "INSERT INTO reporting_transition (report_id, name, from_state, to_state, at, comment, idempotency_key) "
        "VALUES (%s, 'change_form', 'draft', 'draft', now(), '', gen_random_uuid()) RETURNING id"
    )
    lie = (
        f"WITH step AS ({step}) INSERT INTO reporting_formchange (step_id, before_id, after_id, set_aside) "
        "SELECT id, %s, %s, '[]' FROM step"
    )
    with pytest.raises(IntegrityError, match="no step says"):
        attack(lie, answered.pk, answered.template_version_id, later.pk)


def test_a_page_opened_before_gives_back_what_was_typed(answered, later, coordinator, client_for):
    page, section = client_for(coordinator), line_of(answered, "a10").line.section
    address = reverse("reporting:report-section", args=[answered.pk, section])
    typed = {"gabarit": answered.template_version_id, "q-a10": "9", "q-a4--sex-hommes": "8", "q-an1": "Un texte\x00"}
    box = reverse("reporting:answer-autosave", args=[answered.pk, "a10"])
    before = answered.template_version
    moved(answered, later, coordinator)

    refused = page.post(address, typed)
    saved = page.post(box, typed, headers={"HX-Request": "true"})

    assert refused.status_code == 409
    assert "Le gabarit a changé" in refused.text
    assert all(words in refused.text for words in (">9<", ">8<", "Un texte"))
    assert "copiez votre réponse" in saved.text
    assert not answered.answers.filter(line_key="a10").exists()
    with pytest.raises(AnswerRefused, match="vient de changer"):
        # Read before the change, written after it
        answered.template_version = before
        row = AnswerInput(line_of(answered, "a10").line, value=Decimal(9), state="value")
        save_answers(report=answered, by=coordinator, answers=[row])


@pytest.mark.parametrize("lines", [1, 3])
def test_the_page_asks_as_much_whatever_was_answered(
    lines, answered, later, coordinator, client_for, django_assert_num_queries
):
    if lines > 1:
        for line in ("a2", "a5"):
            answer(answered, line, coordinator, 1, override_reason="Compté à la main.")
    page = client_for(coordinator)
    page.get(url(answered))

    with django_assert_num_queries(9):
        assert page.get(url(answered)).status_code == 200
