"""Shares of targets, rates, retention and « Où en est l’entente » against the same figures worked out from the rows."""

import ast
import csv
import dataclasses
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from openpyxl import load_workbook

from reporting.management.demo import past_moments
from reporting.papers.content import build
from tests.proof import rates
from tests.proof.rates import Facts, Reached
from tests.proof.rates_world import (
    HALF,
    MONTHS,
    NUMBER,
    OVER,
    QUARTER,
    RUNNING,
    START,
    World,
    facts_of,
    make_world,
)

pytestmark = pytest.mark.django_db

DAYS = {
    (MONTHS[0], MONTHS[1]): "avril 2025",
    (MONTHS[1], MONTHS[2]): "mai 2025",
    (MONTHS[2], MONTHS[3]): "juin 2025",
    (START, QUARTER): "avril à juin 2025",
    (START, HALF): "avril à septembre 2025",
}
# (page, agreement, code, column) → what stands there
Said = dict[tuple[str, str, str, str], str]
FLOOR = 15_000
RESULTS, CSV, XLSX, PACE = "résultats", "CSV", "XLSX", "où en est"
WHOLE = "organisme"
FORM_A = {
    "A1": "V1.04", "A2": "V1.06", "A3": "V1.10", "A4": "V2.02", "A7": "V4.04", "A8": "V4.11",
    "A9a": "V4.13", "A9b": "V4.14", "A9c": "V4.15", "A10": "V5.01",
}  # fmt: skip


def claims_of(facts: Facts, reference: str, today: date) -> Said:
    """What the pages and files of an agreement must say on that day."""
    said: Said = {}
    for row in rates.reached_in_year(facts, today):
        told = {
            RESULTS: {"Résultat": row.result.text, "Cible": row.target_text, "Taux": row.share_text},
            PACE: _pace_claims(row),
            CSV: _csv_claims(row),
            XLSX: _xlsx_claims(row),
        }
        told[PACE]["périodes"] = periods_of(facts, row.code)
        for page, columns in told.items():
            said |= {(f"{page} {today}", reference, row.code, name): text for name, text in columns.items()}
    return said


def periods_of(facts: Facts, code: str) -> str:
    """« avril à juin 2025 : 3 ; avril à septembre 2025 : 7 »: each period that has its own target, in order."""
    rows = sorted((row.start, row.end, row.value) for row in facts.given if row.code == code)
    sign = " %" if code in rates.RATIOS else ""
    return " ; ".join(f"{DAYS[start, end]} : {rates.printed(value, value)}{sign}" for start, end, value in rows)


def _pace_claims(row: Reached) -> dict[str, str]:
    asked = row.result.word == rates.TO_ASK
    return {
        "Fait": rates.NOTHING if asked else row.result.text,
        "Cible": row.target_text,
        "Part faite": row.share_text,
        "Prévision": row.forecast,
        "court": str(row.ends_short),
        "barre": row.bar,
        "trait": row.tick if row.bar else "",
    }


def _csv_claims(row: Reached) -> dict[str, str]:
    result, measure = row.result, row.result.measure
    terms = [rates.printed(term, term) if measure is not None and result.of else "" for term in _terms(row)]
    plain = result.text if measure is None or result.of else rates.printed(measure, measure)
    return {
        "Résultat": plain.replace("au moins ", ""),
        "Numérateur": terms[0],
        "Dénominateur": terms[1],
        "Cible": row.target_text,
        "Taux": row.plain_share,
        "ménages": row.result.cohort,
        "au moins": str(result.is_least),
    }


def _xlsx_claims(row: Reached) -> dict[str, str]:
    said = _csv_claims(row)
    if row.result.measure is not None and row.result.of:
        said["Résultat"] = _cell_of(row.result.measure, said["Résultat"])
    if row.target_text.endswith("%"):
        said["Cible"] = _cell_of(row.target, row.target_text)
    if row.share is not None:
        said["Taux"] = _cell_of(row.share, row.plain_share)
    return said


