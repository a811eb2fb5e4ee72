"""The common statement: written, published for ever, adopted by an organism. Check all, then write all."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from network.common_statement.adoption import not_published_on
from network.models import Adoption, StatementVersion
from organisms.models import Organism, User
from reporting.workflow.transitions import ActionRefused
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.edits.undo import is_undoable
from roriq_portal.formats.days import format_day
from roriq_portal.logs import log_action


class StatementRefused(ActionRefused):
    """A sentence that says why the statement cannot be written, published or adopted so."""


def draft() -> StatementVersion | None:
    """Return the version that is written now, if there is one."""
    return StatementVersion.objects.filter(published_at__isnull=True).first()


@log_action
@transaction.atomic
def write_statement(*, title: str, text: str, seen: int, by: User) -> StatementVersion:
    """Write the draft of the next version, which its first words make; those of the version in force make none.

    StaleRevision when it moved since it was read.
    """
    standing = StatementVersion.objects.select_for_update().filter(published_at__isnull=True).first()
    if standing is None:
        last = StatementVersion.objects.order_by("-number").first()
        if last and (last.title, last.text) == (title, text):
            return last
        number = last.number + 1 if last else 1
        return StatementVersion.objects.create(number=number, title=title, text=text, created_by=by)
    check_seen(seen, standing.revision, StaleRevision(standing))
    if (standing.title, standing.text) != (title, text):
        standing.title, standing.text = title, text
        standing.revision += 1
        standing.save(update_fields=["title", "text", "revision"])
    return standing


@log_action
@transaction.atomic
def publish_statement(*, seen: int, by: User) -> StatementVersion:
    """Publish the draft that was read: it never changes again, and organisms adopt it.

    StatementRefused without a draft, with the text of the version in force, or when it moved since it was read.
    """
    standing = StatementVersion.objects.select_for_update().filter(published_at__isnull=True).first()
    if standing is None:
        raise StatementRefused("Aucune version ne se prépare\u00a0: elle est peut-être publiée déjà.")
    if standing.revision != seen:
        raise StatementRefused(
            "Le texte a changé depuis que cette page s’est affichée\u00a0: relisez-le, puis publiez."
        )
    current = StatementVersion.objects.current()
    if current and (current.title, current.text) == (standing.title, standing.text):
        raise StatementRefused("Ce texte est celui de la version en vigueur\u00a0: changez-le, puis publiez.")
    standing.published_at, standing.published_by = timezone.now(), by
    standing.save(update_fields=["published_at", "published_by"])
    return standing


@log_action
@transaction.atomic
def adopt_statement(*, version: StatementVersion, organism: Organism, board_on: date, by: User) -> Adoption:
    """Write that the board of an organism adopted a published version, on its day; once for each.

    StatementRefused for a draft, for a version that is no more in force, for a day that has not come, or before the
    version was published.
    """
    Organism.objects.select_for_update(no_key=True).get(pk=organism.pk)
    known = Adoption.objects.filter(version=version, organism=organism).first()
    if known:
        raise StatementRefused(f"{organism.name} l’a adopté déjà, à son conseil du {format_day(known.board_on)}.")
    current = StatementVersion.objects.current()
    if current is None or current.pk != version.pk:
        raise StatementRefused("Une version plus récente est en vigueur\u00a0: relisez-la, puis adoptez-la.")
    if board_on > timezone.localdate():
        raise StatementRefused("Ce conseil n’a pas eu lieu encore\u00a0: inscrivez le jour où il a adopté le texte.")
    if refusal := not_published_on(version, board_on):
        raise StatementRefused(refusal)
    return Adoption.objects.create(version=version, organism=organism, board_on=board_on, adopted_by=by)


@log_action
@transaction.atomic
def take_back_adoption(*, version: StatementVersion, organism: Organism, by: User) -> None:
    """Take back an adoption that was written by mistake, for a day. StatementRefused after."""
    # The row of an adoption takes no lock: nobody may change one (decision 27)
    Organism.objects.select_for_update(no_key=True).get(pk=organism.pk)
    adoption = Adoption.objects.filter(version=version, organism=organism).first()
    if adoption is None or not is_undoable(adoption.adopted_at):
        raise StatementRefused("Il n’y a rien à annuler\u00a0: plus d’un jour a passé, ou quelqu’un l’a déjà fait.")
    adoption.delete()
