"""What keeps a form from being answered: every fault of its lines, bands and rules, a sentence each. Pure."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from reporting.engine.bands import lies_inside
from reporting.engine.form.spec import BandSpec, FormSpec, LineSpec, LineTermSpec, RuleSpec, TermSpec
from reporting.engine.position_lines import REASON_KEYS
from reporting.engine.windows import CUMULATED
from reporting.models import Line, LineTerm, Rule, TemplateVersion, Term
from services.counting.amounts import Amount, NotAddable, add_up

MOST_LINES = 500
NO_ENGLISH = "n’a pas tous ses mots en anglais, et ce gabarit en demande."
NO_FRENCH = "n’a pas de mots en français, et ce gabarit en demande."
MEAN_UNIT = "participations par activité"
TWO_LINES = (Rule.Op.AT_MOST_LINE, Rule.Op.NOT_ABOVE)
NUMBERED = (Rule.Op.AT_MOST_SHARE, Rule.Op.EXPLAIN_OVER, Rule.Op.EXPLAIN_CHANGE)


@dataclass(frozen=True)
class Fault:
    """A sentence, and the key of the line it is about; empty where it is about the whole form."""

    line_key: str
    words: str


def form_faults(
    form_spec: FormSpec, *, language: str = TemplateVersion.Language.FRENCH, has_agreement: bool = True
) -> list[Fault]:
    """Return everything that keeps this form from being published, all at once; empty when nothing does.

    One unit per line, whether it is made of indicators or of lines; a term's categories lie in one dimension; bands
    nest and share no category; lines read no circle of lines; a rule points to lines and bands of its form; a form
    says all in each of its languages. `has_agreement`: whether its reports answer an agreement; without one, a line
    counts the days of the report.
    """
    lines = form_spec.lines
    faults = [] if lines else [Fault("", "Ce gabarit n’a aucune ligne.")]
    if len(lines) > MOST_LINES:
        faults.append(Fault("", f"Ce gabarit compte {len(lines)} lignes, la limite est de {MOST_LINES}."))
    is_in_english = language != TemplateVersion.Language.FRENCH
    faults += [fault for line in lines for fault in _of_line(line, form_spec, is_in_english, has_agreement)]
    faults += _missing_french(form_spec) if language != TemplateVersion.Language.ENGLISH else []
    if circle := _circle(form_spec):
        named = ", ".join(name_of(form_spec.by_key[key]) for key in circle)
        faults.append(Fault(circle[0], f"Ces lignes se calculent l’une d’après l’autre, en cercle\u00a0: {named}."))
    faults += [Fault(rule.line_key, words) for rule in form_spec.rules for words in _rule_faults(rule, form_spec)]
    if is_in_english:
        sections = form_spec.section_specs.values()
        faults += [Fault("", f"La section «\u00a0{s.words}\u00a0» {NO_ENGLISH}") for s in sections if not s.words_en]
    return faults


def _of_line(line: LineSpec, form_spec: FormSpec, is_in_english: bool, has_agreement: bool) -> Iterator[Fault]:
    sentences = [
        *_repeated(line),
        *_source_faults(line),
        *_term_faults(line),
        *_line_term_faults(line, form_spec),
        *_band_faults(line, form_spec),
    ]
    if not has_agreement and line.window != Line.Window.PERIOD:
        sentences.append(f"La ligne {name_of(line)} compte d’autres jours que ceux du rapport, qui n’a pas d’entente.")
    if is_in_english:
        sentences += _missing_english(line)
    return (Fault(line.key, words) for words in sentences)


def name_of(line: LineSpec) -> str:
    return line.number or f"«\u00a0{line.words}\u00a0»"


def _repeated(line: LineSpec) -> Iterator[str]:
    """What a line names twice: the database holds each of them once."""
    named: dict[str, list[Hashable]] = {
        "un indicateur": [(term.part, term.code) for term in line.terms],
        "une autre ligne": [(term.part, term.line_key, term.reading) for term in line.line_terms],
        "une tranche": [band.key for band in line.bands],
    }
    for words, keys in named.items():
        if len(set(keys)) < len(keys):
            yield f"La ligne {name_of(line)} nomme deux fois {words}."


def _source_faults(line: LineSpec) -> Iterator[str]:
    """A line of records without indicator counts activities; one of positions, those occupied or those lost."""
    about = f"La ligne {name_of(line)}"
    if line.counts_activities and (line.unit != "activité" or line.bands):
        yield f"{about} ne nomme aucun indicateur\u00a0: elle compte des activités, sans les ventiler."
    if line.source == Line.Source.POSITIONS and not {band.key for band in line.bands} <= REASON_KEYS:
        yield f"{about} compte des postes perdus par motif, et nomme un motif inconnu."
    if line.for_each:
        yield from (f"{about} {words}" for words in _repetition_faults(line))


def _repetition_faults(line: LineSpec) -> Iterator[str]:
    """A repeated line is asked, or counted for what activities name: a component, an MRC, an agreement, a funder."""
    if line.bands:
        yield "se répète\u00a0: elle ne peut pas aussi avoir des tranches."
    if line.kind == Line.Kind.RATIO:
        yield "se répète\u00a0: elle ne peut pas être un taux, qui demande deux nombres."
    if line.source == Line.Source.ASKED:
        return
    if not line.reads_activities:
        yield "se répète et se calcule\u00a0: seules les activités et les partenaires nommés se comptent pour chacun."
    elif line.for_each == Line.Repetition.SERVICE:
        yield "se répète par service et se calcule\u00a0: les activités ne disent pas leur service, demandez-la."
    elif line.source == Line.Source.PARTNERS and line.for_each == Line.Repetition.COMPONENT:
        yield "se répète par volet\u00a0: les partenaires d’un indicateur sont tous du même volet."


def _term_faults(line: LineSpec) -> Iterator[str]:
    units = {term.unit for term in line.terms} | ({line.unit} if line.terms else set())
    if len(units) > 1:
        yield f"La ligne {name_of(line)} additionne des unités différentes\u00a0: {', '.join(sorted(units))}."
    elif said := _cannot_add(line.terms):
        yield f"La ligne {name_of(line)} ne s’additionne pas. {said}"
    if any(len({dimension for dimension, _ in term.categories}) > 1 for term in line.terms):
        yield (
            f"La ligne {name_of(line)} croise deux ventilations\u00a0: les activités comptent chacune à part, "
            "et personne ne peut dire après coup qui est dans les deux."
        )


def _cannot_add(terms: Iterable[TermSpec]) -> str:
    """Say why the terms of one part have no sum; terms that records do not count are never added, they are asked."""
    for part in Term.Part.values:
        counted = [term for term in terms if term.part == part and term.source == Line.Source.RECORDS]
        try:
            add_up(Amount(Decimal(0), term.unit, term.nature, term.is_distinct) for term in counted)
        except NotAddable as refused:
            return str(refused)
    return ""


def _line_term_faults(line: LineSpec, form_spec: FormSpec) -> Iterator[str]:
    """A sum of lines is in the unit of its lines; a share is of one line in another, both in one unit.

    A mean is a number of one unit for each of another, and has a unit of its own.
    """
    is_sum = line.source == Line.Source.LINES
    if line.line_terms and not is_sum:
        yield f"La ligne {name_of(line)} nomme d’autres lignes et ne se calcule pas d’après elles."
    if not is_sum:
        return
    absent = [term.line_key for term in line.line_terms if term.line_key not in form_spec.by_key]
    for key in absent:
        yield f"La ligne {name_of(line)} se calcule d’après une ligne absente\u00a0: {key}."
    parts = {term.part for term in line.line_terms}
    divides = line.kind == Line.Kind.RATIO or line.is_mean
    if parts != (set(Term.SHARE_PARTS) if divides else {Term.Part.VALUE}):
        asked = "un numérateur et un dénominateur" if divides else "les lignes à additionner"
        yield f"La ligne {name_of(line)} ne dit pas d’après quelles lignes elle se calcule\u00a0: il faut {asked}."
    if not absent:
        yield from _sum_faults(line, [(term, form_spec.by_key[term.line_key]) for term in line.line_terms])


def _sum_faults(line: LineSpec, read: list[tuple[LineTermSpec, LineSpec]]) -> Iterator[str]:
    others = [other for _, other in read]
    if wrong := [row for row in others if not row.is_number or row.kind == Line.Kind.RATIO or row.is_mean]:
        yield f"La ligne {name_of(line)} additionne {name_of(wrong[0])}, qui n’est pas un nombre qui s’additionne."
    yield from _unit_faults(line, read)
    if any(term.reading == LineTerm.Reading.FILED and other.window in CUMULATED for term, other in read):
        yield f"La ligne {name_of(line)} additionne ce qu’ont transmis d’autres rapports d’une ligne qui cumule déjà."
    if without := next((other for other in others if not other.parts_add), None):
        yield f"La ligne {name_of(line)} additionne {name_of(without)}, dont les parts ne s’additionnent pas."
    counts = Counter(term.part for term, _ in read)
    is_added = max(counts.values(), default=0) > 1 or any(term.reading == LineTerm.Reading.FILED for term, _ in read)
    distinct = next((other for other in others if "distinct" in other.unit), None)
    if is_added and distinct:
        yield (
            f"La ligne {name_of(line)} ne s’additionne pas. Des unités distinctes ne s’additionnent jamais\u00a0: "
            + (f"{distinct.unit}.")
        )


def _unit_faults(line: LineSpec, read: list[tuple[LineTermSpec, LineSpec]]) -> Iterator[str]:
    """What is added has one unit; only a mean divides two, and it says its own."""
    about = f"La ligne {name_of(line)}"
    by_part = {part: {other.unit for term, other in read if term.part == part} for part in Term.Part.values}
    units = {unit for units_of_part in by_part.values() for unit in units_of_part}
    if line.is_mean:
        added = max(by_part.values(), key=len)
        if not line.unit:
            yield f"{about} est une moyenne sans unité\u00a0: inscrivez-la, par exemple «\u00a0{MEAN_UNIT}\u00a0»."
    else:
        added = units | (set() if line.kind == Line.Kind.RATIO else {line.unit})
    if len(added) < 2:
        return
    listed = ", ".join(sorted(added))
    if line.kind == Line.Kind.RATIO:
        yield (
            f"{about} est un taux de deux unités\u00a0: {listed}. Un taux est la part d’un tout\u00a0; "
            "pour une moyenne, choisissez la réponse «\u00a0chiffre\u00a0»."
        )
    else:
        yield f"{about} additionne des unités différentes\u00a0: {listed}."


def _circle(form_spec: FormSpec) -> list[str]:
    """Return the keys of lines that read each other in a circle; none when every line comes after those it reads."""
    reads = {line.key: {term.line_key for term in line.line_terms} for line in form_spec.lines}
    waiting = dict(reads)
    while ready := [key for key, others in waiting.items() if not others & waiting.keys()]:
        for key in ready:
            del waiting[key]
    # Those that only read the circle are not in it
    while loose := [key for key in waiting if not any(key in reads[other] for other in waiting)]:
        for key in loose:
            del waiting[key]
    return list(waiting)


def _band_faults(line: LineSpec, form_spec: FormSpec) -> Iterator[str]:
    uses = Counter((band.dimension, key) for band in line.bands for key in band.categories)
    if any(times > 1 for times in uses.values()):
        yield f"La ligne {name_of(line)} place une catégorie dans deux tranches."
    known = {(row.dimension, row.key) for row in form_spec.categories.values()}
    for band in line.bands:
        band_of_line = f"La tranche «\u00a0{band.words}\u00a0» de la ligne {name_of(line)}"
        if any((band.dimension, key) not in known or not _nests(key, band, form_spec) for key in band.categories):
            yield f"{band_of_line} ne contient pas toutes ses catégories."
        if band.dimension and band.age_from is None and not band.categories:
            yield f"{band_of_line} n’a aucune catégorie."


def _nests(category: str, band: BandSpec, form_spec: FormSpec) -> bool:
    """Whether the ages of a category lie in the band's; a band or a category without ages is as it is listed."""
    ages = form_spec.ages()
    if band.age_from is None or category not in ages:
        return True
    return lies_inside(category, BandSpec("", "", band.dimension, "", band.age_from, band.age_to), ages)


