"""The rows of the page of works: letters that did not leave, and jobs that wait, run or failed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from organisms.models import Letter
from reporting.workflow.status import LATE, OTHERS, SIGNS
from reporting.works.standing import jobs_not_done
from roriq_portal.lists.columns import BY_VALUE, Column, Kind, Shown, Under
from roriq_portal.lists.declared import Listing, declare

JOB_WORDS = {
    "portal:announce_campaign": "Annonce d’une campagne",
    "portal:announce_campaign_undone": "Annonce d’une campagne annulée",
    "portal:announce-seat-ended": "Annonce d’un siège fermé",
    "portal:announce-seat-reopened": "Annonce d’un siège rouvert",
    "portal:announce-step-reset": "Annonce d’une deuxième étape retirée",
    "portal:announce_link_answer": "Annonce d’une réponse par lien privé",
    "portal:announce_letter": "Annonce d’une lettre inscrite",
    "portal:announce_step": "Annonce d’une étape d’un rapport",
    "portal:announce_version": "Annonce d’un rapport transmis",
    "portal:announce_campaign_date": "Annonce d’une échéance corrigée",
    "portal:carry_out_grouped": "Geste sur plusieurs rapports",
    "portal:count_questions": "Compte des questions des brouillons",
    "portal:digest_days": "Empreinte des jours passés",
    "portal:examine_portal": "Examen du portail",
    "portal:examine-register": "Examen d’un registre",
    "portal:fold_sums": "Entretien des sommes mensuelles",
    "portal:mask_totals": "Choix des nombres masqués",
    "portal:mask_portrait": "Choix des nombres masqués du portrait",
    "portal:forget-access": "Entretien des sessions et des essais d’entrée",
    "portal:forget_sent_forms": "Entretien des pages envoyées",
    "portal:forget_leavers": "Retrait du nom et du courriel de qui est parti",
    "portal:forget_letters": "Entretien des courriels partis",
    "portal:forget_news": "Entretien des avis lus",
    "portal:forget_recipients": "Effacement des destinataires de liens échus",
    "portal:forget_workbooks": "Effacement des classeurs reçus",
    "portal:import-register": "Importation d’un registre",
    "portal:mail-import-done": "Annonce d’une importation terminée",
    "portal:make_bundle": "Fichier d’une année pour un bailleur",
    "portal:make_consolidated_papers": "Papiers d’un rapport consolidé",
    "portal:make_draft": "Ébauche d’un rapport",
    "portal:make_papers": "Papiers d’un rapport",
    "portal:pack_grouped": "Papiers de plusieurs rapports en un fichier",
    "portal:purge_households": "Effacement des ménages échus",
    "portal:purge_privacy": "Effacement des incidents et des consultations échus",
    "portal:remove_parts": "Entretien des fichiers interrompus",
    "portal:remind": "Recherche des rappels du jour",
    "portal:send-invitation": "Invitation",
    "portal:send_inquiry": "Question au réseau",
    "portal:send_inquiry_answer": "Réponse du réseau à une question",
    "portal:send-letter": "Courriel",
    "portal:send_link": "Lien privé d’un rapport",
    "portal:send_message": "Message du réseau",
    "portal:send_news": "Courriel de nouveautés",
    "portal:send_reminders": "Rappel",
    "portal:tell-account-change": "Annonce d’un changement d’accès",
    "portal:write_news": "Recherche des nouveautés à envoyer",
}
STATES = {"todo": "waiting", "doing": "running", "failed": "failed"}
STATE_WORDS = {"failed": "Non abouti", "waiting": "En attente", "running": "En cours"}
KIND_WORDS = {"letter": "Courriels", "job": "Travaux"}
# More than this is an outage: the first ones say all, and the count says how many
MOST = 300


@dataclass(frozen=True)
class Work:
    """One letter or one job that is not done."""

    kind: str
    pk: int
    words: str
    detail: str
    state: str
    since: datetime | None
    attempts: int
    next_at: datetime | None
    trouble: str

    @property
    def state_words(self) -> str:
        return "Non livré" if (self.kind, self.state) == ("letter", "failed") else STATE_WORDS[self.state]

    @property
    def can_be_tried(self) -> bool:
        """A letter at any moment; a job once it failed: the others come by themselves."""
        return self.state == "failed" or self.kind == "letter"


def works(kind: str, state: str) -> list[Work]:
    """Return what is not done, failed first, then the oldest. Two queries at most; `kind`, `state`: blank for all."""
    rows: list[Work] = []
    if kind in ("", "letter"):
        rows += map(_of_letter, _letters(state)[:MOST])
    if kind in ("", "job"):
        rows += _of_jobs(_jobs(state)[:MOST])
    return sorted(rows, key=lambda row: (row.state != "failed", row.since is None, row.since or datetime.max, row.pk))


def _letters(state: str) -> QuerySet[Letter]:
    rows = Letter.objects.open().order_by("state", "written_at").defer("sealed")
    return rows.filter(state=state) if state else rows


def _of_letter(letter: Letter) -> Work:
    return Work(
        "letter", letter.pk, letter.subject, letter.address, str(letter.state), letter.written_at,
        letter.attempts, letter.next_at, letter.error,
    )  # fmt: skip


def _jobs(state: str) -> QuerySet[ProcrastinateJob]:
    wanted = [status for status, ours in STATES.items() if state in ("", ours)]
    return jobs_not_done().filter(status__in=wanted).order_by("status", "pk")


def _of_jobs(jobs: Iterable[Any]) -> list[Work]:
    return [
        Work(
            "job", row.pk, JOB_WORDS.get(row.task_name, row.task_name), f"nº {row.pk}", STATES[row.status],
            row.since, row.attempts, row.scheduled_at if row.status == "todo" else None, "",
        )
        for row in jobs
    ]  # fmt: skip


def _words(row: Work) -> Shown:
    return Shown(row.words, under=(Under(row.detail),))


def _state(row: Work) -> Shown:
    turn = LATE if row.state == "failed" else OTHERS
    return Shown(row.state_words, under=(Under(row.trouble),) if row.trouble else (), turn=turn, sign=SIGNS[turn])


WORKS = declare(
    Listing(
        address="reporting:work-list",
        name="Courriels et travaux qui ne sont pas finis",
        stem="travaux",
        nouns=("travail", "travaux"),
        columns=(
            Column("travail", "Travail", lambda row: row.words, BY_VALUE, show=_words),
            Column("etat", "État", lambda row: row.state_words, BY_VALUE, show=_state),
            Column("depuis", "Depuis", lambda row: row.since, BY_VALUE, Kind.MOMENT),
            Column("essais", "Essais", lambda row: row.attempts, BY_VALUE, Kind.NUMBER),
            Column("prochain", "Prochain essai", lambda row: row.next_at, BY_VALUE, Kind.MOMENT),
            Column("detail", "Détail", lambda row: row.detail, BY_VALUE, is_usual=False),
        ),
        order="",
        size=50,
    )
)
