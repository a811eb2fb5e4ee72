"""Records that say the same as what is about to be recorded, by anybody: asked about before anything is saved."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from organisms.models import Organism
from services.activities.recording import ActivityInput
from services.models import Activity

SAME = ("activity_type_id", "day", "municipality_id", "immigrants", "host", "quantity", "body_id")
ASKED = "same"
MOST_ASKED = 60
QUESTION = "Une fiche pareille est déjà inscrite. Dites si c’en est bien une autre."


def same_keys(rows: QuerySet[Activity], facts: Sequence[ActivityInput]) -> dict[int, list[int]]:
    """Return, by the place of a fact, which of these records say the same, oldest first. One query.

    The same type, day, town, numbers, body and partners, one number above 0: two first welcomes of a day are two.
    Agreements and note may differ: that is how one activity is recorded twice.
    """
    asked = {place: _said_by(fact) for place, fact in enumerate(facts) if fact.immigrants or fact.host or fact.quantity}
    if not asked:
        return {}
    kinds, days = ({said[place] for said in asked.values()} for place in (0, 1))
    counted = rows.filter(Q(immigrants__gt=0) | Q(host__gt=0) | Q(quantity__gt=0))
    near = counted.filter(activity_type__in=kinds, day__range=(min(days), max(days)), day__in=days)
    partners = Activity.partners.through.objects.filter(activity=OuterRef("pk")).values("partner")
    standing: dict[tuple, list[int]] = {}
    for *said, named, key in near.order_by("pk").values_list(*SAME, ArraySubquery(partners), "pk"):
        standing.setdefault((*said, frozenset(named)), []).append(key)
    return {place: standing[said] for place, said in asked.items() if said in standing}


def same_as(organism: Organism, facts: Sequence[ActivityInput]) -> list[Activity]:
    """Return the live records of an organism that say the same as one of these facts, oldest first. Two queries."""
    rows = Activity.objects.live().filter(organism=organism)
    keys = {key for same in same_keys(rows, facts).values() for key in same}
    if not keys:
        return []
    named = Activity.objects.filter(pk__in=keys).select_related("activity_type", "municipality", "created_by")
    return list(named.prefetch_related("agreements").order_by("pk")[:MOST_ASKED])


def _said_by(fact: ActivityInput) -> tuple:
    return *(getattr(fact, name) for name in SAME), frozenset(fact.partner_ids)


class SameRecordsForm(forms.Form):
    """`different` names the records that the page showed; « C’est bien une autre » sends it back."""

    different = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)

    def ask_about_same(self, organism: Organism, facts: Sequence[ActivityInput], sent: Iterable[UUID]) -> None:
        """Ask once about records that say the same, for exactly those; never about a sending that is in already."""
        self.same_records: list[Activity] = []
        if Activity.objects.filter(organism=organism, submit_key__in=list(sent)).exists():
            return
        self.same_records = same_as(organism, facts)
        if self.same_records and self.cleaned_data.get("different") != self.same_key:
            self.add_error(None, forms.ValidationError(QUESTION, code=ASKED))

    @property
    def same_key(self) -> str:
        """Which records the page asks about, so that the answer says yes to them and to no others."""
        return "-".join(str(row.pk) for row in self.same_records)

    @property
    def has_only_same(self) -> bool:
        """Whether the only thing to answer is that a record that stands says the same."""
        return self.has_error("__all__", ASKED) and sum(map(len, self.errors.as_data().values())) == 1
