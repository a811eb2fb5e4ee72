"""Agreements as people choose them: reference, leading funder, last day; and whether they hold on a given day."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict

from django import forms
from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When

from agreements.agreement.double_claims import forbids
from agreements.models import Agreement, AgreementFunder
from organisms.models import Organism
from roriq_portal.formats.days import format_day

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    OfferedAgreement = WithAnnotations[Agreement, "Offered"]

OUTSIDE = "hors terme ce jour-là"
NOT_YOURS = "Cette entente n’est pas à votre organisme."


class Offered(TypedDict):
    """What a row of `agreements_of` says besides its own fields."""

    lead_name: str
    is_shared: bool
    is_strict: bool


def agreements_of(organism: Organism) -> "QuerySet[OfferedAgreement]":
    """Return the agreements that an organism charges its work to, its own first, then those it is a partner of.

    Each comes with the name of its leading funder, and whether it forbids double claims (`is_strict`), in one query.
    """
    is_shared = Case(When(organism=organism, then=Value(False)), default=Value(True))
    rows = Agreement.objects.worked_by(organism).annotate(lead_name=_lead_name(), is_shared=is_shared)
    return rows.annotate(is_strict=forbids()).order_by("is_shared", "reference", "pk")


def agreement_choices(organism: Organism) -> list[tuple[str, str]]:
    """Return the same agreements by key, in words, for a list that needs no more of them."""
    rows = Agreement.objects.worked_by(organism).annotate(lead_name=_lead_name()).order_by("reference", "pk")
    own: list[tuple[str, str]] = []
    shared: list[tuple[str, str]] = []
    columns = ("pk", "reference", "lead_name", "organism", "during")
    for pk, reference, lead_name, lead, during in rows.values_list(*columns):
        is_shared = lead != organism.pk
        words = _words(reference, lead_name, is_shared, during.upper - timedelta(days=1))
        (shared if is_shared else own).append((str(pk), words))
    return own + shared


def _lead_name() -> Subquery:
    leads = AgreementFunder.objects.filter(agreement=OuterRef("pk"), is_lead=True)
    return Subquery(leads.values("funder__name")[:1])


def agreement_words(agreement: "OfferedAgreement") -> str:
    """Return « MIN-2024-031 · Ministère · jusqu’au 31 mars 2027 », or « … · en partenariat · … », for a row."""
    return _words(agreement.reference, agreement.lead_name, agreement.is_shared, agreement.last_day)


def _words(reference: str, lead_name: str, is_shared: bool, last_day: date) -> str:
    parts = (reference, lead_name, "en partenariat" if is_shared else "", f"jusqu’au {format_day(last_day)}")
    return " · ".join(part for part in parts if part)


class AgreementField(forms.ModelChoiceField):
    def label_from_instance(self, agreement):
        return agreement_words(agreement)


class AgreementTicks(forms.CheckboxSelectMultiple):
    """Checkboxes with the days of each agreement, and a note on those not in force on `day`."""

    day: date | None = None

    def create_option(self, name, value, label, *args, **kwargs):
        option = super().create_option(name, value, label, *args, **kwargs)
        agreement = value.instance
        option["attrs"] |= {
            "data-words": label,
            "data-from": agreement.starts_on.isoformat(),
            "data-until": agreement.last_day.isoformat(),
        }
        if self.day and self.day not in agreement.during:
            option["attrs"]["data-outside"] = ""
            option["label"] = f"{label} ({OUTSIDE})"
        return option


class AgreementsField(forms.ModelMultipleChoiceField):
    widget = AgreementTicks

    def label_from_instance(self, agreement):
        return agreement_words(agreement)
