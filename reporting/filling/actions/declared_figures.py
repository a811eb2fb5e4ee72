"""What the answers of a report declare: a figure that records cannot give serves every report that asks for it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from organisms.models import Indicator, User
from reporting.engine.bands import lies_inside, own_category
from reporting.engine.figures import Figure
from reporting.engine.form.spec import LineSpec
from reporting.filling.actions.answer_checks import AnswerInput
from reporting.lines.assembly import ReportData
from reporting.models import Answer, Line
from services.counting.declarations import Population, declare, find_declarations
from services.models import Declaration
from services.models.declaration import AnswerState

CONFIRMED = (AnswerState.ZERO, AnswerState.NOT_APPLICABLE, AnswerState.NOT_COLLECTED)


@dataclass(frozen=True)
class Declaring:
    """One saving of answers, beside what its populations declared before it.

    `current`: (line key, band key) → the answer that stands; `declarations`: (population, code) → what is declared now.
    """

    data: ReportData
    inputs: list[AnswerInput]
    current: dict[tuple[str, str], Answer]
    by: User
    declarations: dict[tuple[Population, str], Declaration]

    @classmethod
    def of(cls, data: ReportData, inputs: list[AnswerInput], current: dict, by: User) -> "Declaring":
        """Read what stands declared for the lines that are answered. One query for each population."""
        codes: dict[Population, set[str]] = defaultdict(set)
        for key in {given.line_key for given in inputs}:
            line = _as_declared(data.form_spec.by_key[key])
            population = data.context.population(line)
            if population:
                codes[population].add(line.terms[0].code)
        declarations = {
            (population, code): declaration
            for population, asked in codes.items()
            for code, declaration in find_declarations(population, asked).items()
        }
        return cls(data, inputs, current, by, declarations)

    @cached_property
    def _indicators(self) -> dict[int, Indicator]:
        """The indicators of the lines that are answered, read when the first of them is declared. One query."""
        lines = [self.data.form_spec.by_key[given.line_key] for given in self.inputs]
        return Indicator.objects.in_bulk({line.terms[0].indicator_id for line in lines if line.terms})

    def declare_all(self) -> dict[str, Declaration | None]:
        """Carry the answers to the declarations of their populations; return line key → what stands declared there."""
        return {key: self._declare(key) for key in dict.fromkeys(given.line_key for given in self.inputs)}

    def _declare(self, line_key: str) -> Declaration | None:
        """Declare what one line answers; return what stands, None for a line without declaration."""
        line = self.data.form_spec.by_key[line_key]
        population, counted = self.data.context.population(line), self.data.figures.get(line_key)
        # What households count is corrected in this report, with a reason; it is not declared beside them
        if population is None or (isinstance(counted, Figure) and not counted.is_declared):
            return None
        known = self.declarations.get((population, line.terms[0].code))
        mine = {given.band_key: given for given in self.inputs if given.line_key == line_key}
        whole = mine.get("")
        if whole and whole.state == AnswerState.BLANK and (line_key, "") not in self.current:
            # A box that was empty when the page was made does not erase what another report declared since
            whole = None
        parts = self._parts(line, mine)
        stands = whole or known
        if stands is None or (whole is None and not parts):
            return known
        if whole is not None and whole.state == AnswerState.BLANK and known is None:
            return None
        return self._keep(population, line, stands.state, stands.value, stands.denominator, parts)

    def confirm_unrecorded(self, given: AnswerInput) -> None:
        """Declare 0, s. o. or n. d. where no activity says the figure, so that results show it; another ends that.

        The report itself keeps asking its own line: what is declared so fills no other.
        """
        line = self.data.form_spec.by_key[given.line_key]
        if not line.reads_activities or given.band_key or isinstance(self.data.figures.get(line.key), Figure):
            return
        population = self.data.context.population(_as_declared(line))
        if population is None:
            return
        if given.state in CONFIRMED:
            self._keep(population, line, given.state, given.value)
        elif (population, line.terms[0].code) in self.declarations:
            self._keep(population, line, AnswerState.BLANK, None)

    def _keep(
        self,
        population: Population,
        line: LineSpec,
        state: str,
        value: Decimal | None,
        denominator: Decimal | None = None,
        parts: dict[int, int | None] | None = None,
    ) -> Declaration:
        declaration = declare(
            population=population,
            indicator=self._indicators[line.terms[0].indicator_id],
            state=state,
            value=value,
            denominator=denominator,
            breakdown=parts,
            by=self.by,
        )
        # Another line of the form may ask the same of the same people
        self.declarations[population, line.terms[0].code] = declaration
        return declaration

    def _parts(self, line: LineSpec, mine: dict[str, AnswerInput]) -> dict[int, int | None]:
        """Return category id → number (None: take it away) for bands that are a category of the catalogue."""
        parts: dict[int, int | None] = {}
        form = self.data.form_spec
        for band in line.bands:
            given, own = mine.get(band.key), own_category(band, form.categories.values())
            if given is None or own is None:
                continue
            inside = [c for c in form.categories.values() if c.dimension == band.dimension]
            parts |= {c.id: None for c in inside if lies_inside(c.key, band, form.ages())}
            parts[own.id] = None if given.value is None else int(given.value)
        return parts


def _as_declared(line: LineSpec) -> LineSpec:
    """The line as if its figure were declared: who confirms that nothing was recorded declares it."""
    return replace(line, source=Line.Source.DECLARED) if line.reads_activities else line
