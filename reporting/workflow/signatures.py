"""Who signed a report, as its paper prints it: read from the steps it took."""

from reporting.models import Report, Transition
from roriq_portal.formats.days import format_moment

CERTIFICATION = "«\u00a0J’atteste que ce rapport est exact et complet au mieux de ma connaissance.\u00a0»"
ACTS = {"ask_certification": "Préparé", "submit": "Attesté", "issue": "Attesté", "endorse": "Endossé"}


def signatures(report: Report) -> list[dict]:
    """Return the last signature of each act, in the order they were made: act, person, role, when."""
    signed: dict[str, Transition] = {}
    steps = report.transitions.filter(name__in=list(ACTS), by__isnull=False).select_related("by")
    for step in steps.order_by("at", "pk"):
        signed.pop(ACTS[step.name], None)
        signed[ACTS[step.name]] = step
    return [
        {"act": act, "person": step.by.name, "role": _role(step, report), "when": format_moment(step.at, ", ")}
        for act, step in signed.items()
    ]


def _role(step: Transition, report: Report) -> str:
    if step.name == "endorse":
        return "Organisme-pivot de la région"
    roles = step.by.role_at(report.organism_id)
    if "director" in roles:
        return f"Direction, {report.organism.name}"
    return f"Coordination, {report.organism.name}" if roles else "Réseau"
