"""Days signed, unsigned and between: each day counted once, whatever the terms, their order and their signatures."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import Agreement
from agreements.stability.signature_days import (
    Days,
    Sort,
    Term,
    chains,
    days_by_term,
    days_in_all,
    months_later,
    spells,
    to_renew,
    unsure_days,
    years_begun,
)

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2018, 1, 1), date(2038, 1, 1)
DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))


def term(key=1, start=date(2023, 4, 1), end=date(2026, 4, 1), **more):
    more = {"signed_on": start - ONE_DAY, **more}
    return Term(key, more.pop("organism", 1), 1, start, end, **more)


@st.composite
def programmes(draw, most=5):
    """Terms of one programme, each renewing another or none, in any order, overlapping or apart, signed or not."""
    found = []
    for key in range(1, draw(st.integers(1, most)) + 1):
        start = draw(DAYS)
        end = start + timedelta(days=draw(st.integers(1, 5 * 366)))
        signed = draw(st.none() | st.integers(-60, 900).map(lambda days, start=start: start + timedelta(days=days)))
        before = draw(st.none() | st.integers(1, key - 1)) if key > 1 else None
        found.append(Term(key, 1, 1, start, end, signed_on=signed, renews=before))
    return draw(st.permutations(found))


def sort_by_hand(chain, day):
    """What a day is, said without any cutting."""
    running = [one for one in chain if one.starts_on <= day < one.ends_before]
    if any(one.signed_on and one.signed_on <= day for one in running):
        return Sort.SIGNED
    if running:
        return Sort.UNSIGNED
    begun = any(one.starts_on <= day for one in chain)
    goes_on = any(one.starts_on > day for one in chain)
    return Sort.GAP if begun and goes_on else None


@given(programmes(), DAYS, st.integers(0, 1500))
def test_each_day_has_the_sort_that_a_look_at_it_gives(terms, since, length):
    until = since + timedelta(days=length)
    for chain in chains(terms):
        sorts = {
            spell.start + ONE_DAY * rank: spell.sort
            for spell in spells(chain, since, until)
            for rank in range(spell.days)
        }
        wanted = {day: sort for n in range(length) if (sort := sort_by_hand(chain, day := since + ONE_DAY * n))}
        assert sorts == wanted


@given(programmes(), DAYS, st.integers(0, 4000))
def test_spells_follow_one_another_and_differ(terms, since, length):
    for chain in chains(terms):
        found = spells(chain, since, since + timedelta(days=length))
        assert all(spell.days > 0 for spell in found)
        assert all(one.end == after.start for one, after in pairwise(found))
        assert all((a.sort, a.term) != (b.sort, b.term) for a, b in pairwise(found))


@given(programmes())
def test_days_shared_out_to_terms_are_those_of_their_programmes(terms):
    shared = sum(days_by_term(terms, FIRST, LAST).values(), Days())
    wanted = sum((max(t.ends_before for t in chain) - min(t.starts_on for t in chain)).days for chain in chains(terms))
    assert shared.total == wanted


@given(programmes(), st.integers(1, 3000))
def test_a_window_cut_in_two_counts_the_same(terms, place):
    cut = FIRST + timedelta(days=place)
    parts = [days_by_term(terms, *window) for window in ((FIRST, cut), (cut, LAST))]
    whole = days_by_term(terms, FIRST, LAST)
    for one in terms:
        assert sum((part.get(one.id, Days()) for part in parts), Days()) == whole.get(one.id, Days())


@given(programmes())
def test_chains_part_the_terms_and_keep_families_together(terms):
    found = chains(terms)
    assert sorted(one.id for chain in found for one in chain) == sorted(one.id for one in terms)
    place = {one.id: rank for rank, chain in enumerate(found) for one in chain}
    assert all(place[one.id] == place[one.renews] for one in terms if one.renews)


@given(programmes())
def test_signing_earlier_never_adds_a_day_without_signature(terms):
    before = sum(days_by_term(terms, FIRST, LAST).values(), Days())
    sooner = [Term(t.id, 1, 1, t.starts_on, t.ends_before, signed_on=t.starts_on, renews=t.renews) for t in terms]
    after = sum(days_by_term(sooner, FIRST, LAST).values(), Days())
    assert after.unsigned == 0
    assert after.signed == before.signed + before.unsigned
    assert after.gap == before.gap


@given(programmes())
def test_days_of_all_count_each_day_once_from_the_first(terms):
    found = days_in_all(terms, FIRST, LAST)
    assert found.total == (LAST - min(one.starts_on for one in terms)).days
    unsure = unsure_days(terms, FIRST, LAST)
    assert unsure <= sum(days_by_term(terms, FIRST, LAST).values(), Days()).without


@given(DAYS, st.integers(1, 400))
def test_renewed_late_counts_each_day_of_the_gap(end, late):
    start = end + timedelta(days=late)
    before = term(1, end - timedelta(days=365), end)
    after = term(2, start, start + timedelta(days=365), renews=1)
    found = days_by_term([before, after], FIRST, LAST)
    assert found[2] == Days(signed=365, gap=late)
    assert found[1] == Days(signed=365)


@pytest.mark.parametrize(
    ("start", "signed", "expected"),
    [
        (date(2026, 5, 18), date(2026, 5, 1), Days(signed=319, gap=47)),
        (date(2026, 4, 1), date(2026, 5, 18), Days(signed=319, unsigned=47)),
        (date(2026, 4, 21), date(2026, 5, 18), Days(signed=319, unsigned=27, gap=20)),
        (date(2026, 4, 1), None, Days(unsigned=366)),
        (date(2026, 4, 1), date(2026, 4, 1), Days(signed=366)),
    ],
)
def test_renewed_47_days_late_shows_47_whatever_was_late(start, signed, expected):
    after = term(2, start, date(2027, 4, 2), signed_on=signed, renews=1)
    found = days_by_term([term(), after], date(2026, 4, 1), date(2027, 4, 2))
    assert found[2] == expected
    assert found[2].total == 366


def test_nothing_after_the_last_term_is_a_gap_of_its_programme():
    assert sum(days_by_term([term()], date(2026, 4, 1), LAST).values(), Days()) == Days()
    assert days_in_all([term()], date(2026, 4, 1), date(2026, 5, 18)) == Days(gap=47)


def test_a_chain_is_in_the_order_of_first_days_then_of_writing():
    first, second, twin = term(3), term(1, date(2026, 4, 1), renews=3), term(2, date(2026, 4, 1), renews=3)
    assert chains([twin, second, first]) == [(first, second, twin)]


def test_a_gap_waits_for_the_next_term_to_begin_and_a_day_for_the_first_that_is_signed():
    before = term(1)
    far = term(2, date(2026, 8, 1), date(2027, 4, 1), renews=1)
    near = term(3, date(2026, 6, 1), date(2026, 7, 1), signed_on=None, renews=1)
    twin = term(4, date(2026, 6, 1), date(2026, 7, 1), signed_on=None, renews=1)
    found = spells([before, far, near, twin], date(2026, 3, 1), date(2026, 9, 1), goes_on=True)
    assert [(spell.sort, spell.start, spell.end, spell.term) for spell in found] == [
        (Sort.SIGNED, date(2026, 3, 1), date(2026, 4, 1), before),
        (Sort.GAP, date(2026, 4, 1), date(2026, 6, 1), near),
        (Sort.UNSIGNED, date(2026, 6, 1), date(2026, 7, 1), near),
        (Sort.GAP, date(2026, 7, 1), date(2026, 8, 1), far),
        (Sort.SIGNED, date(2026, 8, 1), date(2026, 9, 1), far),
    ]
    after = spells([before], date(2026, 3, 1), date(2026, 9, 1), goes_on=True)
    assert [(spell.sort, spell.term) for spell in after] == [(Sort.SIGNED, before), (Sort.GAP, None)]
    assert spells([], FIRST, LAST) == spells([before], LAST, LAST + ONE_DAY) == []


def test_a_parent_that_is_not_told_is_none():
    alone = term(2, date(2026, 5, 18), date(2027, 4, 1), renews=1)
    assert days_by_term([alone], FIRST, LAST)[2].gap == 0


@pytest.mark.parametrize("second", [1, 3])
def test_terms_that_renew_each_other_in_a_ring_end(second):
    ring = [term(1, renews=2), term(2, date(2026, 4, 1), date(2027, 4, 1), renews=second), term(3, renews=2)]
    assert sum(len(chain) for chain in chains(ring)) == 3


@given(DAYS, st.integers(1, 5 * 366))
def test_years_are_read_as_the_agreement_reads_them(start, length):
    end = start + timedelta(days=length)
    agreement = Agreement(during=type("Range", (), {"lower": start, "upper": end}))
    assert years_begun(start, end) == agreement.term_years


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 12, date(2027, 11, 30)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_months_later_stays_in_its_month(day, months, expected):
    assert months_later(day, months) == expected


TODAY = date(2026, 1, 10)


@pytest.mark.parametrize(
    ("end", "after", "listed"),
    [
        (date(2026, 4, 1), None, True),
        (date(2027, 1, 10), None, True),
        (date(2027, 1, 11), None, False),
        (date(2026, 1, 11), None, True),
        (date(2026, 1, 10), None, False),
        (date(2026, 1, 10), {"signed_on": None}, True),
        (date(2026, 4, 1), {"signed_on": TODAY}, False),
        (date(2026, 4, 1), {"signed_on": TODAY + ONE_DAY}, True),
        (date(2026, 4, 1), {"signed_on": None}, True),
    ],
)
def test_what_is_left_to_renew(end, after, listed):
    terms = [term(1, date(2023, 4, 1), end)]
    if after is not None:
        terms.append(term(2, end, end + timedelta(days=365), renews=1, **after))
    found = {one.term.id: one for one in to_renew(terms, TODAY)}
    assert (1 in found) == listed
    if listed:
        assert found[1].days_left == (end - ONE_DAY - TODAY).days
        assert (found[1].follow_up is None) == (after is None)


def test_what_has_not_begun_is_not_left_to_renew_and_the_soonest_comes_first():
    terms = [
        term(1, end=date(2026, 6, 1)),
        term(2, end=date(2026, 2, 1)),
        term(3, date(2026, 2, 1), date(2026, 8, 1)),
    ]
    assert [one.term.id for one in to_renew(terms, TODAY)] == [2, 1]


def test_of_two_follow_ups_the_first_to_begin_is_named_then_the_first_written():
    end = date(2026, 4, 1)
    ends = {"end": date(2027, 4, 1), "signed_on": None, "renews": 1}
    late, early, twin = term(4, date(2026, 6, 1), **ends), term(3, end, **ends), term(2, end, **ends)
    assert to_renew([term(1), late, early], TODAY)[0].follow_up == early
    assert to_renew([term(1), early, twin], TODAY)[0].follow_up == twin


def test_terms_that_end_the_same_day_are_listed_in_the_order_they_were_written():
    assert [one.term.id for one in to_renew([term(2), term(1)], TODAY)] == [1, 2]


def test_a_year_ahead_is_looked_at_and_less_when_asked():
    terms = [term(1, end=date(2026, 3, 10)), term(2, end=date(2027, 1, 10))]
    assert [one.term.id for one in to_renew(terms, TODAY)] == [1, 2]
    assert [one.term.id for one in to_renew(terms, TODAY, 2)] == [1]
    assert to_renew(terms, TODAY, 1) == []


def test_a_term_that_begins_today_and_ends_soon_is_left_to_renew():
    assert [one.term.id for one in to_renew([term(1, TODAY, date(2026, 4, 1))], TODAY)] == [1]


@given(programmes(), DAYS)
def test_nothing_listed_has_a_signed_follow_up(terms, day):
    signed = {one.renews for one in terms if one.signed_on and one.signed_on <= day}
    assert all(one.term.id not in signed for one in to_renew(terms, day))


def test_days_unsure_are_days_not_agreements():
    one = term(1, date(2026, 4, 1), date(2027, 4, 1), signed_on=date(2026, 4, 11))
    two = term(2, date(2026, 4, 6), date(2027, 4, 1), signed_on=date(2026, 4, 16))
    assert unsure_days([one, two], date(2026, 4, 1), date(2027, 4, 1)) == 15
    assert sum(days_by_term([one, two], FIRST, LAST).values(), Days()).unsigned == 20
    within = term(3, date(2026, 4, 6), date(2027, 4, 1), signed_on=date(2026, 4, 9))
    assert unsure_days([one, within], date(2026, 4, 1), date(2027, 4, 1)) == 10
