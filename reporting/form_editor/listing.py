"""The forms of the network, each with its versions, its state, and who depends on it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse

from agreements.models import Requirement
from reporting.models import Report, Template, TemplateVersion
from reporting.workflow.status import QUIET, SETTLED, SIGNS, YOURS
from roriq_portal.formats.days import day
from roriq_portal.lists.columns import BY_VALUE, Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare


@dataclass(frozen=True)
class FormRow:
    """`agreements`: those whose programme and requirements ask for it; `open_reports`: begun and not ended."""

    template: Template
    reader: str
    published: TemplateVersion | None
    draft: TemplateVersion | None
    agreements: int
    open_reports: int

    @property
    def shown(self) -> TemplateVersion:
        """The version that its name leads to. ValueError: a form has one at least."""
        version = self.draft or self.published
        if version is None:
            raise ValueError("Ce gabarit n’a aucune version.")
        return version

    @property
    def retired_at(self) -> datetime | None:
        return self.template.retired_at

    @property
    def turn(self) -> str:
        if self.retired_at:
            return QUIET
        return SETTLED if self.published else YOURS

    @property
    def sign(self) -> str:
        return SIGNS[self.turn]

    @property
    def state(self) -> str:
        if self.retired_at:
            return "Retiré"
        return "Publié" if self.published else "Brouillon"


def forms_listed() -> list[FormRow]:
    """Return the forms by reader and name, those in use first. Four queries, whatever their number."""
    templates = Template.objects.select_related("programme__funder").order_by("name")
    versions = _versions_of(TemplateVersion.objects.order_by("-number"))
    asked = _asked_by()
    open_reports = dict(
        Report.objects.filter(state__in=Report.OPEN, excused_at__isnull=True)
        .values_list("template_version__template")
        .annotate(times=Count("pk"))
    )
    rows = [
        FormRow(
            template=template,
            reader=template.programme.funder.name if template.programme else "Réseau",
            published=next((row for row in versions[template.pk] if not row.is_draft), None),
            draft=next((row for row in versions[template.pk] if row.is_draft), None),
            agreements=asked.get((template.programme_id, template.kind), 0),
            open_reports=open_reports.get(template.pk, 0),
        )
        for template in templates
        if versions[template.pk]
    ]
    return sorted(rows, key=lambda row: (row.retired_at is not None, row.reader, row.template.name))


def _versions_of(rows: Iterable[TemplateVersion]) -> dict[int, list[TemplateVersion]]:
    by_template: dict[int, list[TemplateVersion]] = defaultdict(list)
    for row in rows:
        by_template[row.template_id].append(row)
    return by_template


def _asked_by() -> dict[tuple[int | None, str], int]:
    """Return how many agreements ask for each kind of report of each programme."""
    counted = Requirement.objects.values_list("agreement__programme", "kind").annotate(
        agreements=Count("agreement", distinct=True, filter=Q(agreement__isnull=False))
    )
    return {(programme, kind): times for programme, kind, times in counted.order_by()}


def agreements_asking(template: Template) -> int:
    """Return how many agreements ask for a form."""
    asking = Requirement.objects.filter(agreement__programme=template.programme_id, kind=template.kind)
    return asking.values("agreement").distinct().count() if template.programme_id else 0


def _name(row: FormRow) -> Shown:
    url = reverse("reporting:form-version", args=[row.shown.pk])
    return Shown(row.template.name, url, (Under(f"{row.reader} · {row.template.get_kind_display().lower()}"),))


def _state(row: FormRow) -> Shown:
    since = (Under(f"le {day(row.retired_at)}"),) if row.retired_at else ()
    return Shown(row.state, under=since, turn=row.turn, sign=row.sign)


def _version_words(row: FormRow) -> str:
    return f"Version {row.published.number}" if row.published else ""


def _version(row: FormRow) -> Shown:
    draft = row.draft
    lines = [Under(f"Brouillon {draft.number}", reverse("reporting:form-version", args=[draft.pk]))] if draft else []
    if not row.published:
        return Shown("", under=tuple(lines))
    files = Under("Fichiers du bailleur", reverse("reporting:funder-file-list", args=[row.template.pk]))
    published = Under(f"publiée le {day(row.published.published_at)}")
    url = reverse("reporting:form-version", args=[row.published.pk])
    return Shown(_version_words(row), url, (published, files, *lines))


FORMS = declare(
    Listing(
        address="reporting:form-list",
        name="Gabarits",
        stem="gabarits",
        nouns=("gabarit", "gabarits"),
        columns=(
            Column("gabarit", "Gabarit", lambda row: row.template.name, BY_VALUE, show=_name),
            Column("etat", "État", lambda row: row.state, BY_VALUE, show=_state),
            Column("version", "Version", _version_words, show=_version),
            Column("ententes", "Ententes", lambda row: row.agreements, BY_VALUE, Kind.NUMBER),
            Column("ouverts", "Rapports ouverts", lambda row: row.open_reports, BY_VALUE, Kind.NUMBER),
            Column("bailleur", "Bailleur", lambda row: row.reader, BY_VALUE, is_usual=False),
        ),
        order="",
        size=100,
    )
)
