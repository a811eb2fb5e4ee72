"""The 25 verdicts of EXPECTED.md."""

import re
from decimal import Decimal

import pytest

from services.imports.registers import read_register, recognise, validate

WORDS = {
    3: ["n’existe pas"],
    4: ["mois 13"],
    5: ["siècle", "12/03/2024"],
    6: ["manque le jour"],
    7: ["1 à 5"],
    8: ["pas un volet"],
    9: ["type d’activité"],
    10: ["Drummondville"],
    11: ["entier", "heures"],
    12: ["négatif"],
    13: ["pas un nombre"],
    14: ["999", "(9)"],
    15: ["n’a pas d’entente"],
    17: ["20\u00a0000", "2\u00a0000"],
    18: ["futur"],
    19: ["volet 4", "volet 1"],
    21: ["1\u00a0000\u00a0000"],
    23: ["5 cellules"],
    24: ["28 cellules"],
    25: ["ligne 29"],
    32: ["1er\u00a0avril\u00a02024"],
}


@pytest.fixture(scope="module")
def faulty(registers, vocabulary):
    sheet = read_register(registers / "registre-avec-erreurs.csv")
    return sheet, validate(sheet, recognise(sheet.header), vocabulary)


@pytest.fixture(scope="module")
def verdicts(expected):
    section = expected.split("## registre-avec-erreurs.csv", 1)[1]
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| `([^`]*)` \| ([^|]+) \|", section, re.MULTILINE)
    return [(int(row), "" if column == "row" else column, value, verdict) for row, column, value, verdict in rows]


def test_the_25_verdicts(faulty, verdicts):
    _, preview = faulty
    assert len(verdicts) == 25
    for level, faults in (("error", preview.errors), ("warning", preview.warnings)):
        wanted = [(row, column) for row, column, _, verdict in verdicts if verdict == level]
        assert [(fault.file_row, fault.column) for fault in faults] == wanted


def test_every_other_row_is_valid(faulty, verdicts):
    sheet, preview = faulty
    refused = {row for row, _, _, verdict in verdicts if verdict in {"error", "skipped"}}
    everything = {row for row, _ in sheet.rows}
    assert {fact.file_row for fact in preview.valid} == everything - refused
    assert preview.skipped == sum(verdict == "skipped" for *_, verdict in verdicts) == 1
    assert set(preview.faulty_rows) == refused - {26}


def test_faults_quote_the_cell_and_say_why(faulty, verdicts):
    _, preview = faulty
    quoted = {row: value for row, column, value, verdict in verdicts if verdict == "error" and column}
    assert {fault.file_row for fault in preview.faults} == set(WORDS)
    for fault in preview.faults:
        assert all(word in fault.message for word in WORDS[fault.file_row]), fault
        if fault.file_row in quoted and fault.file_row != 17:
            assert fault.value == quoted[fault.file_row]


def test_accepted_cells_are_kept(faulty):
    _, preview = faulty
    facts = {fact.file_row: fact for fact in preview.valid}
    assert facts[16].notes == '=HYPERLINK("http://x";"clic")'
    assert facts[20].counts == {"V3.03": Decimal(1234)}
    assert facts[22].notes == "é\u00a0\u202f–œ"
    assert (facts[25].identity, facts[25].occurrence) == (facts[29].identity, 1)
    assert facts[29].occurrence == 2


def test_messages_keep_the_tone(faulty):
    _, preview = faulty
    text = " ".join(fault.message for fault in preview.faults).lower()
    assert len(preview.faults) > 5
    assert not re.search(r"!|veuillez|invalide|erreur|succès|'", text)
