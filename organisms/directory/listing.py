"""The directory of organisms as a list: one row an organism."""

from django.urls import reverse

from organisms.models import NetworkMembership, Organism
from roriq_portal.lists.columns import Column, Shown, Under
from roriq_portal.lists.declared import Listing, declare


def state_words(state: str | None) -> str:
    """Return the word of a membership state, or of its absence."""
    return NetworkMembership.State(state).label if state else "Sans adhésion"


def _name(row: Organism) -> Shown:
    under = (Under("pivot"),) if row.is_pivot_now else ()
    return Shown(row.name, reverse("organisms:organism-detail", args=[row.pk]), under)


def _email(row: Organism) -> Shown:
    return Shown(row.email, f"mailto:{row.email}" if row.email else "")


def _components(row: Organism) -> str:
    return ", ".join(str(number) for number in row.components)


ORGANISMS = declare(
    Listing(
        address="organisms:organism-list",
        name="Organismes",
        stem="organismes",
        nouns=("organisme", "organismes"),
        columns=(
            Column("nom", "Organisme", lambda row: row.name, ("sort_name",), show=_name),
            Column("region", "Région", lambda row: row.region.name, ("region__sort_name", "sort_name")),
            Column("volets", "Volets", _components),
            Column("etat", "Au réseau", lambda row: state_words(row.state), ("state", "sort_name")),
            Column("courriel", "Courriel", lambda row: row.email, ("email",), show=_email),
            Column("pivot", "Pivot", lambda row: "oui" if row.is_pivot_now else "", is_usual=False),
            Column("telephone", "Téléphone", lambda row: row.phone, is_usual=False),
            Column("site", "Site web", lambda row: row.website, is_usual=False),
            Column("neq", "NEQ", lambda row: row.neq, ("neq",), is_usual=False),
        ),
        order="nom",
    )
)
