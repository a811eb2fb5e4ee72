"""Everything of a year in one file: the papers issued for a funder's agreements, with an index that names each of them.

The agent who asked is the only one who can take it, for an hour, and only while they may still read all that it holds.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import Prefetch, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from agreements.models import Agreement
from organisms.models import User
from reporting.models import Document, Receipt, Report, Version
from reporting.papers.languages import mark_of
from roriq_portal.files.spreadsheets import Table, render_tables
from roriq_portal.fiscal_year import format_state_year, state_year_start

FOLDER = "bundles"
KEPT = timedelta(hours=1)
HEAD = (
    "Fichier", "Numéro", "Organisme", "Entente", "Dossier du bailleur", "Rapport", "Du", "Au", "Version",
    "Transmise le", "État", "SHA-256",
    "Empreinte conforme",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One line of the index. `name` is empty while the version's paper is being made, or when its file is lost."""

    name: str
    number: str
    organism: str
    agreement: str
    funder_reference: str
    report: str
    start: date
    last_day: date
    version: int
    issued_on: date
    is_current: bool
    answered: str
    sha256: str
    is_intact: bool
    is_made: bool

    @property
    def state(self) -> str:
        if not self.name:
            return "fichier introuvable" if self.is_made else "PDF pas encore prêt"
        return f"courante, {self.answered}" if self.is_current else "remplacée"

    def cells(self) -> list[str]:
        """The cells that follow the name of the file, under HEAD."""
        return [
            self.number, self.organism, self.agreement, self.funder_reference, self.report, self.start.isoformat(),
            self.last_day.isoformat(),
            str(self.version), self.issued_on.isoformat(), self.state, self.sha256,
            ("oui" if self.is_intact else "non") if self.name else "",
        ]  # fmt: skip


def bundle_path(user_id: int, key: str, year: int) -> str:
    """Return where the bytes stand in private storage."""
    return f"{FOLDER}/{user_id}/{year}-{key}.zip"


def may_take(user: User, key: str, year: int) -> bool:
    """Whether the file exists and they may still read every paper in it: a seat may have ended or narrowed since."""
    version_ids = cache.get(f"bundle-holds:{user.pk}:{key}")
    if version_ids is None or not default_storage.exists(bundle_path(user.pk, key, year)):
        return False
    return set(version_ids) <= set(versions_of_year(user, year).order_by().values_list("pk", flat=True))


def progress_of(user_id: int, key: str) -> tuple[int, int] | None:
    """Return how many papers are in and how many there are; None before the work begins, or once it is forgotten."""
    return cache.get(f"bundle:{user_id}:{key}")


def versions_of_year(user: User, year: int) -> QuerySet[Version]:
    """Return every version issued to this agent's funders for the periods that end in a State year."""
    rows = versions_sent(user, state_year_start(year), state_year_start(year + 1))
    papers = Prefetch("documents", Document.objects.filter(format=Document.Format.PDF).order_by("-language"))
    linked = ("report__organism", "report__deliverable__requirement__agreement", "report__template_version__template")
    return (
        rows.select_related(*linked)
        .prefetch_related(papers)
        .order_by("report__organism__sort_name", "report_id", "number")
    )


def reports_sent(user: User) -> QuerySet[Report]:
    """Return the reports issued to this agent's funders, or to their office where they speak for one."""
    agreements = Agreement.objects.signed_by_seats_of(user)
    reports = Report.objects.visible_to(user).for_funders().issued()
    return reports.filter(deliverable__requirement__agreement__in=agreements.values("pk"))


def versions_sent(user: User, first: date, end: date) -> QuerySet[Version]:
    """Return every version of theirs that was sent, of a report whose period ends in these days (`end` excluded)."""
    ended = {"period__endswith__gt": first, "period__endswith__lte": end}
    sent = Q(report__review=Agreement.Review.NONE) | Q(pk__in=Receipt.objects.filter(state="sent").values("version"))
    return Version.objects.filter(sent, report__in=reports_sent(user).filter(**ended).order_by().values("pk"))


