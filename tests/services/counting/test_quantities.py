from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from organisms.models import Indicator
from services.counting.amounts import Amount, NotAddable, add_up, amount_of, can_be_added

UNITS = st.sampled_from(["séance", "participation", "rencontre", "$", "heure", "poste"])
VALUES = st.decimals(min_value=0, max_value=10**9, places=2)
FLOWS = st.builds(Amount, VALUES, UNITS)
FLOW = Indicator.Nature.FLOW


@given(st.lists(FLOWS, min_size=1, max_size=8))
def test_flows_of_one_unit_add_up_in_any_order_and_grouping(amounts):
    same = [Amount(one.value, "séance") for one in amounts]
    cut = len(same) // 2

    whole = add_up(same)

    assert whole == add_up(reversed(same))
    assert whole == add_up([one for one in (add_up(same[:cut]), add_up(same[cut:])) if one])
    assert whole == Amount(sum((one.value for one in amounts), Decimal(0)), "séance")


@given(FLOWS, FLOWS)
def test_two_units_never_add(one, other):
    assume(one.unit != other.unit)

    with pytest.raises(NotAddable, match="unités ne s’additionnent pas"):
        one + other


@given(VALUES, VALUES, st.sampled_from(["personne distincte", "famille distincte", "employeur distinct"]))
def test_distinct_units_never_add_even_to_themselves(one, other, unit):
    with pytest.raises(NotAddable, match="jamais"):
        Amount(one, unit, is_distinct=True) + Amount(other, unit, is_distinct=True)


@given(VALUES, VALUES, st.sampled_from([Indicator.Nature.STOCK, Indicator.Nature.RATIO]), st.booleans())
def test_states_and_ratios_never_add_on_either_side(one, other, nature, is_first):
    still, flow = Amount(one, "jumelage", nature), Amount(other, "jumelage")

    with pytest.raises(NotAddable, match="Seul un flux"):
        (still + flow) if is_first else (flow + still)


@given(FLOWS, st.one_of(VALUES, st.integers(), st.floats(allow_nan=False)))
def test_a_bare_number_never_adds(amount, number):
    with pytest.raises(NotAddable):
        amount + number
    with pytest.raises(NotAddable):
        number + amount
    with pytest.raises(NotAddable):
        sum([amount, amount])


@given(FLOWS)
def test_one_alone_is_its_own_sum_and_none_is_none(amount):
    assert add_up([amount]) == amount
    assert add_up([]) is None


def refusal_of(one, other) -> str:
    with pytest.raises(NotAddable) as refused:
        one + other
    return str(refused.value).replace("\u00a0", " ")


def test_each_refusal_says_why():
    bare = "Un nombre sans unité ne s’ajoute à aucun résultat."
    sessions, hours = Amount(Decimal(1), "séance"), Amount(Decimal(1), "heure")
    people, still = (
        Amount(Decimal(1), "personne", is_distinct=True),
        Amount(Decimal(1), "poste", Indicator.Nature.STOCK),
    )

    assert refusal_of(sessions, 1) == refusal_of(1, sessions) == bare
    assert refusal_of(sessions, hours) == "Ces unités ne s’additionnent pas : séance et heure."
    assert refusal_of(sessions, people) == "Des unités distinctes ne s’additionnent jamais : personne."
    assert refusal_of(still, sessions) == "Seul un flux s’additionne ; ceci est un état à un jour."


def test_an_amount_knows_what_its_indicator_is():
    ratio = Indicator(unit="%", nature=Indicator.Nature.RATIO)
    families = Indicator(unit="famille distincte", nature=FLOW)

    assert amount_of(ratio, 3) == Amount(Decimal(3), "%", Indicator.Nature.RATIO, False)
    assert amount_of(families, 3) == Amount(Decimal(3), "famille distincte", FLOW, True)
    assert [can_be_added(one) for one in (Indicator(nature=FLOW), ratio, families)] == [True, False, False]


@pytest.mark.django_db
def test_the_catalogue_says_which_of_its_indicators_add_up():
    by_code = {one.code: one for one in Indicator.objects.all()}

    assert [can_be_added(by_code[code]) for code in ("V4.01", "V1.03", "V4.04", "V4.08", "V4.10")] == [
        True, False, False, False, False,
    ]  # fmt: skip
    assert amount_of(by_code["V4.04"], 3) == Amount(Decimal(3), "famille distincte", FLOW, True)
