"""A draft published: from then on it is answered, and never changes."""

from datetime import date

from django.db import transaction

from organisms.models import User
from reporting.engine.form.publishing import NotPublishable, publish
from reporting.form_editor.versions.drafts import FormRefused, draft_of
from reporting.models import TemplateVersion
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.formats.phrases import counted
from roriq_portal.logs import log_action

STALE = "Le brouillon a changé depuis que vous l’avez lu\u00a0: relisez-le, puis publiez."


@log_action
@transaction.atomic
def publish_draft(*, version: TemplateVersion, begins_on: date | None, seen: int, by: User) -> TemplateVersion:
    """Publish a draft for the periods that begin on a day or after; None: for all.

    Refuses (FormRefused) what breaks a rule of publishing; (StaleRevision) a draft that changed after `seen`.
    """
    draft = draft_of(version)
    check_seen(seen, draft.revision, StaleRevision(draft, STALE))
    TemplateVersion.objects.filter(pk=draft.pk).update(begins_on=begins_on)
    try:
        return publish(draft, by=by)
    except NotPublishable as refused:
        raise FormRefused(_stopped(refused.faults)) from refused


def _stopped(words: list[str]) -> str:
    """The first sentence, and how many others the page lists."""
    if len(words) == 1:
        return words[0]
    others = counted(len(words) - 1, "autre point arrête", "autres points arrêtent")
    return f"{words[0]} {others} la publication\u00a0: voyez «\u00a0Avant de publier\u00a0»."