def keep_bundle(user: User, key: str, year: int) -> None:
    """Make the file and store it where its page looks; delete those an hour old. Run twice, it makes the same file."""
    with tempfile.TemporaryFile() as made:
        _write(made, user, key, year)
        made.seek(0)
        path = bundle_path(user.pk, key, year)
        default_storage.delete(path)
        default_storage.save(path, File(made))
    forget_old(user.pk)


def _write(made, user: User, key: str, year: int) -> None:
    versions = list(versions_of_year(user, year))
    newest = {version.report_id: version.number for version in versions}
    cache.set(f"bundle-holds:{user.pk}:{key}", [version.pk for version in versions], KEPT.total_seconds())
    entries = []
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, version in enumerate(versions, 1):
            papers: list[Document | None] = [*version.documents.all()] or [None]
            entries += [_add(archive, version, paper, newest[version.report_id]) for paper in papers]
            cache.set(f"bundle:{user.pk}:{key}", (done, len(versions)), KEPT.total_seconds())
        archive.writestr("index.csv", _index_csv(entries))
        context = {"entries": entries, "year": format_state_year(year), "now": timezone.now(), "head": HEAD}
        archive.writestr("index.html", render_to_string("reporting/funder_reports/desk/bundle_index.html", context))


def _add(archive: zipfile.ZipFile, version: Version, paper: Document | None, newest: int) -> Entry:
    """A paper is copied as it was made; its print is taken again on the way, and compared."""
    name, digest, data = "", "", bytes_of(paper)
    if paper is not None and data is not None:
        name, digest = _name(version, paper.language), hashlib.sha256(data).hexdigest()
        archive.writestr(zipfile.ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0)), data)
    report, agreement = version.report, version.report.funded_agreement
    return Entry(
        name=name,
        number=report.number or "",
        organism=report.organism.name,
        agreement=agreement.reference,
        funder_reference=agreement.funder_reference,
        report=str(report),
        start=report.period.lower,
        last_day=report.last_day,
        version=version.number,
        issued_on=timezone.localdate(version.as_of),
        is_current=version.number == newest,
        answered=report.get_state_display().lower(),
        sha256=digest,
        is_intact=paper is not None and paper.sha256 == digest,
        is_made=paper is not None,
    )


def bytes_of(paper: Document | None) -> bytes | None:
    """Return the bytes of a paper; None without one, or when its file is lost: the others are still worth having."""
    if paper is None:
        return None
    try:
        with paper.file.open("rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _name(version: Version, language: str) -> str:
    """A path of plain letters, the same for the same paper; numbers keep two alike apart."""
    report, agreement = version.report, version.report.funded_agreement
    organism = slugify(report.organism.name)[:60] or f"organisme-{report.organism_id}"
    folder = f"{slugify(agreement.reference)[:40] or 'entente'}-{agreement.pk}"
    period = f"{report.period.lower.isoformat()}_{report.last_day.isoformat()}"
    kind = slugify(report.requirement.get_kind_display()) or "rapport"
    return f"{organism}/{folder}/{kind}-{period}-{report.pk}-v{version.number}{mark_of(language)}.pdf"


def _index_csv(entries: list[Entry]) -> bytes:
    return render_tables("csv", [Table("Index", HEAD, [(entry.name, *entry.cells()) for entry in entries])])


def forget_old(user_id: int) -> None:
    """Delete this user's files that are an hour old, whatever was gathered in them."""
    before = timezone.now() - KEPT
    for path in _kept_of(user_id):
        if default_storage.get_modified_time(path) < before:
            default_storage.delete(path)


def _kept_of(user_id: int) -> Iterator[str]:
    folder = f"{FOLDER}/{user_id}"
    yield from (f"{folder}/{name}" for name in default_storage.listdir(folder)[1])
