"""The rules of rows, beyond the verdicts of EXPECTED.md."""

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.imports.registers import Reason, Sheet, UnreadableRegister, read_register, recognise, validate
from services.imports.registers.files.sheet import is_empty
from services.imports.registers.vocabulary import SUGGESTIONS
from services.text.spelling import personal_data_in

HEADER = (
    "Date", "Activité", "Volet", "Municipalité", "MRC", "Personnes immigrantes", "Société d'accueil",
    "Quantité", "Femmes", "0-14", "Employeur ou partenaire", "Entente(s)", "Notes",
)  # fmt: skip


@pytest.fixture
def judge(vocabulary):
    def judge_rows(*rows, words=vocabulary, **typed):
        given = [dict(row) for row in rows] or [typed]
        usual = {"Date": "05/05/2024", "Activité": "Suivi"}
        cells = tuple(
            (number, tuple((usual | row).get(title, "") for title in HEADER))
            for number, row in enumerate(given, start=2)
        )
        return validate(Sheet(1, HEADER, cells, ragged=True), recognise(HEADER), words)

    return judge_rows


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1e5", "n’est pas une date"),
        ("01/01/1985", "avant 1990"),
        ("31/12/9999", "futur"),
        ("0000-01-01", "n’existe pas"),
        ("٠١/٠٢/٢٠٢٤", "n’est pas une date"),
        (Decimal("45383"), "1er\u00a0avril\u00a02024"),
    ],
)
def test_day_is_refused(judge, cell, words):
    (fault,) = judge(Date=cell).errors
    assert (fault.column, words in fault.message) == ("Date", True)


@pytest.mark.parametrize("cell", ["05/05/2024", "5/5/2024", "2024-05-05", " 05/05/2024 ", date(2024, 5, 5)])
def test_day_is_read(judge, cell):
    (fact,) = judge(Date=cell).valid
    assert fact.day == date(2024, 5, 5)


@pytest.mark.parametrize("cell", ["4", "Volet 4", "4 – Accueil", "volet 4", Decimal(4), ""])
def test_component_is_read(judge, cell):
    assert judge(Volet=cell).errors == ()


@pytest.mark.parametrize("cell", ["6", "0", "44", "Volet", "4 bis", "IV", Decimal("4.5")])
def test_component_is_refused(judge, cell):
    assert [fault.column for fault in judge(Volet=cell).errors] == ["Volet"]


@pytest.mark.parametrize("cell", ["12,5", Decimal("12.5"), "12,50"])
def test_hours_may_have_decimals(judge, cell):
    (fact,) = judge({"Activité": "Formation du personnel", "Quantité": cell}).valid
    assert fact.counts == {"V5.05": Decimal("12.5")}


@pytest.mark.parametrize("cell", ["1 234", "1\u00a0234", "1\u202f234", "1234", Decimal(1234)])
def test_thousands_may_be_spaced(judge, cell):
    (fact,) = judge({"Activité": "Embauche", "Quantité": cell}).valid
    assert fact.counts == {"V3.07": 1234}


@pytest.mark.parametrize(
    ("cell", "number"), [("1'234", 1234), ("1,234,567", None), ("5.00", 5), ("0,00", 0), ("1’000", 1000)]
)
def test_an_unusual_number_is_read_and_said(judge, cell, number):
    preview = judge({"Activité": "Embauche", "Quantité": cell})
    assert [fact.counts["V3.07"] for fact in preview.valid] == ([] if number is None else [number])
    is_said = "'" in cell or "’" in cell
    assert [fault.reason for fault in preview.warnings] == [Reason.UNUSUAL] * is_said
    assert all("est lu 1\u00a0" in fault.message for fault in preview.warnings)


@pytest.mark.parametrize(
    "cell",
    ["12 34", "1.234", "12.5", "1 000 001", "1e6", "9" * 50, Decimal("NaN"), "#REF!", date(2024, 1, 1), "٣"],
)
def test_number_is_refused(judge, cell):
    preview = judge({"Activité": "Embauche", "Quantité": cell})
    assert [fault.column for fault in preview.errors] == ["Quantité"]


def test_blank_figure_that_is_the_only_count_is_refused(judge):
    (fault,) = judge({"Activité": "Embauche"}).errors
    assert fault.column == "Quantité"


def test_blank_figure_beside_another_count_is_a_warning(judge):
    preview = judge({"Activité": "Séance d'information"})
    assert [fault.reason for fault in preview.faults] == [Reason.NOT_COUNTED]
    assert preview.valid[0].counts == {"V1.01": 1}


