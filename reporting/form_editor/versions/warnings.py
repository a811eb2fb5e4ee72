"""What is better known before a draft is published, and does not stop it."""

from collections import Counter
from collections.abc import Iterator

from reporting.engine.form.faults import Fault
from reporting.engine.form.spec import FormSpec, LineSpec
from reporting.engine.money_lines import accounts_fill
from reporting.form_editor.lines.nesting import cut_axes
from reporting.form_editor.outline import COUNTED, Outline
from reporting.models import Line
from roriq_portal.formats.phrases import agree, counted


def warnings_of(form: FormSpec, outline: Outline, open_reports: int) -> list[Fault]:
    """Return the warnings of a draft, each with the key of its line."""
    return [*_of_lines(form), *_of_numbers(form), *_of_sections(outline), *_of_reports(open_reports)]


def _of_lines(form: FormSpec) -> Iterator[Fault]:
    for line in form.lines:
        name = line.number or line.words
        if axes := cut_axes(line, form):
            words = ", ".join(axes)
            yield Fault(
                line.key, f"{name}\u00a0: les fiches ont d’autres tranches, et ces axes seront demandés ({words})."
            )
        if words := _parts_words(line):
            yield Fault(line.key, f"{name}\u00a0: {words}")
        if line.source == Line.Source.DECLARED and (len(line.terms) > 1 or any(term.categories for term in line.terms)):
            yield Fault(
                line.key,
                f"{name}\u00a0: cette population ne se déclare pas ailleurs\u00a0; elle sera toujours demandée.",
            )


def _parts_words(line: LineSpec) -> str:
    """What becomes of parts that records do not carry; nothing to say of others."""
    if line.source in COUNTED and any(not band.dimension for band in line.bands):
        return "ses tranches n’ont pas d’axe\u00a0; elles seront demandées, et la ligne sera leur somme."
    if line.source == Line.Source.AGREEMENTS and not accounts_fill({band.key for band in line.bands}):
        return "l’argent de l’entente n’a pas ces tranches\u00a0; elles seront demandées."
    return ""


def _of_numbers(form: FormSpec) -> Iterator[Fault]:
    times = Counter(line.number for line in form.lines if line.number)
    for line in form.lines:
        if times[line.number] > 1:
            yield Fault(line.key, f"Plusieurs lignes portent le numéro {line.number}.")


def _of_sections(outline: Outline) -> Iterator[Fault]:
    for row in outline.sections:
        if not row.lines:
            yield Fault("", f"La section «\u00a0{row.section}\u00a0» est vide\u00a0: elle ne paraîtra pas.")


def _of_reports(open_reports: int) -> Iterator[Fault]:
    if open_reports:
        stay = agree(open_reports, "reste", "restent")
        words = counted(open_reports, "rapport commencé", "rapports commencés")
        yield Fault("", f"{words} {stay} à la version d’avant\u00a0; les suivants prendront celle-ci.")
