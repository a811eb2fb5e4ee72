"""Sentences of the form editor, and where its pages stand."""

from django.urls import reverse

from reporting.models import TemplateVersion
from roriq_portal.formats.phrases import agree, counted

Place = tuple[str, str]


def breadcrumb_to(*last: str, version: TemplateVersion | None = None) -> list[Place]:
    """Return the breadcrumb: the list, the version where there is one, then the words of this page."""
    places: list[Place] = [("Gabarits", reverse("reporting:form-list"))]
    if version:
        own = reverse("reporting:form-version", args=[version.pk]) if last else ""
        places.append((version_title(version), own))
    return [*places, *((words, "") for words in last)]


def version_title(version: TemplateVersion) -> str:
    return f"{version.template.name}, version {version.number}"


def taken_words(drafts: list[TemplateVersion]) -> str:
    """Say which drafts a file made."""
    names = ", ".join(version_title(draft) for draft in drafts)
    return f"{counted(len(drafts), 'brouillon fait', 'brouillons faits')}\u00a0: {names}."


def retiring_lead(open_reports: int, agreements: int) -> str:
    """Say what a retirement does, before it is done."""
    asked = counted(agreements, "entente le demande", "ententes le demandent")
    going = counted(open_reports, "rapport commencé", "rapports commencés")
    continues = agree(open_reports, "continue", "continuent")
    first = f"{going} {continues} jusqu’au bout. " if open_reports else ""
    return f"{first}Aucun autre rapport ne se commence avec lui ({asked}). On peut le remettre en usage."


def removal_lead(named_by: int) -> str:
    """Say what goes with a line."""
    if not named_by:
        return "Ses tranches et ses règles partent avec elle. Les rapports déjà commencés ne changent pas."
    words = counted(named_by, "règle ou calcul d’une autre ligne", "règles ou calculs d’autres lignes")
    return f"Ses tranches et ses règles partent avec elle, et {words}. Les rapports déjà commencés ne changent pas."


def discard_lead(version: TemplateVersion, lines: int) -> str:
    """Say what is lost with a draft."""
    stays = (
        "Les versions publiées restent." if version.number > 1 else "Le gabarit n’a pas d’autre version\u00a0: il part."
    )
    return f"{counted(lines, 'ligne est perdue', 'lignes sont perdues')}. {stays} On ne peut pas y revenir."
