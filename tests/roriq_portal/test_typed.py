"""Numbers, money and days as people write them, in boxes and in files: read, or refused in words that say why."""

from datetime import date
from decimal import Decimal as D

import pytest
from django import forms
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from roriq_portal.formats.fields import (
    DayInput,
    TypedDayField,
    TypedMoneyField,
    TypedNumberField,
    TypedWholeField,
    field_key,
)
from roriq_portal.formats.money import format_money
from roriq_portal.formats.numbers import format_number
from roriq_portal.formats.typed import Unread, quoted, read_day, read_digits, read_money, read_number, understood


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("0", "0"),
        ("0,00", "0"),
        ("0.00", "0"),
        ("5.00", "5"),
        ("5,0", "5"),
        ("2.5", "2.5"),
        ("2,5", "2.5"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("1\u202f234,5", "1234.5"),
        ("1'234", "1234"),
        ("1’234’567", "1234567"),
        ("1,234.50", "1234.5"),
        ("1.234,50", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("-3", "-3"),
        ("−3,5", "-3.5"),
        ("-0", "0"),
        ("0007", "7"),
        ("0" * 39 + "7", "7"),
        (" 12 ", "12"),
        ("1,234", "1.234"),
        ("0.125", "0.125"),
    ],
)
def test_a_number_is_read(text, number):
    assert read_number(text) == D(number)
    assert str(read_number(text)) != "-0"


def test_decimals_that_are_zeros_are_not_kept():
    assert (str(read_number("5,00")), str(read_number("5.0")), str(read_number("2,50"))) == ("5", "5", "2.50")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1e3", "vaut 1\u00a0000"),
        ("1,5E2", "vaut 150"),
        ("1e8", "vaut 100\u00a0000\u00a0000"),
        ("1e9", "trop grand"),
        ("12e8", "trop grand"),
        ("1e08", "n’est pas écrit en chiffres"),
        ("1e30", "trop grand"),
        ("9e99999999", "trop grand"),
        ("1.234", "1\u00a0234 ou 1,234"),
        ("12 34", "n’est pas un nombre"),
        ("1 23", "n’est pas un nombre"),
        ("1'23", "n’est pas un nombre"),
        ("1 234'567", "n’est pas un nombre"),
        ("12..3", "n’est pas un nombre"),
        ("douze", "n’est pas un nombre"),
        ("NaN", "n’est pas un nombre"),
        ("Infinity", "n’est pas un nombre"),
        ("٣٤", "n’est pas un nombre"),
        ("=1+1", "n’est pas un nombre"),
        ("", "n’est pas un nombre"),
        ("1_000", "n’est pas un nombre"),
        ("9" * 41, "n’est pas un nombre"),
        ("--3", "n’est pas un nombre"),
        ("1,2,3", "n’est pas un nombre"),
        ("a\0b", "«\u00a0a�b\u00a0»"),
    ],
)
def test_what_is_no_number_is_told(text, words):
    with pytest.raises(Unread) as refusal:
        read_number(text)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 204,50 $", "1204.50"),
        ("1204.5", "1204.5"),
        ("$12.50", "12.5"),
        ("12,50$ CA", "12.5"),
        ("12 CAD", "12"),
        ("0,00", "0"),
        ("1'204.50", "1204.5"),
        ("−12,50", "-12.5"),
        ("-12,50 $", "-12.5"),
        ("(12,50)", "-12.5"),
        ("(12,50 $)", "-12.5"),
        ("12,50-", "-12.5"),
        ("12,50 CR", "-12.5"),
        ("(0,00)", "0"),
        ("9" * 15, "9" * 15),
        ("1,204.50", "1204.5"),
    ],
)
def test_money_is_read_and_credits_are_negative(text, amount):
    assert read_money(text) == D(amount)
    assert str(read_money(text)) != "-0.00"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12,345", "deux décimales"),
        ("1,234", "deux décimales"),
        ("1.234", "1\u00a0234 ou 1,234"),
        ("$", "un montant"),
        ("()", "un montant"),
        ("12 €", "un montant"),
        ("9" * 30, "trop grand"),
        ("1" + "0" * 15, "trop grand"),
        ("", "un montant"),
        ("1e3", "vaut 1\u00a0000"),
    ],
)
def test_what_is_no_amount_is_told(text, words):
    with pytest.raises(Unread) as refusal:
        read_money(text)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1'234", "«\u00a01'234\u00a0» est lu 1\u00a0234."),
        ("1,234.50", "est lu 1\u00a0234,5."),
        ("1 234,5", ""),
        ("5.00", ""),
        ("12", ""),
        ("-3", ""),
        ("-1 234", ""),
    ],
)
def test_an_unusual_writing_says_how_it_was_read(text, words):
    said = understood(text, read_number(text))
    assert words in said
    assert bool(said) == bool(words)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-19",
        "19/05/2026",
        "19-05-2026",
        "19.05.2026",
        "2026/05/19",
        "2026.5.19",
        "19 mai 2026",
        " 19  MAI 2026 ",
    ],
)
def test_a_day_is_read(text):
    assert read_day(text) == date(2026, 5, 19)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er avril 2026", date(2026, 4, 1)),
        ("3 févr. 2024", date(2024, 2, 3)),
        ("3 aout 2024", date(2024, 8, 3)),
        ("3 août 2024", date(2024, 8, 3)),
        ("3 Déc 2024", date(2024, 12, 3)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_a_month_in_words_is_read(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("05/19/2026", "ce serait le 19 mai 2026"),
        ("32/13/2026", "pas de mois 13"),
        ("31/06/2026", "n’existe pas"),
        ("2025-02-29", "n’existe pas"),
        ("0000-01-01", "n’existe pas"),
        ("19/05/26", "Dites le siècle\u00a0: 19/05/2026 ou 19/05/1926."),
        ("45383", "1er\u00a0avril\u00a02024"),
        ("3 ju 2024", "n’est pas une date"),
        ("3 jui 2024", "n’est pas une date"),
        ("mai", "n’est pas une date"),
        ("1e5", "n’est pas une date"),
        ("٠١/٠٢/٢٠٢٤", "n’est pas une date"),
        ("", "date"),
    ],
)
def test_what_is_no_day_is_told(text, words):
    with pytest.raises(Unread) as refusal:
        read_day(text)
    assert words in str(refusal.value)


