"""The demonstration: its shape, that it is the same everywhere, and that it never mixes with real rows."""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Sum
from django.test import override_settings
from django.utils import timezone

from agreements.models import (
    Agreement,
    Change,
    Deliverable,
    Expense,
    Extension,
    Funder,
    FunderSuccession,
    Payment,
    PeriodTarget,
)
from agreements.money.accounts import read_account
from agreements.money.rules.balance import TermMoney
from agreements.money.rules.instalments import State
from organisms.models import AuditorSeat, Municipality, Organism, PivotMandate, Region, SavedFilter, User
from reporting.engine.evaluate import evaluate_report
from reporting.lines.cells import Way
from reporting.management.demo import activities, past_moments, reports
from reporting.management.demo.cast import PASSWORD, read_cast, roles
from reporting.management.demo.funding import agreements, deadlines
from reporting.models import (
    Answer,
    PrivateLink,
    QuestionCount,
    Receipt,
    ReminderRule,
    ReminderSent,
    Report,
    Transition,
    Version,
)
from reporting.reminders.rules import reminders_due
from reporting.reminders.sending import already_sent, read_rules, things_near, waiting_in
from services.continuum.coverage import State as Coverage
from services.continuum.matrix import Asked, Matrix, build_matrix
from services.continuum.offers import read_dataset
from services.models import (
    Activity,
    ActivityTemplate,
    ActivityType,
    ConcertationBody,
    Count,
    Evidence,
    Offering,
    OfferingPayment,
    Partner,
    Service,
)
from services.models.declaration import DeclaredBreakdown
from services.partners.merging import find_duplicates
from tests import factories
from tests.reporting.monitoring.recount import recounted

# The second mark makes pytest-django set up the test database, which the fixture of the module uses on its own
pytestmark = [pytest.mark.slow, pytest.mark.django_db]

