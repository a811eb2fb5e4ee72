"""Days are those of Montréal: no line of code may take the day of a moment in another zone."""

import ast
import re

import pytest

from tests.test_codebase import CODE, ROOT, name_of

PLACES = [*CODE, *sorted((ROOT / "bench").rglob("*.py"))]
# Spreadsheets hold days without a zone, and archives the moment that their names say
WITHOUT_ZONE = {"roriq_portal/files/tables/cell_values.py", "hosting/backups/keeping.py"}
DAY_PARTS = {"year", "month", "day", "strftime"}
NEW_DAYS = {"date.today", "datetime.today", "datetime.now", "datetime.utcnow", "date.fromtimestamp"}
TRUNCATED = {"TruncDate", "TruncDay", "TruncYear", "ExtractYear", "ExtractMonth", "ExtractDay"}
# A parameter, a day already, or a moment brought to Montréal first
RIGHT_CASTS = re.compile(
    r"(%\(\w+\)s|::timestamp\)|interval '[^']*'\)|AT TIME ZONE (?:'America/Toronto'|%s|%\(zone\)s)\))::date"
)
WRONG_SQL = re.compile(r"::date\b|\bcurrent_(date|timestamp)\b|\bnow\(\)::|\blocaltimestamp\b", re.IGNORECASE)


def is_moment(node) -> bool:
    """Whether an expression reads as a moment by its name: `now`, `filed_at`, `timezone.now()`."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).split(".")[-1] == "now"
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name in {"now", "at", "moment", "as_of"} or name.endswith("_at")


def sql_of(node) -> str:
    """Return a text as it is written; what an f-string puts in stands as 0."""
    if isinstance(node, ast.JoinedStr):
        return "".join(sql_of(part) if isinstance(part, ast.Constant) else "0" for part in node.values)
    return node.value if isinstance(node.value, str) else ""


def is_fault(node) -> bool:
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if called.endswith(".date") and not node.args:
            return True
        if ".".join(called.split(".")[-2:]) in NEW_DAYS and not node.args:
            return True
        return called.split(".")[-1] in TRUNCATED and all(keyword.arg != "tzinfo" for keyword in node.keywords)
    if isinstance(node, ast.Attribute):
        return node.attr in DAY_PARTS and is_moment(node.value)
    if isinstance(node, ast.FormattedValue):
        return node.format_spec is not None and is_moment(node.value)
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return bool(WRONG_SQL.search(RIGHT_CASTS.sub("", sql_of(node))))
    return False


def days_elsewhere(tree) -> list[int]:
    """Return the lines that take a day, or a part of one, from a moment without asking for Montréal's."""
    pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    read = [node for node in ast.walk(tree) if not (isinstance(node, ast.Constant) and id(node) in pieces)]
    return sorted({node.lineno for node in read if is_fault(node)})


def test_no_line_takes_a_day_of_another_zone():
    found = [
        (name_of(path), line)
        for path in PLACES
        if name_of(path) not in WITHOUT_ZONE
        for line in days_elsewhere(ast.parse(path.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "report.filed_at.date()",
        "timezone.localtime(now).date()",
        "date.today()",
        "datetime.datetime.now()",
        "timezone.now().year",
        "report.filed_at.year",
        "f'{receipt.at:%Y-%m-%d}'",
        "rows.annotate(day=TruncDate('filed_at'))",
        "'SELECT filed_at::date FROM t'",
        "'WHERE day > current_date'",
        "'WHERE day > CURRENT_DATE + 1'",
    ],
)
def test_a_day_of_another_zone_is_seen(line):
    assert days_elsewhere(ast.parse(line)) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "timezone.localdate(report.filed_at)",
        "timezone.localdate().year",
        "f'{day:%Y-%m-%d}'",
        "TruncDate('filed_at', tzinfo=MONTREAL)",
        "TruncMonth('day')",
        "'WHERE during @> %(today)s::date'",
        "f\"(day + interval '{months} months')::date\"",
        "\"(now() AT TIME ZONE 'America/Toronto')::date\"",
    ],
)
def test_a_day_of_montreal_is_let_through(line):
    assert days_elsewhere(ast.parse(line)) == []