def test_a_month_that_is_none_either_way_is_not_guessed():
    with pytest.raises(Unread, match=r"pas de mois 13\.$"):
        read_day("32/13/2026")


@pytest.mark.parametrize(
    ("reader", "text", "code"),
    [
        (read_number, "douze", "invalid"),
        (read_number, "1e30", "too_big"),
        (read_number, "1e3", "unsure"),
        (read_number, "1.234", "unsure"),
        (read_money, "12 €", "invalid"),
        (read_money, "9" * 30, "too_big"),
        (read_money, "12,345", "decimals"),
        (read_money, "1.234", "unsure"),
        (read_day, "demain", "invalid"),
        (read_day, "19/05/26", "unsure"),
    ],
)
def test_a_refusal_says_of_what_kind_it_is(reader, text, code):
    with pytest.raises(Unread) as refusal:
        reader(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a" * 40, "a" * 40),
        ("a" * 41, "a" * 40 + "…"),
        ("a" * 39 + "\n\n", "a" * 39 + "�…"),
        ("1\u202f234\xa0$", "1\u202f234\xa0$"),
    ],
)
def test_what_was_typed_is_quoted_on_one_line(typed, shown):
    assert quoted(typed) == f"«\u00a0{shown}\u00a0»"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_what_we_print_is_read_again(amount):
    assert read_number(format_number(amount)) == amount
    assert read_money(format_money(amount)) == amount
    assert read_number(f"{amount}".replace(".", ",")) == amount


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_again(day):
    assert read_day(day.isoformat()) == read_day(f"{day:%d/%m/%Y}") == day


@given(st.text(max_size=60))
def test_any_text_is_read_or_told(text):
    for reader in (read_number, read_money, read_day):
        told = ""
        try:
            reader(text)
        except Unread as unread:
            told = str(unread).replace("\u00a0", " ").replace("\u202f", " ")
        assert told.isprintable()


