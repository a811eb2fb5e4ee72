"""Timeline of one organism's agreements over the years: drawings, table, days; and what is left to renew."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import NoReverseMatch, reverse

from agreements.permissions import MANAGERS
from agreements.stability.queries import Ledger, reads_all_of
from agreements.stability.signature_days import Days, Renewal, Term, days_by_term, days_in_all
from agreements.stability.timeline_chart import Spans, draw
from organisms.models import User
from reporting.monitoring.forms import Window
from roriq_portal.formats.days import format_day
from roriq_portal.formats.phrases import counted

WIDE, NARROW = 900, 340
WORDS = {1: "annuelle", 2: "de deux ans", 3: "triennale", 4: "de quatre ans", 5: "quinquennale"}


@dataclass(frozen=True)
class SpanRow:
    """One agreement of the table that stands beside the drawing: the days are those of the window."""

    term: Term
    funders: str
    programme: str
    length: str
    days: Days
    signature: str


@dataclass(frozen=True)
class SpanPage:
    """`whole` is None for who does not read every agreement of the organism."""

    rows: list[SpanRow]
    wide: Spans
    narrow: Spans
    days: Days
    whole: Days | None
    total: Decimal


@dataclass(frozen=True)
class RenewalRow:
    renewal: Renewal
    organism: str
    funders: str
    programme: str
    length: str
    left: str
    next_url: str
    next_words: str


def build_spans(user: User, ledger: Ledger, organism_id: int, window: Window) -> SpanPage:
    """Return the time line of the organism's agreements that they read whole, oldest first."""
    terms = sorted(ledger.terms, key=lambda term: (term.starts_on, term.id))
    days = days_by_term(terms, window.since, window.until)
    rows = [_row(ledger, term, days.get(term.id, Days()), window.day) for term in terms]
    name = ledger.organisms[organism_id].name if organism_id in ledger.organisms else ""
    title = f"Qui finance quoi, jusqu’à quand\u00a0: {name}"
    description = f"{counted(len(terms), 'entente')}\u00a0; le tableau qui suit donne les jours de chacune."
    name_of = _naming(ledger)
    spans = {
        width: draw(terms, name_of, day=window.day, width=width, words=(title, description)) for width in (WIDE, NARROW)
    }
    return SpanPage(
        rows=rows,
        wide=spans[WIDE],
        narrow=spans[NARROW],
        days=sum(days.values(), Days()),
        whole=days_in_all(terms, window.since, window.until) if reads_all_of(user, organism_id) else None,
        total=sum((term.amount or Decimal(0) for term in terms), Decimal(0)),
    )


def _naming(ledger: Ledger) -> Callable[[Term], str]:
    return lambda term: f"{ledger.programmes[term.programme_id]}, {ledger.funders[term.lead_id].name}"


def _row(ledger: Ledger, term: Term, days: Days, day: date) -> SpanRow:
    return SpanRow(
        term=term,
        funders=_funders(ledger, term),
        programme=ledger.programmes[term.programme_id],
        length=length_words(term),
        days=days,
        signature=signature_words(term, day),
    )


def _funders(ledger: Ledger, term: Term) -> str:
    return ", ".join(ledger.funders[key].name for key in term.funder_ids)


def length_words(term: Term) -> str:
    return WORDS.get(term.years, "pluriannuelle")


def signature_words(term: Term, day: date) -> str:
    """« le 18 mai 2026, 47 jours après son premier jour »; says when no signature was written down."""
    if term.signed_on is None:
        return "à signer" if term.starts_on > day else "aucune signature inscrite"
    late = term.days_late or 0
    after = f", {days_words(late)} après son premier jour" if late > 0 else ""
    return f"le {format_day(term.signed_on)}{after}"


def days_words(days: int) -> str:
    return counted(days, "jour")


def renewal_row(user: User, ledger: Ledger, renewal: Renewal) -> RenewalRow:
    """Return one agreement left to renew, in words, with the way to prepare what follows where this person may."""
    term = renewal.term
    url, words = _next_step(user, renewal)
    return RenewalRow(
        renewal=renewal,
        organism=ledger.organisms[term.organism_id].name,
        funders=_funders(ledger, term),
        programme=ledger.programmes[term.programme_id],
        length=length_words(term),
        left=_left(renewal.days_left),
        next_url=url,
        next_words=words,
    )


def _left(days: int) -> str:
    if days < 0:
        return f"terminée depuis {days_words(-days)}"
    return f"dans {days_words(days)}" if days else "aujourd’hui"


def _next_step(user: User, renewal: Renewal) -> tuple[str, str]:
    """Return where the next agreement is: the one already written, else the page that starts it from this one."""
    if renewal.follow_up:
        return reverse("agreements:agreement-detail", args=[renewal.follow_up.id]), renewal.follow_up.reference
    if not (user.coordinates_network or user.role_at(renewal.term.organism_id) & MANAGERS):
        return "", ""
    try:
        return reverse("agreements:agreement-next", args=[renewal.term.id]), "Préparer la suivante"
    except NoReverseMatch:
        return "", ""
