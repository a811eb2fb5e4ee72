"""What a list of agreements shows: search, filters, order; and one agreement's years, targets and calendar in words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from agreements.agreement.terms.period_places import period_words, read_place
from agreements.agreement.terms.schedule import year_number
from agreements.agreement.terms.target_texts import target_words
from agreements.models import (
    Agreement,
    AgreementFunder,
    AgreementYear,
    Change,
    Deliverable,
    Funder,
    PeriodTarget,
    Target,
)
from agreements.models.agreement import AgreementQuerySet
from agreements.models.amendment import signed_changes
from organisms.models import IndicatorDefinition, User
from organisms.names import sort_name
from roriq_portal.fiscal_year import state_year_of, state_year_start
from roriq_portal.formats.days import format_day
from roriq_portal.formats.rates import format_measure

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ListedAgreement = WithAnnotations[Agreement, "Listed"]


@dataclass(frozen=True)
class TargetCell:
    """`periods`: the target of each period that has its own, « avril à septembre 2025 : 7 »."""

    target: Target | None
    words: str
    past: str
    periods: tuple[str, ...] = ()


@dataclass(frozen=True)
class TargetRow:
    code: str
    words: str
    unit: str
    cells: list[TargetCell]


@dataclass(frozen=True)
class Owed:
    """A deliverable and whose turn it is; `report` is what was begun for it."""

    deliverable: Deliverable
    report: object | None
    words: str
    turn: str
    sign: str

    @property
    def may_begin(self) -> bool:
        """What is extra has no form here; what is settled waits for nothing."""
        deliverable = self.deliverable
        return self.report is None and not (deliverable.is_extra or deliverable.skipped_at or deliverable.handed_at)


class Listed(TypedDict):
    """What a row of `listed` says besides its own fields; its signatories, the lead first, with their shares."""

    amount: Decimal | None
    funder_names: list[str]
    percents: list[Decimal]
    starts: list[date]


def listed(user: User, chosen: dict) -> "QuerySet[ListedAgreement]":
    """Return the agreements a user may see, narrowed, with their amount and lead funder."""
    lead = AgreementFunder.objects.filter(agreement=OuterRef("pk"), is_lead=True)
    total = AgreementYear.objects.filter(agreement=OuterRef("pk")).values("agreement").annotate(sum=Sum("amount"))
    agreements = Agreement.objects.visible_to(user).annotate(
        lead_name=Subquery(lead.values("funder__sort_name")[:1]),
        late=Coalesce(Subquery(_late_of(OuterRef("pk"))), 0),
    )
    agreements = _narrowed(agreements, chosen)
    signatures = AgreementFunder.objects.filter(agreement=OuterRef("pk")).order_by("-is_lead", "funder__sort_name")
    starts = AgreementYear.objects.filter(agreement=OuterRef("pk")).order_by("number").values("during__startswith")
    return agreements.annotate(
        amount=Subquery(total.values("sum")[:1]),
        funder_names=ArraySubquery(signatures.values("funder__name")),
        percents=ArraySubquery(signatures.values("share")),
        starts=ArraySubquery(starts),
    ).select_related("organism", "programme")


def _late_of(agreement) -> QuerySet:
    """How many reports of an agreement have not been transmitted though their day has passed."""
    rows = Deliverable.objects.late_on(timezone.localdate()).filter(requirement__agreement=agreement)
    rows = rows.order_by().values("requirement__agreement")
    return rows.annotate(n=Count("pk")).values("n")


def choices_listed(user: User) -> tuple[list[Funder], list[int]]:
    """Return the choices of the filters: no funder and no year without one of the user’s agreements.

    Years are the first calendar years of State years, newest first.
    """
    seen = Agreement.objects.visible_to(user).order_by()
    signatures = AgreementFunder.objects.filter(agreement__in=seen.values("pk"))
    funders = list(Funder.objects.filter(pk__in=signatures.values("funder")))
    days = seen.aggregate(first=Min("during__startswith"), last=Max("during__endswith"))
    if not days["first"]:
        return funders, []
    return funders, list(range(state_year_of(days["last"]), state_year_of(days["first"]) - 1, -1))


def _narrowed(
    agreements: "AgreementQuerySet[Agreement, Agreement]", chosen: dict
) -> "AgreementQuerySet[Agreement, Agreement]":
    if words := chosen.get("q"):
        plain = sort_name(words)
        names = Q(organism__sort_name__contains=plain) | Q(lead_name__contains=plain) if plain else Q()
        agreements = agreements.filter(
            Q(reference__icontains=words) | Q(title__icontains=words) | Q(funder_reference__icontains=words) | names
        )
    if funder := chosen.get("funder"):
        agreements = agreements.filter(pk__in=AgreementFunder.objects.filter(funder=funder).values("agreement"))
    if year := chosen.get("year"):
        agreements = agreements.running_in(state_year_start(year), state_year_start(year + 1))
    today = timezone.localdate()
    states = {
        "running": Q(during__contains=today),
        "ended": Q(during__fully_lt=(today, None)),
        "coming": Q(during__fully_gt=(None, today)),
        "late": Q(late__gt=0),
    }
    return agreements.filter(states.get(chosen.get("state") or "", Q()))


def term_in_words(agreement: Agreement, starts: list[date], day: date) -> str:
    """« triennale, an 2 de 3 » while it runs; « triennale, terminée » after."""
    if day >= agreement.during.upper:
        return f"{agreement.term_words}, terminée"
    number = year_number(starts, day)
    return f"{agreement.term_words}, an {number} de {len(starts)}" if number else f"{agreement.term_words}, à venir"


def target_rows(agreement: Agreement, years: list[AgreementYear]) -> list[TargetRow]:
    """One row per indicator that has a target, one cell per year, with what each was before. Five queries at most."""
    targets = list(Target.objects.filter(year__agreement=agreement).select_related("indicator"))
    by_place = {(t.indicator_id, t.year_id): t for t in targets}
    past = signed_changes(agreement, Change.Kind.TARGET)
    indicators = sorted({t.indicator for t in targets}, key=lambda indicator: indicator.order)
    words, periods = indicator_words([i.pk for i in indicators]), _periods_of(targets)
    return [
        TargetRow(
            i.code,
            words.get(i.pk, i.code),
            i.unit,
            [_cell(by_place.get((i.pk, y.pk)), _past_of(past, f"{y.number}/{i.code}"), periods) for y in years],
        )
        for i in indicators
    ]


def _periods_of(targets: list[Target]) -> dict[int, list[PeriodTarget]]:
    rows = PeriodTarget.objects.filter(target__in=targets).select_related("deliverable") if targets else []
    periods: dict[int, list[PeriodTarget]] = {}
    for row in sorted(rows, key=lambda row: (row.deliverable.period.lower, row.deliverable.period.upper)):
        periods.setdefault(row.target_id, []).append(row)
    return periods


def _past_of(past: dict[str, list[Change]], subject: str) -> list[tuple[str, Change]]:
    """The changes of a target, then those of its periods, each with the words of its place."""
    places = {read_place(key.removeprefix(f"{subject}/")): key for key in past if key.startswith(f"{subject}/")}
    of_periods = [(f"{place.words}\u00a0: ", change) for place in sorted(places) for change in past[places[place]]]
    return [("", change) for change in past.get(subject, [])] + of_periods


def indicator_words(indicator_ids: list[int]) -> dict[int, str]:
    """The words valid today of each indicator."""
    dated = IndicatorDefinition.objects.filter(indicator__in=indicator_ids, valid_from__lte=timezone.localdate())
    return dict(dated.order_by("valid_from").values_list("indicator", "words"))


def _cell(target: Target | None, past: list[tuple[str, Change]], periods: dict[int, list[PeriodTarget]]) -> TargetCell:
    if target is None:
        return TargetCell(None, "–", "")
    is_ratio = target.indicator.is_ratio
    notes = [
        f"{place}auparavant {target_words(change.old, is_ratio)}\u00a0: {change.amendment.reason}"
        f" ({format_day(change.amendment.signed_on)})"
        for place, change in past
        if change.old is not None and change.amendment.signed_on
    ]
    parts = tuple(
        f"{period_words(row.deliverable.period)}\u00a0: {format_measure(row.value, is_ratio)}"
        for row in periods.get(target.pk, ())
    )
    return TargetCell(target, format_measure(target.value, is_ratio), " ; ".join(notes), parts)


WORDS = {
    "draft": ("Brouillon", "yours", "turn-yours"),
    "to_certify": ("À attester", "yours", "turn-yours"),
    # Read before its funder, where the agreement says so
    "submitted": ("Déposé", "others", "turn-others"),
    "returned": ("À corriger", "late", "alert"),
    "endorsed": ("Endossé", "others", "turn-others"),
    "approved": ("Approuvé", "yours", "turn-yours"),
    "issued": ("Transmis", "others", "turn-others"),
    "asked": ("Précisions demandées", "late", "alert"),
    "accepted": ("Accepté", "settled", "check"),
    "reserve": ("Accepté avec réserve", "settled", "check"),
}
FUNDER_WORDS = {"issued": ("À accepter", "yours", "turn-yours"), "asked": ("Question posée", "others", "turn-others")}


def owed(deliverables: list[Deliverable], *, today: date, for_funder: bool) -> list[Owed]:
    """Say of each deliverable where it stands, in the words of the side that reads. Drafts stay the organism's own."""
    return [_owed(deliverable, today, for_funder) for deliverable in deliverables]


def _settled(deliverable: Deliverable) -> tuple[str, str, str] | None:
    if deliverable.skipped_at:
        return "N’est pas demandé", "quiet", "turn-none"
    return (f"Remis le {format_day(deliverable.handed_on)}", "settled", "check") if deliverable.handed_on else None


def _owed(deliverable: Deliverable, today: date, for_funder: bool) -> Owed:
    report = getattr(deliverable, "report", None)
    if settled := _settled(deliverable):
        return Owed(deliverable, None, *settled)
    is_hidden = for_funder and (report is None or report.issued_at is None)
    if is_hidden or report is None:
        coming = ("Attendu", "quiet", "turn-none") if for_funder else ("À produire", "quiet", "turn-todo")
        return Owed(deliverable, None, *(("En retard", "late", "alert") if deliverable.is_late_on(today) else coming))
    words = FUNDER_WORDS.get(report.state) if for_funder else None
    return Owed(deliverable, report, *(words or WORDS[report.state]))
