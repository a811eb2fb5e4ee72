"""The continuum's rules, by tables and by chance: what a region is offered on a day, and what expires when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.continuum.coverage import Answer, Continuum, Offer, Span, State, Stay, helpers, months_after

MONTEREGIE, ESTRIE, GASPESIE = 16, 5, 11
YAMASKA, SHERBROOKE, LONGUEUIL = 470, 430, 580
MOVED = date(2021, 7, 28)
LONG_AGO = date(1990, 1, 1)
STAYS = [
    Stay(YAMASKA, MONTEREGIE, Span(LONG_AGO, MOVED)),
    Stay(YAMASKA, ESTRIE, Span(MOVED)),
    Stay(SHERBROOKE, ESTRIE, Span(LONG_AGO)),
    Stay(LONGUEUIL, MONTEREGIE, Span(LONG_AGO)),
]
DAY = date(2026, 11, 23)
TERM = Span(date(2024, 4, 1), date(2027, 4, 1))
NEXT = Span(date(2027, 4, 1), date(2030, 4, 1))
LATE = Span(date(2027, 5, 18), date(2030, 4, 1))
S, T, OWN = 1, 2, 9


def offer(region=ESTRIE, mrc=None, *, start=date(2024, 4, 1), end=None, paid=(), service=S, id=1, organism=1):
    return Offer(id, organism, service, region, mrc, Span(start, end), tuple(paid))


def ask(*offers, region=ESTRIE, day=DAY, service=S) -> Answer:
    return Continuum(offers, STAYS).answer(region, service, day)


@pytest.mark.parametrize(
    ("offers", "answer"),
    [
        ([], Answer(State.MISSING)),
        ([offer(paid=[TERM, NEXT])], Answer(State.OFFERED)),
        ([offer(paid=[TERM])], Answer(State.UNCOVERED, date(2027, 3, 31))),
        # Renewed 47 days late: the money stops all the same
        ([offer(paid=[TERM, LATE])], Answer(State.UNCOVERED, date(2027, 3, 31))),
        # Two organisms: the one that is paid longest keeps the region
        ([offer(paid=[TERM]), offer(paid=[TERM, NEXT], id=2, organism=2)], Answer(State.OFFERED)),
        # Nobody is named: offered, by no money
        ([offer()], Answer(State.UNCOVERED)),
        ([offer(), offer(paid=[TERM], id=2)], Answer(State.UNCOVERED, date(2027, 3, 31))),
        # An end that the organism itself set
        ([offer(end=date(2027, 1, 1), paid=[TERM, NEXT])], Answer(State.UNCOVERED, date(2026, 12, 31))),
        # Its agreements are over, or have not begun
        ([offer(paid=[Span(date(2023, 4, 1), date(2026, 4, 1))])], Answer(State.MISSING)),
        ([offer(paid=[NEXT])], Answer(State.MISSING)),
        # Over, or to come
        ([offer(end=DAY, paid=[TERM])], Answer(State.MISSING)),
        ([offer(start=DAY + timedelta(days=1), paid=[TERM])], Answer(State.MISSING)),
        # Some MRC, all MRC, an MRC of elsewhere
        ([offer(mrc=SHERBROOKE, paid=[TERM, NEXT])], Answer(State.PARTIAL)),
        (
            [offer(mrc=SHERBROOKE, paid=[TERM, NEXT]), offer(mrc=YAMASKA, paid=[TERM, NEXT], id=2)],
            Answer(State.OFFERED),
        ),
        (
            [offer(mrc=SHERBROOKE, paid=[TERM, NEXT]), offer(mrc=YAMASKA, paid=[TERM], id=2)],
            Answer(State.UNCOVERED, date(2027, 3, 31)),
        ),
        ([offer(MONTEREGIE, LONGUEUIL, paid=[TERM, NEXT])], Answer(State.MISSING)),
        ([offer(GASPESIE, paid=[TERM, NEXT])], Answer(State.MISSING)),
        ([offer(service=T, paid=[TERM, NEXT])], Answer(State.MISSING)),
    ],
)  # fmt: skip
def test_answer_of_one_service(offers, answer):
    assert ask(*offers) == answer


def test_money_that_ends_in_more_than_twelve_months_is_no_worry():
    assert ask(offer(paid=[TERM]), day=date(2026, 3, 31)).state is State.OFFERED
    assert ask(offer(paid=[TERM]), day=date(2026, 4, 1)) == Answer(State.UNCOVERED, date(2027, 3, 31))
    assert ask(offer(paid=[TERM]), day=date(2027, 3, 31)) == Answer(State.UNCOVERED, date(2027, 3, 31))
    assert ask(offer(paid=[TERM]), day=date(2027, 4, 1)).state is State.MISSING


@pytest.mark.parametrize(
    ("region", "day", "state"),
    [
        (MONTEREGIE, MOVED - timedelta(days=1), State.PARTIAL),
        (MONTEREGIE, MOVED, State.MISSING),
        (ESTRIE, MOVED - timedelta(days=1), State.MISSING),
        (ESTRIE, MOVED, State.PARTIAL),
    ],
)
def test_an_mrc_lies_in_the_region_it_had_that_day(region, day, state):
    written_before = offer(MONTEREGIE, YAMASKA, start=date(2020, 1, 1))
    assert ask(written_before, region=region, day=day).state is state


def test_a_region_that_gains_an_mrc_is_no_longer_whole():
    sherbrooke = offer(mrc=SHERBROOKE, start=date(2020, 1, 1), paid=[Span(date(2020, 1, 1), date(2030, 1, 1))])
    eve = MOVED - timedelta(days=1)
    assert ask(sherbrooke, day=date(2020, 2, 1)).state is State.OFFERED
    assert ask(sherbrooke, day=eve) == Answer(State.UNCOVERED, eve)
    assert ask(sherbrooke, day=MOVED).state is State.PARTIAL


PAID = {"paid": [TERM, NEXT]}


@pytest.mark.parametrize(
    ("offers", "answer"),
    [
        ([], Answer(State.MISSING, None, 0, 2)),
        ([offer(**PAID)], Answer(State.PARTIAL, None, 1, 2)),
        ([offer(**PAID), offer(service=T, id=2, **PAID)], Answer(State.OFFERED, None, 2, 2)),
        ([offer(**PAID), offer(service=T, id=2, paid=[TERM])], Answer(State.UNCOVERED, date(2027, 3, 31), 2, 2)),
        ([offer(paid=[TERM]), offer(service=T, id=2)], Answer(State.UNCOVERED, None, 2, 2)),
        ([offer(**PAID), offer(service=T, id=2, mrc=SHERBROOKE, **PAID)], Answer(State.PARTIAL, None, 2, 2)),
        ([offer(service=OWN, **PAID)], Answer(State.PARTIAL, None, 0, 2)),
        ([offer(service=OWN, region=GASPESIE, **PAID)], Answer(State.MISSING, None, 0, 2)),
    ],
)
def test_answer_of_a_component(offers, answer):
    assert Continuum(offers, STAYS).component(ESTRIE, [S, T], [OWN], DAY) == answer


def test_what_falls_is_told_by_date_with_what_is_left():
    offers = [
        offer(paid=[TERM]),
        offer(service=T, id=2, organism=2, paid=[TERM]),
        offer(service=T, id=3, organism=3, end=date(2027, 2, 1), paid=[TERM]),
        offer(id=4, region=GASPESIE, paid=[Span(date(2024, 4, 1), date(2027, 12, 1))]),
    ]
    expiries = Continuum(offers, STAYS).expiries(DAY)
    assert [(expiry.last_day, expiry.offer.id, expiry.left) for expiry in expiries] == [
        (date(2027, 1, 31), 3, State.UNCOVERED),
        (date(2027, 3, 31), 1, State.MISSING),
        (date(2027, 3, 31), 2, State.MISSING),
    ]


def test_a_renewal_without_a_day_between_is_no_fall():
    assert Continuum([offer(paid=[TERM, NEXT])], STAYS).expiries(DAY) == []
    assert [expiry.last_day for expiry in Continuum([offer(paid=[TERM, LATE])], STAYS).expiries(DAY)] == [
        date(2027, 3, 31)
    ]


def test_neighbours_that_offer_it_that_day_could_help():
    near = {ESTRIE: [MONTEREGIE]}
    offers = [
        offer(MONTEREGIE, id=1), offer(MONTEREGIE, id=2, end=DAY), offer(GASPESIE, id=3),
        offer(MONTEREGIE, id=4, service=T),
    ]  # fmt: skip
    assert [one.id for one in helpers(Continuum(offers, STAYS), ESTRIE, S, DAY, near)] == [1]


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2025, 12, 31), date(2026, 12, 31)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2100, 12, 31), date(2101, 12, 31)),
    ],
)
def test_twelve_months_after(day, after):
    assert months_after(day) == after


days = st.dates(date(2020, 1, 1), date(2023, 12, 31))


@st.composite
def spans(draw):
    start = draw(days)
    return Span(start, start + timedelta(days=draw(st.integers(1, 700))))


@st.composite
def offers(draw):
    region, mrc = draw(
        st.sampled_from(
            [
                (ESTRIE, None), (MONTEREGIE, None), (ESTRIE, SHERBROOKE), (ESTRIE, YAMASKA), (MONTEREGIE, YAMASKA),
                (MONTEREGIE, LONGUEUIL),
            ]
        )
    )  # fmt: skip
    during = draw(spans())
    open_ended = Span(during.start) if draw(st.booleans()) else during
    paid = tuple(draw(st.lists(spans(), max_size=2)))
    return Offer(draw(st.integers(1, 10**6)), draw(st.integers(1, 3)), S, region, mrc, open_ended, paid)


some = st.lists(offers(), max_size=5)
region_ids = st.sampled_from([ESTRIE, MONTEREGIE])
RANK = list(State)


def rank(answer: Answer) -> int:
    return RANK.index(answer.state)


@given(some, region_ids, days)
def test_missing_exactly_when_nothing_stands(known, region, day):
    continuum = Continuum(known, STAYS)
    assert (continuum.answer(region, S, day).state is State.MISSING) == (not continuum.offers_on(region, S, day))


@given(some, offers(), region_ids, days)
def test_one_more_offer_never_makes_it_worse(known, more, region, day):
    assert rank(ask(*known, more, region=region, day=day)) >= rank(ask(*known, region=region, day=day))


@given(some, region_ids, days)
def test_the_day_told_is_the_last_one_covered_walking_day_by_day(known, region, day):
    """The same answer as a reader who looks at every day of the twelve months, one by one."""
    continuum = Continuum(known, STAYS)
    answer = continuum.answer(region, S, day)
    if answer.state in (State.MISSING, State.PARTIAL):
        return
    walked = (day + timedelta(days=n) for n in range((months_after(day) - day).days + 1))
    bare = next((one for one in walked if not covered(known, region, one)), None)
    told = {None: (State.OFFERED, None), day: (State.UNCOVERED, None)}
    expected = told.get(bare) or (State.UNCOVERED, bare - timedelta(days=1))
    assert (answer.state, answer.until) == expected


def covered(known, region, day) -> bool:
    """Written another way than the module: every MRC of the region that day has a paid offer, its own or regional."""
    here = {stay.mrc for stay in STAYS if stay.region == region and stay.during.covers(day)}
    paid = [one for one in known if one.during.covers(day) and any(span.covers(day) for span in one.paid)]
    whole = any(one.mrc is None and one.region == region for one in paid)
    return whole or (bool(here) and here <= {one.mrc for one in paid})


@given(some, days)
def test_every_mrc_is_counted_in_one_region_a_day(known, day):
    places = Continuum(known, STAYS).places
    for one in known:
        if one.mrc is not None:
            served = [region for region in (ESTRIE, MONTEREGIE) if places.region_of(one, day) == region]
            assert len(served) == 1
            assert one.mrc in places.mrcs_of(served[0], day)
    if day < MOVED:
        assert places.mrcs_of(ESTRIE, day) == {SHERBROOKE}
    else:
        assert places.mrcs_of(ESTRIE, day) == {SHERBROOKE, YAMASKA}


@given(some, days)
def test_a_fall_stands_on_its_last_day_and_not_the_day_after(known, day):
    for expiry in Continuum(known, STAYS).expiries(day):
        assert day <= expiry.last_day < months_after(day)
        assert expiry.offer.counts_on(expiry.last_day)
        assert not expiry.offer.counts_on(expiry.last_day + timedelta(days=1))
