"""Drafts of forms: begun from nothing or from another, the next version prepared, their settings, thrown away."""

from django.db import transaction
from django.db.models import F, Max

from agreements.models import Programme
from organisms.models import User
from reporting.form_editor.keys import free_key
from reporting.form_editor.versions.copying import copy_version
from reporting.models import Report, Section, Template, TemplateVersion
from reporting.workflow.transitions import ActionRefused
from roriq_portal.edits.unchanged import says_the_same
from roriq_portal.logs import log_action

FIRST_SECTION = "Première partie"


class FormRefused(ActionRefused):
    """A sentence that says why a form, or what it asks, cannot be changed so."""


def draft_of(version: TemplateVersion) -> TemplateVersion:
    """Return a draft locked for this change. Raises FormRefused once it is published: it never changes again."""
    locked = TemplateVersion.objects.select_for_update(of=("self",)).select_related("template").get(pk=version.pk)
    if locked.published_at:
        raise FormRefused(f"La version {locked.number} est publiée\u00a0: elle ne change plus. Préparez la suivante.")
    return locked


def was_changed(draft: TemplateVersion) -> None:
    """Count one more change of a locked draft."""
    TemplateVersion.objects.filter(pk=draft.pk).update(revision=F("revision") + 1)


@log_action
@transaction.atomic
def begin_form(
    *,
    name: str,
    programme: Programme | None,
    kind: str,
    language: str,
    source: TemplateVersion | None,
    by: User,
) -> TemplateVersion:
    """Make a form and its first draft, empty or copied from another version.

    Refuses (FormRefused) a second form in use of one programme and kind: reports would not know which to take.
    """
    if programme:
        Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        refuse_second(programme, kind)
    taken = Template.objects.values_list("key", flat=True)
    template = Template.objects.create(
        key=free_key(f"reseau-{name}", taken, "reseau"), name=name, programme=programme, kind=kind
    )
    draft = TemplateVersion.objects.create(template=template, number=1, language=language, created_by=by)
    if source:
        copy_version(source, draft)
    else:
        Section.objects.create(version=draft, key="partie-1", order=10, words=FIRST_SECTION)
    return draft


def refuse_second(programme: Programme, kind: str) -> None:
    """Raise FormRefused where the programme has a form in use of this kind."""
    other = Template.objects.filter(programme=programme, kind=kind, retired_at__isnull=True).first()
    if other:
        raise FormRefused(
            f"Ce programme a déjà un gabarit de cette sorte, «\u00a0{other.name}\u00a0»\u00a0: "
            "préparez sa version suivante, ou retirez-le d’abord."
        )


@log_action
@transaction.atomic
def prepare_next(*, template: Template, by: User) -> TemplateVersion:
    """Return the draft of a form, copied from its newest version where it has none: one draft at a time."""
    locked = Template.objects.select_for_update(of=("self",)).get(pk=template.pk)
    standing = locked.versions.filter(published_at__isnull=True).first()
    if standing:
        return standing
    newest = locked.versions.order_by("-number").first()
    if newest is None:
        raise FormRefused("Ce gabarit n’a aucune version.")
    number = (locked.versions.aggregate(most=Max("number"))["most"] or 0) + 1
    draft = TemplateVersion.objects.create(
        template=locked,
        number=number,
        language=newest.language,
        masks_small_counts=newest.masks_small_counts,
        created_by=by,
    )
    copy_version(newest, draft)
    return draft


@log_action
@transaction.atomic
def change_settings(
    *, version: TemplateVersion, name: str, language: str, masks_small_counts: bool, by: User
) -> TemplateVersion:
    """Write the name of a form and the language of its draft. Refuses a published version."""
    draft = draft_of(version)
    values = {"language": language, "masks_small_counts": masks_small_counts}
    if says_the_same(draft, values) and draft.template.name == name:
        return draft
    Template.objects.filter(pk=draft.template_id).update(name=name)
    TemplateVersion.objects.filter(pk=draft.pk).update(revision=F("revision") + 1, **values)
    return draft


@log_action
@transaction.atomic
def discard_draft(*, version: TemplateVersion, by: User) -> None:
    """Throw a draft away, and its form with it where it has no other version. Refuses a published version."""
    draft = draft_of(version)
    draft.delete()
    if not draft.template.versions.exists():
        draft.template.delete()


def open_reports(template: Template) -> int:
    """Return how many reports of a form are open still: they go on, whatever becomes of it."""
    return Report.objects.filter(
        template_version__template=template, state__in=Report.OPEN, excused_at__isnull=True
    ).count()
