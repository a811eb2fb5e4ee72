import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.counting.masking import hidden_parts, is_small

PARTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), max_size=8)


@pytest.mark.parametrize(("value", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_are_small(value, small):
    assert is_small(value) is small


@given(PARTS)
def test_every_part_of_1_to_4_is_hidden_and_zero_never_is(parts):
    hidden = hidden_parts(parts)

    assert all(key in hidden for key, value in parts.items() if 1 <= value <= 4)
    assert all(parts[key] for key in hidden)


@given(PARTS)
def test_no_hidden_part_is_found_by_taking_the_others_from_the_total(parts):
    hidden = hidden_parts(parts)
    whole = sum(parts.values())

    # Alone in its axis, a part is the total itself, which is hidden with it
    assert len(hidden) != 1 or is_small(whole) or whole == parts[next(iter(hidden))]


@given(PARTS)
def test_nothing_is_hidden_without_a_small_part(parts):
    assert hidden_parts({key: value for key, value in parts.items() if value > 4}) == set()


def test_the_second_part_is_the_least_and_of_equals_the_first_in_order():
    """Two pages that show the same parts hide the same ones: two choices would give both away."""
    assert hidden_parts({"b": 7, "a": 7, "c": 2, "d": 9}) == {"a", "c"}
    assert hidden_parts({"a": 9, "b": 7, "c": 2, "d": 8}) == {"b", "c"}


def test_two_small_parts_protect_each_other_and_one_alone_has_no_other():
    assert hidden_parts({"a": 2, "b": 3, "c": 9}) == {"a", "b"}
    assert hidden_parts({"a": 2, "b": 0}) == {"a"}
