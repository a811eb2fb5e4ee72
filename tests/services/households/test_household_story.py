from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.households.lifecycle import STATES, Step, StepRefused, Timeline, anniversary, check_step, next_act, replay

TODAY = date(2030, 1, 1)
DAYS = st.dates(date(2015, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2025, 12, 31), 6, date(2026, 6, 30)),
        (date(2025, 7, 1), 6, date(2026, 1, 1)),
    ],
)
def test_anniversary_of_a_month_end(day, months, expected):
    assert anniversary(day, months) == expected


@given(DAYS, st.sampled_from([6, 12, 24]))
@example(date(2020, 2, 29), 12)
@example(date(2023, 8, 31), 6)
def test_anniversary_falls_in_the_right_month_and_never_later_in_it(day, months):
    found = anniversary(day, months)

    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day <= day.day
    assert found.day == day.day or (found + timedelta(days=1)).day == 1


@given(DAYS, DAYS)
def test_anniversaries_keep_the_order_of_days(one, other):
    first, last = sorted((one, other))

    assert anniversary(first, 6) <= anniversary(last, 6)


STEPS = st.builds(
    Step,
    st.sampled_from(["referred", "acknowledged", "visited", "settled", "confirmed", "refused", "withdrawn"]),
    st.sampled_from(["sender", "receiver"]),
    st.dates(date(2025, 1, 1), date(2025, 12, 31)),
) | st.builds(
    Step,
    st.just("follow_up"),
    st.just("receiver"),
    st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    st.sampled_from([6, 12, 24]),
    st.sampled_from(["stayed", "left", "unknown"]),
)


@given(st.lists(STEPS, max_size=12), st.booleans())
def test_steps_in_any_order_are_refused_with_a_sentence_or_make_a_story_that_holds(steps, has_sender):
    timeline = Timeline((), has_sender)
    for step in steps:
        words = refusal_of(timeline, step)
        if not words:
            timeline = Timeline((*timeline.steps, step), has_sender)
        assert words == "" or (words.endswith(".") and len(words) > 20)

    assert replay(timeline.steps, has_sender, TODAY) == timeline
    assert timeline.state in STATES
    holds(timeline)


def refusal_of(timeline, step) -> str:
    try:
        check_step(timeline, step, TODAY)
    except StepRefused as refused:
        return str(refused)
    return ""


def holds(timeline):
    kinds = [step.kind for step in timeline.steps]
    once = [kind for kind in kinds if kind not in ("visited", "follow_up")]
    assert len(once) == len(set(once))
    if timeline.settled_on:
        assert timeline.state in ("settled", "left")
        assert not {"refused", "withdrawn"} & set(kinds)
    else:
        assert "follow_up" not in kinds
    if timeline.settled_on and timeline.has_sender:
        assert timeline.first("confirmed").side != timeline.first("settled").side
        assert timeline.referred_on <= timeline.settled_on
    if not timeline.has_sender:
        assert not {"referred", "acknowledged", "confirmed", "refused"} & set(kinds)
    for step in timeline.steps:
        if step.months:
            assert step.day >= anniversary(timeline.settled_on, step.months)


def settled(*more):
    days = date(2025, 4, 1), date(2025, 4, 2), date(2025, 5, 1)
    return Timeline(
        (
            Step("referred", "sender", days[0]),
            Step("acknowledged", "receiver", days[1]),
            Step("settled", "receiver", days[2]),
            Step("confirmed", "sender", days[2]),
            *more,
        ),
        has_sender=True,
    )


def test_who_left_at_six_months_is_not_there_at_twelve_and_is_asked_no_more():
    timeline = settled(Step("follow_up", "receiver", date(2025, 11, 1), 6, "left"))

    assert [timeline.outcome(months) for months in (6, 12, 24)] == ["left", "left", "left"]
    assert timeline.follow_ups() == []
    assert timeline.state == "left"


def test_who_was_not_found_at_six_months_may_be_found_at_twelve():
    timeline = settled(
        Step("follow_up", "receiver", date(2025, 11, 1), 6, "unknown"),
        Step("follow_up", "receiver", date(2026, 5, 1), 12, "stayed"),
    )

    assert [timeline.outcome(months) for months in (6, 12, 24)] == ["unknown", "stayed", "unknown"]
    assert [due.months for due in timeline.follow_ups()] == [24]


def test_next_act_goes_from_one_side_to_the_other():
    timeline = settled()
    first = Timeline(timeline.steps[:1], has_sender=True)
    proposed = Timeline(timeline.steps[:3], has_sender=True)

    assert (next_act(first, "sender", TODAY), next_act(first, "receiver", TODAY)) == ("", "acknowledged")
    assert (next_act(proposed, "receiver", TODAY), next_act(proposed, "sender", TODAY)) == ("", "confirmed")
    assert (next_act(timeline, "receiver", date(2025, 10, 31)), next_act(timeline, "receiver", date(2025, 11, 1))) == (
        "",
        "follow_up",
    )
    assert next_act(timeline, "sender", TODAY) == ""


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("confirmed", "receiver", date(2025, 5, 2)), "déjà inscrite"),
        (Step("withdrawn", "sender", date(2025, 5, 2)), "installé"),
        (Step("follow_up", "receiver", date(2025, 10, 31), 6, "stayed"), "à partir du 1er novembre 2025"),
        (Step("visited", "sender", date(2031, 1, 1)), "pas encore venu"),
    ],
)
def test_a_refusal_says_why(step, words):
    with pytest.raises(StepRefused, match=words):
        check_step(settled(), step, TODAY)


def test_nobody_confirms_its_own_settlement():
    timeline = Timeline(settled().steps[:3], has_sender=True)

    with pytest.raises(StepRefused, match="l’autre organisme"):
        check_step(timeline, Step("confirmed", "receiver", date(2025, 5, 2)), TODAY)
