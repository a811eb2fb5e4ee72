"""Every total of EXPECTED.md, read from EXPECTED.md itself."""

import re
from collections import Counter

import pytest

from services.imports.registers import Reason, read_register, recognise, validate

FILES = {"registre-2024-2025.csv": ("Drummondville", 2024), "registre-2025-2026.xlsx": ("Granby", 2025)}
EMPLOYERS = 3
CONCERTATION = {"table-de-concertation", "rencontre-de-partenaires"}


@pytest.fixture(scope="module", params=FILES)
def case(request, expected, registers, vocabulary_of):
    city, year = FILES[request.param]
    section = next(part for part in expected.split("\n## ") if part.startswith(request.param))
    vocabulary = vocabulary_of(city)
    sheet = read_register(registers / request.param)
    return section, year, vocabulary, validate(sheet, recognise(sheet.header), vocabulary)


def _table(section: str, heading: str) -> list[list[str]]:
    lines = section.split(heading, 1)[1].strip().splitlines()
    table = []
    for line in lines:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    return [table[0], *table[2:]]


def _scope(facts, vocabulary, words: str) -> list:
    if words == "organisme":
        return list(facts)
    reference, _, mrc = words.partition(", MRC ")
    wanted = next(term.id for term in vocabulary.agreements if term.reference == reference)
    charged = [fact for fact in facts if wanted in fact.agreements]
    around = {place.code for place in vocabulary.places if place.mrc_name == mrc}
    return [fact for fact in charged if fact.municipality in around] if mrc else charged


def _totals(facts) -> Counter:
    totals = Counter()
    for fact in facts:
        totals.update(fact.counts)
    return totals


def test_every_row_of_the_file_is_valid(case):
    section, _, _, preview = case
    rows = int(re.search(r": (\d+) rows", section)[1])
    assert (len(preview.valid), preview.errors, preview.skipped) == (rows, (), 0)


def test_every_indicator_adds_up_in_every_scope(case):
    section, _, vocabulary, preview = case
    header, *lines = _table(section, "Whole file (State year).")
    totals = {scope: _totals(_scope(preview.valid, vocabulary, scope)) for scope in header[1:]}
    ours = {(code, scope): totals[scope][code] for code, *_ in lines for scope in header[1:]}
    theirs = {(code, scope): int(cell) for code, *cells in lines for scope, cell in zip(header[1:], cells, strict=True)}
    assert len(theirs) == 27 * 5
    assert ours == theirs
    assert set(totals["organisme"]) == {code for code, *_ in lines}


def test_first_calendar_year_adds_up(case):
    section, year, vocabulary, preview = case
    found = re.search(r"first calendar year only \((\d+) rows\), charged to ([^:]+): (.+)", section)
    facts = [fact for fact in preview.valid if fact.day.year == year]
    totals = _totals(_scope(facts, vocabulary, found[2]))
    figures = {code: int(value) for code, value in re.findall(r"(V\d\.\d\d) (\d+)", found[3])}
    assert len(facts) == int(found[1])
    assert len(figures) == 3
    assert {code: totals[code] for code in figures} == figures


def test_distinct_employers_and_partners(case):
    section, _, vocabulary, preview = case
    sentence = re.search(
        r"employers named: organisme (\d+), (\S+) (\d+) \((\d+) employer rows name none.*"
        r"partners named: organisme (\d+), (\S+) (\d+)\.",
        section,
    ).groups()
    component = {recipe.key: recipe.component for recipe in vocabulary.recipes}
    hiring = [fact for fact in preview.valid if component[fact.activity_type] == EMPLOYERS]
    meeting = [fact for fact in preview.valid if fact.activity_type in CONCERTATION]

    def distinct(facts, scope="organisme"):
        return len({name for fact in _scope(facts, vocabulary, scope) for name in fact.partners})

    silent = sum(not fact.partners for fact in hiring)
    _, ministry, _, _, _, county, _ = sentence
    ours = (distinct(hiring), ministry, distinct(hiring, ministry), silent)
    ours += (distinct(meeting), county, distinct(meeting, county))
    assert tuple(map(str, ours)) == sentence


def test_charges_and_warnings(case):
    section, _, _, preview = case
    sentence = r"no agreement: (\d+)\. .+\(warning\): (\d+)\. .+count\): (\d+)\."
    uncharged, arrivals, identical = map(int, re.search(sentence, section).groups())
    reasons = Counter(fault.reason for fault in preview.warnings)
    assert sum(not fact.agreements for fact in preview.valid) == uncharged
    assert reasons == Counter({Reason.NOT_MANDATED: arrivals, Reason.IDENTICAL: identical})
    assert sum(fact.occurrence > 1 for fact in preview.valid) == identical


def test_a_seeded_fault_changes_a_total(case):
    section, _, _, preview = case
    _, first, *_ = _table(section, "Whole file (State year).")
    assert _totals(preview.valid[1:]) != _totals(preview.valid)
    assert _totals(preview.valid)[first[0]] == int(first[1])
