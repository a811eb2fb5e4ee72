"""The same work charged to two agreements: allowed and visible; where a funder forbids it, announced first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from agreements.agreement.double_claims import forbids, is_strict
from agreements.models import Agreement
from roriq_portal.formats.days import format_day
from roriq_portal.formats.phrases import capital
from services.counting.activity_totals import Scope, activities
from services.models import Activity, Charge
from services.text.sentences import records

if TYPE_CHECKING:
    from services.forms.agreement_fields import OfferedAgreement

MOST_NAMED = 5
HELD = "claims"
IMPORTED = "une importation"


def _others() -> QuerySet[Charge]:
    """The other charges of the same activity, seen from a charge."""
    return Charge.objects.filter(activity=OuterRef("activity")).exclude(agreement=OuterRef("agreement"))


def several(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Return the activities of `rows` charged to more than one agreement."""
    return rows.filter(Exists(Charge.objects.filter(Exists(_others()), activity=OuterRef("pk"))))


def forbidden(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Return those charged to more than one agreement, of which one at least forbids it."""
    strict = Charge.objects.annotate(strict=forbids("agreement")).filter(strict=True, activity=OuterRef("pk"))
    return several(rows).filter(Exists(strict))


@dataclass(frozen=True)
class Claim:
    """One activity that another agreement claims too: which one, and who recorded it."""

    activity_id: int
    organism_id: int
    activity: str
    day: date
    reference: str
    by: str

    @property
    def words(self) -> str:
        return (
            f"{self.activity}, {format_day(self.day)}\u00a0: aussi imputée à l’entente {self.reference}, "
            f"inscrite par {self.by}"
        )


COLUMNS = (
    "activity", "activity__organism", "activity__activity_type__name", "activity__day", "agreement__reference",
    "activity__created_by__name",
)  # fmt: skip


def _claims(rows: Iterable[tuple]) -> list[Claim]:
    return [Claim(activity, organism, kind, day, to, by or IMPORTED) for activity, organism, kind, day, to, by in rows]


def _rivals(charges: QuerySet[Charge], agreement: Agreement) -> QuerySet:
    """Charges to other agreements that this one forbids, or that forbid to share with it."""
    rivals = charges.exclude(agreement=agreement)
    if not is_strict(agreement):
        rivals = rivals.annotate(strict=forbids("agreement")).filter(strict=True)
    return rivals.order_by("activity__day", "activity", "agreement__reference").values_list(*COLUMNS)


def claims_against(rows: QuerySet[Activity], agreement: Agreement) -> list[Claim]:
    """Return the claims that charging these activities to an agreement would double against a rule. One query."""
    new = rows.exclude(charges__agreement=agreement).order_by().values("pk")
    return _claims(_rivals(Charge.objects.filter(activity__in=new), agreement))


def claims_on(scope: Scope, agreement: Agreement) -> list[Claim]:
    """Return the claims that a report on this agreement shares with others, though a funder forbids it."""
    charged = activities(scope).values("pk")
    return _claims(_rivals(Charge.objects.filter(activity__in=charged), agreement))


def claims_words(claims: Collection[Claim], agreement: str) -> str:
    """Return the warning: how many records, to which agreements, recorded by whom; the first few are named."""
    number = len({claim.activity_id for claim in claims})
    others = sorted({claim.reference for claim in claims})
    people = ", ".join(sorted({claim.by for claim in claims})[:MOST_NAMED])
    verb = "sont déjà imputées" if number > 1 else "est déjà imputée"
    return (
        f"{capital(records(number))} {verb} {_to_agreements(others)} (inscrites par {people}). "
        f"Avec l’entente {agreement}, un bailleur interdit de déclarer deux fois le même travail."
    )


def _to_agreements(references: Sequence[str]) -> str:
    return f"{'à l’entente' if len(references) == 1 else 'aux ententes'} {', '.join(references)}"


def chosen_together(chosen: "Collection[OfferedAgreement]") -> str:
    """Return the warning when a ticked agreement forbids the others, else nothing. Rows of `agreements_of`."""
    strict = [agreement.reference for agreement in chosen if agreement.is_strict]
    if len(chosen) < 2 or not strict:
        return ""
    others = [agreement.reference for agreement in chosen if agreement.reference != strict[0]]
    return (
        f"Le bailleur de l’entente {strict[0]} interdit de déclarer deux fois le même travail, et cette activité est "
        f"aussi imputée {_to_agreements(others)}."
    )
