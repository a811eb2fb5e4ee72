"""What files of funders add to the world of the table of rights: a draft, one in use, a CSV, a report in one."""

from reporting.form_editor.funder_files.actions import add_rows
from reporting.models import Report
from tests.reporting.form_editor.funder_files.blanks import make_file, put_in_use, tie

FORMAT = {"separator": ";", "decimal_mark": ",", "day_format": "%Y-%m-%d", "encoding": "utf-8-sig", "repeats": ""}


def places(issued_id: int, network) -> dict:
    """Relations: files of the form of an issued report, that report in one of them, a file that is not there."""
    version = Report.objects.get(pk=issued_id).template_version
    used = make_file(network, version=version)
    tie(used, "B2", fact="organism")
    put_in_use(used, network)
    draft = make_file(network, version=version)
    rows = add_rows(version=version, name="CSV", headings=["Total"], by=network, **FORMAT).file
    section = version.sections.first().key
    files = {"file_used": used.pk, "file_draft": draft.pk, "file_rows": rows.pk, "absent_file": 987654}
    paper = {"report_id": issued_id, "number": 1}
    return {
        **{relation: {"file_id": pk, "section_key": section} for relation, pk in files.items()},
        "issued_file": {**paper, "file_id": used.pk},
        "issued_no_file": {**paper, "file_id": draft.pk},
    }
