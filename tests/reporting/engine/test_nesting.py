from hypothesis import given
from hypothesis import strategies as st

from reporting.engine.bands import fill_bands, lies_inside, own_category, unbroken
from reporting.engine.form.spec import BandSpec, CategorySpec

FINE = [(0, 5), (6, 12), (13, 14), (15, 17), (18, 24), (25, 29), (30, 34), (35, 44), (45, 54), (55, 64), (65, None)]
AGES = {f"{low}-{high}": (low, high) for low, high in FINE} | {"15-24": (15, 24), "0-14": (0, 14)}
STATE = [(0, 14), (15, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, None)]


def band(low, high) -> BandSpec:
    return BandSpec(f"age-{low}-{high}", f"{low} à {high}", "age", "Âge", low, high)


def category(key, low=None, high=None, dimension="age") -> CategorySpec:
    return CategorySpec(1, key, key, dimension, dimension, low, high)


recorded = st.dictionaries(st.sampled_from([f"{low}-{high}" for low, high in FINE]), st.integers(0, 500))


@given(recorded)
def test_fine_ages_fill_the_state_bands_and_nobody_is_lost(numbers):
    filled = fill_bands(numbers, [band(*ages) for ages in STATE], AGES)

    assert sum(filled.values()) == sum(numbers.values())


@given(recorded, st.integers(0, 9000))
def test_unbroken_is_what_the_bands_leave_and_never_below_zero(numbers, total):
    rest = unbroken(total, numbers)

    assert rest == max(0, total - sum(numbers.values()))


@given(
    st.dictionaries(st.sampled_from(sorted(AGES)), st.integers(0, 50)), st.lists(st.sampled_from(STATE), unique=True)
)
def test_bands_are_filled_only_when_each_number_has_one_home(numbers, chosen):
    bands = [band(*ages) for ages in chosen]

    filled = fill_bands(numbers, bands, AGES)

    homes = {key: sum(lies_inside(key, b, AGES) for b in bands) for key, value in numbers.items() if value}
    assert (filled is None) == any(count != 1 for count in homes.values())
    if filled is not None:
        assert sum(filled.values()) == sum(numbers.values())


def test_age_that_crosses_a_band_leaves_the_bands_a_question():
    foundation = [band(0, 5), band(6, 12), band(13, 17), band(18, 29), band(30, 64), band(65, None)]

    assert fill_bands({"15-24": 3}, foundation, AGES) is None
    assert fill_bands({"15-24": 0, "13-14": 2}, foundation, AGES)["age-13-17"] == 2


def test_open_age_lies_only_in_an_open_band():
    assert lies_inside("65-None", band(55, None), AGES)
    assert not lies_inside("65-None", band(55, 90), AGES)


def test_nothing_recorded_fills_nothing():
    assert fill_bands({}, [band(0, 14)], AGES) == {}


def test_listed_categories_fill_their_band():
    women = BandSpec("f", "Femmes", "sex", "Sexe", categories=frozenset({"femmes"}))

    assert fill_bands({"femmes": 3}, [women], {}) == {"f": 3}
    assert fill_bands({"hommes": 3}, [women], {}) is None


def test_band_is_a_category_when_their_bounds_are_the_same():
    assert own_category(band(15, 24), [category("15-24", 15, 24)]).key == "15-24"
    assert own_category(band(13, 17), [category("15-24", 15, 24)]) is None
    assert own_category(band(15, 24), [category("15-24", 15, 24, dimension="other")]) is None
