"""Choose how often each kind of news is mailed."""

from django.db import transaction
from django.utils import timezone

from organisms.mail_choices.choices import rhythms_of
from organisms.models import MailChoice, User
from roriq_portal.logs import log_action


@log_action
@transaction.atomic
def choose_mail(*, rhythms: dict[str, str], by: User) -> int:
    """Write how often each of these kinds is mailed to a person; return how many changed.

    What stands already stays as it was, with its day: a letter of gathered news begins at the day of its choice.
    """
    now, standing = timezone.now(), rhythms_of(by)
    changed = {kind: rhythm for kind, rhythm in rhythms.items() if standing[kind] != rhythm}
    for kind, rhythm in changed.items():
        MailChoice.objects.update_or_create(user=by, kind=kind, defaults={"rhythm": rhythm, "changed_at": now})
    return len(changed)
