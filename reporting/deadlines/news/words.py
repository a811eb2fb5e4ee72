"""One piece of news in words, and its address. A letter says the same words; no household is named."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from agreements.models import Amendment, Requirement
from organisms.models import Membership, NetworkSeat, NewsKind
from reporting.deadlines.news.columns import BY_LETTER, BY_LINK, News
from reporting.models import Report
from reporting.workflow.timeline import VERBS
from roriq_portal.formats.days import format_day, format_short_period
from roriq_portal.formats.numbers import SPACE
from roriq_portal.formats.phrases import counted

ACTS = {
    "step": VERBS | {"take_back": "Décision annulée"},
    "receipt": {
        "asked": "Précisions demandées",
        "answered": "Réponse écrite",
        "accepted": "Accepté",
        "reserve": "Accepté avec réserve",
        "back": "Réponse annulée",
    },
    "target": {
        "proposed": "Cible conjointe proposée",
        "countered": "Cible conjointe, contre-proposition",
        "accepted": "Cible conjointe acceptée",
        "ended": "Cible conjointe terminée",
    },
    "household": {
        "referred": "Ménage référé",
        "acknowledged": "Référence reçue",
        "refused": "Référence refusée",
        "withdrawn": "Ménage retiré",
    },
    "import": {"done": "Importation terminée", "failed": "Importation arrêtée"},
    "form": {"published": "Gabarit publié", "later": "Version plus récente de votre gabarit"},
    "moved": {"moved": "Échéance reportée"},
    "skipped": {"skipped": "Livrable écarté"},
    "added": {"added": "Livrable ajouté"},
    "remark": {"written": "Remarque"},
    "paper": {"made": "Document prêt"},
    "opened": {"report": "Rapport à produire"},
    "campaign": {"opened": "Campagne ouverte"},
    "auditor": {"auditor": "Siège de vérification ouvert"},
}
# Several of the same sort, in one line: « 14 rapports déposés »
MANY = {
    ("step", "submit"): ("rapport déposé", "rapports déposés"),
    ("step", "endorse"): ("rapport endossé", "rapports endossés"),
    ("step", "issue"): ("rapport transmis", "rapports transmis"),
    ("step", "return"): ("rapport retourné", "rapports retournés"),
    ("step", "approve"): ("rapport approuvé", "rapports approuvés"),
    ("step", "ask_certification"): ("attestation demandée", "attestations demandées"),
    ("receipt", "accepted"): ("rapport accepté", "rapports acceptés"),
    ("receipt", "asked"): ("question d’un bailleur", "questions des bailleurs"),
    ("receipt", "answered"): ("réponse écrite", "réponses écrites"),
    ("remark", "written"): ("remarque", "remarques"),
    ("paper", "made"): ("document prêt", "documents prêts"),
    ("household", "referred"): ("ménage référé", "ménages référés"),
    ("household", "acknowledged"): ("référence reçue", "références reçues"),
    ("household", "refused"): ("référence refusée", "références refusées"),
    ("import", "done"): ("importation terminée", "importations terminées"),
    ("moved", "moved"): ("échéance reportée", "échéances reportées"),
    ("skipped", "skipped"): ("livrable écarté", "livrables écartés"),
    ("added", "added"): ("livrable ajouté", "livrables ajoutés"),
    ("form", "published"): ("gabarit publié", "gabarits publiés"),
}
OTHERS = ("autre avis", "autres avis")
REPORT_SOURCES = {"step", "receipt", "remark", "paper", "opened"}
ROLES = {"seat": dict(Membership.Role.choices), "network": dict(NetworkSeat.Role.choices)}


@dataclass(frozen=True)
class Line:
    """One piece of news: `words`, the text of its link; `detail`: by whom, of which organism and agreement.

    `is_marked_alone`: by itself and not with all others, so that it may be put back by itself. `household`: its key,
    for the pages of its two organisms and for no letter.
    """

    key: str
    kind: str
    words: str
    detail: str
    at: datetime
    url: str
    is_read: bool = False
    is_marked_alone: bool = False
    household: str = ""

    @property
    def kind_words(self) -> str:
        return str(NewsKind(self.kind).label)


def line_of(news: News, *, is_read: bool = False, is_marked_alone: bool = False) -> Line:
    words, detail, url = words_of(news), detail_of(news), url_of(news)
    household = news.title if news.source == "household" else ""
    return Line(news.key, news.kind, words, detail, news.at, url, is_read, is_marked_alone, household)


def words_of(news: News) -> str:
    """« Retourné pour correction : Rapport final 2025-2026 »."""
    if news.source in ROLES:
        return f"Siège ouvert{SPACE}: {news.title}, {ROLES[news.source][news.act].lower()}"
    if news.source == "amendment":
        name = Amendment.Instrument(news.act)
        signed = "signée" if name == Amendment.Instrument.LETTER else "signé"
        return f"{name.label} nº{SPACE}{news.number} {signed}, en vigueur le {_day(news)}"
    act, thing = ACTS[news.source][news.act], _thing(news)
    return f"{act}{SPACE}: {thing}" if thing else act


def many_words(source: str, act: str, number: int) -> str:
    """« 14 rapports déposés »."""
    return counted(number, *MANY.get((source, act), OTHERS))


def detail_of(news: News) -> str:
    """« par Nadia Roy · organisme La Croisée · entente MIN-2024-031 »."""
    parts = (
        _by(news),
        f"bailleur {news.funder}" if news.funder else "",
        f"organisme {news.organism}" if news.organism else "",
        f"entente {news.reference}" if news.reference else "",
    )
    return " · ".join(part for part in parts if part)


def url_of(news: News) -> str:
    """Return the address of the page that shows it, which asks its own rights again."""
    source, place, inner = news.source, news.place, news.inner
    if source in REPORT_SOURCES:
        return reverse("reporting:report-detail", args=[place])
    if source == "form" and news.act == "later":
        return reverse("reporting:report-form-change", args=[place])
    if source == "household":
        return reverse("services:household-detail", args=[place, news.title])
    if source == "network":
        return reverse("organisms:network-team")
    routes = {
        "form": ("reporting:form-version", [place]),
        "campaign": ("reporting:campaign-detail", [place]),
        "amendment": ("agreements:amendment-detail", [place, inner]),
        **dict.fromkeys(("moved", "skipped", "added"), ("agreements:deliverable-detail", [place, inner])),
        "target": ("services:joint-target-detail", [place, inner]),
        "import": ("services:import-detail", [place, inner]),
        **dict.fromkeys(("seat", "auditor"), ("organisms:team", [place])),
    }
    route, args = routes[source]
    return reverse(route, args=args)


def _by(news: News) -> str:
    if not news.actor:
        return ""
    if news.source == "receipt" and news.inner == BY_LINK:
        return f"par lien privé, {news.actor}"
    if news.source == "receipt" and news.inner == BY_LETTER:
        return f"par lettre, inscrit par {news.actor}"
    return f"par {news.actor}"


def _thing(news: News) -> str:
    """What the act is about; empty where the act says all."""
    if news.source in REPORT_SOURCES:
        return _report(news)
    if news.source in ("moved", "skipped", "added"):
        title = dict(Requirement.Kind.choices).get(news.title, news.title)
        words = f"{title} {_period(news)}"
        return f"{words}, désormais le {_day(news)}" if news.source == "moved" else words
    if news.source == "target":
        return f"{counted(news.number or 0, 'ménage')}, {_period(news)}"
    if news.source == "form":
        return f"{news.title}, version {news.number}"
    if news.source == "campaign":
        return f"rapport annuel {_period(news)}, à déposer le {_day(news)}"
    return news.title if news.source in ("import", "auditor") else ""


def _report(news: News) -> str:
    title = Report(period=news.days).titled(news.title)
    if news.source == "receipt" and news.day:
        return f"{title}, réponse attendue le {_day(news)}"
    if news.source == "paper":
        return f"{title}, version {news.number}"
    return f"{title}, à remettre le {_day(news)}" if news.source == "opened" else title


def _day(news: News) -> str:
    return format_day(news.day) if news.day else "–"


def _period(news: News) -> str:
    return format_short_period(news.days.lower, news.days.upper - timedelta(days=1))
