"""The rules of the burden, on plain values: reasons, words of definitions, differences, drawings."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from reporting.engine.form.spec import BandSpec, LineSpec, TermSpec
from reporting.lines.cells import Way
from reporting.monitoring.burden.drawing import bar_of, dots_of, scale_of
from reporting.monitoring.burden.facts import AskedReport
from reporting.monitoring.burden.idea_rows import days_words, idea_views
from reporting.monitoring.burden.ideas import AskedLine, idea_of, ideas_of, reasons_of
from reporting.monitoring.burden.network import YearRow, chosen_rows, organism_rows, rows_by_number_of_funders
from reporting.monitoring.burden.reasons import SPARED, WORDS, Reason, rows_of, spared_of
from reporting.monitoring.burden.sentences import hours_words, lead_words, source_rows, spared_words
from reporting.monitoring.burden.series import series_of
from reporting.monitoring.burden.sheet import Hours, difference, hours_of, rows_by_form, rows_by_funder
from reporting.monitoring.burden.tally import Tally

NBSP = "\u00a0"
STATE_YEAR = ["2025-04-01", "2026-04-01"]
CIVIL_YEAR = ["2025-01-01", "2026-01-01"]
HAND = {"own": Way.HAND, "days": STATE_YEAR}


def report(pk=1, funder=None, **more) -> AskedReport:
    given = AskedReport(
        report_id=pk, organism_id=1, organism="La Croisée", organism_sort="la croisee", region_id=8,
        first=date(2025, 4, 1), last=date(2026, 3, 31), version_id=pk, form="Gabarit", is_retired=False,
        funder_id=funder, funder=f"Bailleur {funder}" if funder else "Réseau", counted_at=None, is_frozen=True,
        hours=None, hours_state="", tally=Tally(), lines={},
    )  # fmt: skip
    return replace(given, **more)


def line(code="V4.03", **more) -> LineSpec:
    term = TermSpec("value", code, 1, "declared", 4)
    given = LineSpec(
        id=1, key="l", section="s", number="1", words="Personnes accueillies", hint="", unit="personne", kind="figure",
        priority="", component=4, source="declared", scope="organism", place="anywhere", required=True, max_chars=None,
        parent_key="", terms=(term,) if code else (),
    )  # fmt: skip
    return replace(given, **more)


def asked_line(given: AskedReport, spec: LineSpec, count: dict) -> AskedLine:
    return AskedLine(given, spec, count, idea_of(spec))


def reasons(*lines: AskedLine) -> Counter:
    return reasons_of(lines, ideas_of(lines))


FIRST = asked_line(report(), line(), HAND)


@pytest.mark.parametrize(
    ("spec", "count", "reason"),
    [
        ({}, HAND | {"days": CIVIL_YEAR}, Reason.DAYS),
        ({}, HAND | {"agreement": 3}, Reason.SCOPE),
        ({}, HAND | {"mrcs": [2]}, Reason.PLACE),
        ({}, HAND | {"regions": [2]}, Reason.PLACE),
        ({"unit": "famille"}, HAND, Reason.UNIT),
        ({"terms": (TermSpec("value", "V4.03", 1, "declared", 4, (("age", "18-24"),)),)}, HAND, Reason.PEOPLE),
        ({}, HAND | {"days": CIVIL_YEAR, "agreement": 3}, Reason.SEVERAL),
        ({}, HAND, Reason.AGAIN),
        ({"code": "V4.04"}, HAND, Reason.OWN),
        ({"code": "", "source": "asked"}, HAND, Reason.OWN),
        ({"code": "", "kind": "text"}, HAND, Reason.TEXT),
        ({"code": "", "kind": "file"}, HAND, Reason.FILE),
        ({"source": "records"}, HAND | {"corrected": True}, Reason.CORRECTED),
        ({"source": "records"}, HAND, Reason.NO_RECORD),
    ],
)
def test_each_answer_by_hand_has_one_reason(spec, count, reason):
    other = asked_line(report(2, 5), line(**spec), count)
    expected = Reason.OWN if reason is Reason.OWN or not other.idea else Reason.FIRST
    assert reasons(FIRST, other) == Counter([expected, reason])
    assert not reasons(FIRST, replace(other, count=count | {"own": Way.REUSED})) - Counter([expected])


def test_bands_that_cut_are_a_reason_of_their_own():
    cut = line(bands=(BandSpec("a", "0-17", "age", "Âge", 0, 17), BandSpec("b", "18+", "age", "Âge", 18)))
    filled = asked_line(report(2, 5), cut, {"own": Way.RECORDS, "days": STATE_YEAR, "axes": {"age": {Way.HAND: 2}}})
    assert reasons(FIRST, filled) == Counter({Reason.FIRST: 1, Reason.BANDS: 2})
    asked = replace(filled, count=HAND | {"axes": {"age": {Way.HAND: 2, Way.EMPTY: 1}}})
    assert reasons(FIRST, asked) == Counter({Reason.FIRST: 1, Reason.AGAIN: 1, Reason.BANDS: 2})
    elsewhere = replace(asked, count=asked.count | {"days": CIVIL_YEAR})
    assert reasons(FIRST, elsewhere) == Counter({Reason.FIRST: 1, Reason.DAYS: 1, Reason.SEVERAL: 2})
    (view,) = idea_views(ideas_of([FIRST, elsewhere]).values(), {"agreement": {}, "mrc": {}, "region": {}})
    assert [row.bands.words for row in view.rows] == ["–", "0-17, 18+"]
    assert [row.bands.forbids for row in view.rows] == [False, True]
    assert (view.by_hand, view.spared, view.asked) == (4, 3, 5)


def test_the_line_that_would_serve_all_is_the_networks_then_the_widest():
    charged = asked_line(report(2, 5), line(), HAND | {"agreement": 3})
    whole = asked_line(report(3, 6), line(), HAND)
    assert ideas_of([charged, whole])[("V4.03",)].first is whole
    assert ideas_of([charged, whole, FIRST])[("V4.03",)].first is FIRST
    month = asked_line(report(4, 5), line(), HAND | {"days": ["2025-04-01", "2025-05-01"]})
    assert ideas_of([month, whole])[("V4.03",)].first is whole


def test_a_line_asked_each_month_by_one_form_is_no_shared_figure():
    months = [
        asked_line(report(pk, 5, version_id=9), line(), HAND | {"days": [f"2025-0{pk}-01", f"2025-0{pk + 1}-01"]})
        for pk in (4, 5, 6)
    ]
    assert idea_views(ideas_of(months).values(), {}) == ()
    assert reasons(*months) == Counter({Reason.FIRST: 1, Reason.DAYS: 2})


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ([STATE_YEAR], "avril à mars"),
        ([CIVIL_YEAR], "janvier à décembre"),
        ([("2025-04-01", "2025-07-01"), ("2025-07-01", "2025-10-01")], f"2{NBSP}trimestres"),
        ([("2025-04-01", "2025-05-01"), ("2025-05-01", "2025-06-01")], f"2{NBSP}mois"),
        ([("2025-04-01", "2025-05-01"), ("2025-05-01", "2026-06-01")], f"2{NBSP}périodes"),
        ([("2025-04-01", "2025-10-01")], "avril à septembre 2025"),
        ([()], "–"),
    ],
)
def test_days_are_said_in_words(ranges, words):
    assert days_words(tuple(days) for days in ranges) == words


def test_every_reason_has_its_words_and_no_difference_is_invented():
    assert set(WORDS) == set(Reason)
    counts = Counter({Reason.TEXT: 3, Reason.DAYS: 3, Reason.OWN: 0, Reason.SCOPE: 2})
    assert [row.reason for row in rows_of(counts)] == [Reason.DAYS, Reason.TEXT, Reason.SCOPE]
    assert spared_of(counts) == 5
    assert Reason.TEXT not in SPARED
    assert difference(3, None) is None
    assert [difference(5, was).words for was in (3, 7, 5)] == [
        f"{2} de plus",
        f"{2} de moins",
        "le même nombre",
    ]
    assert spared_words(0, 0) == ""
    assert (
        spared_words(5, 3)
        == f"Une même définition de chaque chiffre en éviterait 5{NBSP}; les mêmes jours, à eux seuls, 3."
    )


def test_hours_are_those_declared_and_not_collected_is_no_zero():
    said = report(hours=Decimal(148), hours_state="value")
    missing = report(2, hours_state="nd")
    assert hours_of([said]).words == f"148{NBSP}h"
    assert hours_of([missing]).words == f"n.{NBSP}d."
    assert hours_of([report()]).words == "–"
    both = hours_of([said, missing, report(3)])
    assert (both.total, both.said, both.not_collected, both.asked) == (148, 1, 1, 2)
    assert hours_words(both, None) == f"F.01, dit par 1{NBSP}rapport annuel sur 2{NBSP}; 1 a dit n.{NBSP}d."
    assert "241" in hours_words(hours_of([said]), Hours(Decimal(241), 1, 0, 1))
    assert hours_words(hours_of([]), None).startswith("F.01 n’a pas")


def test_rows_put_the_network_first_and_name_a_retired_form():
    asked = [
        report(1, tally=Tally(hand=1, records=9)),
        report(2, 5, form="Inclusion", tally=Tally(hand=4), is_retired=True),
        report(3, 6, tally=Tally(hand=7, empty=1)),
    ]
    rows = rows_by_funder(asked)
    assert [row.words for row in rows] == ["Réseau", "Bailleur 6", "Bailleur 5"]
    assert rows[2].detail == f"Inclusion (gabarit retiré), 1{NBSP}rapport"
    assert {row.words for row in rows_by_form(asked)} == {"Gabarit", "Inclusion (gabarit retiré)"}
    assert [piece.mark for piece in rows[1].bar] == ["full", "rest"]
    organisms = organism_rows([*asked, report(4, 5, organism_id=2, organism="Élan", organism_sort="elan", region_id=1)])
    assert [(row.name, row.funders, row.reports) for row in organisms] == [("Élan", 1, 1), ("La Croisée", 2, 3)]
    assert [row.name for row in chosen_rows(organisms, query="ELAN", region=None, order="x")] == ["Élan"]
    assert chosen_rows(organisms, query="", region=8, order="-main")[0].name == "La Croisée"
    assert len(chosen_rows(organisms, query=" ", region=None, order="-part")) == 2
    by_number, axis = rows_by_number_of_funders(organisms)
    assert [(row.funders, row.middle_text, row.range_text) for row in by_number] == [(1, "0", "0"), (2, "12", "12")]
    assert axis == (0, 5, 10, 15)


def test_drawings_keep_one_scale():
    assert [(piece.x, piece.width) for piece in bar_of(Tally(hand=1, reused=1, records=2), 8)] == [
        ("0.00", "12.50"),
        ("12.50", "12.50"),
        ("25.00", "25.00"),
    ]
    assert bar_of(Tally(), 0) == ()
    assert [scale_of(most)[-1] for most in (0, 3, 4, 430, 1500)] == [3, 3, 6, 600, 1500]
    assert dots_of([1, 3], Fraction(2), 4).points == ("25.00", "75.00")


def test_sentences_agree_with_their_numbers():
    total = Tally(hand=1, reused=1, records=1, empty=0)
    assert lead_words(total, 0) == (
        f"Le réseau a posé 3{NBSP}questions. 1{NBSP}réponse a été donnée à la main, "
        f"2{NBSP}se sont remplies de ce qui était déjà inscrit ou dit."
    )
    assert lead_words(total, 2).startswith(f"2{NBSP}bailleurs et le réseau ont posé")
    assert lead_words(total, 1, with_network=False).startswith(f"1{NBSP}bailleur a posé")
    assert len(source_rows(total)) == 3
    assert source_rows(Tally(empty=1))[-1].number == 1


def test_a_series_waits_for_a_second_year_and_does_not_cross_what_was_not_said():
    none = Hours(None, 0, 1, 1)
    rows = [
        YearRow(year, Tally(hand=hand, records=5), 1, Fraction(hand + 5), none) for year, hand in ((2024, 5), (2025, 3))
    ]
    assert series_of(rows[:1]) == ()
    shares, questions, hours = series_of(rows)
    assert (shares.text, questions.text, hours.text) == (f"63{NBSP}%", "8", "–")
    assert (questions.change.words, questions.path[:4]) == ("2 de moins", "M10 ")
    assert shares.change.words == "13 points de plus"
    assert (hours.path, hours.change) == ("", None)
    assert [mark.text for mark in hours.marks] == ["–", "–"]
