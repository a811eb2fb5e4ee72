"""A form that is retired begins no more report; its open reports go on. It can be brought back."""

from django.db import transaction
from django.utils import timezone

from organisms.models import User
from reporting.form_editor.versions.drafts import FormRefused, refuse_second
from reporting.models import Template
from roriq_portal.logs import log_action


@log_action
@transaction.atomic
def retire_form(*, template: Template, by: User) -> Template:
    """Retire a form. Refuses (FormRefused) one that is retired already, or that was never published."""
    locked = Template.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if locked.retired_at:
        raise FormRefused("Ce gabarit est déjà retiré.")
    if not locked.versions.filter(published_at__isnull=False).exists():
        raise FormRefused("Ce gabarit n’a jamais été publié\u00a0: abandonnez plutôt son brouillon.")
    locked.retired_at, locked.retired_by = timezone.now(), by
    locked.save(update_fields=["retired_at", "retired_by"])
    return locked


@log_action
@transaction.atomic
def bring_back(*, template: Template, by: User) -> Template:
    """Put a retired form in use again. Refuses one that is in use, or whose place another form took."""
    locked = Template.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if locked.retired_at is None:
        raise FormRefused("Ce gabarit n’est pas retiré.")
    if locked.programme:
        refuse_second(locked.programme, locked.kind)
    locked.retired_at, locked.retired_by = None, None
    locked.save(update_fields=["retired_at", "retired_by"])
    return locked