def test_typed_numbers_count_only_where_the_recipe_says(judge):
    typed = {"Personnes immigrantes": "5", "Femmes": "3", "0-14": "0"}
    followed, trained = judge(typed, typed | {"Activité": "Mesure SSI"}).valid
    assert followed.counts == {"V4.02": 1}
    assert trained.counts == {"V2.05": 5}


def test_breakdown_without_its_total_is_refused(judge):
    preview = judge({"Activité": "Séance d'information", "Femmes": "3"})
    assert [fault.column for fault in preview.errors] == ["Femmes"]


@pytest.mark.parametrize(
    "cell", ["MIN-2023-017; SQ-2024-112", "min-2023-017 et SQ 2024 112", "MIN-2023-017/SQ-2024-112"]
)
def test_agreements_may_be_separated_in_many_ways(judge, cell):
    assert judge({"Entente(s)": cell}).valid[0].agreements == (1, 2)


def test_agreement_outside_its_term_is_refused(judge):
    (fault,) = judge({"Entente(s)": "SQ-2024-112", "Date": "31/03/2024"}).errors
    assert fault.column == "Entente(s)"
    assert "31\u00a0mars\u00a02024 est hors" in fault.message
    assert judge({"Entente(s)": "SQ-2024-112", "Date": "01/04/2024"}).errors == ()


def test_agreement_without_an_end_stays_open(judge, vocabulary):
    (first, *_) = vocabulary.agreements
    words = replace(vocabulary, agreements=(replace(first, end=None),))
    assert judge({"Entente(s)": first.reference, "Date": "01/10/2026"}, words=words).errors == ()


def test_a_reference_people_explained_names_its_agreement_or_goes_uncharged(judge, vocabulary):
    (first, *_) = vocabulary.agreements
    (fault,) = judge({"Entente(s)": "MIN-0000"}).errors
    assert "MIN-0000" in fault.message
    taught = replace(vocabulary, agreement_names={"MIN-0000": first.id, "Vieille": None})
    (fact,) = judge({"Entente(s)": "min 0000 ; Vieille", "Date": "01/10/2024"}, words=taught).valid
    assert fact.agreements == (first.id,)
    (fact,) = judge({"Entente(s)": "Vieille"}, words=taught).valid
    assert fact.agreements == ()


@pytest.mark.parametrize(("typed", "own"), [("Fête 中文", 1), ("fete 中文", 1), ("Fête محمد", 2), ("Fete", None)])
def test_an_activity_in_another_alphabet_is_its_own(judge, vocabulary, typed, own):
    known = vocabulary.recipes[0]
    names = {1: "Fête 中文", 2: "Fête محمد", 3: "Fête", 4: "Fêté"}
    more = [replace(known, key=str(key), name=name) for key, name in names.items()]
    row = judge({"Activité": typed, "Volet": ""}, words=replace(vocabulary, recipes=(*vocabulary.recipes, *more)))
    assert [fact.activity_type for fact in row.valid] == ([str(own)] if own else [])
    assert bool(row.errors) == (own is None)


def test_an_explained_reference_keeps_to_the_term_of_its_agreement(judge, vocabulary):
    (first, *_) = vocabulary.agreements
    taught = replace(vocabulary, agreement_names={"MIN-0000": first.id})
    (fault,) = judge({"Entente(s)": "MIN-0000", "Date": "01/10/2020"}, words=taught).errors
    assert "hors de sa durée" in fault.message


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Écrire à a.b@example.org", "une adresse courriel"),
        ("819 555-1234", "un numéro de téléphone"),
        ("NAS 123 456 789", "un identifiant (numéro de dossier, d’assurance ou d’immigration)"),
        ("819 555-1234 ou a@example.org", "une adresse courriel et un numéro de téléphone"),
        (
            "819 555-1234, a@example.org, dossier 12345678",
            "une adresse courriel, un numéro de téléphone et un identifiant",
        ),
        ("Du 2025-04-02 au 2025-04-30, 40 personnes", None),
    ],
)
def test_personal_data_is_named_each_kind_once(text, found):
    said = personal_data_in(text)
    assert said == found if found is None else said.startswith(found)


def test_namesakes_need_their_mrc(judge, places):
    twins = [place for place in places if place.name == "Sainte-Monique"]
    assert len({place.mrc_code for place in twins}) > 1
    (fault,) = judge({"Municipalité": "Sainte-Monique"}).errors
    assert "Indiquez la MRC" in fault.message
    for twin in twins:
        (fact,) = judge({"Municipalité": "Ste-Monique", "MRC": f"MRC de {twin.mrc_name}"}).valid
        assert fact.municipality == twin.code


