"""What a line counts, and which figure or question its facts make. No row is read."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from agreements.models import Agreement
from agreements.money.reported import ReportedMoney
from organisms.models import Component, User
from reporting.engine.evaluate import Facts, LineEvaluation, _codes_by_scope, _money
from reporting.engine.figures import Ask, AskReason, Figure, Least, Origin
from reporting.engine.form.spec import BandSpec, CategorySpec, FormSpec, LineSpec, TermSpec
from reporting.engine.household_lines import household_scope
from reporting.engine.repeated_counts import PartedCount
from reporting.engine.report_context import ReportContext
from reporting.models import Report
from services.counting.activity_totals import NamedPartners, Result, Scope
from services.counting.declarations import Declared, Population
from services.households.totals import HouseholdFigures, HouseholdScope, Number
from services.models import Declaration, Partner
from services.positions.turnover import Post

D = Decimal
YEAR = DateRange(date(2025, 4, 1), date(2026, 4, 1))
DAYS = (date(2025, 4, 1), date(2026, 3, 31))
EMPLOYERS = (Partner.Kind.EMPLOYER, Component.EMPLOYERS)
SESSIONS = TermSpec("value", "V1.01", 1, "records", 1, unit="séance")
LINE = LineSpec(
    id=1, key="a1", section="a", number="A1", words="Séances", hint="", unit="séance", kind="figure", priority="",
    component=1, source="records", scope="charged", place="anywhere", required=False, max_chars=None,
    parent_key="", terms=(SESSIONS,),
)  # fmt: skip


def line(*codes, **more) -> LineSpec:
    terms = tuple(replace(SESSIONS, code=code) for code in codes) or LINE.terms
    return replace(LINE, **{"terms": terms, **more})


def context(agreement=7, mrcs=(), regions=(), partners=()) -> ReportContext:
    report = Report(kind="funder", organism_id=3, period=YEAR)
    return ReportContext(report, Agreement(pk=agreement) if agreement else None, mrcs, regions, partners)


DECLARED = line("V1.04", source="declared")


@pytest.mark.parametrize(
    ("place", "limits", "places"),
    [
        ("anywhere", {"mrcs": (5,), "regions": (8,)}, ((), ())),
        ("agreement_mrcs", {"mrcs": (5, 6), "regions": (8,)}, ((5, 6), ())),
        ("agreement_mrcs", {"regions": (8,)}, None),
        ("agreement_regions", {"mrcs": (5,), "regions": (8, 9)}, ((), (8, 9))),
        ("agreement_regions", {"mrcs": (5,)}, None),
    ],
)
def test_a_line_is_limited_to_the_places_of_its_agreement(place, limits, places):
    limited = context(**limits)

    assert limited.places(line(place=place)) == places
    if places is None:
        assert limited.scope(line(place=place)) is None
        assert limited.population(replace(DECLARED, place=place)) is None
    else:
        assert limited.scope(line(place=place)) == Scope(3, *DAYS, 7, *places)


@pytest.mark.parametrize(
    ("facts", "scope"),
    [
        ({}, Scope(3, *DAYS, 7, partner_ids=(9,))),
        ({"source": "partners"}, Scope(3, *DAYS, 7, partner_ids=(9,))),
        ({"scope": "organism"}, Scope(3, *DAYS)),
    ],
)
def test_what_is_charged_to_a_shared_agreement_is_everybodys(facts, scope):
    assert context(partners=(9,)).scope(line(**facts)) == scope


def test_an_annual_line_counts_the_whole_organism():
    assert context(agreement=None).scope(LINE) == Scope(3, *DAYS)


@pytest.mark.parametrize(
    ("facts", "limits", "population"),
    [
        ({}, {}, Population(3, YEAR, 7)),
        ({"scope": "organism"}, {}, Population(3, YEAR)),
        ({"place": "agreement_mrcs"}, {"mrcs": (5,)}, Population(3, YEAR, 7, 5, None)),
        ({"place": "agreement_mrcs"}, {"mrcs": (5, 6)}, None),
        ({"place": "agreement_regions"}, {"regions": (8,)}, Population(3, YEAR, 7, None, 8)),
        ({"place": "agreement_regions"}, {"regions": (8, 9)}, None),
        ({"source": "records"}, {}, None),
        ({"terms": ()}, {}, None),
        ({"terms": (SESSIONS, replace(SESSIONS, code="V1.02"))}, {}, None),
        ({"terms": (replace(SESSIONS, categories=(("sex", "femmes"),)),)}, {}, None),
    ],
)
def test_a_line_of_one_term_and_one_place_can_be_declared(facts, limits, population):
    assert context(**limits).population(replace(DECLARED, **facts)) == population


def test_each_scope_is_asked_the_codes_of_its_lines_of_one_source():
    charged, whole, met = line("V1.01"), line("V1.01", "V1.02", scope="organism"), line("V3.01", source="partners")
    unknown_place, nothing = line("V9.01", place="agreement_mrcs"), line(terms=())
    lines = [charged, unknown_place, nothing, met, whole, line("V1.03")]
    about = context()

    assert _codes_by_scope(about, lines, "records") == {
        about.scope(charged): {"V1.01", "V1.03"}, about.scope(whole): {"V1.01", "V1.02"},
    }  # fmt: skip
    assert _codes_by_scope(about, lines, "partners") == {about.scope(met): {"V3.01"}}


def test_money_is_not_read_for_a_form_without_a_line_of_it_nor_for_an_annual_report():
    assert _money(context(), [LINE]) == {}
    assert _money(context(agreement=None), [line(source="agreements")]) == {}


CATEGORIES = {
    1: CategorySpec(1, "15-24", "15 à 24", "age", "Âge", 15, 24),
    2: CategorySpec(2, "femmes", "Femmes", "sex", "Sexe", None, None),
}
BANDS = (
    BandSpec("age-18", "18 et plus", "age", "Âge", 18),
    BandSpec("women", "Femmes", "sex", "Sexe", categories=frozenset({"femmes"})),
    BandSpec("men", "Hommes", "sex", "Sexe", categories=frozenset({"hommes"})),
)


def evaluate(asked: LineSpec, about: ReportContext | None = None, **facts) -> Figure | Ask:
    about = about or context()
    empty = {"counts": {}, "partners": {}, "declared": {}, "money": {}, "households": {}}
    form = FormSpec((asked,), (), CATEGORIES)
    return LineEvaluation(form, about, Facts(**{**empty, **facts})).evaluate(asked)


def from_records(asked: LineSpec, **results) -> Figure | Ask:
    by_code = {code.replace("_", "."): result for code, result in results.items()}
    return evaluate(asked, counts={context().scope(asked): by_code})


def test_records_make_a_figure_with_what_its_bands_hold_and_leave():
    asked = line("V1.01", "V1.02", bands=BANDS)
    parts = {("sex", "femmes"): 3, ("age", "15-24"): 2}

    figure = from_records(asked, V1_01=Result(D(10), parts), V1_02=Result(D(2)), V9_99=Result(D(50)))

    assert figure == Figure(
        D(12), Origin("records", ("V1.01", "V1.02")), "value", None,
        {"women": 3, "men": 0}, {"sex": 9}, frozenset({"age"}),
    )  # fmt: skip


def test_records_that_add_up_to_nothing_are_zero_and_no_record_is_a_question():
    assert from_records(LINE, V1_01=Result(D(0))) == Figure(D(0), Origin("records", ("V1.01",)), "zero")
    assert from_records(LINE) == Ask(AskReason.NO_RECORD)


def test_a_line_of_some_categories_only_is_not_broken_down_by_others():
    women = replace(SESSIONS, categories=(("sex", "femmes"),))
    asked = line(terms=(women,), bands=BANDS)

    figure = from_records(asked, V1_01=Result(D(10), {("sex", "femmes"): 3, ("age", "15-24"): 2}))

    assert (figure.value, figure.bands, figure.asked) == (3, {}, {"age", "sex"})


RATIO = line(
    kind="ratio", terms=(replace(SESSIONS, part="numerator"), replace(SESSIONS, part="denominator", code="V1.02"))
)


def test_a_ratio_has_its_two_parts_and_none_of_nothing():
    figure = from_records(RATIO, V1_01=Result(D(3)), V1_02=Result(D(4)))

    assert (figure.value, figure.denominator) == (3, 4)
    assert from_records(RATIO, V1_01=Result(D(3)), V1_02=Result(D(0))) == Ask(AskReason.NO_RECORD)
    assert from_records(RATIO, V1_01=Result(D(3))) == Ask(AskReason.NO_RECORD)
    assert from_records(RATIO, V1_02=Result(D(4))) == Ask(AskReason.NO_RECORD)


@pytest.mark.parametrize(
    "facts",
    [
        {"source": "asked"},
        {"source": "partners", "terms": ()},
        {"place": "agreement_mrcs"},
        {"terms": (), "place": "agreement_mrcs"},
    ],
)
def test_what_nothing_counts_is_asked(facts):
    assert evaluate(line(**facts)) == Ask(AskReason.ASKED)


def test_a_line_of_records_without_indicator_counts_the_activities():
    activities, by_component = line(terms=()), line(terms=(), for_each="component")

    assert evaluate(activities, activities={context().scope(activities): 3}) == Figure(D(3), Origin("records"))
    assert evaluate(activities) == Ask(AskReason.NO_RECORD)
    parted = {"a1": PartedCount({"component-4": D(2)}, D(2))}
    assert evaluate(by_component, parted=parted) == Figure(D(2), Origin("records"), bands={"component-4": D(2)})
    assert evaluate(by_component, parted={"a1": PartedCount({}, None)}) == Ask(AskReason.NO_RECORD)


def named(asked, *, partners=(), named=(), unnamed=0) -> Figure | Ask:
    about = context(partners=partners)
    book = NamedPartners({EMPLOYERS: set(named)}, {EMPLOYERS: unnamed} if unnamed else {})
    return evaluate(asked, about, partners={about.scope(asked): book})


EMPLOYERS_MET = line("V3.01", source="partners")
PARTED = {"for_each": "mrc", "place": "anywhere"}


def test_a_repeated_line_is_what_its_parts_count():
    asked = line("V4.14", **PARTED)
    parts = {"mrc-890": D(1)}

    def counted(whole, least=None) -> Figure | Ask:
        return evaluate(asked, parted={"a1": PartedCount(parts, whole, least or {})})

    assert counted(D(1)) == Figure(D(1), Origin("records", ("V4.14",)), "value", bands=parts)
    assert counted(D(0)).state == "zero"
    assert counted(None, {"mrc-880": Least(1, 1)}).least == {"mrc-880": Least(1, 1)}


def test_partners_of_each_part_are_asked_where_the_agreement_is_shared():
    """Each organism has its own list of partners; records of all of them are counted."""
    counted = {"a1": PartedCount({"mrc-890": D(2)}, D(2))}
    partners, records = replace(EMPLOYERS_MET, **PARTED), line("V4.14", **PARTED)

    assert evaluate(partners, context(partners=(9,)), parted=counted) == Ask(AskReason.SHARED)
    assert evaluate(partners, parted=counted).value == 2
    assert evaluate(records, context(partners=(9,)), parted=counted).value == 2


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"named": (1, 2)}, Figure(D(2), Origin("partners", ("V3.01",)))),
        ({}, Ask(AskReason.NO_RECORD)),
        ({"named": (1, 2), "unnamed": 3}, Ask(AskReason.PARTNERS, lower_bound=2, unnamed=3)),
        ({"unnamed": 3}, Ask(AskReason.PARTNERS, lower_bound=0, unnamed=3)),
        # Each organism has its own list of partners: one may be in two of them
        ({"partners": (9,), "named": (1, 2)}, Ask(AskReason.SHARED, lower_bound=2)),
        ({"partners": (9,), "unnamed": 3}, Ask(AskReason.SHARED, lower_bound=None, unnamed=3)),
    ],
)
def test_partners_are_a_figure_when_each_record_names_one(facts, answer):
    assert named(EMPLOYERS_MET, **facts) == answer


def test_partners_have_no_categories():
    figure = named(replace(EMPLOYERS_MET, bands=BANDS), named=(1,))

    assert (figure.value, figure.bands, figure.asked) == (1, {}, {"age", "sex"})


def test_whole_organisms_count_their_own_partners_whoever_shares_the_agreement():
    assert named(replace(EMPLOYERS_MET, scope="organism"), partners=(9,), named=(1,)).value == 1


def test_employers_that_were_helped_are_asked_unless_those_met_count_too():
    assert evaluate(line("V3.04", source="partners")) == Ask(AskReason.PARTNERS)
    assert named(line("V3.01", "V3.04", source="partners"), named=(1,)).value == 1


def test_money_is_a_figure_when_the_form_names_all_of_it():
    natures = line(source="agreements", bands=(BandSpec("salaires", "Salaires"), BandSpec("deplacements", "Route")))
    known = replace(natures, bands=(BandSpec("part-mrc", "MRC"), BandSpec("milieu-argent", "Milieu")))

    figure = evaluate(known, money={YEAR: ReportedMoney({"salaires": D(80)}, cash=D(20))})

    assert figure == Figure(D(100), Origin("agreements"), "value", bands={"part-mrc": D(80), "milieu-argent": D(20)})
    assert evaluate(known, money={YEAR: ReportedMoney(in_kind=D(5))}).state == "zero"
    assert evaluate(known) == Ask(AskReason.NO_RECORD)
    unnamed = ReportedMoney({"salaires": D(80), "activites": D(5)})
    assert evaluate(line(source="agreements"), money={YEAR: unnamed}) == Figure(D(85), Origin("agreements"), "value")
    assert evaluate(natures, money={YEAR: unnamed}) == Ask(AskReason.BANDS, unplaced=D(5))


HELD = Post(1, 3, date(2020, 1, 6))
LOST = Post(2, 3, date(2020, 1, 6), date(2025, 9, 1), "funding", agreement_ids=(7,))
PAID = Post(3, 3, date(2025, 6, 2), agreement_ids=(7,))
REASONS = (BandSpec("perdus-funding", "Argent"), BandSpec("perdus-left", "Départ"))


def from_posts(*posts, **facts) -> Figure | Ask:
    return evaluate(line(source="positions", **{"scope": "organism", **facts}), posts=list(posts))


def test_positions_are_those_of_the_last_day_or_with_parts_those_lost_by_reason():
    origin = Origin("positions")
    lost = {"perdus-funding": 1, "perdus-left": 0}

    assert from_posts(HELD, LOST, PAID) == Figure(D(2), origin, "value")
    assert from_posts(HELD, LOST, PAID, scope="charged") == Figure(D(1), origin, "value")
    assert from_posts(LOST) == Figure(D(0), origin, "zero")
    assert from_posts(HELD, LOST, PAID, bands=REASONS) == Figure(D(1), origin, "value", bands=lost)
    assert from_posts(HELD, bands=REASONS) == Figure(D(0), origin, "zero", bands=dict.fromkeys(lost, 0))
    assert from_posts(HELD, scope="charged") == from_posts() == Ask(AskReason.NO_RECORD)


SAID_AT = datetime(2026, 5, 4, tzinfo=UTC)


def declared(state="value", value=64, denominator=None, **parts) -> dict:
    row = Declaration(
        pk=12,
        state=state,
        value=value and D(value),
        denominator=denominator,
        declared_at=SAID_AT,
        declared_by=User(name="Nadia"),
    )
    return {context().population(DECLARED): {"V1.04": Declared(row, parts)}}


def test_a_declaration_says_who_when_and_its_parts():
    asked = replace(DECLARED, bands=BANDS)

    figure = evaluate(asked, declared=declared(denominator=D(80), sex={"femmes": 60}))

    origin = Origin("declaration", ("V1.04",), 12, SAID_AT, "Nadia")
    assert figure == Figure(D(64), origin, "value", D(80), {"women": 60, "men": 0}, {"sex": 4}, frozenset({"age"}))
    assert figure.is_declared


def test_nothing_declared_leaves_nothing_unbroken():
    figure = evaluate(replace(DECLARED, bands=BANDS[1:]), declared=declared("zero", 0, sex={"femmes": 0}))

    assert (figure.value, figure.bands, figure.unbroken) == (0, {"women": 0, "men": 0}, {"sex": 0})


def test_what_was_said_not_to_apply_keeps_its_state():
    figure = evaluate(DECLARED, declared=declared("na", None))

    assert (figure.state, figure.value) == ("na", None)


@pytest.mark.parametrize("facts", [declared("blank", None), {context().population(DECLARED): {}}])
def test_what_nobody_declared_is_asked(facts):
    assert evaluate(DECLARED, declared=facts) == Ask(AskReason.DISTINCT)


def test_what_cannot_be_declared_is_asked():
    assert evaluate(line("V1.04", "V1.05", source="declared")) == Ask(AskReason.DISTINCT)


def test_households_count_what_nobody_declared():
    asked, since = line("V1.10", source="declared"), date(2025, 4, 1)
    ratio = line("V4.10", source="declared", kind="ratio")
    figures = HouseholdFigures(
        {"V1.10": Number(4, by_category={"refugies": 3}), "V4.10": Number(1, 3, 1, {"refugies": 1})}, since
    )
    households = {household_scope(context(), one): figures for one in (asked, ratio)}
    nothing = {context().population(asked): {}}

    counted = evaluate(asked, declared=nothing, households=households)
    assert counted == Figure(D(4), Origin("households", ("V1.10",), since=since))
    arrivals = BandSpec("refugees", "Réfugiés", "immigration", "Immigration", categories=frozenset({"refugies"}))
    parted = evaluate(replace(asked, bands=(arrivals,)), declared=nothing, households=households)
    assert (parted.bands, parted.unbroken) == ({"refugees": 3}, {"immigration": 1})
    counted = evaluate(ratio, declared=nothing, households=households)
    assert (counted.value, counted.denominator) == (1, 3)
    assert evaluate(replace(ratio, bands=(arrivals,)), declared=nothing, households=households).asked == set()


HOUSEHOLDS = line("V1.10", source="households")
OF_SOME = tuple(replace(term, categories=(("sex", "femmes"),)) for term in HOUSEHOLDS.terms)


@pytest.mark.parametrize("asked", [HOUSEHOLDS, replace(HOUSEHOLDS, source="declared")])
def test_households_are_those_of_the_organism_of_the_agreement_and_of_its_regions(asked):
    regional = replace(asked, place="agreement_regions")

    assert household_scope(context(), asked) == HouseholdScope(*DAYS, (3,), (7,))
    assert household_scope(context(regions=(8, 9)), regional) == HouseholdScope(*DAYS, (3,), (7,), (8, 9))
    assert household_scope(context(agreement=None), asked) == HouseholdScope(*DAYS, (3,))


@pytest.mark.parametrize(
    "facts",
    [
        {"source": "records"}, {"terms": ()}, {"terms": LINE.terms}, {"terms": OF_SOME},
        {"terms": line("V1.10", "V1.11").terms}, {"place": "agreement_mrcs"},
    ],
)  # fmt: skip
def test_households_answer_no_other_line_nor_one_by_mrc(facts):
    asked = replace(HOUSEHOLDS, **facts)

    assert household_scope(context(), asked) is None
    assert household_scope(context(mrcs=(5,)), asked) is None


def test_a_line_of_households_alone_reads_no_declaration():
    asked, since = line("V1.10", source="households"), date(2025, 4, 1)
    figures = HouseholdFigures({"V1.10": Number(4)}, since)

    counted = evaluate(asked, households={household_scope(context(), asked): figures})

    assert counted == Figure(D(4), Origin("households", ("V1.10",), since=since))
    assert evaluate(asked) == Ask(AskReason.NO_HOUSEHOLD)
    assert context().population(asked) is None


JUNE = DateRange(date(2025, 6, 1), date(2025, 7, 1))


def test_a_line_counts_the_days_of_its_window():
    about = context()
    about.report.period = JUNE
    cumulated, month = line(window="year"), line(window="month")
    declared_since = replace(DECLARED, window="year")

    assert about.scope(cumulated) == Scope(3, date(2025, 4, 1), date(2025, 6, 30), 7)
    assert about.scope(month) == Scope(3, date(2025, 6, 1), date(2025, 6, 30), 7)
    assert about.population(declared_since).period == DateRange(date(2025, 4, 1), date(2025, 7, 1))
    since = household_scope(about, line("V1.10", source="households", window="year"))
    assert (since.start, since.end) == (date(2025, 4, 1), date(2025, 6, 30))
