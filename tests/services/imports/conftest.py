import csv
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from services.imports.registers import AgreementTerm, CountRule, Place, Recipe, Vocabulary, fold

ROOT = Path(__file__).resolve().parents[3]
REGISTERS = ROOT / "tests" / "data" / "registres"
REFERENCE = ROOT / "organisms" / "reference"
TODAY = date(2026, 11, 22)
SOURCES = {"1": "one", "i": "immigrants", "h": "host_society", "q": "quantity"}
HOURS = {"V5.05"}
MANDATED = (
    "Montréal", "Laval", "Longueuil", "Québec", "Gatineau", "Sherbrooke", "Drummondville", "Granby",
    "Saint-Hyacinthe", "Trois-Rivières", "Victoriaville", "Joliette", "Saint-Jérôme",
)  # fmt: skip


def _recipes(expected: str) -> tuple[Recipe, ...]:
    rows = re.findall(r"^\| ([^|]+) \| ([1-5]) \| (V[^|]+) \|$", expected, re.MULTILINE)
    return tuple(_recipe(name, int(component), counts) for name, component, counts in rows)


def _recipe(name: str, component: int, counts: str) -> Recipe:
    rules = tuple(
        CountRule(code, SOURCES[letter], "heure" if code in HOURS else "", code in HOURS)
        for code, letter in re.findall(r"(V\d\.\d\d) = ([1ihq])", counts)
    )
    return Recipe(fold(name).replace(" ", "-"), name, component, rules)


def _read_reference(name: str) -> list[dict[str, str]]:
    with open(REFERENCE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _places() -> tuple[Place, ...]:
    mrc_names = {row["code"]: row["name"] for row in _read_reference("qc_mrc.csv")}
    places = []
    for row in _read_reference("qc_municipalites.csv"):
        mrc_code = row["mrc_code"] or row["census_division_code"]
        known = mrc_code if mrc_code in mrc_names else None
        places.append(Place(row["code"], row["name"], row["designation"], known, mrc_names.get(mrc_code)))
    return tuple(places)


def _terms(ministry: str, employment: str, county: str) -> tuple[AgreementTerm, ...]:
    return (
        AgreementTerm(1, ministry, date(2023, 4, 1), date(2026, 3, 31)),
        AgreementTerm(2, employment, date(2024, 4, 1), date(2026, 3, 31)),
        AgreementTerm(3, county, date(2024, 1, 1), date(2026, 12, 31)),
    )


AGREEMENTS = {
    "Drummondville": _terms("MIN-2023-017", "SQ-2024-112", "MRC-2024-04"),
    "Granby": _terms("MIN-2023-021", "SQ-2024-118", "MRC-2024-09"),
}


@pytest.fixture(scope="session")
def expected() -> str:
    return (REGISTERS / "EXPECTED.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def registers() -> Path:
    return REGISTERS


@pytest.fixture(scope="session")
def places() -> tuple[Place, ...]:
    return _places()


@pytest.fixture(scope="session")
def vocabulary_of(expected, places) -> Callable[[str], Vocabulary]:
    cities: dict[str, date | None] = {place.code: None for place in places if place.name in MANDATED}
    cities |= {place.code: date(2017, 1, 1) for place in places if place.name == "Rimouski"}
    recipes = _recipes(expected)

    def build(city: str) -> Vocabulary:
        return Vocabulary(recipes, places, AGREEMENTS[city], TODAY, mandated_cities=cities)

    return build


@pytest.fixture(scope="session")
def vocabulary(vocabulary_of) -> Vocabulary:
    return vocabulary_of("Drummondville")
