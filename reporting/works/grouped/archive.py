"""The papers of many reports in one file, with an index: its author alone takes it, for an hour."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable

from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import slugify

from reporting.funder_reports.year_archive import FOLDER, bytes_of, forget_old
from reporting.models import Document, GroupedAct, GroupedItem, Report
from reporting.papers.languages import mark_of
from roriq_portal.files.spreadsheets import Table, render_tables

HEAD = (
    "Fichier", "Numéro", "Organisme", "Région", "Rapport", "Du", "Au", "Version", "Figée le", "SHA-256",
    "Empreinte conforme",
)  # fmt: skip
EPOCH = (2000, 1, 1, 0, 0, 0)


def archive_path(act: GroupedAct) -> str:
    """Return where the bytes stand in private storage, beside what its author gathered otherwise."""
    return f"{FOLDER}/{act.by_id}/rapports-{act.key}.zip"


def may_take(act: GroupedAct) -> bool:
    """Whether its author may still read every report of the file: a seat may have ended or narrowed since."""
    reports = act.items.filter(state=GroupedItem.State.DONE).values("report")
    readable = Report.objects.visible_to(act.by).filter(pk__in=reports).order_by()
    return readable.values("pk").distinct().count() == reports.count()


def keep_archive(act_id: int) -> None:
    """Make the file and store it where its page looks; delete those an hour old. Run twice, it makes the same file."""
    act = GroupedAct.objects.select_related("by").get(pk=act_id)
    with tempfile.TemporaryFile() as made:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            lines = [line for item in _items(act) for line in _add(archive, item)]
            archive.writestr(_plain("index.csv"), render_tables("csv", [Table("Index", HEAD, lines)]))
        made.seek(0)
        default_storage.delete(archive_path(act))
        default_storage.save(archive_path(act), File(made))
    forget_old(act.by_id)


def _items(act: GroupedAct) -> Iterable[GroupedItem]:
    papers = Prefetch("version__documents", Document.objects.order_by("-language", "format"))
    linked = ("version", "report__organism", "report__region", "report__template_version__template")
    rows = act.items.filter(state=GroupedItem.State.DONE).select_related(*linked).defer("version__content")
    return rows.prefetch_related(papers).order_by("report__organism__sort_name", "report")


def _add(archive: zipfile.ZipFile, item: GroupedItem) -> Iterable[list]:
    """A paper is copied as it was made; its print is taken again on the way, and compared."""
    report, version = item.report, item.version
    for paper in version.documents.all() if version else ():
        data = bytes_of(paper)
        digest = hashlib.sha256(data).hexdigest() if data is not None else ""
        name = _name(report, paper) if data is not None else ""
        if data is not None:
            archive.writestr(_plain(name), data)
        yield [
            name, report.number or "", report.organism.name, report.region.name, str(report),
            report.period.lower.isoformat(), report.last_day.isoformat(), paper.version.number,
            timezone.localdate(paper.version.as_of).isoformat(), digest,
            ("oui" if digest == paper.sha256 else "non") if digest else "fichier introuvable",
        ]  # fmt: skip


def _name(report: Report, paper: Document) -> str:
    """A path of plain letters, the same for the same paper; its numbers keep two alike apart."""
    folder = slugify(report.organism.name)[:60] or f"organisme-{report.organism_id}"
    number = slugify(report.number or "") or f"rapport-{report.pk}"
    return f"{folder}/{number}-v{paper.version.number}{mark_of(paper.language)}.{paper.format}"


def _plain(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, date_time=EPOCH)
