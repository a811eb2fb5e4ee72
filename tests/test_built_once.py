"""Rows built once for a module: the same rows for each test, untouched by the others, and absent where nobody asks."""

import pytest
from django.conf import settings

from agreements.models import Agreement
from organisms.models import Organism
from tests.built_once import Built

pytestmark = pytest.mark.built_once("agreement")
NAME, CHANGED = "La Croisée boréale", "Un autre nom"
seen = []


@pytest.mark.parametrize("time", [1, 2])
def test_what_one_test_changes_the_next_does_not_see(agreement, organism, time):
    seen.append(agreement.pk)
    assert set(seen) == {agreement.pk}
    assert agreement.organism is organism
    assert (organism.name, Organism.objects.get(pk=organism.pk).name) == (NAME, NAME)
    Organism.objects.filter(pk=organism.pk).update(name=CHANGED)
    organism.name = CHANGED
    (settings.MEDIA_ROOT / "file").write_text(CHANGED)
    assert [path.name for path in settings.MEDIA_ROOT.iterdir()] == ["file"]


def test_other_rows_are_each_tests_own(agreement, neighbour_organism):
    assert Organism.objects.filter(pk__in=[agreement.organism_id, neighbour_organism.pk]).count() == 2


@pytest.mark.django_db
def test_who_asks_for_none_comes_first_and_meets_none():
    assert seen == []
    assert not Agreement.objects.exists()


def test_a_fixture_of_pytest_is_refused(request, tmp_path):
    with pytest.raises(pytest.UsageError, match="tmp_path does not simply return rows"):
        Built(tmp_path).build("tmp_path", request)
