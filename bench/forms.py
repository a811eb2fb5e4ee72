"""A form of 200 lines against one of 40: the same year of records, the same kinds of lines, one report each.

E1: the figures of all lines, read and computed. E2: all sections as a page lays them out, with answers, past and rules.
The processor's time counts, of Python and PostgreSQL.
"""

from datetime import date

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from bench.results import fill
from bench.rounds import ratio, report, scratch_database
from reporting.engine.evaluate import evaluate_report
from reporting.engine.form.files.reading import FormFaults, read_form
from reporting.engine.form.files.rows import load_form
from reporting.lines.assembly import build_sections
from reporting.models import Report, TemplateVersion
from tests import factories
from tests.reporting.builders.reports import make_funder_report

SHORT, LONG, AT_MOST, STATEMENTS = 40, 200, 3, 30
RECORDS, ROUNDS = 20_000, 9
# A section of ten lines: these, of several windows, with bands, a declared number and a text, and one made of lines
ASKED: tuple[dict, ...] = (
    {"indicators": ["V2.08"], "scope": "charged", "bands": ["sex"]},
    {"indicators": ["V2.09"], "scope": "charged", "window": "month"},
    {"indicators": ["V2.09"], "scope": "organism", "window": "year"},
    {"indicators": ["V4.14"], "scope": "charged", "bands": ["sex", "immigration"]},
    {"indicators": ["V1.01"], "scope": "organism", "window": "quarter"},
    {"indicators": ["V1.04"], "source": "declared", "scope": "charged"},
    {"words": "Faits saillants", "kind": "text", "max_chars": 1500},
    {"indicators": ["V4.01"], "scope": "charged", "window": "year"},
    {"indicators": ["V4.02"], "scope": "charged"},
)


def form(length: int) -> dict:
    """A form of so many lines, in sections of ten; the tenth of each sums two that stand before it."""
    lines: list[dict] = []
    for number in range(0, length, 10):
        key = f"s{number}"
        lines += [
            {"section": key, "key": f"{key}-{n}", "number": f"{key}.{n}", **asked} for n, asked in enumerate(ASKED)
        ]
        terms = [{"line": f"{key}-1"}, {"line": f"{key}-2"}]
        summed = {"words": "Ensemble", "unit": "participation", "source": "lines", "line_terms": terms}
        lines.append({"section": key, "key": f"{key}-9", "number": f"{key}.9", **summed})
    return {
        "format": "roriq-formulaire-1",
        "programme": "regionalisation",
        "templates": [{"key": f"banc-{length}", "name": f"Banc {length}", "kind": "final"}],
        "sections": [{"key": f"s{number}", "words": f"Section {number}"} for number in range(0, length, 10)],
        "lines": lines,
        "rules": [{"line": f"s{number}-2", "op": "not_below_last"} for number in range(0, length, 10)],
    }


def run() -> bool:
    with scratch_database(), override_settings(DEBUG=False):
        organism = factories.make_organism("La Croisée du banc")
        user = factories.make_seated_user("Personne du banc", organism, "coordinator")
        agreement = factories.make_agreement(
            organism, factories.make_funder(), start=date(2025, 4, 1), end=date(2026, 4, 1)
        )
        fill([organism.pk], agreement.pk, RECORDS)
        opened = make_funder_report(agreement, user)
        short, long = (_with_form(opened, length) for length in (SHORT, LONG))
        words = f"de {LONG} lignes ÷ de {SHORT}"
        lines = ratio(lambda: evaluate_report(long), lambda: evaluate_report(short), ROUNDS, with_server=True)
        pages = ratio(lambda: build_sections(long), lambda: build_sections(short), ROUNDS, with_server=True)
        with CaptureQueriesContext(connection) as queries:
            build_sections(long)
        return all([
            report("E1", f"figures d’un formulaire {words}", lines.cpu, AT_MOST, beside=_ms(lines.ours, lines.theirs)),
            report("E2", f"pages d’un formulaire {words}", pages.cpu, AT_MOST, beside=_ms(pages.ours, pages.theirs)),
            report("E3", f"requêtes d’un rapport de {LONG} lignes", len(queries), STATEMENTS),
        ])  # fmt: skip


def _with_form(opened: Report, length: int) -> Report:
    read = read_form(form(length))
    assert not isinstance(read, FormFaults), read
    load_form(read)
    changed = Report.objects.get(pk=opened.pk)
    changed.template_version = TemplateVersion.objects.get(template__key=f"banc-{length}")
    assert len(changed.template_version.lines.all()) == length
    return changed


def _ms(ours: float, theirs: float) -> str:
    return f"{ours * 1000:.0f} ms ÷ {theirs * 1000:.0f} ms"
