"""Amendments: drafted clause by clause, signed in one transaction, refused where what they change has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from agreements.agreement.actions import remove_requirement, save_requirement
from agreements.agreement.terms.facts import facts_of
from agreements.agreement.terms.period_places import PeriodPlace
from agreements.agreement.terms.target_texts import number_text, target_mark
from agreements.agreement.terms.writing import rewrite
from agreements.amendments.clauses import (
    Clause,
    Clauses,
    Move,
    TargetPlace,
    clauses_of,
    facts_from,
    moved,
    moves_between,
    requirement_text,
    requirements_in,
    said_apart,
    stale,
    targets_in,
    targets_of,
)
from agreements.amendments.target_writing import delete_targets, write_targets
from agreements.exceptions import AgreementRefused
from agreements.models import Agreement, Amendment, Change, Requirement, Target
from organisms.models import User
from roriq_portal.edits.stale_revision import StaleRevision, check_seen
from roriq_portal.edits.unchanged import says_the_same
from roriq_portal.formats.days import format_day
from roriq_portal.logs import log_action

Kind = Change.Kind
NOTHING = "Cet avenant ne change rien pour l’instant : changez au moins une valeur."


MOVED = "Cet avenant a changé pendant que vous écriviez : relisez-le avant de le reprendre."
TARGET_MOVED = "Cette cible a changé pendant que vous écriviez : relisez sa valeur avant de la réviser."
CLAUSES_MOVED = "L’entente a changé depuis la préparation de l’avenant : comparez, puis reprenez-le."


@dataclass(frozen=True)
class AmendmentInput:
    """What an amendment says besides its changes."""

    effective_on: date
    reason: str


def moves_of(amendment: Amendment) -> list[Move]:
    """Return the changes of an amendment as moves, in reading order."""
    rows = {Clause(row.kind, row.subject): row for row in amendment.changes.all()}
    before = {clause: row.old for clause, row in rows.items() if row.old is not None}
    return said_apart(moves_between(before, {clause: row.new for clause, row in rows.items() if row.new is not None}))


@log_action
@transaction.atomic
def draft_amendment(*, agreement: Agreement, terms: AmendmentInput, after: Clauses, by: User) -> Amendment:
    """Write a draft that leads from what stands to `after`. One draft at a time for an agreement.

    The changes are tried, then taken back: a draft that could not be signed today is refused with the sentence
    that says why.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.amendments.filter(signed_at__isnull=True).exists():
        raise AgreementRefused("Un avenant est déjà en préparation pour cette entente : reprenez-le.")
    amendment = Amendment.objects.create(
        agreement=agreement, effective_on=terms.effective_on, reason=terms.reason, drafted_by=by
    )
    _write_changes(amendment, _tried(agreement, after, by))
    return amendment


@log_action
@transaction.atomic
def redraft_amendment(*, amendment: Amendment, terms: AmendmentInput, after: Clauses, seen: int, by: User) -> Amendment:
    """Replace the changes of a draft, unless it says so already.

    Refused when somebody rewrote it after the page was shown (`seen`).
    """
    agreement, amendment = _locked(amendment)
    check_seen(seen, amendment.revision, StaleRevision(amendment, MOVED))
    if says_the_same(amendment, vars(terms)) and moves_between(clauses_of(agreement), after) == moves_of(amendment):
        return amendment
    moves = _tried(agreement, after, by)
    amendment.changes.all().delete()
    _write_changes(amendment, moves)
    amendment.effective_on, amendment.reason = terms.effective_on, terms.reason
    amendment.revision += 1
    amendment.save(update_fields=["effective_on", "reason", "revision"])
    return amendment


@log_action
@transaction.atomic
def discard_amendment(*, amendment: Amendment, by: User) -> None:
    """Throw away a draft. A signed amendment stays."""
    _, amendment = _locked(amendment)
    amendment.delete()


@log_action
@transaction.atomic
def sign_amendment(*, amendment: Amendment, signed_on: date, by: User) -> Amendment:
    """Apply every change, then close the amendment under the next number.

    Raises StaleRevision where what it changes no longer says what it said, AgreementRefused when the result does
    not hold, or when the day is in the future or before the last signature.
    """
    agreement, amendment = _locked(amendment)
    before = _signed(amendment)
    _check_day(amendment, before[-1] if before else None, signed_on)
    _apply(agreement, moves_of(amendment), by)
    amendment.number = len(before) + 1
    amendment.signed_on, amendment.signed_at, amendment.signed_by = signed_on, timezone.now(), by
    amendment.save(update_fields=["number", "signed_on", "signed_at", "signed_by"])
    return amendment