def _rule_faults(rule: RuleSpec, form_spec: FormSpec) -> Iterator[str]:
    line, other = form_spec.by_key.get(rule.line_key), form_spec.by_key.get(rule.other_key)
    if line is None or (rule.other_key and other is None):
        yield f"Une règle vise une ligne absente de ce gabarit\u00a0: {rule.other_key if line else rule.line_key}."
        return
    about = f"Une règle de la ligne {name_of(line)}"
    if rule.band_key and rule.band_key not in {band.key for band in line.bands}:
        yield f"{about} vise une tranche absente\u00a0: {rule.band_key}."
    if rule.op in TWO_LINES and other is None:
        yield f"{about} ne dit pas à quelle ligne comparer."
    if rule.op in NUMBERED and rule.number is None:
        yield f"{about} n’a pas de nombre."
    if rule.op == Rule.Op.AT_MOST_DAYS and line.unit != "jour":
        yield f"{about} la compare à des jours, et elle n’en compte pas."
    has_parts = line.bands or any(child.parent_key == line.key for child in form_spec.lines)
    if rule.op == Rule.Op.EQUAL_PARTS and not has_parts:
        yield f"{about} la compare à ses parties, et elle n’en a pas."


def _missing_french(form_spec: FormSpec) -> Iterator[Fault]:
    for section in form_spec.section_specs.values():
        if section.lacks_french:
            yield Fault("", f"La section «\u00a0{section.words}\u00a0» {NO_FRENCH}")
    for line in form_spec.lines:
        if line.lacks_french:
            yield Fault(line.key, f"La ligne {name_of(line)} {NO_FRENCH}")
        for band in line.bands:
            if band.lacks_french:
                about = f"La tranche «\u00a0{band.words}\u00a0» de la ligne {name_of(line)}"
                yield Fault(line.key, f"{about} {NO_FRENCH}")


def _missing_english(line: LineSpec) -> Iterator[str]:
    if not line.words_en or (line.hint and not line.hint_en):
        yield f"La ligne {name_of(line)} {NO_ENGLISH}"
    for band in line.bands:
        if not band.words_en:
            yield f"La tranche «\u00a0{band.words}\u00a0» de la ligne {name_of(line)} {NO_ENGLISH}"