TODAY, AFTER = date(2026, 11, 23), date(2027, 4, 1)
FILED = {"croisee": "returned", "filon": "submitted", "forges": "endorsed", "quai": "to_certify", "horizon": "approved"}
FUNDED_AT_ALL = tuple(reports.FUNDED)
FUNDED = [
    row
    for row in reports.FUNDED
    if row[0] in ("SQ-2024-104", "FTA-2025-04", "PSM-44") or row[3] in ("answered", "letter", "begun")
]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """A demonstration with a seventeenth of its records and a few filed reports; rolled back after the module."""
    patch = pytest.MonkeyPatch()
    patch.setattr(activities, "PER_MONTH", 1)
    patch.setattr(reports, "PILOTS", {2023: (), 2024: ("croisee",)})
    patch.setattr(reports, "LAST_YEAR", {key: FILED.get(key, "draft") for key in roles()})
    patch.setattr(reports, "FUNDED", FUNDED)
    private = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with private, django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        # What waits for the end of a transaction is judged now: each test would judge it again
        connection.check_constraints()
        yield
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture(autouse=True)
def _database(demo, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def states(kind: str, year: int) -> Counter:
    rows = Report.objects.filter(kind=kind, period__startswith__year=year, excused_at__isnull=True)
    return Counter(rows.values_list("state", flat=True))


def test_demo_has_the_network_that_was_promised():
    assert Organism.objects.count() == 26
    assert len(set(Organism.objects.values_list("region", flat=True))) == 13
    assert PivotMandate.objects.filter(during__contains=date(2026, 5, 19)).count() == 13
    assert Agreement.objects.count() == 62
    assert Funder.objects.filter(signatures__isnull=False).distinct().count() == 8


def test_demo_agreements_name_the_register_terms():
    terms = {
        row.reference: (row.organism.municipality.name, str(row.starts_on), str(row.last_day))
        for row in Agreement.objects.select_related("organism__municipality")
    }

    assert terms["MIN-2023-017"] == ("Drummondville", "2023-04-01", "2026-03-31")
    assert terms["SQ-2024-112"] == ("Drummondville", "2024-04-01", "2026-03-31")
    assert terms["MRC-2024-04"] == ("Drummondville", "2024-01-01", "2026-12-31")
    assert terms["MIN-2023-021"][0] == terms["MRC-2024-09"][0] == "Granby"


def test_demo_has_shares_partners_renewals_and_names_of_before():
    cosigned = Agreement.objects.get(reference="MRC-2025-15")
    shared = Agreement.objects.get(reference="VAL-2025-07")
    theirs = shared.charges.exclude(activity__organism=shared.organism)

    assert sorted(cosigned.signatures.values_list("share", flat=True)) == [40, 60]
    assert theirs.exists()
    assert {row.activity.organism.name for row in theirs} == {"La Croisée boréale"}
    assert Agreement.objects.get(reference="SHE-2026-01").renews.reference == "SHE-2023-02"
    assert Agreement.objects.get(reference="MIN-2026-101").signed_on == date(2026, 5, 18)
    assert (
        Funder.objects.get(name="Agence Parcours-Emploi").name_on(date(2014, 3, 31)) == "Office des parcours d’emploi"
    )
    assert FunderSuccession.objects.get().successor.name == "MRC de la Vallée-des-Bouleaux"
    assert shared.documents.count() == 2
    assert set(SavedFilter.objects.values_list("list_key", flat=True)) == {
        "agreements:agreement-list", "services:activity-list",
    }  # fmt: skip


def test_demo_leaves_two_organisms_to_be_imported():
    without = Organism.objects.filter(activities__isnull=True).values_list("municipality__name", flat=True)
    assert sorted(without) == ["Drummondville", "Granby"]


def test_demo_agreements_owe_what_comes_due_after_the_year():
    owed = Deliverable.objects.filter(requirement__agreement__reference="VAL-2025-04").values_list("due_on", flat=True)

    assert date(2027, 3, 31) in owed
    assert Change.objects.filter(kind=Change.Kind.TARGET, amendment__number=1).exists()


def test_demo_records_stay_within_components_and_years():
    days = Activity.objects.order_by("day").values_list("day", flat=True)
    strangers = [
        row for row in Activity.objects.select_related("organism") if row.component not in row.organism.components
    ]

    assert days.first() >= date(2023, 4, 1)
    assert days.last() <= date(2026, 10, 31)
    assert strangers == []
    assert Count.objects.count() > 2500


def test_demo_records_were_typed_before_their_reports_were_filed():
    for report in Report.objects.filter(kind="annual", filed_at__isnull=False):
        rows = Activity.objects.filter(organism=report.organism, day__lte=report.last_day)
        assert rows.filter(created_at__gt=report.filed_at).count() == 0


def test_demo_annual_reports_stand_in_many_states():
    assert states("annual", 2025) == {
        "draft": 20, "returned": 1, "submitted": 1, "endorsed": 1, "to_certify": 1, "approved": 1,
    }  # fmt: skip
    assert states("annual", 2024) == {"approved": 1, "draft": 1}


def test_demo_funders_reports_keep_the_version_that_was_questioned():
    answered = Report.objects.get(
        deliverable__requirement__agreement__reference="MIN-2024-031", period__endswith=date(2026, 4, 1)
    )
    steps = answered.versions.order_by("number").values_list("number", "receipts__state")

    assert answered.state == Report.State.ISSUED
    assert set(steps) == {(1, "sent"), (1, "asked"), (2, "sent")}
    assert Receipt.objects.filter(state="accepted").exclude(letter="").count() == 1
    assert PrivateLink.objects.count() == 1


def test_demo_history_has_the_dates_of_a_history():
    filed = Report.objects.get(kind="annual", period__startswith=date(2024, 4, 1), organism__name="La Croisée boréale")

    assert filed.filed_at.year == 2025
    assert {row.at.year for row in Transition.objects.filter(report=filed)} == {2025}
    assert filed.versions.get().as_of == filed.filed_at


def test_demo_papers_print_the_name_of_their_year():
    croisee = Organism.objects.get(name="La Croisée boréale")
    assert croisee.name_on(date(2024, 3, 31)) == "Accueil boréal de Val-d’Or"


def test_demo_accounts_are_listed_with_a_password_that_opens():
    out = StringIO()
    call_command("demo_accounts", stdout=out)

    assert PASSWORD in out.getvalue()
    for row in read_cast()["accounts"]:
        assert row["email"] in out.getvalue()
        user = User.objects.get(email=row["email"])
        assert user.check_password(PASSWORD)
        assert user.has_any_seat


def accounts(today=date(2026, 11, 22)):
    return [read_account(agreement, today) for agreement in Agreement.objects.order_by("reference")]


def test_demo_money_shows_each_state_and_each_year_has_its_budget():
    found = accounts()
    years = [year for account in found for year in account.years]
    standings = {one.standing.state for year in years for one in year.instalments}
    assert standings == set(State)
    assert {year.gap for year in years} == {year.unplanned for year in years} == {0}
    totals: list[TermMoney] = [account.total for account in found]
    assert any(total.is_over and total.unspent and total.overpayment for total in totals)
    assert any(total.committed for total in totals)
    assert {account.cost_share.is_met for account in found} == {True, False}
    assert any(account.holdback for account in found)
    assert [one.transfers for one in years if one.transfers]


def test_demo_money_fills_the_forms_of_the_ministry_and_of_the_mrc():
    for key, line in (("regionalisation", "af"), ("vitalite", "cf")):
        report = Report.objects.filter(kind="funder", template_version__template__programme__key=key).first()
        figure = evaluate_report(report)[line]
        assert figure.origin.source == "agreements"
        assert figure.value > 0


def test_demo_shows_templates_bodies_a_file_and_one_pair_of_duplicates():
    organism = Organism.objects.get(name="La Croisée boréale")
    assert set(ActivityTemplate.objects.values_list("organism", "archived")) == {(organism.pk, False)}
    assert ActivityTemplate.objects.filter(agreements__isnull=False).distinct().count() == 2
    met = set(ConcertationBody.objects.filter(meetings__isnull=False).values_list("name", flat=True))
    assert met == set(activities.BODIES)
    (pair,) = find_duplicates(Partner.objects.filter(organism=organism))
    assert pair.second.name == f"{pair.first.name} inc."
    assert Evidence.objects.get().activity.organism == organism


def test_demo_other_people_cannot_log_in():
    silent = User.objects.exclude(email__in=[row["email"] for row in read_cast()["accounts"]])

    assert silent.count() > 40
    assert not any(user.check_password(PASSWORD) for user in silent)
    assert authenticate(username=silent.first().email, password="") is None


def test_the_questions_of_each_version_are_those_of_its_frozen_content():
    """Counted a second time, by a rule written apart: no difference; a report without a version is counted too."""
    counts = list(QuestionCount.objects.filter(version__isnull=False).select_related("version__report"))
    assert len(counts) == Version.objects.values("report").distinct().count() >= 5
    for count in counts:
        counted = (count.by_hand, count.reused, count.from_records, count.unanswered)
        again = recounted(count.version)
        assert counted == tuple(again[way] for way in (Way.HAND, Way.REUSED, Way.RECORDS, Way.EMPTY)), count.version
    assert not Report.objects.filter(excused_at__isnull=True, question_count__isnull=True).exists()


def test_load_demo_does_not_load_over_what_is_there():
    before = Organism.objects.count()
    out = StringIO()

    call_command("load_demo", stdout=out)

    assert "la démonstration ne s’ajoute pas" in out.getvalue()
    assert Organism.objects.count() == before


def drawn(seed: int) -> list:
    recorder = activities.Recorder(
        source=random.Random(seed),
        kinds=list(ActivityType.objects.order_by("component", "sort_name")),
        weights=[1] * 24,
        home=Municipality.objects.get(name="Drummondville"),
        around=[],
        agreements=[],
        partners={"employer": [1, 2], "partner": [3]},
        categories={
            (axis, key): number
            for number, (axis, key) in enumerate(
                (axis, key) for axis, keys in activities.WEIGHTS.items() for key in keys
            )
        },
        bodies=(1, 2),
    )
    recorder.around.append(recorder.home)
    return list(activities._facts(recorder, 2))


def test_register_draws_the_same_facts_from_the_same_seed():
    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)


