"""The task list of a report in words: sections by group, what is missing in each, and what to do next."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from organisms.models import Membership, User
from reporting import permissions
from reporting.lines.presenters import SectionView
from reporting.models import Report
from reporting.workflow.levels import is_read, is_reviewed
from reporting.workflow.status import LATE, QUIET, SETTLED, SIGNS, YOURS, days_left, status
from reporting.workflow.timeline import timeline
from roriq_portal.formats.days import format_period, format_short_period, year_before
from roriq_portal.formats.numbers import format_number
from services.models import Activity

TURNS = {"complete": SETTLED, "begun": YOURS, "todo": QUIET, "to_correct": LATE, "not_offered": QUIET}
TURN_SIGNS = {
    "complete": "check",
    "begun": "turn-yours",
    "todo": "turn-todo",
    "to_correct": "alert",
    "not_offered": "turn-none",
}
ICONS = {"identification": "edit", "finances": "sheet", "pieces": "clip"}
LOCKED = "Cette page se lit\u00a0; la coordination ou la direction la remplit."
FILED = "Ce rapport est déposé. On ne le change plus, à moins qu’on vous le retourne."
READ_WORDS = "Le rapport part tel qu’il a été lu, sans autre attestation."
COUNT_WORDS = ["Aucune", "Une", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf"]


@dataclass(frozen=True)
class Task:
    title: str
    url: str
    next_words: str
    turn: str
    sign: str
    words: str
    component: int | None = None
    icon: str = "edit"


@dataclass(frozen=True)
class SectionStatus:
    turn: str
    sign: str
    words: str
    next_words: str


def section_status(section: SectionView) -> SectionStatus:
    """Return the state of a section: its sign, its word, and what is missing in a sentence."""
    return SectionStatus(TURNS[section.state], TURN_SIGNS[section.state], section.state_words, section.words)


def locked_words(report: Report) -> str:
    """Return why a reader of a section does not write in it."""
    return LOCKED if report.is_open else FILED


def before_words(report: Report, section: SectionView) -> str:
    """Return the period whose answers stand beside those of a section: « 2024-2025 », « avril à septembre 2024 ».

    That of the report just before; while none was filed, the same one a year before.
    """
    filed = next((line.past.period for line in section.lines if line.past), "")
    if filed:
        return filed
    before = [year_before(day) for day in (report.period.lower, report.period.upper)]
    return format_short_period(before[0], before[1] - timedelta(days=1))


def detail_context(user: User, report: Report, sections: list[SectionView]) -> dict:
    """Return what the task list shows: beside the sections, records, people who certify, timeline."""
    offered = [section for section in sections if section.is_offered]
    done = sum(1 for section in offered if section.state == "complete")
    state = status(report, user)
    return {
        "report": report,
        "agreement": report.agreement,
        "is_annual": report.kind == Report.Kind.ANNUAL,
        "is_reviewed": is_reviewed(report),
        "status": state,
        "lead": _lead(report, offered, done, state.next_act),
        "steps_done": [{"complete": "done", "begun": "begun"}.get(section.state, "") for section in offered],
        "progress_words": _progress_words(done, len(offered)),
        "days_left": days_left(report.due_on),
        "period_words": format_period(report.period.lower, report.last_day),
        "records_words": _records_words(_records_counted(user, report)),
        "groups": _groups(report, sections, user, done == len(offered), certifiers(report)),
        "events": timeline(report),
        "funder_url": reverse("reporting:funder-report-follow", args=[report.pk]) if report.issued_at else "",
    }


def _lead(report: Report, offered: list[SectionView], done: int, next_act: str) -> str:
    if not report.is_open or report.state in (Report.State.RETURNED, Report.State.ASKED):
        return next_act
    left = len(offered) - done
    if not left:
        return "Tout est rempli. Relisez, puis la direction atteste."
    count = COUNT_WORDS[left].lower() if left < len(COUNT_WORDS) else str(left)
    sections = "sections" if left > 1 else "section"
    return f"Il reste {count} {sections}. Quand elles seront complètes, la direction pourra attester."


def _progress_words(done: int, offered: int) -> str:
    plural = "s" if done > 1 else ""
    return f"{done} section{plural} complète{plural} sur {offered}"


def _records_counted(user: User, report: Report) -> int:
    rows = Activity.objects.visible_to(user).live().filter(organism=report.organism_id)
    rows = rows.in_period(report.period.lower, report.last_day)
    if report.agreement:
        rows = rows.filter(charges__agreement=report.agreement)
    return rows.count()


def _records_words(count: int) -> str:
    return f"{format_number(count)} activité{'s' if count > 1 else ''}"


def _rest_title(report: Report, *, has_components: bool) -> str:
    """What sections without a component are: the network's own form says, a funder's may ask anything there."""
    if report.kind != Report.Kind.FUNDER:
        return "Argent et pièces"
    return "Autres sections" if has_components else "Sections"


def _groups(report: Report, sections: list[SectionView], user: User, is_complete: bool, heads: list[str]) -> list[dict]:
    """The network's order: the organism, its components, money and files, then filing."""
    first = [_task(report, section) for section in sections if section.key == "identification"]
    components = [_task(report, section) for section in sections if section.component]
    rest = [_task(report, section) for section in sections if not section.component and section.key != "identification"]
    groups = [
        {"key": "org", "title": "L’organisme", "lead": "", "tasks": first},
        {
            "key": "volets",
            "title": "Les cinq volets",
            "lead": "Les chiffres viennent de vos activités. On vous demande ce qu’elles ne disent pas.",
            "tasks": components,
        },
        {"key": "fin", "title": _rest_title(report, has_components=bool(components)), "lead": "", "tasks": rest},
        {
            "key": "dep",
            "title": _last_title(report),
            "lead": "",
            "tasks": [] if user.only_audits else [_check_task(report, user, is_complete, heads)],
        },
    ]
    return [group for group in groups if group["tasks"]]


