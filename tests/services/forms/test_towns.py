"""Towns by the words people type: the one meant, or which words would say it."""

import pytest

from organisms.models import Municipality
from services.forms.towns import TownUnknown, find_town, town_words

pytestmark = pytest.mark.django_db


def twins(name) -> list[Municipality]:
    return list(Municipality.objects.filter(name=name).select_related("mrc", "region"))


@pytest.mark.parametrize("words", ["Rouyn-Noranda", "rouyn noranda", "  ROUYN–NORANDA "])
def test_a_town_is_found_whatever_its_accents_and_dashes(words):
    assert find_town(words).name == "Rouyn-Noranda"


@pytest.mark.parametrize("words", ["Sacré-Cœur", "Sacré-Coeur", "sacre coeur", "SACRÉ-CŒUR"])
def test_a_town_is_found_by_one_letter_or_two(words):
    homonyms = twins("Sacré-Coeur") + twins("Sacré-Cœur")
    assert find_town(words) in homonyms


@pytest.mark.parametrize("words", ["", "   ", "()", "-"])
def test_nothing_typed_is_nowhere(words):
    assert find_town(words) is None


def test_homonyms_of_two_mrcs_are_asked_about_by_mrc():
    towns = twins("Sainte-Monique")
    assert len({town.mrc_id for town in towns}) == len(towns) > 1
    with pytest.raises(TownUnknown) as refusal:
        find_town("Sainte-Monique")
    for town in towns:
        said = f"Sainte-Monique ({town.mrc.name})"
        assert said in str(refusal.value)
        assert town_words(town) == said
        assert find_town(said) == town


def test_homonyms_of_one_mrc_are_told_apart_by_their_designation():
    towns = twins("Disraeli")
    assert len({town.mrc_id for town in towns}) == 1 < len(towns)
    with pytest.raises(TownUnknown):
        find_town(f"Disraeli ({towns[0].mrc.name})")
    for town in towns:
        assert town_words(town) == f"Disraeli ({town.mrc.name}, {town.designation})"
        assert find_town(town_words(town)) == town


def test_every_homonym_of_the_catalogue_is_found_by_the_words_the_form_shows():
    # Places that have no name yet are all called so
    names = Municipality.objects.exclude(name="Toponyme à venir").values_list("sort_name", flat=True)
    repeated = _repeated(names)
    assert len(repeated) > 5
    for town in Municipality.objects.filter(sort_name__in=repeated).select_related("mrc", "region"):
        assert find_town(town_words(town)) == town


def _repeated(names) -> set[str]:
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}


def test_a_name_nobody_else_has_stands_alone():
    assert town_words(Municipality.objects.get(name="Granby")) == "Granby"
    assert town_words(None) == ""


@pytest.mark.parametrize("words", ["Granby (Drummond)", "Sainte-Monique (Atlantide)"])
def test_a_place_that_the_town_is_not_in_finds_nothing(words):
    with pytest.raises(TownUnknown):
        find_town(words)


@pytest.mark.parametrize(("words", "near"), [("Drumondville", "Drummondville"), ("Gramby", "Granby")])
def test_a_misspelt_town_is_proposed(words, near):
    with pytest.raises(TownUnknown, match=near):
        find_town(words)


def test_a_town_of_elsewhere_says_how_to_leave_it_out():
    with pytest.raises(TownUnknown, match="Laissez vide"):
        find_town("Zzyzx-les-Bains")
