"""Filling: what the organisms of the demonstration answer where their records say nothing."""

import io
import random
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from agreements.currency import cents, split
from agreements.models import AgreementFunder, Expense, Payment, Requirement
from organisms.models import User
from reporting.engine.form.spec import BandSpec
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.filling.actions.answers import save_answers
from reporting.filling.actions.attachments import add_attachment
from reporting.lines.assembly import read_report_data, sections_of
from reporting.lines.presenters import BandView, LineView
from reporting.management.demo.cast import SIZE_TO_COME, roles
from reporting.models import Line, Report
from roriq_portal.files.uploads import examine
from services.models.declaration import AnswerState

# What a unit of size declares for a year; a ratio says how many over how many.
DECLARED = {
    "V1.03": 34, "V1.04": 24, "V1.09": 12, "V1.10": 10, "V1.11": 23, "V2.01": 31, "V2.02": 19, "V2.03": 11,
    "V2.07": 4, "V3.01": 11, "V3.04": 5, "V4.03": 62, "V4.04": 18, "V4.08": 6, "V4.16": 4, "V5.02": 9, "V5.03": 1,
    "V5.07": 21, "F.01": 88,
}  # fmt: skip
RATIOS = {
    "V2.04": (13, 16), "V4.10": (9, 10), "V4.11": (7, 9), "V4.12": (5, 8), "V5.06": (1, 5),
}  # fmt: skip
# A person counted for an agreement is counted for the organism; half a year holds less than the year.
CHARGED_SHARE = Decimal("0.72")
HALF_YEAR_SHARE = Decimal("0.45")
STATE_YEAR = 4
# What the year of an organism held, for a dollar that its agreements paid
OF_THE_YEAR = {"ef-revenus": Decimal("1.08"), "ef-depenses": Decimal("1.05")}
UNSIZED = {"V5.07", "V5.03"}
# How a hundred people are spread over the bands of a form; each line spreads its own a little otherwise
SPREAD = {
    "sex-femmes": 53, "sex-hommes": 45, "sex-autre-nsp": 2,
    "age-0-14": 24, "age-15-24": 16, "age-25-34": 27, "age-35-44": 19, "age-45-54": 8, "age-55-64": 4, "age-65-plus": 2,
    "immigration-economique": 46, "immigration-regroupement": 18, "immigration-refugies": 28, "immigration-autres": 8,
}  # fmt: skip
UNKNOWN_SPREAD = (38, 26, 17, 11, 8)
TEXTS = {
    "v1": "Les séances en ligne rejoignent des personnes qui ne pouvaient pas se déplacer. "
    "Les séjours exploratoires restent "
    "le moment où un projet se décide : les places ont manqué au printemps, "
    "et deux séjours ont été ajoutés à l’automne.",
    "v2": "Les employeurs acceptent plus souvent un stage d’observation avant l’embauche. "
    "La reconnaissance des acquis reste "
    "longue ; nous accompagnons les personnes vers des emplois d’attente dans leur domaine.",
    "v3": "Trois employeurs ont formé leurs équipes à l’accueil. "
    "Le manque de logements près des lieux de travail retarde "
    "plusieurs embauches ; nous en avons saisi la table locale.",
    "v4": "Les familles arrivées en cours d’année scolaire ont demandé plus de suivis. "
    "Les jumelages tiennent mieux depuis "
    "qu’une rencontre de groupe a lieu chaque saison. Le transport reste la première difficulté hors de la ville.",
    "v5": "La concertation a donné un guide commun d’accueil et un calendrier partagé entre les partenaires. Le "
    "renouvellement tardif d’une entente a mobilisé l’équipe durant six semaines.",
    "histoire": "Une voisine a prêté sa cuisine, un jeudi, pour une fête de quartier. On y est revenu chaque semaine ; "
    "le groupe compte maintenant des gens de neuf pays et de la rue d’à côté.",
    "identification": "L’équipe compte une coordination et des personnes intervenantes à temps plein et partiel. "
    "Une personne "
    "a quitté à la fin d’un financement ; son poste a été pourvu trois mois plus tard.",
}
PLAIN_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def fill_report(*, report: Report, key: str, by: User, sections: tuple[str, ...] = ()) -> None:
    """Answer every open line that waits, in the sections named (all when none is), and join the files it asks for."""
    data = read_report_data(report, proposes=False)
    views = [line for section in sections_of(data) if section.is_offered for line in section.lines]
    chosen = [line for line in views if not sections or line.line.section in sections]
    # A line computed from others says what they say, once they are answered
    asked = [line for line in chosen if line.line.source != Line.Source.LINES]
    waiting = [line for line in asked if not line.is_answered and line.line.required]
    answers = [answer for line in waiting for answer in _answers(report, line, _scale(report, line, key))]
    save_answers(report=report, answers=answers, by=by, data=data)
    for line in waiting:
        if line.kind == Line.Kind.FILE:
            pdf = io.BytesIO(PLAIN_PDF + f"% {report.pk} {line.key}\n".encode())
            add_attachment(report=report, line=line.line, upload=examine(pdf, f"{line.key}.pdf"), by=by)


