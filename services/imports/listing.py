"""The registers brought in, as a list: each file, when and by whom, and what became of its rows."""

from django.urls import reverse

from roriq_portal.formats.days import moment
from roriq_portal.lists.columns import Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare
from services.models import ImportBatch

TURNS = {
    "judging": ("others", "turn-others"),
    "read": ("yours", "turn-yours"),
    "running": ("others", "turn-others"),
    "done": ("settled", "check"),
    "failed": ("late", "alert"),
}
QUIET = ("quiet", "turn-none")


def _name(row: ImportBatch) -> Shown:
    return Shown(row.name, reverse("services:import-detail", args=[row.organism_id, row.pk]))


def _received(row: ImportBatch) -> Shown:
    return Shown(moment(row.created_at), under=(Under(row.created_by.name),))


def _state_words(row: ImportBatch) -> str:
    return "Rien de nouveau" if row.has_nothing_new else row.get_state_display()


def _state(row: ImportBatch) -> Shown:
    turn, sign = QUIET if row.has_nothing_new else TURNS.get(row.state, QUIET)
    return Shown(_state_words(row), turn=turn, sign=sign)


def _done(row: ImportBatch) -> int | None:
    return None if row.state in (ImportBatch.State.READ, ImportBatch.State.JUDGING) else row.rows_done


IMPORTS = declare(
    Listing(
        address="services:import-list",
        name="Importations",
        stem="importations",
        nouns=("registre", "registres"),
        columns=(
            Column("fichier", "Fichier", lambda row: row.name, ("name",), show=_name),
            Column("televerse", "Téléversé", lambda row: row.created_at, ("created_at",), Kind.MOMENT, show=_received),
            Column("par", "Par", lambda row: row.created_by.name, ("created_by__name",), is_usual=False),
            Column("etat", "État", _state_words, ("state",), show=_state),
            Column("importees", "Importées", _done, ("rows_done",), Kind.NUMBER),
            Column("corriger", "À corriger", lambda row: row.summary.get("faulty"), (), Kind.NUMBER),
        ),
        order="-televerse",
    )
)
