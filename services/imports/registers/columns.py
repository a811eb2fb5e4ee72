"""Columns: which header names which field of the record."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.text.spelling import fold

AGE_BANDS = (
    "0-14", "15-24", "25-34", "35-44", "45-54", "55-64", "65+",
    "0-5", "6-12", "13-14", "15-17", "18-24", "25-29", "30-34",
)  # fmt: skip

# field -> (dimension, category) of the immigrant participants
BREAKDOWNS: dict[str, tuple[str, str]] = {
    "women": ("sex", "women"),
    "men": ("sex", "men"),
    "other_sex": ("sex", "other"),
    **{f"age:{band}": ("age", band) for band in AGE_BANDS},
    "economic": ("immigration_category", "economic"),
    "family": ("immigration_category", "family"),
    "refugee": ("immigration_category", "refugee"),
    "other_category": ("immigration_category", "other"),
}
TOTALS = ("immigrants", "host_society", "quantity")
REQUIRED = ("date", "activity")

LABELS: dict[str, str] = {
    "date": "Date",
    "activity": "Activité",
    "component": "Volet",
    "municipality": "Municipalité",
    "mrc": "MRC",
    "immigrants": "Personnes immigrantes",
    "host_society": "Société d’accueil",
    "quantity": "Quantité",
    "women": "Femmes",
    "men": "Hommes",
    "other_sex": "Autre/NSP",
    **{f"age:{band}": f"{band.replace('-', ' à ')} ans" for band in AGE_BANDS},
    "age:65+": "65 ans et plus",
    "economic": "Économique",
    "family": "Regroupement familial",
    "refugee": "Réfugiés",
    "other_category": "Autres catégories",
    "partner": "Employeur ou partenaire",
    "agreements": "Entente(s)",
    "notes": "Notes",
    "record": "Fiche du portail",
    "withdrawn": "Motif du retrait",
}
# What our own export adds to a register: people name no column so
OURS = ("record", "withdrawn")
FIELDS = tuple(name for name in LABELS if name not in OURS)

_SYNONYMS: dict[str, str] = {
    "date": "date|jour|date de l activite|date activite|date de realisation|tenue le",
    "activity": "activite|activites|type|type d activite|type activite|nom de l activite|nature d activite",
    "component": "volet|no volet|no de volet|numero de volet|n volet|volet no",
    "municipality": "municipalite|ville|lieu|localite|ville ou municipalite|nom de la municipalite",
    "mrc": "mrc|nom de la mrc|mrc ou territoire|territoire",
    "immigrants": "personnes immigrantes|immigrants|immigrantes|immigrant e s|nb immigrant e s|nb immigrants"
    "|nb personnes immigrantes|nombre de personnes immigrantes|nombre d immigrants|participants immigrants"
    "|participations immigrantes|nouveaux arrivants",
    "host_society": "societe d accueil|personnes de la societe d accueil|nb societe d accueil|nb gens d ici"
    "|gens d ici|personnes d ici|nombre de personnes d ici|participations societe d accueil",
    "quantity": "quantite|qte",
    "women": "femmes|femme|f|nb femmes",
    "men": "hommes|homme|h|nb hommes",
    "other_sex": "autre nsp|autre ou nsp|autre genre|autre sexe|non binaire|nsp",
    "economic": "economique|economiques|immigration economique|categorie economique",
    "family": "regroupement familial|famille|reunification familiale",
    "refugee": "refugies|refugie|refugiees|refugie e s|refugies et situation semblable",
    "other_category": "autres|autres categories|autre categorie",
    "partner": "employeur ou partenaire|employeur partenaire|employeur|partenaire|partenaires|employeurs"
    "|nom de l employeur|organisation",
    "agreements": "entente s|entente|ententes|finance par|bailleur|bailleurs|financement|imputee a",
    "notes": "notes|note|commentaire|commentaires|remarque|remarques|details",
    "record": "fiche du portail",
    "withdrawn": "motif du retrait",
}
# Persons, households, things: only the one who keeps the register knows what these count
AMBIGUOUS = frozenset({"total", "totaux", "nombre", "nb", "nombre total", "nb total", "total general"})
_FIELD_OF = {name: field for field, names in _SYNONYMS.items() for name in names.split("|")}
_BAND = re.compile(r"(?:age )?(\d{1,2}) (?:a )?(\d{1,2})(?: ans)?")
_LAST_BAND = re.compile(r"(?:age )?(\d{1,2}) (?:ans )?(?:et )?plus")


@dataclass(frozen=True)
class Columns:
    """The position of each field in the header, and what a person still has to map.

    fields: field -> position. unknown: headers to map by hand. repeated: headers that name a field again.
    ignored: headers that a person chose to leave out. missing: required fields without a column.
    """

    fields: Mapping[str, int]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]
    ignored: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing


def field_named(header: str) -> str | None:
    """The field that a header names, however it is spelled; None when nobody can tell."""
    name = fold(header)
    if band := _BAND.fullmatch(name):
        return _age_field(f"{int(band[1])}-{int(band[2])}")
    if band := _LAST_BAND.fullmatch(name):
        return _age_field(f"{int(band[1])}+")
    return _FIELD_OF.get(name)


def is_ambiguous(header: str) -> bool:
    """Return whether a title may count persons as well as things: it is asked for each file, and never recognised."""
    return fold(header) in AMBIGUOUS


def recognised_count(cells: Iterable[object], known_headers: frozenset[str] = frozenset()) -> int:
    """How many cells of a row are column names, those mapped by hand earlier (folded) included."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    return sum(field_named(text) is not None or fold(text) in known_headers for text in texts)


def recognise(header: tuple[str, ...], by_hand: Mapping[str, str | None] | None = None) -> Columns:
    """Recognise the columns; what a person mapped by hand (header -> field, or None to ignore) wins."""
    chosen = {fold(name): field for name, field in (by_hand or {}).items()}
    unknown_fields = {field for field in chosen.values() if field is not None} - set(FIELDS)
    if unknown_fields:
        raise ValueError(f"no such field: {', '.join(sorted(unknown_fields))}")
    fields: dict[str, int] = {}
    for position, title in enumerate(header):
        field = chosen.get(fold(title))
        if field is not None:
            fields.setdefault(field, position)
    unknown, repeated, ignored = [], [], []
    for position, title in enumerate(header):
        if fold(title) in chosen and chosen[fold(title)] is None:
            ignored.append(title)
            continue
        field = chosen.get(fold(title)) or field_named(title)
        if field is None:
            unknown.append(title)
        elif fields.setdefault(field, position) != position:
            repeated.append(title)
    missing = tuple(field for field in REQUIRED if field not in fields)
    return Columns(fields, tuple(unknown), tuple(repeated), tuple(ignored), missing)


def _age_field(band: str) -> str | None:
    return f"age:{band}" if band in AGE_BANDS else None
