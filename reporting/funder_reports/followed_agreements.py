"""What a funder's agent follows: each of their agreements, its reports received and late, its amendments."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agreements.models import Agreement, AgreementFunder, Amendment, Deliverable, Programme
from organisms.models import User
from organisms.names import sort_name


def followed(user: User, chosen: dict, today: date) -> QuerySet[Agreement]:
    """Return the agreements their seats sign, narrowed, each with its counts (received, late, asked) and next day."""
    asked = Deliverable.objects.filter(requirement__agreement=OuterRef("pk")).order_by()
    signed = Amendment.objects.filter(agreement=OuterRef("pk"), signed_at__isnull=False).order_by().values("agreement")
    coming = asked.outstanding().filter(due_on__gte=today).values("requirement__agreement")
    parties = AgreementFunder.objects.filter(agreement=OuterRef("pk")).order_by("-is_lead", "funder__sort_name")
    rows = Agreement.objects.filter(pk__in=Agreement.objects.signed_by_seats_of(user).order_by().values("pk")).annotate(
        received=_number(asked.received().values("requirement__agreement")),
        late=_number(asked.late_on(today).values("requirement__agreement")),
        to_answer=_number(asked.filter(report__state="issued").values("requirement__agreement")),
        next_on=Subquery(coming.annotate(day=Min("due_on")).values("day")),
        amended=_number(signed),
        signatories=ArraySubquery(parties.values("funder__name")),
    )
    return _narrowed(rows, chosen, today).select_related("organism", "programme")


def _number(rows: QuerySet):
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def _narrowed(rows: QuerySet[Agreement], chosen: dict, today: date) -> QuerySet[Agreement]:
    if words := chosen.get("q"):
        plain = sort_name(words)
        names = Q(organism__sort_name__contains=plain) if plain else Q()
        rows = rows.filter(Q(reference__icontains=words) | Q(funder_reference__icontains=words) | names)
    if programme := chosen.get("programme"):
        rows = rows.filter(programme=programme)
    states = {
        "cours": Q(during__contains=today),
        "retard": Q(late__gt=0),
        "repondre": Q(to_answer__gt=0),
        "finies": Q(during__fully_lt=(today, None)),
    }
    return rows.filter(states.get(chosen.get("etat") or "", Q()))


def programmes_of(user: User) -> QuerySet[Programme]:
    """Return the programmes of their agreements, each with how many of them they read."""
    mine = Agreement.objects.signed_by_seats_of(user).order_by().values("pk")
    return (
        Programme.objects.filter(agreements__in=mine)
        .annotate(n=Count("agreements", filter=Q(agreements__in=mine)))
        .order_by("name")
    )