def test_register_facts_break_down_to_their_total_and_fall_on_working_days():
    for fact in drawn(3):
        assert fact.day.weekday() < 5
        assert sum(fact.categories.values()) in (0, 3 * (fact.immigrants or 0))


@pytest.mark.parametrize(
    ("day", "typed"),
    [
        (date(2024, 3, 31), date(2024, 4, 5)),
        (date(2024, 4, 1), date(2024, 10, 5)),
        (date(2024, 12, 31), date(2025, 4, 5)),
        (date(2026, 10, 30), date(2026, 11, 4)),
    ],
)
def test_register_is_typed_after_each_half_year(day, typed):
    assert activities._recorded_on(day) == typed


def test_plans_are_some_sixty_and_name_known_organisms():
    plans = list(agreements.plans())

    assert len(plans) == len({(plan.organism, plan.reference) for plan in plans}) == 62
    assert {plan.organism for plan in plans} == set(roles())


def test_clock_dates_what_is_made_and_gives_the_present_back():
    past = datetime(2024, 6, 1, 14, tzinfo=UTC)

    with past_moments.at(past):
        assert timezone.now() == past
        assert factories.make_user().date_joined == past

    assert timezone.now() > past
    assert factories.make_user().date_joined > past


def test_cast_names_are_typographic():
    names = [row["name"] for row in read_cast()["organisms"]]
    assert len(names) > 20
    assert [name for name in names if "'" in name] == []