def _terms(row: Reached) -> tuple[Fraction, Fraction]:
    return row.result.number or Fraction(0), row.result.of or Fraction(0)


def _cell_of(percentage: Fraction, text: str) -> str:
    """A cell of a rate: its exact value, and how many decimals show."""
    return f"{float(percentage / 100):.10g}, {rates.decimals_of(text)}"


def report_claims(facts: Facts, reference: str, end: date) -> Said:
    """What the content of a report, from the first day of the year to `end`, must say."""
    said: Said = {}
    for key, code in FORM_A.items():
        if code not in facts.targets:
            continue
        row = rates.reached_in_report(facts, code, START, end, OVER)
        hides = row.result.word == rates.MASKED
        columns = {
            "text": row.result.text,
            "target": rates.printed(row.target, places=1) + (" %" if code in rates.RATIOS else ""),
            "rate": "" if row.share is None else row.plain_share,
            "short": str(row.falls_short),
            "unknown": str(0 if hides else row.result.unknown),
        }
        said |= {(f"rapport au {end}", reference, key, name): text for name, text in columns.items()}
    return said


def organism_claims(facts: Facts, today: date) -> Said:
    """What the pages and files of the organism must say of its households, those of every agreement together."""
    said: Said = {}
    for code in sorted(rates.HOUSEHOLDS):
        row = Reached(code, rates.result_of(facts, code, facts.start, facts.end, today), Fraction(0))
        told = {RESULTS: {"Résultat": row.result.text}, CSV: _csv_claims(row), XLSX: _xlsx_claims(row)}
        for page, columns in told.items():
            kept = {name: text for name, text in columns.items() if name not in ("Cible", "Taux")}
            said |= {(f"{page} {today}", WHOLE, code, name): text for name, text in kept.items()}
    return said


def plain(text: object) -> str:
    return " ".join(str("" if text is None else text).replace("\xa0", " ").split())


