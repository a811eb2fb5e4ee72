"""Who opened what is sensitive, as a list."""

from privacy.models import Reading
from roriq_portal.lists.columns import Column, Kind
from roriq_portal.lists.declared import Listing, declare


def _object(row: Reading) -> str:
    if row.person:
        return row.person.name
    return f"Incident nº\u00a0{row.number}" if row.number else ""


READINGS = declare(
    Listing(
        address="privacy:reading-list",
        name="Consultations sensibles",
        stem="consultations-sensibles",
        nouns=("consultation", "consultations"),
        columns=(
            Column("moment", "Moment", lambda row: row.at, ("pk",), Kind.MOMENT),
            Column("personne", "Qui", lambda row: row.by.name, ("by__name",)),
            Column("genre", "Quoi", lambda row: row.get_kind_display(), ("kind",)),
            Column("objet", "De qui, ou lequel", _object),
        ),
        order="-moment",
    )
)
