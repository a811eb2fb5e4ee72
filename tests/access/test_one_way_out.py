"""Figures over organisms leave by one computation: no page of a third party prints a small count of theirs."""

import ast
import html
import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from organisms.models import Indicator
from services.households import masked_totals as households
from services.models import Count
from services.results import masked_totals
from services.results.by_place import crossed
from tests.access import matrix
from tests.access.test_matrix import arguments, here  # noqa: F401
from tests.factories import make_activity

pytestmark = pytest.mark.built_once("here")

ROOT = Path(__file__).parents[2]
CODE = "V4.06"
# Threshold → a count that is under it, and under no smaller one of these
FEW = {5: 3, 10: 7}
# Their seats are not in the organism that counted
OUTSIDE = ("pivot", "network", "analyst", "funder", "neighbour")
# What chooses cells by itself: one report's own lines, and what one organism tells another of a joint target
BY_ITSELF = {
    "services/households/retention.py",
    "reporting/papers/sections/small_counts.py",
    "reporting/monitoring/shared_targets.py",
    "services/counting/masking.py",
}


def imported(path: Path) -> set[str]:
    nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
    return {f"{node.module}.{alias.name}" for node in nodes for alias in node.names}


def modules() -> dict[str, set[str]]:
    paths = [path for app in ("services", "reporting", "search", "hosting") for path in (ROOT / app).rglob("*.py")]
    return {str(path.relative_to(ROOT)): imported(path) for path in paths}


def test_one_module_decides_and_nobody_else_hides_or_reads_totals_by_region():
    found = modules()
    deciding = {name for name, names in found.items() if "services.masking.protection.protect" in names}
    assert deciding == {"services/counting/masking.py"}
    alone = {"services.counting.masking.hidden_parts", "services.counting.masking.is_small"}
    assert {name for name, names in found.items() if names & alone} <= BY_ITSELF
    reading = {name for name, names in found.items() if "services.results.region_totals.totals_by_region" in names}
    assert reading == {"services/results/masked_totals.py"}
    placing = {name for name, names in found.items() if "services.counting.item_totals.totals_by_place" in names}
    assert placing == {"services/results/by_place/crossed.py"}
    masked = {name for name, names in found.items() if "services.counting.masking.hidden_cells" in names}
    assert masked == {
        "services/results/masked_totals.py", "services/results/by_place/crossed.py",
        "services/households/masked_totals.py", "reporting/papers/sections/small_counts.py",
    }  # fmt: skip


def rows_that_tell(words: str, few: int) -> list[str]:
    """The rows of tables, of a page or a file, that name the indicator and hold the few it counts."""
    rows = re.findall(r"<tr.*?</tr>", words, re.DOTALL) or words.splitlines()
    found = []
    for row in rows:
        if CODE in row:
            cells = re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL) or [f"<td>{cell}" for cell in row.split(";")]
            said = [html.unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in cells]
            found += [" | ".join(said)] if str(few) in said else []
    return found


def told_outside(world, client_for, few: int) -> list[str]:
    """Walk every page that these people read, and the files of those that have one."""
    found = []
    for role in OUTSIDE:
        client = client_for(world.people[role])
        for route, method, relation, signs in matrix.rows():
            if method != "GET" or signs[role] != "+":
                continue
            address = reverse(route, kwargs=arguments(route, relation, world))
            has_files = route.rpartition("-")[2] in ("results", "places", "regions")
            for data in ({}, *([{"sortie": "csv"}, {"sens": "lieu", "sortie": "csv"}] if has_files else [])):
                answer = client.get(address, data)
                body = answer.getvalue() if answer.streaming else answer.content
                if not body.startswith((b"PK", b"%PDF")):
                    rows = rows_that_tell(body.decode(errors="ignore"), few)
                    found += [f"{role} {route}: {row}" for row in rows]
    return found


def plant(organism, few: int) -> None:
    activity = make_activity(organism, "Suivi", day=timezone.localdate())
    Count.objects.create(activity=activity, indicator=Indicator.objects.get(code=CODE), value=few)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("threshold", FEW)
def test_no_page_of_a_third_party_tells_of_few(here, organism, client_for, settings, threshold):  # noqa: F811
    settings.MASKING_THRESHOLDS = dict.fromkeys(settings.MASKING_THRESHOLDS, threshold)
    plant(organism, FEW[threshold])
    assert told_outside(here, client_for, FEW[threshold]) == []


@pytest.fixture
def pages_that_tell(monkeypatch) -> set[str]:
    """The pages on which a count that nothing hides is read, and only these walked."""
    names = {"network-results", "region-places", "network-regions"}
    rows = [row for row in matrix.rows() if row[0].removeprefix("services:") in names]
    monkeypatch.setattr(matrix, "rows", lambda: rows)
    return names


def test_a_page_that_tells_is_seen(here, organism, client_for, monkeypatch, pages_that_tell):  # noqa: F811
    plant(organism, FEW[5])
    for module in (masked_totals, crossed, households):
        monkeypatch.setattr(module, "hidden_cells", lambda tables, *_, **__: dict.fromkeys(tables, frozenset()))
    assert {words.split(":")[1] for words in told_outside(here, client_for, FEW[5])} == pages_that_tell


def test_a_page_that_kept_its_threshold_of_five_is_seen(here, organism, client_for, pages_that_tell):  # noqa: F811
    plant(organism, FEW[10])
    assert {words.split(":")[1] for words in told_outside(here, client_for, FEW[10])} == pages_that_tell