def _last_title(report: Report) -> str:
    is_filed_first = is_reviewed(report) and not report.issued_at and not is_read(report)
    return "Déposer" if report.kind == Report.Kind.ANNUAL or is_filed_first else "Transmettre"


def _task(report: Report, section: SectionView) -> Task:
    state = section_status(section)
    url = reverse("reporting:report-section", args=[report.pk, section.key]) if section.is_offered else ""
    icon = ICONS.get(section.key, "edit")
    return Task(section.title, url, state.next_words, state.turn, state.sign, state.words, section.component, icon)


def _check_task(report: Report, user: User, is_complete: bool, heads: list[str]) -> Task:
    url = reverse("reporting:report-check", args=[report.pk])
    if not report.is_open and not report.issued_at and permissions.can_issue(user, report):
        issue = reverse("reporting:report-issue", args=[report.pk])
        return Task("Transmettre au bailleur", issue, READ_WORDS, YOURS, SIGNS[YOURS], "À faire", None, "shield")
    if not report.is_open:
        return Task(
            "Vérifier et attester",
            url,
            "Attesté. Vous pouvez relire le tout.",
            SETTLED,
            "check",
            "Fait",
            None,
            "shield",
        )
    words = f"{certifiers_words(heads)} Vous pouvez déjà relire le tout."
    if permissions.can_certify(user, report) or permissions.can_issue(user, report):
        words = "Relisez le tout, puis attestez." if is_complete else "Vous pouvez déjà relire le tout."
    turn, sign = (YOURS, SIGNS[YOURS]) if is_complete else (QUIET, "turn-todo")
    return Task(
        "Vérifier et attester", url, words, turn, sign, "À faire" if is_complete else "À commencer", None, "shield"
    )


def certifiers(report: Report) -> list[str]:
    """Return the names of those who direct the organism today."""
    seats = Membership.objects.running().filter(organism=report.organism_id, role=Membership.Role.DIRECTOR)
    return list(seats.order_by("user__name").values_list("user__name", flat=True))


def certifiers_words(names: list[str]) -> str:
    """Return « Réservé à la direction : Louise Bergeron. »; another sentence when nobody directs the organism."""
    if not names:
        return "Réservé à la direction\u00a0; personne n’y siège aujourd’hui. Demandez au réseau d’ouvrir ce siège."
    return f"Réservé à la direction\u00a0: {', '.join(names)}."
