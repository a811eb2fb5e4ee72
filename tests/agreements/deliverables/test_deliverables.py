"""Extras, later days, what is not asked and what was handed in: the actions, and what the database holds by itself."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.agreement.actions import change_agreement, remove_requirement, save_requirement
from agreements.agreement.terms.facts import facts_of, fingerprint
from agreements.agreement.terms.writing import AgreementRefused
from agreements.amendments.actions import AmendmentInput, draft_amendment, sign_amendment
from agreements.amendments.clauses import Clause, clauses_of, requirement_from, requirement_text
from agreements.deliverables.actions import add_extra, ask_again, grant_later_day, hand_in, skip_deliverable, take_back
from agreements.deliverables.wording import requirement_words
from agreements.exceptions import REFUSALS
from agreements.models import Deliverable, Extension, Requirement
from reporting.funder_reports.actions.issuing import open_funder_report
from reporting.workflow.transitions import ActionRefused

JUNE, JULY = date(2026, 6, 30), date(2026, 7, 15)
PERIOD = DateRange(date(2026, 1, 1), date(2026, 3, 1))


@pytest.fixture
def final(agreement, coordinator):
    asked = Requirement(kind="final", period_from_month=4, period_months=12, due_month=6, due_day=30)
    save_requirement(agreement=agreement, requirement=asked, by=coordinator)
    return agreement.requirements.get(kind="final")


@pytest.fixture
def owed(final):
    return final.deliverables.get(due_on=JUNE)


def later(owed, by, due_on=JULY, seen=None, reason="La direction l’accorde."):
    return grant_later_day(deliverable=owed, due_on=due_on, seen=seen or owed.due_on, reason=reason, by=by)


def extra(agreement, by, **more):
    given = {"title": "Plan d’action", "period": PERIOD, "due_on": date(2026, 4, 1), "asked_by": "MIFI, par courriel"}
    return add_extra(agreement=agreement, by=by, **{**given, **more})


@pytest.mark.parametrize(
    ("kind", "given", "text", "words"),
    [
        ("final", {"due_month": 6, "due_day": 30}, "4/12/6/30", "12 mois à compter d’avril, à remettre le 30 juin"),
        ("financial", {"due_after_days": 90}, "4/12/+90", "12 mois à compter d’avril, à remettre 90 jours après"),
        ("interim", {"due_after_days": 1}, "4/12/+1", "12 mois à compter d’avril, à remettre 1 jour après"),
        ("final", {"due_after_days": 0}, "4/12/+0", "12 mois à compter d’avril, à remettre le dernier jour"),
        ("monthly", {"due_after_days": 15, "period_months": 1}, "4/1/+15", "chaque mois, à remettre 15 jours après"),
    ],
)
def test_requirement_goes_to_its_text_and_back(kind, given, text, words):
    asked = Requirement(kind=kind, **given)
    assert requirement_text(asked) == text
    assert requirement_text(requirement_from(kind, text)) == text
    assert requirement_words(requirement_from(kind, text)) == words


def test_amendment_asks_for_a_monthly_report(agreement, coordinator, final):
    after = {**clauses_of(agreement), Clause("requirement", "monthly"): "4/1/+15"}
    terms = AmendmentInput(date(2025, 4, 1), "Un rapport chaque mois.")
    sign_amendment(
        amendment=draft_amendment(agreement=agreement, terms=terms, after=after, by=coordinator),
        signed_on=date(2025, 4, 1),
        by=coordinator,
    )

    monthly = agreement.requirements.get(kind="monthly")
    assert monthly.deliverables.count() == 36
    assert monthly.deliverables.first().due_on == date(2024, 5, 15)
    assert clauses_of(agreement)[Clause("requirement", "monthly")] == "4/1/+15"


def test_what_was_asked_without_amendment_is_no_clause(agreement, coordinator, final):
    before = clauses_of(agreement)
    extra(agreement, coordinator)
    assert clauses_of(agreement) == before
    assert agreement.requirements.filter(kind="extra").exists()


def test_extra_says_what_and_who(agreement, coordinator):
    row = extra(agreement, coordinator)
    assert (row.name, row.asked_by, row.added_by) == ("Plan d’action", "MIFI, par courriel", coordinator)
    assert extra(agreement, coordinator, title="Liste des partenaires").requirement == row.requirement


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"period": DateRange(date(2024, 3, 31), date(2024, 5, 1))}, "La période sort de l’entente"),
        ({"period": DateRange(date(2027, 3, 1), date(2027, 4, 2))}, "La période sort de l’entente"),
        ({}, "déjà inscrit"),
    ],
)
def test_extra_is_refused(agreement, coordinator, more, words):
    extra(agreement, coordinator)
    with pytest.raises(AgreementRefused, match=words):
        extra(agreement, coordinator, **more)
    assert Deliverable.objects.count() == 1


def test_later_day_keeps_the_former_and_its_reason(owed, coordinator):
    later(owed, coordinator)
    later(owed, coordinator, due_on=date(2026, 8, 1), seen=JULY, reason="Encore.")

    owed.refresh_from_db()
    assert (owed.due_on, owed.revision) == (date(2026, 8, 1), 2)
    extensions = [(e.old_on, e.new_on, e.reason) for e in owed.extensions.all()]
    assert extensions == [(JUNE, JULY, "La direction l’accorde."), (JULY, date(2026, 8, 1), "Encore.")]


def test_later_day_moves_the_report_that_is_begun(owed, coordinator):
    report = open_funder_report(deliverable=owed, by=coordinator)
    later(owed, coordinator)
    report.refresh_from_db()
    assert report.due_on == JULY


@pytest.mark.parametrize(("due_on", "seen"), [(JUNE, JUNE), (date(2026, 6, 1), JUNE), (JULY, date(2026, 6, 29))])
def test_later_day_is_refused_when_not_later_or_not_what_was_seen(owed, coordinator, due_on, seen):
    with pytest.raises(REFUSALS):
        later(owed, coordinator, due_on=due_on, seen=seen)
    owed.refresh_from_db()
    assert owed.due_on == JUNE
    assert not owed.extensions.exists()


def test_skip_and_its_undo_are_journalled(owed, coordinator):
    skip_deliverable(deliverable=owed, reason="Le bailleur y renonce.", by=coordinator)
    owed.refresh_from_db()
    assert owed.skipped_reason == "Le bailleur y renonce."
    assert not Deliverable.objects.awaited().filter(pk=owed.pk).exists()

    ask_again(deliverable=owed, by=coordinator)

    owed.refresh_from_db()
    assert owed.skipped_at is None
    assert list(owed.events.order_by("pgh_id").values_list("skipped_reason", flat=True)) == [
        "",
        "Le bailleur y renonce.",
    ]


def test_handed_in_beside_the_portal_and_taken_back(owed, coordinator):
    hand_in(deliverable=owed, on=date(2026, 6, 2), by=coordinator)
    with pytest.raises(AgreementRefused, match="n’est plus attendu"):
        later(owed, coordinator)
    with pytest.raises(ActionRefused, match="n’est plus attendu"):
        open_funder_report(deliverable=owed, by=coordinator)
    take_back(deliverable=owed, by=coordinator)
    assert open_funder_report(deliverable=owed, by=coordinator).due_on == JUNE


@pytest.mark.parametrize(
    "act",
    [
        lambda row, by: skip_deliverable(deliverable=row, reason="Non.", by=by),
        lambda row, by: hand_in(deliverable=row, on=date(2026, 6, 2), by=by),
        lambda row, by: ask_again(deliverable=row, by=by),
        lambda row, by: take_back(deliverable=row, by=by),
    ],
)
def test_what_is_begun_stays_asked(owed, coordinator, act):
    open_funder_report(deliverable=owed, by=coordinator)
    with pytest.raises(AgreementRefused):
        act(owed, coordinator)
    assert Deliverable.objects.awaited().filter(pk=owed.pk).exists()


def test_handing_in_tomorrow_is_refused(owed, coordinator):
    with pytest.raises(AgreementRefused, match="un jour passé"):
        hand_in(deliverable=owed, on=timezone.localdate() + timedelta(days=1), by=coordinator)


def test_a_changed_requirement_keeps_the_days_that_were_granted(agreement, final, owed, coordinator):
    later(owed, coordinator, due_on=date(2026, 9, 1))
    final.due_month, final.due_day = 7, 31
    save_requirement(agreement=agreement, requirement=final, by=coordinator)
    days = list(final.deliverables.values_list("due_on", flat=True))
    assert days == [date(2025, 7, 31), date(2026, 9, 1), date(2027, 7, 31)]


def test_a_plan_of_every_month_is_written_as_a_plan_of_every_year(agreement, coordinator):
    def statements(kind, months) -> int:
        asked = Requirement(kind=kind, period_from_month=4, period_months=months, due_after_days=15)
        with CaptureQueriesContext(connection) as captured:
            save_requirement(agreement=agreement, requirement=asked, by=coordinator)
        return len(captured)

    assert statements("final", 12) == statements("monthly", 1)
    days = agreement.requirements.get(kind="monthly").deliverables.order_by("pk").values_list("due_on", flat=True)
    assert list(days) == sorted(days)
    assert len(days) == 36


def test_a_begun_report_keeps_its_day_when_the_requirement_changes(agreement, final, owed, coordinator):
    open_funder_report(deliverable=owed, by=coordinator)
    final.due_month = final.due_day = None
    final.due_after_days = 30
    save_requirement(agreement=agreement, requirement=final, by=coordinator)
    days = list(final.deliverables.values_list("due_on", flat=True))
    assert days == [date(2025, 4, 30), JUNE, date(2027, 4, 30)]


def test_a_handed_in_deliverable_holds_its_requirement(final, owed, coordinator):
    hand_in(deliverable=owed, on=date(2026, 6, 2), by=coordinator)
    with pytest.raises(AgreementRefused, match="remis"):
        remove_requirement(requirement=final, by=coordinator)


def test_a_period_drawn_otherwise_moves_its_deliverable(agreement, final, owed, coordinator):
    later(owed, coordinator, due_on=date(2026, 9, 1))
    skip_deliverable(deliverable=owed, reason="Non.", by=coordinator)
    numbers = list(final.deliverables.values_list("pk", flat=True))
    final.period_months = 6
    save_requirement(agreement=agreement, requirement=final, by=coordinator)
    rows = list(final.deliverables.all())
    assert [row.pk for row in rows] == numbers
    assert [row.period for row in rows] == [DateRange(date(n, 4, 1), date(n, 10, 1)) for n in (2024, 2025, 2026)]
    assert [row.due_on for row in rows] == [date(2025, 6, 30), date(2026, 9, 1), date(2027, 6, 30)]
    assert [row.revision for row in rows] == [1, 3, 1]
    assert rows[1].skipped_reason == "Non."


def test_removed_requirement_takes_its_later_days_along(final, owed, coordinator):
    later(owed, coordinator)
    assert Extension.objects.count() == 1
    remove_requirement(requirement=final, by=coordinator)
    assert not Extension.objects.exists()


def test_extra_survives_a_change_of_the_agreement(agreement, coordinator, final):
    row = extra(agreement, coordinator)
    facts = facts_of(agreement)
    change_agreement(agreement=agreement, facts=facts, seen=fingerprint(facts), by=coordinator)
    assert Deliverable.objects.filter(pk=row.pk).exists()


def attack(sql, *values):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    "change",
    [
        "due_after_days = 366, due_month = NULL, due_day = NULL",
        "due_after_days = 30",
        "due_month = NULL",
        "due_month = NULL, due_day = NULL",
        "due_day = 32",
        "due_month = 13",
        "kind = 'extra'",
        "kind = 'monthly'",
        "kind = 'monthly', due_month = NULL, due_day = NULL, due_after_days = 3",
        "period_months = 13",
    ],
)
def test_database_refuses_a_requirement_that_says_two_things_or_none(final, change):
    attack(f"UPDATE agreements_requirement SET {change} WHERE id = %s", final.pk)


@pytest.mark.parametrize(
    "change",
    [
        "due_on = '1989-12-31'",
        "due_on = '9999-12-31'",
        "period = 'empty'",
        "period = '[2024-01-01,)'",
        "title = 'Plan'",
        "title = 'Plan', asked_by = 'MIFI', added_at = now(), added_by_id = {by}",
        "asked_by = 'MIFI'",
        "skipped_at = now()",
        "skipped_at = now(), skipped_by_id = {by}",
        "skipped_reason = 'Non'",
        "handed_on = '2026-06-01'",
        "handed_at = now(), handed_by_id = {by}",
        "skipped_at = now(), skipped_by_id = {by}, skipped_reason = 'Non',"
        " handed_on = '2026-06-01', handed_at = now(), handed_by_id = {by}",
    ],
)
def test_database_refuses_half_a_deliverable(owed, coordinator, change):
    attack(f"UPDATE agreements_deliverable SET {change.format(by=coordinator.pk)} WHERE id = %s", owed.pk)


def test_database_keeps_the_day_and_the_asking_of_a_begun_report(owed, coordinator):
    open_funder_report(deliverable=owed, by=coordinator)
    attack("UPDATE agreements_deliverable SET due_on = '2026-07-15' WHERE id = %s", owed.pk)
    attack(
        "UPDATE agreements_deliverable SET skipped_at = now(), skipped_by_id = %s, skipped_reason = 'Non'"
        " WHERE id = %s",
        coordinator.pk,
        owed.pk,
    )


def test_database_refuses_the_report_of_what_is_not_asked(agreement, owed, coordinator):
    report = open_funder_report(deliverable=owed, by=coordinator)
    other = owed.requirement.deliverables.get(due_on=date(2025, 6, 30))
    skip_deliverable(deliverable=other, reason="Non.", by=coordinator)
    attack("UPDATE reporting_report SET deliverable_id = %s WHERE id = %s", other.pk, report.pk)


def test_database_refuses_an_extra_without_title_and_the_same_one_twice(agreement, coordinator):
    row = extra(agreement, coordinator)
    whole = (
        "UPDATE agreements_deliverable SET title = '', asked_by = '', added_at = NULL, added_by_id = NULL WHERE id = %s"
    )
    attack(whole, row.pk)
    other = extra(agreement, coordinator, title="Autre")
    attack("UPDATE agreements_deliverable SET title = 'Plan d’action' WHERE id = %s", other.pk)


GRANT = (
    "INSERT INTO agreements_extension (deliverable_id, old_on, new_on, reason, granted_at, granted_by_id)"
    " VALUES (%s, %s, %s, %s, now(), %s)"
)


@pytest.mark.parametrize(
    ("old_on", "new_on", "reason"),
    [
        ("2026-06-29", "2026-07-15", "Oui"),
        ("2026-06-30", "2026-06-30", "Oui"),
        ("2026-06-30", "2026-06-01", "Oui"),
        ("2026-06-30", "2026-07-15", ""),
        ("2026-06-30", "9999-01-01", "Oui"),
    ],
)
def test_database_refuses_a_later_day_that_is_not_one(owed, coordinator, old_on, new_on, reason):
    attack(GRANT, owed.pk, old_on, new_on, reason, coordinator.pk)


def test_database_never_rewrites_a_later_day(owed, coordinator):
    extension = later(owed, coordinator)
    attack("UPDATE agreements_extension SET reason = 'Autre' WHERE id = %s", extension.pk)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM agreements_extension WHERE id = %s", [extension.pk])
        cursor.execute("SELECT reason FROM agreements_extensionevent WHERE pgh_label = 'delete'")
        assert cursor.fetchall() == [("La direction l’accorde.",)]
