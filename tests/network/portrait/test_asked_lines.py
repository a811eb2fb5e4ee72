"""Which lines of an annual report are the number of an indicator: those that count it whole, and alone."""

import pytest

from network.portrait.totals.asked_lines import lines_of, read_asked_lines
from tests.reporting.builders.annual_reports import make_annual


@pytest.mark.django_db
def test_the_lines_of_the_annual_report_are_read_with_their_indicator(organism, network):
    year = make_annual(organism, network).period.lower.year

    codes = {line.key: (line.code, line.component) for line in read_asked_lines([year])}

    assert (codes["v1-02"], codes["v4-04"]) == (("V1.02", 1), ("V4.04", 4))
    assert read_asked_lines([year - 1]) == []


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ([("value", "V1.02", None)], "V1.02"),
        ([("value", "V1.02", None), ("value", "V1.07", None)], ""),
        ([("value", "V1.02", 3)], ""),
        ([("value", "V1.02", 3), ("value", "V1.02", 4)], ""),
        ([("numerator", "V4.11", None)], ""),
        ([(None, None, None)], ""),
    ],
)
def test_a_line_is_the_number_of_the_only_indicator_that_it_counts_whole(terms, code):
    rows = [(1, 9, "v1-02", "", 1, *term) for term in terms]

    (line,) = lines_of(rows)

    assert (line.key, line.number, line.code) == ("v1-02", "V1.02", code)
