"""Who signed a version of a report, as its paper prints it: read from the steps it took."""

from django.utils.translation import gettext, gettext_noop

from organisms.models import User
from reporting.models import Report, Transition
from roriq_portal.formats.days import format_moment
from roriq_portal.formats.phrases import quoted

# What whoever certifies ticks, sentence by sentence: the form shows it, the paper prints it
EXACT = gettext_noop("J’atteste que ce rapport est exact et complet au mieux de ma connaissance.")
ADOPTED = gettext_noop("Le conseil d’administration l’a adopté par résolution.")
ATTESTED: dict[str, tuple[str, ...]] = {Report.Kind.ANNUAL: (EXACT, ADOPTED), Report.Kind.FUNDER: (EXACT,)}
PREPARED, CERTIFIED = gettext_noop("Préparé"), gettext_noop("Attesté")
ACTS = {"ask_certification": PREPARED, "submit": CERTIFIED, "issue": CERTIFIED}
CERTIFIES = ("submit", "issue")


def certification_words(report: Report) -> str:
    """Return every sentence that was attested, each in its quotation marks."""
    return " ".join(quoted(gettext(sentence)) for sentence in ATTESTED[report.kind])


def signatures(report: Report) -> list[dict]:
    """Return who signed the version that is being made, in the order they did: act, person, role, when.

    The last signature of each act since the version before was certified: what was said of that one, its endorsement
    included, was not said of this one.
    """
    signed: dict[str, Transition] = {}
    is_certified = False
    steps = report.transitions.filter(name__in=list(ACTS), by__isnull=False).select_related("by")
    for step in steps.order_by("at", "pk"):
        if is_certified:
            signed.clear()
        signed.pop(ACTS[step.name], None)
        signed[ACTS[step.name]] = step
        is_certified = step.name in CERTIFIES
    return [
        {
            "act": gettext(act),
            "person": step.by.name,
            "role": _role(step.by, report),
            "when": format_moment(step.at, ", "),
        }
        for act, step in signed.items()
        if step.by
    ]


def _role(person: User, report: Report) -> str:
    roles = person.role_at(report.organism_id)
    if "director" in roles:
        return gettext("Direction, {}").format(report.organism.name)
    return gettext("Coordination, {}").format(report.organism.name) if roles else gettext("Réseau")
