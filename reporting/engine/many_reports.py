"""One line of a form evaluated for many reports at once, as `evaluate_report` would each. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from agreements.money.reported import ReportedMoney, reported_money_of_many
from reporting.engine.evaluate import Facts, LineEvaluation
from reporting.engine.figures import Ask, Figure
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.engine.report_context import ReportContext
from reporting.models import Line
from services.counting.activity_totals import NamedPartners, Result, Scope
from services.counting.declarations import Declared, Population
from services.counting.many_populations import declared_of_many
from services.counting.many_scopes import activities_of_many, counts_of_many, partners_of_many
from services.positions.queries import posts_of_many
from services.positions.turnover import Post


def evaluate_line(contexts: Sequence[ReportContext], form: FormSpec, line: LineSpec) -> list[Figure | Ask]:
    """Return the figure or the question of a line that is a number, for each report in turn.

    Two statements at most, whatever the number of reports. Households are not read: a line that only they answer, or
    that nobody declared, stays a question here.
    """
    facts = _read_facts(contexts, line)
    return [LineEvaluation(form, context, facts.of(context, line)).evaluate(line) for context in contexts]


@dataclass(frozen=True)
class _ManyFacts:
    """What a line needs of the records of many reports."""

    counts: dict[Scope, dict[str, Result]] = field(default_factory=dict)
    partners: dict[Scope, NamedPartners] = field(default_factory=dict)
    activities: dict[Scope, int] = field(default_factory=dict)
    declared: dict[Population, Declared] = field(default_factory=dict)
    money: dict[int, ReportedMoney] = field(default_factory=dict)
    posts: dict[int, list[Post]] = field(default_factory=dict)

    def of(self, context: ReportContext, line: LineSpec) -> Facts:
        """Return those of one report, by its own scopes."""
        population, agreement = context.population(line), context.agreement
        known = self.declared.get(population) if population else None
        money = self.money.get(agreement.pk) if agreement else None
        return Facts(
            counts=self.counts,
            partners=self.partners,
            declared={population: {known.declaration.indicator.code: known} if known else {}} if population else {},
            money={context.days(line): money} if money else {},
            households={},
            activities=self.activities,
            posts=self.posts.get(context.report.organism_id, []),
        )


def _read_facts(contexts: Sequence[ReportContext], line: LineSpec) -> _ManyFacts:
    if line.source == Line.Source.DECLARED:
        populations = [population for context in contexts if (population := context.population(line))]
        return _ManyFacts(declared=declared_of_many(populations, line.codes[0]) if populations else {})
    if line.source == Line.Source.AGREEMENTS:
        windows = {context.agreement.pk: context.days(line) for context in contexts if context.agreement}
        return _ManyFacts(money=reported_money_of_many(windows))
    if line.source == Line.Source.POSITIONS:
        return _ManyFacts(posts=posts_of_many(context.report.organism_id for context in contexts))
    if not line.reads_activities:
        return _ManyFacts()
    scopes = list(dict.fromkeys(scope for context in contexts if (scope := context.scope(line))))
    if line.counts_activities:
        return _ManyFacts(activities=activities_of_many(scopes))
    if line.source == Line.Source.PARTNERS:
        return _ManyFacts(partners=partners_of_many(scopes))
    return _ManyFacts(counts=counts_of_many(scopes, line.codes))