@log_action
@transaction.atomic
def revise_target(
    *,
    target: Target,
    value: Decimal,
    seen: str,
    decided_on: date,
    reason: str,
    by: User,
    periods: Mapping[PeriodPlace, Decimal] | None = None,
) -> Amendment:
    """Change one target, and those of its periods, by a letter: an amendment signed at once, on the day it was decided.

    `seen`: the target as the page showed it, by its `target_mark`. `periods`: those that are agreed, each at its place
    of the year, and no other; None: as they stand.
    """
    agreement = Agreement.objects.select_for_update().get(pk=target.year.agreement_id)
    target = Target.objects.select_related("year", "indicator").get(pk=target.pk)
    whole = TargetPlace(target.year.number, target.indicator.code)
    standing = {place: number for place, number in targets_of(agreement).items() if place.of_year == whole}
    of_periods = {place.period: number for place, number in standing.items() if place.period}
    check_seen(seen, target_mark(target.value, of_periods), StaleRevision(target, TARGET_MOVED))
    after = {replace(whole, period=period): n for period, n in (of_periods if periods is None else periods).items()}
    moves = moves_between(_texts(standing), _texts({whole: value, **after}))
    if not moves:
        raise AgreementRefused("Cette valeur est déjà celle de la cible.")
    letter = Amendment.objects.create(
        agreement=agreement,
        instrument=Amendment.Instrument.LETTER,
        effective_on=decided_on,
        reason=reason,
        drafted_by=by,
    )
    _write_changes(letter, moves)
    return sign_amendment(amendment=letter, signed_on=decided_on, by=by)


def _texts(targets: Mapping[TargetPlace, Decimal]) -> Clauses:
    return {place.clause: number_text(value) for place, value in targets.items()}


def _locked(amendment: Amendment) -> tuple[Agreement, Amendment]:
    agreement = Agreement.objects.select_for_update().get(pk=amendment.agreement_id)
    locked = agreement.amendments.select_for_update().filter(pk=amendment.pk).first()
    if locked is None:
        raise AgreementRefused("Cet avenant a été abandonné par quelqu’un d’autre.")
    if locked.signed_at:
        raise AgreementRefused("Cet avenant est signé : il ne change plus.")
    return agreement, locked


def _tried(agreement: Agreement, after: Clauses, by: User) -> list[Move]:
    moves = moves_between(clauses_of(agreement), after)
    if not moves:
        raise AgreementRefused(NOTHING)
    point = transaction.savepoint()
    try:
        _apply(agreement, moves, by)
    finally:
        transaction.savepoint_rollback(point)
    return moves


def _write_changes(amendment: Amendment, moves: Iterable[Move]) -> None:
    for move in moves:
        amendment.changes.create(kind=move.clause.kind, subject=move.clause.subject, old=move.old, new=move.new)


def _signed(amendment: Amendment) -> list[Amendment]:
    """Return the signed ones of its kind, in order: amendments and letters are numbered apart."""
    signed = Amendment.objects.filter(agreement=amendment.agreement_id, instrument=amendment.instrument)
    return list(signed.filter(number__isnull=False).order_by("number"))


def _check_day(amendment: Amendment, last: Amendment | None, signed_on: date) -> None:
    if signed_on > timezone.localdate():
        raise AgreementRefused("Inscrivez le jour de la signature : aujourd’hui ou un jour passé.")
    if (
        amendment.instrument == Amendment.Instrument.AMENDMENT
        and last
        and last.signed_on
        and signed_on < last.signed_on
    ):
        raise AgreementRefused(f"L’avenant précédent est signé du {format_day(last.signed_on)} : celui-ci vient après.")


def _apply(agreement: Agreement, moves: list[Move], by: User) -> None:
    current = clauses_of(agreement)
    if outdated := stale(current, moves):
        raise StaleRevision(outdated, CLAUSES_MOVED)
    after = moved(current, moves)
    # Targets leave before their year or their period does; those that come wait for theirs.
    delete_targets(agreement, moves)
    rewrite(agreement, facts_from(facts_of(agreement), after))
    _write_requirements(agreement, moves, requirements_in(after), by)
    write_targets(agreement, targets_in(after))


def _write_requirements(agreement: Agreement, moves: list[Move], wanted: dict[str, Requirement], by: User) -> None:
    standing = {row.kind: row for row in agreement.requirements.filter(kind__in=Requirement.PLANNED)}
    for move in moves:
        if move.clause.kind != Kind.REQUIREMENT:
            continue
        kind = move.clause.subject
        if move.new is None:
            remove_requirement(requirement=standing[kind], by=by)
        else:
            requirement = wanted[kind]
            requirement.pk = standing[kind].pk if kind in standing else None
            save_requirement(agreement=agreement, requirement=requirement, by=by)


__all__ = [
    "AmendmentInput",
    "discard_amendment",
    "draft_amendment",
    "moves_of",
    "redraft_amendment",
    "requirement_text",
    "revise_target",
    "sign_amendment",
]
