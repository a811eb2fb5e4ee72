"""What the portal can propose for a box that somebody must declare. Never an answer: the box stays hers."""

from agreements.stability import unsure_days
from agreements.stability_rows import reading_terms_of
from reporting.models import Report
from reporting.outline import Outline
from roriq_portal.trips import Errand, nothing

UNSIGNED_DAYS = "V5.07"


def reading_proposals(report: Report, outline: Outline) -> Errand[dict[str, str]]:
    """Return the errand of sentences by indicator code: the days of the period without a signed agreement, where asked.

    A proposal only: V5.07 counts the days on which a service was given, which agreements do not know (decision 14).
    """
    if report.deliverable_id or not any(UNSIGNED_DAYS in line.codes for line in outline.lines):
        return nothing({})
    since, until = report.period.lower, report.period.upper
    return reading_terms_of(report.organism_id).then(
        lambda terms: {UNSIGNED_DAYS: _words(unsure_days(terms, since, until))} if terms else {}
    )


def _words(days: int) -> str:
    told = f"{days}\u00a0jour{'s' if days > 1 else ''}" if days else "aucun jour"
    return (
        f"Vos ententes disent\u00a0: {told} de la période sans signature ou entre deux ententes. "
        "Inscrivez ceux où vous avez quand même offert le service."
    )


def proposal_for(proposals: dict[str, str], codes: tuple[str, ...]) -> str:
    return next((proposals[code] for code in codes if code in proposals), "")