def read_rows(page: str, tag: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a table of the page, by code: cells by their labels, bars and what is in ochre."""
    for row in page.split("<tr ")[1:]:
        if code := re.search(rf'class="code"[^>]*>([^<]+)</{tag}>', row):
            cells = re.findall(r'data-label="([^"]+)">(.*?)</td>', row, re.DOTALL)
            told = {
                name: plain(re.sub(r"<details.*?</details>|<span.*?</span>|<[^>]+>", " ", cell)) for name, cell in cells
            }
            whole = dict(cells).get("Cible", "")
            told["périodes"] = " ; ".join(plain(words) for words in re.findall(r"<span[^>]*>([^<]*)</span>", whole))
            tick = re.search(r'class="bar-target" x="([^"]+)"', row)
            told["trait"] = tick[1] if tick else ""
            bar = re.search(r'class="bar-value[^>]*width="([^"]+)"', row)
            yield code[1], told | {"barre": bar[1] if bar else "", "court": str("n is-short" in row)}


def read_files(client: Client, url: str, query: dict[str, str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    text = client.get(url, query | {"sortie": "csv"}).content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    head[6] = "Résultat"
    book = load_workbook(io.BytesIO(client.get(url, query | {"sortie": "xlsx"}).content))
    for row in rows:
        if not row[5]:
            yield CSV, row[1], _noted({name: _number_of(cell) for name, cell in zip(head, row, strict=True)})
    for cells in book.active.iter_rows(min_row=2):
        if not cells[5].value:
            yield XLSX, cells[1].value, _noted({name: _shown(cell) for name, cell in zip(head, cells, strict=True)})


def _noted(cells: dict[str, str]) -> dict[str, str]:
    """With what the note says of households and of lower bounds."""
    cohort = re.match(r"(.*) · compté par les ménages", cells["Note"])
    said = cohort[1] if cohort else ""
    return cells | {"ménages": said, "au moins": str(cells["Note"].startswith("au moins : "))}


def _number_of(cell: str) -> str:
    """« 9705 », or « 2394,5 », as a CSV holds it, « 2394.5 » as a workbook does, in the words of a page."""
    if not re.fullmatch(r"\d+([.,]\d+)?", cell):
        return plain(cell)
    number = Fraction(cell.replace(",", "."))
    return rates.printed(number, number)


def _shown(cell) -> str:
    if "%" in cell.number_format:
        return f"{cell.value:.10g}, {max(cell.number_format.count('0') - 1, 0)}"
    return _number_of(plain(cell.value))


def read_pages(client: Client, agreement, today: date) -> Said:
    """What the pages and files of an agreement say on that day."""
    pace = client.get(reverse("reporting:agreement-pace", args=[agreement.pk]), {"an": NUMBER}).content.decode()
    told = [(PACE, code, cells) for code, cells in read_rows(pace, "span")]
    told += read_results(client, reverse("services:agreement-results", args=[agreement.pk]), f"an-{NUMBER}")
    return _by_place(told, agreement.reference, today)


def read_results(client: Client, url: str, period: str) -> list[tuple[str, str, dict[str, str]]]:
    page = client.get(url, {"periode": period}).content.decode()
    told = [(RESULTS, code, cells) for code, cells in read_rows(page, "a")]
    return [*told, *read_files(client, url, {"periode": period})]


def _by_place(told: list[tuple[str, str, dict[str, str]]], whose: str, today: date) -> Said:
    return {(f"{page} {today}", whose, code, name): text for page, code, cells in told for name, text in cells.items()}


def read_report(report) -> Said:
    page = f"rapport au {report.period.upper}"
    reference = report.agreement.reference
    said: Said = {}
    for figure in (figure for section in build(report)["sections"] for figure in section["figures"]):
        value, target = figure["value"], figure["target"]
        columns = {
            "text": plain(value["text"]),
            "target": plain(target["text"]) if target else "",
            "rate": plain(figure["rate"]),
            "short": str(figure["short"]),
            "unknown": str(value.get("unknown", 0)),
        }
        said |= {(page, reference, figure["key"], name): text for name, text in columns.items()}
    return said


def differences(claims: Said, said: Said) -> list[str]:
    """Where a page says otherwise, or nothing."""
    return [
        f"{key}: {said.get(key)!r}, and by the rows {text!r}" for key, text in claims.items() if said.get(key) != text
    ]


@dataclasses.dataclass(frozen=True)
class Proof:
    facts: dict[str, Facts]
    claims: Said
    said: Said


def _read(world: World) -> Proof:
    facts = {agreement.reference: facts_of(agreement.pk) for agreement in world.agreements}
    every = tuple(household for own in facts.values() for household in own.households)
    whole = dataclasses.replace(facts[world.agreements[0].reference], declared=(), households=every)
    results = reverse("services:organism-results", args=[world.lead.pk])
    claims, said = {}, {}
    for today in (RUNNING, OVER):
        with past_moments.at(past_moments.moment(today)):
            client = Client()
            client.force_login(world.person)
            claims |= organism_claims(whole, today)
            said |= _by_place(read_results(client, results, f"etat-{START.year}"), WHOLE, today)
            for agreement in world.agreements:
                claims |= claims_of(facts[agreement.reference], agreement.reference, today)
                said |= read_pages(client, agreement, today)
    with past_moments.at(past_moments.moment(OVER)):
        for report in world.reports:
            claims |= report_claims(facts[report.agreement.reference], report.agreement.reference, report.period.upper)
            said |= read_report(report)
    return Proof(facts, claims, said)


@pytest.fixture(scope="module")
def proof(django_db_setup, django_db_blocker, tmp_path_factory) -> Proof:
    media = tmp_path_factory.mktemp("rates")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        read = _read(make_world())
        transaction.set_rollback(True)
    return read


def test_every_share_rate_and_forecast_is_what_the_rows_give(proof, record_property):
    found = differences(proof.claims, proof.said)
    record_property("proof", ("rates and targets", len(proof.claims), len(found)))
    assert found == []
    assert len(proof.claims) >= FLOOR


def test_only_the_targets_stand_in_the_list_of_targets(proof):
    for today in (RUNNING, OVER):
        listed = {(whose, code) for page, whose, code, _ in proof.said if page == f"{PACE} {today}"}
        assert listed == {(whose, code) for whose, facts in proof.facts.items() for code in facts.targets}


def test_what_was_drawn_holds_every_rule(proof):
    """Nothing is proved of a rule that no case of the lot calls for."""
    said = Counter(proof.claims.values())
    shares = [row for facts in proof.facts.values() for row in rates.reached_in_year(facts, RUNNING)]
    assert min(said["n. d."], said["s. o."], said["masqué"], said["62,5 %"], said["83 %"], said["208 %"]) > 0
    for edge in (0, 85, 100):
        assert sum(row.share == edge for row in shares) > 0
        beside = [row for row in shares if row.share is not None and 0 < abs(row.share - edge) < Fraction(1, 2)]
        assert {"," in row.plain_share for row in beside} == {True}
    assert sum(row.result.is_least for row in shares) > 10
    assert sum(row.ends_short for row in shares) > 20
    assert sum(row.forecast != rates.NOTHING for row in shares) > 20
    assert sum(row.result.unknown > 0 for row in shares) > 3
    assert sum(bool(text) for (_, _, _, name), text in proof.claims.items() if name == "périodes") > 200
    assert sum(row.due != Fraction(row.passed, row.days) for row in shares) > 100
    quarters = [(facts, code) for facts in proof.facts.values() for code in facts.targets if code not in rates.RATIOS]
    sums = [rates.target_of(facts, code, START, QUARTER) != facts.targets[code] / 4 for facts, code in quarters]
    assert 50 < sum(sums) < len(sums) - 50


@pytest.mark.parametrize(
    "column",
    [
        "Résultat",
        "Taux",
        "Part faite",
        "Prévision",
        "rate",
        "target",
        "unknown",
        "court",
        "trait",
        "périodes",
        "ménages",
    ],
)
def test_a_figure_that_is_changed_is_seen(proof, column):
    places = [key for key, text in proof.claims.items() if key[3] == column and text not in ("", rates.NOTHING)]
    for key in places[:: max(len(places) // 5, 1)]:
        (found,) = differences(proof.claims, proof.said | {key: f"{proof.said[key]}1"})
        assert found.startswith(str(key))


def test_a_row_that_is_lost_is_seen_on_every_page(proof):
    for reference, facts in proof.facts.items():
        counted = [row for row in facts.activities if row.day >= START and row.numbers.get("immigrants")]
        less = dataclasses.replace(facts, activities=tuple(row for row in facts.activities if row != counted[0]))
        found = differences(claims_of(less, reference, OVER), proof.said)
        assert {page for page in (RESULTS, PACE, CSV, XLSX) if any(page in words for words in found)} == {
            RESULTS, PACE, CSV, XLSX,
        }  # fmt: skip


def test_a_household_that_left_is_seen(proof):
    facts = proof.facts["MIN-000"]
    stayed = next(home for home in facts.households if home.outcome(12) == "stayed")
    steps = tuple((*step, "left" if result == "stayed" else result) for *step, result in stayed.steps)
    gone = dataclasses.replace(stayed, steps=steps)
    other = dataclasses.replace(facts, households=tuple(gone if home is stayed else home for home in facts.households))
    assert any("V4.1" in words for words in differences(claims_of(other, "MIN-000", OVER), proof.said))


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (319, 320, "99,7"),
        (1, 1000, "0,1"),
        (27, 13, "208"),
        (1, 8, "13"),
        (846, 1000, "84,6"),
        (17, 20, "85"),
        (0, 9, "0"),
    ],
)
def test_the_rule_of_rounding(part, whole, said):
    assert rates.printed(Fraction(100 * part, whole), 0, 85, 100) == said


def test_the_judge_shares_no_code_with_the_product():
    tree = ast.parse(Path(rates.__file__).read_text(encoding="utf-8"))
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert {module.split(".")[0] for module in modules} <= sys.stdlib_module_names
