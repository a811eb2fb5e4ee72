"""A longer form of the same scopes asks the database no more."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.engine.form.files.reading import read_form
from reporting.engine.form.files.rows import load_form
from reporting.lines.assembly import build_sections
from reporting.models import TemplateVersion
from tests.factories import make_activity
from tests.reporting.builders.reports import make_funder_report


def form(length: int) -> dict:
    """So many times a month, a year so far, and what earlier reports filed of both."""
    lines = []
    for rank in range(length):
        counted = {"section": "s", "indicators": ["V2.05"], "scope": "charged", "number": f"N{rank}"}
        lines.append({**counted, "key": f"m{rank}", "window": "month", "bands": ["measure"]})
        lines.append({**counted, "key": f"y{rank}", "window": "year"})
        terms = [{"line": f"y{rank}"}, {"line": f"m{rank}", "minus": True, "reading": "filed"}]
        about = {"words": "Écart", "unit": "participation", "source": "lines", "line_terms": terms}
        lines.append({"section": "s", "key": f"d{rank}", "number": f"D{rank}", **about})
    return {
        "format": "roriq-formulaire-1",
        "programme": "regionalisation",
        "templates": [{"key": f"long-{length}", "name": f"Essai {length}", "kind": "final"}],
        "sections": [{"key": "s", "words": "Section"}],
        "lines": lines,
        "rules": [{"line": "y0", "op": "not_below_last"}],
    }


def statements(report, version) -> list[str]:
    report.template_version = version
    build_sections(report)  # a process reads a published form once
    with CaptureQueriesContext(connection) as queries:
        build_sections(report)
    return [query["sql"] for query in queries]


def test_a_form_of_180_lines_asks_as_much_as_a_form_of_3(organism, agreement, coordinator):
    report = make_funder_report(agreement, coordinator)
    make_activity(organism, "Mesure SSI", immigrants=3, agreements=[agreement])
    versions = []
    for length in (1, 60):
        load_form(read_form(form(length)))
        versions.append(TemplateVersion.objects.get(template__key=f"long-{length}"))

    short, long = (statements(report, version) for version in versions)

    assert len(short) == len(long) <= 30
