"""The two sides of a funder's report: who signs, for whom an agent reads, and where each signatory stands."""

from django.db.models import QuerySet

from agreements.models import AgreementFunder, Funder, FunderSeat
from organisms.models import User
from reporting.models import Receipt, Report, Version
from reporting.permissions import funders_of


def signatures_of(report: Report) -> QuerySet[AgreementFunder]:
    """Return the signatures of the report's agreement, the lead funder first."""
    rows = AgreementFunder.objects.filter(agreement=report.agreement).select_related("funder", "office")
    return rows.order_by("-is_lead", "funder__sort_name")


def signatories(report: Report) -> QuerySet[Funder]:
    """Return the funders that sign the report's agreement, as a form chooses among them."""
    return Funder.objects.filter(signatures__agreement=report.agreement).order_by("-signatures__is_lead", "sort_name")


def without_agent(report: Report) -> QuerySet[Funder]:
    """Return the signatories for which nobody with a live seat speaks: those alone may be written down by letter.

    Three queries, whatever their number.
    """
    signatures = list(AgreementFunder.objects.filter(agreement=report.agreement))
    funder_ids = [signature.funder_id for signature in signatures]
    seats = list(FunderSeat.objects.running().filter(funder__in=funder_ids, user__is_active=True))
    silent = [row.funder_id for row in signatures if not any(row.is_spoken_for_by(seat) for seat in seats)]
    return signatories(report).filter(pk__in=silent)


def unreached(report: Report) -> list[Funder]:
    """Return the signatories whom no letter tells of a version: no seat, no address of theirs, no open private link.

    Five queries, whatever their number.
    """
    linked = set(report.private_links.sent().open().values_list("funder", flat=True))
    return [funder for funder in without_agent(report).filter(email="") if funder.pk not in linked]


def issued_words(unreached: list[Funder]) -> str:
    """Say that a version left, and to whom it must still be sent."""
    papers = "Rapport transmis. Le PDF et le XLSX se préparent"
    if not unreached:
        return f"{papers}\u00a0; le bailleur est averti."
    names = ", ".join(str(funder) for funder in unreached)
    return f"{papers}. Personne n’a été averti chez {names}\u00a0: ni accès au portail, ni courriel. Envoyez un lien."


def funder_read_for(user: User, report: Report) -> Funder | None:
    """Return the funder for which this person reads and answers, the lead one when they sit for several."""
    rows = AgreementFunder.objects.filter(agreement=report.agreement, funder__in=funders_of(user, report))
    first = rows.select_related("funder").order_by("-is_lead", "funder__sort_name").first()
    return first.funder if first else None


def standing_of(
    version: Version, signatures: list[AgreementFunder], receipts: list[Receipt]
) -> list[tuple[AgreementFunder, Receipt | None]]:
    """Return, for each signature, its newest receipt of this version among those of the report, newest first."""
    newest: dict[int, Receipt] = {}
    for receipt in receipts:
        if receipt.version_id == version.pk:
            newest.setdefault(receipt.funder_id, receipt)
    return [(signature, newest.get(signature.funder_id)) for signature in signatures]


def has_read(version: Version, funder: Funder) -> bool:
    return version.receipts.filter(funder=funder).exclude(state=Receipt.State.SENT).exists()
