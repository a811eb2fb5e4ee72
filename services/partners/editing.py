"""One partner's card, changed: name, kind, place and number. Its former spelling leads nowhere else."""

from django.db import IntegrityError, transaction

from organisms.models import Municipality, Organism
from organisms.names import sort_name_of
from roriq_portal.edits.unchanged import says_the_same
from services.forms.revisions import refuse_stale
from services.models import Partner
from services.text.partner_names import LONGEST_PARTNER

# The registrar's first two digits: companies, individuals, partnerships and groups, public bodies
NEQ_STARTS = ("11", "22", "33", "88")
NEQ_SHAPE = "Le NEQ compte dix chiffres et commence par 11, 22, 33 ou 88, par exemple 1145678901."


class NameTaken(Exception):
    """Another partner of the organism has this name; `other` is its row."""

    def __init__(self, other: Partner | None):
        super().__init__("Une autre ligne porte déjà ce nom. Si c’est la même, fusionnez-les.")
        self.other = other


def neq_is_plausible(digits: str) -> bool:
    """Whether ten digits may be a NEQ. Its last digit has no published rule that could be checked."""
    return digits.isascii() and digits.isdigit() and len(digits) == 10 and digits.startswith(NEQ_STARTS)


def change_partner(
    *, partner: Partner, seen: int, name: str, kind: str, municipality: Municipality | None, neq: str
) -> Partner:
    """Write the card seen at revision `seen`, unless it says so already; rows merged into it follow its kind.

    Nothing is written when somebody changed it since (StaleRevision), or when another row has the name (NameTaken).
    """
    name = name[:LONGEST_PARTNER]
    try:
        with transaction.atomic():
            Organism.objects.select_for_update(no_key=True).get(pk=partner.organism_id)
            row = Partner.objects.select_for_update().get(pk=partner.pk)
            refuse_stale(row, seen)
            values = {"name": name, "kind": kind, "municipality": municipality, "neq": neq}
            if says_the_same(row, values):
                return row
            row.revision = seen + 1
            for field, value in {**values, "sort_name": sort_name_of(Partner, name)}.items():
                setattr(row, field, value)
            row.save()
            row.merged.update(kind=kind)
    except IntegrityError as refused:
        if "partner_once_per_organism" not in str(refused):
            raise
        raise NameTaken(
            Partner.objects.filter(organism=partner.organism_id, kind=kind, name__identity=name).first()
        ) from refused
    return row