def test_one_organism_owes_the_five_shipped_forms_and_a_month_has_its_own_target():
    owed = Agreement.objects.filter(organism__email="info@croisee.example", programme__templates__isnull=False)
    assert set(owed.values_list("programme__key", flat=True)) == {
        "regionalisation", "aide-emploi", "vitalite", "inclusion-fondation", "soutien-mission",
    }  # fmt: skip
    asked = {(reference, kind) for reference, kind, _, _ in FUNDED_AT_ALL}
    assert {("SQ-2024-104", "monthly"), ("FTA-2025-04", "final"), ("PSM-44", "final")} <= asked
    months = PeriodTarget.objects.filter(target__year__agreement__reference="SQ-2024-104")
    assert {(row.deliverable.period.lower.month, int(row.value)) for row in months} == {(7, 4), (9, 16), (10, 14)}


def test_demo_shows_days_that_moved_what_was_asked_in_plus_and_what_was_told():
    extra = Deliverable.objects.get(requirement__kind="extra")
    assert (extra.title, extra.added_by.email) == ("Plan d’action pour le logement", "coordination@croisee.example")
    assert Extension.objects.count() == len(deadlines.LATER)
    assert not Extension.objects.filter(granted_at__gt=timezone.now()).exists()
    assert Deliverable.objects.filter(skipped_at__isnull=False).count() == 1
    assert Deliverable.objects.filter(handed_at__isnull=False).exists()
    assert Deliverable.objects.filter(requirement__kind="monthly").count() == 36
    counts = Counter(ReminderSent.objects.values_list("state", flat=True))
    assert counts["failed"] == 1
    assert counts["sent"] > 20
    assert ReminderRule.objects.get().offsets == [60, 20, 0, -5]


def test_first_real_morning_of_the_demo_repeats_nothing():
    """What the log says was told is told no more; only what comes due today may go out."""
    things = things_near(timezone.localdate())
    due = reminders_due(timezone.localdate(), waiting_in(things, read_rules()), already_sent(things), opens_week=True)
    failed = ReminderSent.objects.get(state="failed")
    assert {(r.person, r.offset) for r in due} <= {(failed.person_id, failed.days_before)}


