"""Several queries in one trip answer what each would have answered alone, whoever listens to the connection."""

import contextlib

import pghistory
import pgtrigger
import pytest
from django.db.models import Count

from organisms.models import Category, Municipality, Region
from roriq_portal.trips import Among, Errand, Prepared, Slot, nothing, rows_of, run, together

pytestmark = pytest.mark.django_db
LISTENERS = {
    "nobody": contextlib.nullcontext,
    "the journal": pghistory.context,
    "ignored triggers": lambda: pgtrigger.ignore("services.Charge:charge_within_on_insert"),
}


def queries() -> dict:
    return {
        "joined": Category.objects.select_related("dimension").order_by("pk"),
        "empty": Region.objects.none(),
        "impossible": Region.objects.filter(pk__in=[]),
        "grouped": Municipality.objects.order_by("region__code").values_list("region__code").annotate(n=Count("*")),
        "percent": Municipality.objects.filter(name__startswith="Saint-A%"),
        "flat": Region.objects.order_by("code").values_list("code", flat=True),
        "sorted by what is not shown": Municipality.objects.order_by("region__name", "code").values("name").distinct(),
        "sliced": Region.objects.order_by("-code")[:2],
    }


@pytest.mark.parametrize("listener", LISTENERS)
def test_one_trip_answers_as_each_query_would(listener, django_assert_num_queries):
    alone = {key: list(query) for key, query in queries().items()}

    with LISTENERS[listener](), django_assert_num_queries(1):
        found = run(together({key: rows_of(query) for key, query in queries().items()}))

    assert found == alone
    assert {key for key, rows in found.items() if rows} == alone.keys() - {"empty", "impossible", "percent"}


def test_related_rows_come_along(django_assert_num_queries):
    [found] = run(together({"rows": rows_of(Category.objects.select_related("dimension")[:1])})).values()

    with django_assert_num_queries(0):
        assert found[0].dimension.words


def test_nothing_to_ask_makes_no_trip(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert run(nothing(7)) == 7
        assert run(rows_of(Region.objects.none())) == []


def test_errands_nest_and_go_on():
    codes = Region.objects.order_by("code").values_list("code", flat=True)
    both = Errand((codes[:1], codes[1:3]), lambda first, others: [*first, *others]).then(len)

    assert run(together({"inner": together({"both": both, "said": nothing("x")}), "last": rows_of(codes[:1])})) == {
        "inner": {"both": 3, "said": "x"},
        "last": list(codes[:1]),
    }


def test_asking_twice_asks_again():
    errand = rows_of(Region.objects.filter(code="99"))
    assert run(errand) == []

    made = Region.objects.create(code="99", name="Région d’essai", sort_name="region d essai")

    assert run(errand) == [made]


def codes_between(first, last):
    codes = Region.objects.order_by("code").values_list("code", flat=True)
    towns = Municipality.objects.select_related("region").filter(region__code__lte=last).order_by("pk")[:3]
    return rows_of(codes.filter(code__gte=first, code__lte=last)), rows_of(towns)


def test_a_prepared_errand_is_written_once_and_answers_each_value(django_assert_num_queries):
    made = []

    def build():
        made.append(1)
        codes, towns = codes_between(Slot("first"), Slot("last"))
        return together({"codes": codes, "towns": towns})

    prepared = Prepared(build)
    for first, last in (("01", "03"), ("04", "04"), ("09", "01")):
        codes, towns = codes_between(first, last)
        with django_assert_num_queries(1):
            found = prepared.run(first=first, last=last)
            regions = [town.region.name for town in found["towns"]]
        assert found == {"codes": run(codes), "towns": run(towns)}
        assert regions == [town.region.name for town in run(towns)]
    assert made == [1]


@pytest.mark.parametrize("codes", [[], ["05"], ["01", "05", "17", "99"]])
def test_among_takes_a_list_of_any_length(codes):
    keys = list(Region.objects.filter(code__in=codes).values_list("pk", flat=True))
    prepared = Prepared(lambda: rows_of(Region.objects.filter(Among("id", Slot("keys"))).order_by("code")))
    others = Prepared(lambda: rows_of(Region.objects.exclude(Among("id", Slot("keys"))).order_by("code")))

    assert prepared.run(keys=keys) == list(Region.objects.filter(code__in=codes).order_by("code"))
    assert others.run(keys=keys) == list(Region.objects.exclude(code__in=codes).order_by("code"))


def test_a_prepared_errand_wants_all_its_values():
    prepared = Prepared(lambda: rows_of(Region.objects.filter(code=Slot("code"))))

    with pytest.raises(KeyError, match="code"):
        prepared.run(name="05")


def test_two_answers_of_a_prepared_errand_stay_apart():
    prepared = Prepared(lambda: rows_of(Region.objects.filter(code=Slot("code"))))
    first, second = prepared.run(code="05"), prepared.run(code="17")

    assert [region.code for region in first + second] == ["05", "17"]
