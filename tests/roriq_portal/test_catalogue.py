"""The English catalogue: whole, without a leftover, compiled as it is written, and silent in French."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils.translation import gettext

from roriq_portal.formats.catalogue import compile_catalogue, compiled_folder
from roriq_portal.formats.days import format_day, format_moment, format_period, format_short_period, period_again
from roriq_portal.formats.language import in_language, language_of, said
from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import format_number, format_size
from roriq_portal.formats.phrases import counted, of_period, of_person, quoted
from roriq_portal.formats.rates import format_measure, format_rate
from tests.catalogue import known, said_by_reference, said_through_gettext

MARCH = datetime(2026, 3, 1, 15, 4, tzinfo=UTC)
PLACES = re.compile(r"%\(\w+\)s|\{\}|%%|<[^>]+>")
# A sentence of the catalogue that leaves out on purpose what the French one names
WITHOUT = {"Votre texte semble contenir {}. S’il désigne une personne accompagnée, dites-le à l’organisme."}


def test_each_message_has_its_english_and_none_is_left_over():
    used = said_through_gettext() | said_by_reference()
    messages = {message.id: message for message in known() if message.id}

    assert len(used) > 300
    assert {words: place for words, place in used.items() if words not in messages} == {}
    assert [words for words in messages if words not in used] == []
    assert [words for words, message in messages.items() if not message.string or message.fuzzy] == []


def test_english_says_what_french_fills_in():
    for message in known():
        if message.id and message.id not in WITHOUT:
            assert sorted(PLACES.findall(message.id)) == sorted(PLACES.findall(message.string)), message.id


def test_french_says_its_own_words():
    assert [words for words in said_through_gettext() if gettext(words) != words] == []
    with in_language("en"):
        assert (gettext("Sommaire"), said("Âge"), said("Mot inconnu")) == ("Contents", "Age", "Mot inconnu")
        assert (said("Femmes", "Women and girls"), said("", "Alone")) == ("Women and girls", "Alone")
        assert (language_of("Femmes"), language_of("Mot inconnu")) == ("en", "fr")
    assert (gettext("Sommaire"), said("", "Alone"), language_of("", "Alone")) == ("Sommaire", "Alone", "en")


def test_a_catalogue_is_compiled_once_under_the_name_of_its_text(tmp_path):
    file = compile_catalogue(compiled_folder(tmp_path))
    made = file.stat().st_mtime_ns
    assert compile_catalogue(compiled_folder(tmp_path)).stat().st_mtime_ns == made
    assert [path.name for path in file.parent.iterdir()] == ["django.mo"]


@pytest.mark.parametrize(
    ("french", "english", "write"),
    [
        ("1\u00a0234,5", "1,234.5", lambda: format_number(Decimal("1234.5"))),
        ("−3", "−3", lambda: format_number(-3)),
        ("1\u00a0234,50\u00a0$", "$1,234.50", lambda: format_money(Decimal("1234.5"))),
        ("−12,00\u00a0$", "−$12.00", lambda: format_money(-12)),
        ("99,7\u00a0%", "99.7%", lambda: format_rate(319, 320)),
        ("12,5", "12.5", lambda: format_measure(Fraction(25, 2), False)),
        ("63\u00a0ko", "63\u00a0KB", lambda: format_size(64_000)),
        ("1,5\u00a0Mo", "1.5\u00a0MB", lambda: format_size(1536 * 1024)),
        ("1er mars 2026", "1 March 2026", lambda: format_day(date(2026, 3, 1))),
        (
            "9 juin 2026 à 10\u00a0h\u00a004",
            "9 June 2026 at 10:04",
            lambda: format_moment(datetime(2026, 6, 9, 14, 4, tzinfo=UTC)),
        ),
        ("1er mars 2026, 10\u00a0h\u00a004", "1 March 2026, 10:04", lambda: format_moment(MARCH, ", ")),
        (
            "1er mai 2024 au 3 juin 2024",
            "1 May 2024 to 3 June 2024",
            lambda: format_period(date(2024, 5, 1), date(2024, 6, 3)),
        ),
        ("«\u00a0ainsi\u00a0»", "“ainsi”", lambda: quoted("ainsi")),
        ("2025-2026", "2025-2026", lambda: format_short_period(date(2025, 4, 1), date(2026, 3, 31))),
        ("avril à mai 2025", "April to May 2025", lambda: format_short_period(date(2025, 4, 1), date(2025, 5, 31))),
        ("d’Ana", "Ana", lambda: of_person("Ana")),
        ("du 1er mai 2024 au 3 juin 2024", "1 May 2024 to 3 June 2024", lambda: of_period(SPAN[in_english()])),
        ("0\u00a0fiche modifiée", "0\u00a0records changed", lambda: counted(0, "fiche modifiée", "fiches modifiées")),
    ],
)
def test_one_function_has_two_faces(french, english, write):
    assert write() == french
    with in_language("en"):
        assert write() == english


SPAN = {False: "1er mai 2024 au 3 juin 2024", True: "1 May 2024 to 3 June 2024"}


def in_english() -> bool:
    return gettext("Sommaire") == "Contents"


def test_a_period_that_was_written_in_french_is_said_again():
    spans = {"avril à septembre 2024": "April to September 2024", SPAN[False]: SPAN[True], "2024-2025": "2024-2025"}
    with in_language("en"):
        assert {french: period_again(french) for french in spans} == spans
        assert period_again("Trimestre 2, mai 2026") == "Trimestre 2, May 2026"
    assert period_again("mai 2026") == "mai 2026"
