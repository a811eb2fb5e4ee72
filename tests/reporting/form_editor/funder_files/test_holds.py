"""What the database itself keeps of files of funders and their ties, attacked with SQL."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from reporting.form_editor.versions.drafts import prepare_next
from reporting.models import FileTie, FunderFile
from tests.refusals import as_owner
from tests.reporting.form_editor.funder_files.blanks import make_file, published, put_in_use, tie

pytestmark = [pytest.mark.django_db, pytest.mark.built_once("file", "used")]
COPIED = "sheet, cell, cell_name, rank, heading, fact, line_key, band_key, item, part"


@pytest.fixture
def file(network):
    draft = make_file(network)
    tie(draft, "B4", "a1")
    return draft


@pytest.fixture
def used(network):
    draft = make_file(network, version=published("vitalite-final"))
    tie(draft, "B4", fact="organism")
    return put_in_use(draft, network)


def run(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "change",
    [
        "name = 'Autre'", "sha256 = repeat('0', 64)", "losses = '{charts}'", "adopted_at = NULL, adopted_by_id = NULL",
        "from_version_id = from_version_id + 1", "adds_notes = true", "revision = 9",
    ],
)  # fmt: skip
def test_a_file_in_use_stays_as_it_is_whoever_writes(used, change):
    for write in (run, as_owner):
        with pytest.raises(IntegrityError, match="in use stays"):
            write(f"UPDATE reporting_funderfile SET {change} WHERE id = {used.pk}")
    with pytest.raises(IntegrityError, match="in use stays"):
        as_owner(f"DELETE FROM reporting_funderfile WHERE id = {used.pk}")
    run("UPDATE reporting_funderfile SET retired_at = now(), retired_by_id = created_by_id WHERE id = %s", used.pk)


def test_its_ties_stay_too(used):
    for statement in (
        "UPDATE reporting_filetie SET cell = 'B5' WHERE funder_file_id = {0}",
        "DELETE FROM reporting_filetie WHERE funder_file_id = {0}",
        "INSERT INTO reporting_filetie"
        " (funder_file_id, sheet, cell, cell_name, heading, fact, line_key, band_key, part)"
        " VALUES ({0}, 'Feuil1', 'B6', '', '', 'neq', '', '', '')",
    ):
        for write in (run, as_owner):
            with pytest.raises(IntegrityError, match="in use stays"):
                write(statement.format(used.pk))


def test_a_tie_moved_into_a_file_in_use_is_refused(file, used):
    with pytest.raises(IntegrityError, match="in use stays"):
        run("UPDATE reporting_filetie SET funder_file_id = %s WHERE funder_file_id = %s", used.pk, file.pk)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("cell = 'b4'", "one_place"), ("cell = 'B0'", "one_place"), ("cell = 'ABCD4'", "one_place"),
        ("sheet = ''", "one_place"), ("rank = 1", "workbook"), ("heading = 'Titre'", "one_place"),
        ("fact = 'neq'", "one_thing"), ("part = ''", "one_thing"), ("line_key = '', part = ''", "one_thing"),
        ("line_key = 'zz'", "line of its form"), ("band_key = 'zz'", "band of its line"),
        ("item = 0", "one_thing"), ("part = 'name'", "name_of_an_item"),
    ],
)  # fmt: skip
def test_a_tie_is_of_one_cell_and_says_one_thing_of_its_form(file, change, words):
    with pytest.raises((IntegrityError, DatabaseError), match=words):
        run(f"UPDATE reporting_filetie SET {change} WHERE funder_file_id = {file.pk}")


def test_a_cell_says_one_thing(file):
    with pytest.raises(IntegrityError, match="file_tie_cell_once"):
        run(
            f"INSERT INTO reporting_filetie (funder_file_id, {COPIED}) SELECT funder_file_id, {COPIED} "
            "FROM reporting_filetie WHERE funder_file_id = %s",
            file.pk,
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("kind = 'csv'", "of_its_kind"), ("sha256 = ''", "of_its_kind"), ("separator = ';'", "of_its_kind"),
        ("size = 0", "of_its_kind"), ("file = ''", "of_its_kind"), ("adopted_at = now()", "adopted_pair"),
        ("retired_at = now(), retired_by_id = created_by_id", "retired_pair"),
    ],
)  # fmt: skip
def test_a_file_is_whole_and_of_one_kind(file, change, words):
    with pytest.raises(IntegrityError, match=words):
        run(f"UPDATE reporting_funderfile SET {change} WHERE id = {file.pk}")


def test_a_file_begins_at_a_published_version_of_its_own_form(file, network):
    other, draft = published("vitalite-final"), prepare_next(template=file.template, by=network)
    for version in (other, draft):
        with pytest.raises(IntegrityError, match="published version of its form"):
            run("UPDATE reporting_funderfile SET from_version_id = %s WHERE id = %s", version.pk, file.pk)


def test_one_draft_of_a_kind_waits_and_the_rest_is_free(file):
    row = FunderFile.objects.get(pk=file.pk)
    row.pk, row.number = None, 2
    with pytest.raises(IntegrityError, match="one_draft"), transaction.atomic():
        row.save()
    run("UPDATE reporting_filetie SET cell = 'B5' WHERE funder_file_id = %s", file.pk)
    assert FileTie.objects.get(funder_file=file).cell == "B5"