def test_demo_shows_late_signatures_gaps_and_renewals():
    rows = {row.reference: row for row in Agreement.objects.select_related("renews")}
    late = rows["SHE-2026-01"]
    assert (late.starts_on - late.renews.during.upper).days == 47
    assert (rows["MIN-2026-101"].signed_on - rows["MIN-2026-101"].starts_on).days == 47
    assert rows["MIN-2026-101"].renews == rows["MIN-2023-101"]
    assert rows["MIN-2026-111"].signed_on is None
    assert sum(1 for row in rows.values() if row.renews) == 13


def test_demo_breakdowns_are_those_of_people():
    """A line that is spread over its bands is not cut in equal parts, and adds up to its total."""
    parts = defaultdict(list)
    rows = DeclaredBreakdown.objects.exclude(value=None).values_list("declaration", "category__dimension", "value")
    for declaration, dimension, value in rows:
        parts[declaration, dimension].append(value)
    spread = [values for values in parts.values() if len(values) > 2 and sum(values) > 20]

    assert len(spread) > 5
    assert [values for values in spread if max(values) - min(values) <= 1] == []


def test_demo_annual_report_says_the_money_of_the_accounts():
    answers = Answer.objects.filter(line_key__in=["fin-recu", "fin-depense"], report__kind="annual").select_related(
        "report"
    )
    assert answers.count() > 10
    for answer in answers:
        agreement, period = answer.band_key.removeprefix("agreement-"), answer.report.period
        during = {"day__gte": period.lower, "day__lt": period.upper}
        if answer.line_key == "fin-recu":
            rows = Payment.objects.filter(instalment__year__agreement=agreement, **during)
        else:
            rows = Expense.objects.filter(line__year__agreement=agreement, is_committed=False, **during)
        assert (answer.value or 0) == (rows.aggregate(sum=Sum("amount"))["sum"] or 0)


def test_demo_auditor_reads_until_a_day():
    seats = AuditorSeat.objects.all()

    assert seats
    assert [seat for seat in seats if seat.during.upper is None or seat.during.upper <= timezone.localdate()] == []


@pytest.fixture(scope="module")
def book(demo):
    """What each organism of the demonstration offers, and where."""
    return read_dataset(User.objects.get(email="coordination@reseau.example"))


def matrix(book, day=TODAY) -> Matrix:
    return build_matrix(book, Asked(day))


def states_by_region(book, day=TODAY) -> dict[str, list[Coverage]]:
    return {row.code: [square.answer.state for square in row.squares] for row in matrix(book, day).rows}


def test_demo_continuum_has_all_four_states_by_region(book):
    assert {state for row in states_by_region(book).values() for state in row} == set(Coverage)


def test_a_hole_appears_in_the_laurentides_when_its_one_agreement_ends(book):
    assert states_by_region(book)["15"][1:] == [Coverage.UNCOVERED] * 4
    assert states_by_region(book, AFTER)["15"] == [Coverage.MISSING] * 5
    lines = [line for line in matrix(book).expiring if line.code == "15"]
    assert [(line.last_day, line.left[0][0].words) for line in lines] == [(date(2027, 3, 31), "Manque")]


def test_two_mrc_of_the_gaspesie_are_served_from_next_door(book):
    gaspesie = Region.objects.get(code="11")
    assert Offering.objects.filter(region=gaspesie, mrc__isnull=False).count() == 2
    assert states_by_region(book)["11"] == [Coverage.MISSING] * 3 + [Coverage.PARTIAL, Coverage.MISSING]


def test_one_organism_stopped_one_has_a_service_of_its_own_one_is_paid_by_nobody(book):
    assert Offering.objects.filter(during__endswith=date(2025, 12, 20)).exists()
    assert Service.objects.get(organism__isnull=False).measure.key == "SAE"
    unpaid = Offering.objects.exclude(pk__in=OfferingPayment.objects.values("offering"))
    assert {(row.service.words, row.organism.name) for row in unpaid} >= {
        ("Recherche de logement", "La Malle et la Clé")
    }


def test_organisms_offer_what_their_card_says(book):
    for row in Offering.objects.select_related("organism", "service"):
        assert row.service.component in row.organism.components
