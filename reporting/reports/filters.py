"""Filters of the list of reports: what is typed in the address chooses among the reports one may read."""

from django import forms
from django.db.models import Q, QuerySet

from organisms.form_controls import choice_field
from organisms.models import Region
from organisms.names import sort_name
from reporting.models import Campaign, Report
from roriq_portal.rendering import PlainSelect


class ReportFilterForm(forms.Form):
    q = forms.CharField(
        label="Organisme, entente ou numéro",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    campagne = forms.ChoiceField(label="Campagne", required=False, widget=PlainSelect())
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), *Report.State.choices],
        widget=PlainSelect(),
    )
    region = forms.ChoiceField(label="Région", required=False, widget=PlainSelect())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        campaigns = [(str(row.pk), str(row)) for row in Campaign.objects.all()]
        regions = list(Region.objects.order_by("sort_name").values_list("code", "name"))
        choice_field(self, "campagne").choices = [("", "Toutes"), *campaigns]
        choice_field(self, "region").choices = [("", "Toutes"), *regions]


def narrowed(rows: QuerySet[Report], form: ReportFilterForm) -> QuerySet[Report]:
    """Return the reports that answer what was chosen; a choice that is none of the list changes nothing."""
    form.is_valid()
    chosen = getattr(form, "cleaned_data", {})
    if words := chosen.get("q", "").strip():
        plain = sort_name(words)
        by_reference = Q(number__icontains=words) | Q(deliverable__requirement__agreement__reference__icontains=words)
        rows = rows.filter(by_reference | Q(organism__sort_name__contains=plain) if plain else by_reference)
    exact = {"campaign": chosen.get("campagne"), "state": chosen.get("etat"), "region__code": chosen.get("region")}
    return rows.filter(**{name: value for name, value in exact.items() if value})