def _scale(report: Report, line: LineView, key: str) -> Decimal:
    size = Decimal(roles()[key]["size"] or SIZE_TO_COME)
    # A little more each year, so that last year's figure is not this year's.
    size *= 1 + Decimal(report.period.lower.year - 2023) / 20
    if line.line.scope == Line.Scope.CHARGED:
        size *= CHARGED_SHARE
    kind = report.template_version.template.kind
    if kind == Requirement.Kind.MONTHLY:
        return size * Decimal((report.last_day.month - STATE_YEAR) % 12 + 1) / 12
    return size * HALF_YEAR_SHARE if kind == Requirement.Kind.INTERIM else size


def _answers(report: Report, line: LineView, scale: Decimal) -> Iterator[AnswerInput]:
    if line.kind == Line.Kind.TEXT:
        text = (
            TEXTS.get(line.line.section, TEXTS["identification"]).replace(" : ", "\u00a0: ").replace(" ; ", "\u00a0; ")
        )
        yield AnswerInput(line.line, text=text)
    elif line.kind == Line.Kind.MONEY:
        yield from _money(report, line, scale)
    elif line.kind == Line.Kind.RATIO:
        value, total = (Decimal(round(part * scale)) or Decimal(1) for part in RATIOS[line.line.codes[0]])
        yield AnswerInput(line.line, state=AnswerState.VALUE, value=value, denominator=total)
    elif line.kind == Line.Kind.FIGURE:
        yield from _figure(line, scale)


def _money(report: Report, line: LineView, scale: Decimal) -> Iterator[AnswerInput]:
    if line.line.for_each:
        yield from _money_of_agreements(report, line)
        return
    if line.key in OF_THE_YEAR:
        value = cents(sum(_received_by_agreement(report).values(), Decimal(0)) * OF_THE_YEAR[line.key])
        yield AnswerInput(line.line, state=AnswerState.VALUE, value=value)
        return
    shares = {"administration": Decimal("0.08"), "part-mrc": Decimal("0.3"), "salaires": Decimal("0.7")}
    whole = 18_000 * scale
    parts: list[BandView] = [band for band in line.bands if not band.dimension]
    for band in parts:
        value = cents(whole * shares.get(band.key, Decimal("0.4")))
        yield AnswerInput(line.line, band.key, state=AnswerState.VALUE, value=value)
    if not parts:
        yield AnswerInput(line.line, state=AnswerState.VALUE, value=cents(whole / 5))


def _money_of_agreements(report: Report, line: LineView) -> Iterator[AnswerInput]:
    """What the accounts of each agreement, or of each funder's, say of the period: the same dollars on both pages."""
    sums = _spent_by_agreement(report) if line.key == "fin-depense" else _received_by_agreement(report)
    if line.line.for_each == Line.Repetition.FUNDER:
        sums = _by_lead(sums)
    for band in line.bands:
        value = sums.get(int(band.key.rpartition("-")[2]), Decimal(0))
        yield AnswerInput(line.line, band.key, state=AnswerState.VALUE if value else AnswerState.ZERO, value=value)


def _by_lead(sums: dict[int, Decimal]) -> dict[int, Decimal]:
    """Return funder → amount, of agreement → amount."""
    leads = AgreementFunder.objects.filter(agreement__in=sums, is_lead=True).values_list("agreement", "funder")
    by_funder: dict[int, Decimal] = {}
    for agreement, funder in leads:
        by_funder[funder] = by_funder.get(funder, Decimal(0)) + sums[agreement]
    return by_funder


def _received_by_agreement(report: Report) -> dict[int, Decimal]:
    rows = Payment.objects.filter(instalment__year__agreement__organism=report.organism, **_days_of(report))
    return dict(rows.order_by().values_list("instalment__year__agreement").annotate(sum=Sum("amount")))


def _spent_by_agreement(report: Report) -> dict[int, Decimal]:
    rows = Expense.objects.filter(
        line__year__agreement__organism=report.organism, is_committed=False, **_days_of(report)
    )
    return dict(rows.order_by().values_list("line__year__agreement").annotate(sum=Sum("amount")))


def _days_of(report: Report) -> dict[str, date]:
    return {"day__gte": report.period.lower, "day__lt": report.period.upper}


def _figure(line: LineView, scale: Decimal) -> Iterator[AnswerInput]:
    if line.parts:
        waiting = [part for part in line.parts if not part.is_answered]
        yield from (AnswerInput(line.line, part.key, state=AnswerState.ZERO) for part in waiting)
        return
    code = line.line.codes[0] if line.line.codes else ""
    base = Decimal(DECLARED.get(code, 0)) if line.line.terms else Decimal(14)
    value = Decimal(round(base if code in UNSIZED else base * scale))
    if line.ask and line.ask.lower_bound:
        value = max(value, Decimal(line.ask.lower_bound + min(line.ask.unnamed, 2)))
    yield AnswerInput(line.line, state=AnswerState.VALUE, value=value)
    for dimension in line.line.dimensions():
        bands = line.line.bands_of(dimension)
        # A whole number of people: as many cents of a hundredth of their number
        parts = split(value / 100, _weights(line.key, bands))
        for band, part in zip(bands, parts, strict=True):
            yield AnswerInput(line.line, band.key, state=AnswerState.VALUE, value=part * 100)


def _weights(line_key: str, bands: Sequence[BandSpec]) -> list[Decimal]:
    """Return how a line is spread over its bands: the same on each machine, another for each line."""
    source = random.Random(line_key)
    spread = (SPREAD.get(band.key, UNKNOWN_SPREAD[place % len(UNKNOWN_SPREAD)]) for place, band in enumerate(bands))
    return [Decimal(weight * source.randint(80, 120)) for weight in spread]
