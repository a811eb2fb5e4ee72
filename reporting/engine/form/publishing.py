"""Publication: the rules that a version of a form respects before it is answered. Checked once, here."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from organisms.models import User
from reporting.engine.form.faults import Fault, form_faults
from reporting.engine.form.reading import read_form_spec
from reporting.models import Line, LineTerm, Rule, TemplateVersion
from roriq_portal.logs import log_action


class NotPublishable(Exception):
    """Sentences that say which line breaks which rule; `faults` holds them one by one."""

    def __init__(self, *faults: str):
        super().__init__(" ".join(faults))
        self.faults = list(faults)


@log_action
@transaction.atomic
def publish(version: TemplateVersion, *, by: User | None = None) -> TemplateVersion:
    """Stamp the version as published; refuse (NotPublishable) one that is published already or breaks a rule.

    Every fault is said at once (`form_faults`).
    """
    locked = TemplateVersion.objects.select_for_update().select_related("template").get(pk=version.pk)
    if locked.published_at:
        raise NotPublishable(f"La version {locked.number} est déjà publiée.")
    if faults := faults_of(locked):
        raise NotPublishable(*(fault.words for fault in faults))
    locked.published_at, locked.published_by = timezone.now(), by
    locked.save(update_fields=["published_at", "published_by"])
    return locked


def faults_of(version: TemplateVersion) -> list[Fault]:
    """Return everything that keeps a draft from being published, a sentence each."""
    has_agreement = version.template.programme_id is not None
    faults = form_faults(read_form_spec(version), language=version.language, has_agreement=has_agreement)
    return [*_strangers(version), *faults]


def _strangers(version: TemplateVersion) -> Iterator[Fault]:
    """Rows that point to a line or a section of another version."""
    rules = Rule.objects.filter(version=version).select_related("line", "other")
    terms = LineTerm.objects.filter(line__version=version).select_related("line", "other")
    pointing: list[Rule | LineTerm] = [*rules, *terms]
    for row in pointing:
        if any(line and line.version_id != version.pk for line in (row.line, row.other)):
            words = f"La ligne {row.line} vise, par une règle ou un calcul, une ligne d’une autre version."
            yield Fault(row.line.key, words)
    for line in Line.objects.filter(version=version).exclude(section__version=version):
        yield Fault(line.key, f"La ligne {line} est dans la section d’une autre version.")
