"""The pure core of reminders, lived through 400 days: none twice, none missed, none once it is done."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.reminders.rules import CATCH_UP, Reminder, Waiting, moment_of, opens_week, reminders_due

USUAL = (45, 15, 0, -7)
START = date(2026, 1, 5)
DUE = date(2026, 6, 30)


def row(thing="a", person=1, due_on=DUE, offsets=USUAL, weekly=False):
    return Waiting(thing, person, due_on, offsets, weekly)


def told(today, rows, sent=(), week=True):
    return [(r.thing, r.person, r.offset) for r in reminders_due(today, rows, set(sent), opens_week=week)]


REACHED = [
    (46, None), (45, 45), (44, 45), (31, 45), (30, None), (16, None), (15, 15), (1, 15), (0, 0), (-6, 0), (-7, -7),
    (-21, -7), (-22, None),
]  # fmt: skip


@pytest.mark.parametrize(("days_before", "offset"), REACHED)
def test_the_nearest_distance_that_was_reached_goes_out_and_old_ones_never(days_before, offset):
    expected = [] if offset is None else [("a", 1, offset)]
    assert told(DUE - timedelta(days=days_before), [row()]) == expected


def test_what_was_sent_is_not_sent_again_and_others_are():
    sent = {Reminder("a", 1, 15)}
    assert told(DUE - timedelta(days=15), [row(), row(person=2), row("b")], sent) == [("a", 2, 15), ("b", 1, 15)]


def test_the_same_row_twice_is_one_reminder():
    assert told(DUE, [row(), row()]) == [("a", 1, 0)]


def test_three_missed_nights_send_one_reminder_and_not_all():
    close = row(offsets=(3, 2, 1, 0))
    assert told(DUE, [close]) == [("a", 1, 0)]


def test_a_later_day_does_not_bring_back_what_was_said():
    sent = {Reminder("a", 1, 45), Reminder("a", 1, 15)}
    moved = row(due_on=DUE + timedelta(days=60))
    assert told(DUE + timedelta(days=45), [moved], sent) == []
    assert told(DUE + timedelta(days=60), [moved], sent) == [("a", 1, 0)]


def test_weekly_readers_wait_for_the_first_run_of_the_week():
    assert told(DUE, [row(weekly=True), row(person=2)], week=False) == [("a", 2, 0)]
    assert told(DUE, [row(weekly=True)], week=True) == [("a", 1, 0)]


@pytest.mark.parametrize(
    ("today", "last", "opens"),
    [
        (date(2026, 6, 29), date(2026, 6, 28), True),
        (date(2026, 6, 30), date(2026, 6, 29), False),
        (date(2026, 7, 1), date(2026, 6, 26), True),
        (date(2026, 7, 5), date(2026, 6, 29), False),
        (date(2026, 7, 5), None, True),
    ],
)
def test_a_missed_monday_is_caught_up(today, last, opens):
    assert opens_week(today, last) is opens


@pytest.mark.parametrize(("days", "moment"), [(1, "ahead"), (0, "day"), (-1, "late")])
def test_moment(days, moment):
    assert moment_of(DUE, DUE + timedelta(days=days)) == moment


class Life:
    """A thing over 400 days: its day moves, it passes to another person, it is done."""

    def __init__(self, dice, name):
        self.name = name
        self.due_on = START + timedelta(days=dice.randint(-20, 420))
        self.moves = {
            START + timedelta(days=dice.randint(0, 399)): dice.randint(5, 40) for _ in range(dice.randint(0, 2))
        }
        self.done_on = self.due_on + timedelta(days=dice.randint(-40, 40))
        self.certified_from = self.done_on - timedelta(days=dice.randint(0, 20))
        self.weekly = dice.random() < 0.3
        self.offsets = dice.choice([USUAL, (30, 7, 1, -3, -14), (0,)])

    def rows(self, today):
        if today >= self.done_on:
            return []
        person = f"{self.name} direction" if today >= self.certified_from else f"{self.name} coordination"
        return [Waiting(self.name, person, self.due_on, self.offsets, self.weekly)]


def live(seed, miss, days=400):
    """Run the days; return (day, reminder, whether the thing was open), every run, and what each day offered."""
    dice = random.Random(seed)
    lives = [Life(dice, f"t{n}") for n in range(12)]
    sent, log, offered, last, skipping = set(), [], [], None, 0
    for n in range(days):
        today = START + timedelta(days=n)
        for one in lives:
            one.due_on += timedelta(days=one.moves.get(today, 0)) if today < one.done_on else timedelta()
        skipping = skipping - 1 if skipping else (3 if dice.random() < miss else 0)
        rows = [row for one in lives for row in one.rows(today)]
        if not skipping:
            week = opens_week(today, last)
            for reminder in reminders_due(today, rows, sent, opens_week=week):
                log.append((today, reminder))
                sent.add(reminder)
            last = today
            offered += [(today, row, week) for row in rows]
    return lives, log, offered, sent


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("miss", [0, 0.1])
def test_400_days(seed, miss):
    lives, log, offered, sent = live(seed, miss)
    done = {one.name: one.done_on for one in lives}

    assert len(log) == len({reminder for _, reminder in log}), "one went out twice"
    assert all(today < done[reminder.thing] for today, reminder in log), "one went out once it was done"
    per_day = [(today, r.thing, r.person) for today, r in log]
    assert len(per_day) == len(set(per_day)), "two about one thing on one day"
    for today, row, week in offered:
        reached = [o for o in row.offsets if row.due_on - timedelta(days=o) == today]
        if reached and (week or not row.weekly):
            assert Reminder(row.thing, row.person, reached[0]) in sent, "one was missed"
    assert log


@pytest.mark.parametrize("seed", range(10))
def test_what_nights_without_run_left_is_told_once_by_the_next(seed):
    """Every distance whose day fell in a gap comes at the next run, or gives way to a nearer one; never both."""
    _, _, offered, sent = live(seed, 0.2)
    for today, row, week in offered:
        if row.weekly and not week:
            continue
        reached = [o for o in row.offsets if row.due_on - timedelta(days=o) <= today]
        recent = [o for o in reached if today - (row.due_on - timedelta(days=o)) <= CATCH_UP]
        if recent and min(reached) in recent:
            assert Reminder(row.thing, row.person, min(reached)) in sent


@settings(max_examples=200)
@given(
    due=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    today=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    offsets=st.lists(st.integers(-60, 120), min_size=1, max_size=8, unique=True).map(tuple),
)
def test_never_before_its_time(due, today, offsets):
    for reminder in reminders_due(today, [row(due_on=due, offsets=offsets)], set(), opens_week=True):
        assert due - timedelta(days=reminder.offset) <= today
        assert not any(due - timedelta(days=o) <= today for o in offsets if o < reminder.offset)


def test_the_clock_test_sees_a_reminder_that_goes_out_twice():
    """The seeded fault: a core that forgets what was sent."""
    rows = [row()]
    days = [DUE - timedelta(days=n) for n in (15, 14)]
    forgetful = [told(day, rows) for day in days]
    assert forgetful == [[("a", 1, 15)], [("a", 1, 15)]]
