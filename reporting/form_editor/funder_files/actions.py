"""Files of funders: added to a form, their cells tied, put in use, retired or thrown away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from organisms.models import User
from reporting.form_editor.funder_files.blank_book import BlankBook
from reporting.form_editor.funder_files.inherited import inherited_ties
from reporting.form_editor.versions.drafts import FormRefused
from reporting.models import FileTie, FunderFile, Template, TemplateVersion
from reporting.papers.filled_files.targets import target_of
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.edits.unchanged import says_the_same
from roriq_portal.files.storage import store_by_hash
from roriq_portal.logs import log_action

ONE_DRAFT = "Ce gabarit a déjà un fichier en préparation de cette sorte\u00a0: mettez-le en usage, ou abandonnez-le."
IN_USE = "Ce fichier est en usage\u00a0: il ne change plus. Ajoutez le suivant."
NOTHING_TIED = "Rien n’est relié encore\u00a0: la copie serait vide."
LOSSES = "Dites d’abord que la copie peut être sans ce que le portail ne garde pas."
STALE = "Ce fichier a changé depuis que vous l’avez lu\u00a0: relisez-le, puis mettez-le en usage."


@dataclass(frozen=True)
class Added:
    """A file that was added, and how many ties of the one before it have no cell in it."""

    file: FunderFile
    left: int = 0


@log_action
def add_workbook(*, version: TemplateVersion, book: BlankBook, name: str, adds_notes: bool, by: User) -> Added:
    """Add a blank workbook to a form, for reports of this version and later, tied as the one in use is where it can be.

    Refuses (FormRefused) a second draft of workbook, a version that is not published, a retired form; (FileRefused)
    without room on the disk. Nothing is written then.
    """
    with transaction.atomic():
        file = _new(version, FunderFile.Kind.XLSX, name=name, by=by)
        file.adds_notes, file.losses = adds_notes, book.losses
        file.file_name, file.size, file.sha256 = book.name, len(book.data), book.sha256
        path = file.file.field.generate_filename(file, book.name)
        file.file.name = store_by_hash(path, ContentFile(book.data), book.sha256)
        file.save()
        ties, left = inherited_ties(file, book.book)
        FileTie.objects.bulk_create(ties)
    return Added(file, left)


@log_action
@transaction.atomic
def add_rows(*, version: TemplateVersion, name: str, headings: Sequence[str], by: User, **format: str) -> Added:
    """Add a CSV to a form by its headings. Refuses as `add_workbook`; what a heading said before, it says again."""
    before = _in_use(version, FunderFile.Kind.CSV)
    file = _new(version, FunderFile.Kind.CSV, name=name, by=by)
    for field, value in format.items():
        setattr(file, field, value)
    file.save()
    standing = list(before.ties.all()) if before else []
    keys = set(version.lines.values_list("key", flat=True))
    _write_headings(file, headings, [tie for tie in standing if not tie.line_key or tie.line_key in keys])
    return Added(file)


def _new(version: TemplateVersion, kind: str, *, name: str, by: User) -> FunderFile:
    template = Template.objects.select_for_update(of=("self",)).get(pk=version.template_id)
    if version.is_draft:
        raise FormRefused(
            "Publiez d’abord cette version\u00a0: un fichier du bailleur dit ce que ses lignes demandent."
        )
    if template.retired_at:
        raise FormRefused("Ce gabarit est retiré\u00a0: remettez-le d’abord en usage.")
    if template.funder_files.filter(kind=kind, adopted_at__isnull=True).exists():
        raise FormRefused(ONE_DRAFT)
    number = (template.funder_files.aggregate(most=Max("number"))["most"] or 0) + 1
    return FunderFile(template=template, from_version=version, number=number, kind=kind, name=name, created_by=by)


def _in_use(version: TemplateVersion, kind: str) -> FunderFile | None:
    return FunderFile.objects.serving(version).filter(kind=kind).first()


def draft_file(file: FunderFile) -> FunderFile:
    """Return a file locked for this change. Raises FormRefused once it is in use, or when it is gone."""
    locked = FunderFile.objects.select_for_update(of=("self",)).filter(pk=file.pk).first()
    if locked is None:
        raise FormRefused("Ce fichier a été abandonné.")
    if locked.adopted_at:
        raise FormRefused(IN_USE)
    return locked


@log_action
@transaction.atomic
def change_workbook(*, file: FunderFile, name: str, adds_notes: bool, by: User) -> None:
    """Write how a draft of workbook is called, and whether its copies say what did not fit. Refuses one in use."""
    _change(draft_file(file), {"name": name, "adds_notes": adds_notes})


@log_action
@transaction.atomic
def change_rows(*, file: FunderFile, name: str, headings: Sequence[str], by: User, **format: str) -> None:
    """Write how a draft of CSV is made, and its columns: a heading that stays says what it said. Refuses one in use."""
    draft = draft_file(file)
    _change(draft, {"name": name, **format})
    standing = list(draft.ties.all())
    if [tie.heading for tie in standing] != list(headings):
        draft.ties.all().delete()
        _write_headings(draft, headings, standing)
        _count_change(draft)


def _change(draft: FunderFile, values: dict[str, object]) -> None:
    if not says_the_same(draft, values):
        FunderFile.objects.filter(pk=draft.pk).update(revision=F("revision") + 1, **values)


def _count_change(draft: FunderFile) -> None:
    FunderFile.objects.filter(pk=draft.pk).update(revision=F("revision") + 1)


def _write_headings(file: FunderFile, headings: Sequence[str], standing: Iterable[FileTie]) -> None:
    left = list(standing)
    ties = []
    for rank, heading in enumerate(headings, start=1):
        before = next((tie for tie in left if tie.heading == heading), None)
        if before:
            left.remove(before)
        said = {name: getattr(before, name) for name in SAID} if before else {}
        ties.append(FileTie(funder_file=file, rank=rank, heading=heading, **said))
    FileTie.objects.bulk_create(ties)


SAID = ("fact", "line_key", "band_key", "item", "part")


@log_action
@transaction.atomic
def save_ties(*, file: FunderFile, replaced: Sequence[FileTie], ties: Sequence[FileTie], seen: int, by: User) -> bool:
    """Write the ties of one page in place of those that it showed; return whether one differs.

    Refuses (StaleRevision) when the file changed since the page was shown, (FormRefused) one in use.
    """
    draft = draft_file(file)
    check_seen(seen, draft.revision, StaleRevision(draft))
    if {_said(tie) for tie in replaced} == {_said(tie) for tie in ties}:
        return False
    FileTie.objects.filter(pk__in=[tie.pk for tie in replaced]).delete()
    for tie in ties:
        tie.pk, tie.funder_file = None, draft
    FileTie.objects.bulk_create(ties)
    _count_change(draft)
    return True


def _said(tie: FileTie) -> tuple:
    return target_of(tie), tie.sheet, tie.cell, tie.cell_name, tie.rank, tie.heading


@log_action
@transaction.atomic
def adopt_file(*, file: FunderFile, accepts_losses: bool, seen: int, by: User) -> FunderFile:
    """Put a file in use: reports of its version of the form and later are offered in it. It never changes again.

    Refuses (FormRefused) one without a tie, or whose losses nobody accepted; (StaleRevision) one that changed.
    """
    draft = draft_file(file)
    check_seen(seen, draft.revision, StaleRevision(draft, STALE))
    if draft.losses and not accepts_losses:
        raise FormRefused(LOSSES)
    if not draft.ties.exclude(fact="", line_key="").exists():
        raise FormRefused(NOTHING_TIED)
    draft.adopted_at, draft.adopted_by = timezone.now(), by
    draft.save(update_fields=["adopted_at", "adopted_by"])
    return draft


@log_action
@transaction.atomic
def retire_file(*, file: FunderFile, by: User) -> None:
    """Offer a file no more. Refuses (FormRefused) one that is a draft, or retired already."""
    locked = FunderFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if locked.is_draft or locked.retired_at:
        raise FormRefused("Ce fichier n’est pas en usage.")
    locked.retired_at, locked.retired_by = timezone.now(), by
    locked.save(update_fields=["retired_at", "retired_by"])


@log_action
@transaction.atomic
def discard_file(*, file: FunderFile, by: User) -> None:
    """Throw a draft away with its ties; its blank workbook goes once no other row has it. Refuses one in use."""
    draft = draft_file(file)
    name, template_id = str(draft.file), draft.template_id
    draft.delete()
    if name:
        transaction.on_commit(partial(_forget_blank, template_id, name), robust=True)


@transaction.atomic
def _forget_blank(template_id: int, name: str) -> None:
    """Take away a workbook that no file has, under the lock of whoever sends the same one at this moment."""
    Template.objects.select_for_update(of=("self",)).get(pk=template_id)
    if not FunderFile.objects.filter(file=name).exists():
        default_storage.delete(name)
