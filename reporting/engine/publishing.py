"""Publication: the rules that a version of a form respects before it is answered. Checked once, here."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from organisms.models import User
from reporting.models import Band, Line, Rule, TemplateVersion, Term
from roriq_portal.logs import log_action
from services.counting.amounts import NotAddable, add_up, amount_of

TWO_LINES = (Rule.Op.AT_MOST_LINE, Rule.Op.NOT_ABOVE)
NUMBERED = (Rule.Op.AT_MOST_SHARE, Rule.Op.EXPLAIN_OVER)


class NotPublishable(Exception):
    """A sentence that says which line breaks which rule."""


@dataclass(frozen=True)
class Fault:
    """A sentence, and the key of the line it is about; empty where it is about the whole form."""

    line_key: str
    words: str


@log_action
@transaction.atomic
def publish(version: TemplateVersion, *, by: User | None = None) -> TemplateVersion:
    """Stamp the version as published; refuse (NotPublishable) one that is published already or breaks a rule.

    Rules: one unit per line; a term's categories lie in one dimension; bands nest and do not share a category;
    a rule points to lines and bands of its own version; a form in English has its English words.
    """
    locked = TemplateVersion.objects.select_for_update().get(pk=version.pk)
    if locked.published_at:
        raise NotPublishable(f"La version {locked.number} est déjà publiée.")
    if faults := faults_of(locked):
        raise NotPublishable(" ".join(fault.words for fault in faults))
    locked.published_at, locked.published_by = timezone.now(), by
    locked.save(update_fields=["published_at", "published_by"])
    return locked


def faults_of(version: TemplateVersion) -> list[Fault]:
    """Return all that stops the publication of a version, line by line. Five queries, whatever its length."""
    parts = ("terms__indicator", "terms__categories", "bands__categories__dimension")
    lines = list(version.lines.prefetch_related(*parts))
    faults = [] if lines else [Fault("", "Ce gabarit n’a aucune ligne.")]
    for line in lines:
        faults += [Fault(line.key, words) for words in [*_line_faults(line), *_language_faults(version, line)]]
    rules = version.rules.select_related("line", "other")
    return faults + list(_rule_faults(rules, lines))


def _line_faults(line: Line) -> Iterator[str]:
    terms = list(line.terms.all())
    units = {term.indicator.unit for term in terms} | ({line.unit} if terms else set())
    if len(units) > 1:
        yield f"La ligne {_name(line)} additionne des unités différentes\u00a0: {', '.join(sorted(units))}."
    elif said := _cannot_add(terms):
        yield f"La ligne {_name(line)} ne s’additionne pas. {said}"
    if any(len({category.dimension_id for category in term.categories.all()}) > 1 for term in terms):
        yield f"La ligne {_name(line)} croise deux ventilations."
    yield from _band_faults(line)


def _language_faults(version: TemplateVersion, line: Line) -> Iterator[str]:
    if version.language == TemplateVersion.Language.FRENCH:
        return
    if not line.words_en:
        yield f"La ligne {_name(line)} n’a pas de mots en anglais, et ce gabarit en demande."
    if any(not band.words_en for band in line.bands.all()):
        yield f"Une tranche de la ligne {_name(line)} n’a pas de mots en anglais, et ce gabarit en demande."


def _cannot_add(terms: Iterable[Term]) -> str:
    """Say why the terms of one part have no sum; terms that records do not count are never added, they are asked."""
    for part in Term.Part.values:
        counted = [term.indicator for term in terms if term.part == part and term.indicator.source == "records"]
        try:
            add_up(amount_of(indicator, 0) for indicator in counted)
        except NotAddable as refused:
            return str(refused)
    return ""


def _band_faults(line: Line) -> Iterator[str]:
    bands = list(line.bands.all())
    uses = Counter(category.pk for band in bands for category in band.categories.all())
    if any(times > 1 for times in uses.values()):
        yield f"La ligne {_name(line)} place une catégorie dans deux tranches."
    for band in bands:
        band_of_line = f"La tranche «\u00a0{band.words}\u00a0» de la ligne {_name(line)}"
        if any(not _nests(category, band) for category in band.categories.all()):
            yield f"{band_of_line} ne contient pas toutes ses catégories."
        if band.dimension_id and band.age_from is None and not band.categories.all():
            yield f"{band_of_line} n’a aucune catégorie."


def _nests(category, band: Band) -> bool:
    if category.dimension_id != band.dimension_id:
        return False
    if band.age_from is None or category.age_from is None:
        return True
    if band.age_to is None:
        return category.age_from >= band.age_from
    return category.age_from >= band.age_from and category.age_to is not None and category.age_to <= band.age_to


def _rule_faults(rules: Iterable[Rule], lines: Iterable[Line]) -> Iterator[Fault]:
    own = {line.pk: line for line in lines}
    for rule in rules:
        words = f"Une règle de la ligne {_name(rule.line)}"
        if rule.line_id not in own or (rule.other_id and rule.other_id not in own):
            yield Fault(rule.line.key, f"{words} vise une ligne d’une autre version.")
            continue
        if rule.band_key and rule.band_key not in {band.key for band in own[rule.line_id].bands.all()}:
            yield Fault(rule.line.key, f"{words} vise une tranche absente\u00a0: {rule.band_key}.")
        if rule.op in TWO_LINES and not rule.other_id:
            yield Fault(rule.line.key, f"{words} ne dit pas à quelle ligne comparer.")
        if rule.op in NUMBERED and rule.number is None:
            yield Fault(rule.line.key, f"{words} n’a pas de nombre.")
        if rule.op == Rule.Op.AT_MOST_DAYS and rule.line.unit != "jour":
            yield Fault(rule.line.key, f"{words} la compare à des jours, et elle n’en compte pas.")


def _name(line: Line) -> str:
    return line.number or f"«\u00a0{line.words}\u00a0»"