class Boxes(forms.Form):
    number = TypedNumberField(required=False, max_digits=9, decimal_places=2)
    whole = TypedWholeField(required=False, max_value=9999, error_messages={"invalid": "Un nombre entier."})
    money = TypedMoneyField(required=False)
    day = TypedDayField(required=False)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("number", "1'234,5", D("1234.5")),
        ("number", " ", None),
        ("whole", "1 234", 1234),
        ("whole", "12,0", 12),
        ("money", "(5 $)", D(-5)),
        ("day", "1er mai 2026", date(2026, 5, 1)),
        ("day", "", None),
    ],
)
def test_a_box_reads_as_files_are_read(name, typed, value):
    form = Boxes({name: typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data[name] == value


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("number", "1e3", "vaut 1\u00a0000"),
        ("number", "1.234", "1\u00a0234 ou 1,234"),
        ("whole", "12,5", "Un nombre entier."),
        ("whole", "1e30", "Un nombre entier."),
        ("day", "05/19/2026", "19 mai 2026"),
        ("day", "1066-10-14", "1990 et 2100"),
        ("day", "9999-12-31", "1990 et 2100"),
        ("day", "demain", "Écrivez la date ainsi"),
    ],
)
def test_a_box_says_what_it_cannot_read(name, typed, words):
    form = Boxes({name: typed})
    assert not form.is_valid()
    assert words in str(form.errors[name].as_data()[0].message)


def test_half_a_number_is_refused_as_what_is_no_number():
    form = Boxes({"whole": "12,5"})
    assert [refusal.code for refusal in form.errors["whole"].as_data()] == ["invalid"]


def test_a_whole_number_of_many_figures_is_too_big_and_not_unreadable():
    form = Boxes({"whole": "1" + "0" * 34})
    assert [refusal.code for refusal in form.errors["whole"].as_data()] == ["max_value"]


def test_words_of_a_file_name_the_same_field_on_every_reading():
    assert field_key("Frais de route") == "q91d4126e15d20173"
    assert field_key("\ud800") == field_key("?")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("0", 0),
        ("007", 7),
        (12, 12),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("", None),
        (None, None),
        ("-1", None),
        ("1.0", None),
        (" 1", None),
        ("٣", None),
        ("²", None),
        ("a", None),
    ],
)
def test_digits_of_an_address_are_a_number_or_nothing(text, number):
    assert read_digits(text) == number


def test_digits_of_an_address_are_as_many_as_asked():
    assert (read_digits("123456", 6), read_digits("1234567", 6)) == (123456, None)


class Said(forms.Form):
    number = TypedNumberField(error_messages={"max_digits": "Trop de chiffres."})
    money = TypedMoneyField(error_messages={"max_decimal_places": "Deux décimales."})
    plain = TypedMoneyField()
    day = TypedDayField()


@pytest.mark.parametrize(
    ("name", "typed", "code", "words"),
    [
        ("number", "1e30", "too_big", "Trop de chiffres."),
        ("number", "1.234", "unsure", "peut se lire"),
        ("money", "12,345", "decimals", "Deux décimales."),
        ("plain", "12,345", "decimals", "a plus de deux décimales"),
        ("day", "1989-12-31", "too_far", "1990 et 2100"),
        ("day", "2101-01-01", "too_far", "1990 et 2100"),
        ("day", "", "required", ""),
        ("day", "demain", "invalid", "Écrivez la date ainsi"),
    ],
)
def test_a_box_refuses_with_its_own_words_and_the_kind_of_refusal(name, typed, code, words):
    [refusal] = Said({name: typed}).errors[name].as_data()
    assert refusal.code == code
    assert words in str(refusal.message)


def test_a_day_is_asked_by_the_calendar_which_offers_the_days_that_are_taken():
    usual, own = DayInput(), DayInput({"data-day": "1"}, date(2020, 1, 2), date(2021, 3, 4))
    common = {"class": "form-control"}
    assert usual.attrs == common | {"min": "1990-01-01", "max": "2100-12-31", "title": "1990–2100"}
    assert own.attrs == common | {"min": "2020-01-02", "max": "2021-03-04", "title": "2020–2021", "data-day": "1"}
    shown = usual.render("day", date(2026, 5, 1))
    assert all(words in shown for words in ('type="date"', 'name="day"', 'value="2026-05-01"'))
    with override("de"):  # a browser takes this form alone, also where people write another
        assert usual.format_value(date(2026, 5, 1)) == "2026-05-01"


@pytest.mark.parametrize("day", [date(1990, 1, 1), date(2026, 5, 1), date(2100, 12, 31)])
def test_the_first_and_the_last_day_are_taken(day):
    said = Said({"day": day.isoformat()})
    assert "day" not in said.errors
    assert said.cleaned_data["day"] == day