def test_namesakes_of_one_mrc_need_their_designation(judge, places):
    twins = [place for place in places if place.name == "Disraeli"]
    (fault,) = judge({"Municipalité": "Disraeli"}).errors
    for twin in twins:
        written = f"{twin.name} ({twin.designation})"
        assert written in fault.message
        assert judge({"Municipalité": written}).valid[0].municipality == twin.code


def test_nearest_names_are_sought_for_the_first_unknown_words_only(vocabulary):
    words = replace(vocabulary)
    assert words.nearest_place("drumondville") == "Drummondville"
    for number in range(SUGGESTIONS):
        words.nearest_place(f"zzz {number}")
    assert words.nearest_place("drumondville") == "Drummondville"
    assert words.nearest_place("victoriavile") is None


def test_mrc_must_agree_with_the_municipality(judge):
    (fault,) = judge({"Municipalité": "Nicolet", "MRC": "Drummond"}).errors
    assert (fault.column, "Nicolet-Yamaska" in fault.message) == ("MRC", True)
    (fault,) = judge({"MRC": "Drumond"}).errors
    assert "Drummond" in fault.message


def test_place_may_be_left_out(judge):
    (fact,) = judge(Notes="en ligne").valid
    assert fact.municipality is None


@pytest.mark.parametrize(("day", "warned"), [("31/12/2016", True), ("01/01/2017", False)])
def test_refugee_city_is_mandated_from_a_day(judge, day, warned):
    preview = judge({
        "Activité": "Arrivée RPCE", "Personnes immigrantes": "3", "Municipalité": "Rimouski", "Date": day,
    })  # fmt: skip
    assert [fault.reason for fault in preview.faults] == [Reason.NOT_MANDATED] * warned
    assert len(preview.valid) == 1


@pytest.mark.parametrize(
    "text",
    ["appeler 819 555-0199", "(819) 555-0199", "ana@exemple.org", "dossier 11-1234-5678", "ABCD 1234 5678"],
)
def test_personal_data_is_warned_about(judge, text):
    preview = judge(Notes=text)
    assert [fault.reason for fault in preview.faults] == [Reason.PERSONAL_DATA]
    assert preview.valid[0].notes == text


@pytest.mark.parametrize("text", ["le 2024-11-05", "saison 2024-2025", "12 345 repas", "de 9 h à 16 h 30"])
def test_ordinary_notes_raise_no_warning(judge, text):
    assert judge(Notes=text).faults == ()


@pytest.mark.parametrize("title", ["Date", "Activité", "Municipalité", "Notes", "Quantité", "Entente(s)"])
@pytest.mark.parametrize("cell", ["a\0b", "\ud800", "\x1b[31m", "\x85"])
def test_unreadable_character_is_refused(judge, title, cell):
    (fault,) = judge({title: cell}).errors
    assert (fault.column, "illisible" in fault.message) == (title, True)
    fault.value.encode("utf-8")


def test_activity_name_mapped_by_hand_is_remembered(judge, vocabulary):
    words = replace(vocabulary, activity_names={"Bal masqué": "activite-de-rapprochement"})
    (fact,) = judge(
        {"Activité": "bal  MASQUE", "Personnes immigrantes": "2", "Société d'accueil": "3"}, words=words
    ).valid
    assert fact.counts == {"V4.13": 1, "V4.14": 2, "V4.15": 3}


def test_identical_rows_are_named_once(judge):
    preview = judge({"Notes": "a"}, {"Notes": "a"}, {"Notes": "b"}, {"Notes": "a"})
    (fault,) = preview.warnings
    assert (fault.file_row, "aux lignes 3, 5" in fault.message) == (2, True)
    assert [fact.occurrence for fact in preview.valid] == [1, 2, 1, 3]


def test_sheet_without_required_columns_is_refused(vocabulary):
    sheet = Sheet(1, ("Date", "Volet", "MRC", "Notes"), (), ragged=True)
    with pytest.raises(UnreadableRegister, match="Activité"):
        validate(sheet, recognise(sheet.header), vocabulary)


def test_2400_rows_are_judged_within_a_second(registers, vocabulary):
    sheet = read_register(registers / "registre-2024-2025.csv")
    columns = recognise(sheet.header)
    spent = []
    for _ in range(3):
        start = time.perf_counter()
        validate(sheet, columns, vocabulary)
        spent.append(time.perf_counter() - start)
    assert len(sheet.rows) == 2400
    assert min(spent) < 1


def test_rows_of_nothing_are_empty():
    assert is_empty(())
    assert is_empty((None, " ", "\u00a0"))
    assert not is_empty((Decimal(0),))
