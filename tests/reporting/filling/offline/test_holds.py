"""What the database itself keeps of received workbooks, attacked with SQL."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DataError

from reporting.models import WorkbookUpload
from tests.reporting.builders.annual_reports import make_annual

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(organism, network, coordinator):
    return WorkbookUpload.objects.create(
        report=make_annual(organism, network), name="c.xlsx", file="c", size=1, sha256="a" * 64, received_by=coordinator
    )


def run(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_workbook_that_was_taken_changes_no_more(upload, coordinator):
    run(
        "UPDATE reporting_workbookupload SET taken_at = now(), taken_by_id = %s, outcome = '{\"taken\": []}'",
        coordinator.pk,
    )
    for change in ("taken_at = NULL, taken_by_id = NULL, outcome = '{}'", "outcome = '{}'", "taken_at = now()"):
        with pytest.raises(IntegrityError, match="was taken"):
            run(f"UPDATE reporting_workbookupload SET {change}")


@pytest.mark.parametrize(
    "change", ["taken_at = now()", "taken_by_id = received_by_id", "outcome = '{\"taken\": [1]}'", "size = -1"]
)
def test_a_workbook_is_taken_by_somebody_or_not_at_all(upload, change):
    with pytest.raises((IntegrityError, DataError)):
        run(f"UPDATE reporting_workbookupload SET {change}")


def test_one_copy_of_a_file_waits_for_a_report(upload):
    copied = "report_id, name, file, size, sha256, received_at, received_by_id, outcome"
    with pytest.raises(IntegrityError, match="workbook_waits_once"):
        run(f"INSERT INTO reporting_workbookupload ({copied}) SELECT {copied} FROM reporting_workbookupload")
