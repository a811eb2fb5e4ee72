"""A page of a report that was shown before its form changed: nothing typed there is lost, nothing is misread."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reporting.engine.form.reading import read_form_spec
from reporting.engine.form.spec import LineSpec
from reporting.filling.posted import box_name
from reporting.filling.typed_values import KIND_WORDS, readable
from reporting.models import Report, TemplateVersion

FIELD = "gabarit"
MOVED = "Le gabarit a changé pendant que vous écriviez\u00a0: copiez votre réponse, puis rechargez la page."


@dataclass(frozen=True)
class TypedBefore:
    """What was typed in one box of the form as it was."""

    label: str
    words: str


def shown_version(report: Report, data: Mapping[str, str]) -> TemplateVersion | None:
    """Return the version that a posted page showed, when the report has another one by now.

    None for a page that says the report's own version, or no version of its form. One query where they differ.
    """
    shown = data.get(FIELD, "")
    if not (shown.isdecimal() and len(shown) < 10) or int(shown) == report.template_version_id:
        return None
    return TemplateVersion.objects.filter(pk=int(shown), template=report.template_version.template_id).first()


def typed_before(version: TemplateVersion, data: Mapping[str, str]) -> list[TypedBefore]:
    """Return everything that a posted page says of the lines of a version, in the order of its form."""
    return [row for line in read_form_spec(version).lines for row in _of_line(line, data)]


def _of_line(line: LineSpec, data: Mapping[str, str]) -> Iterator[TypedBefore]:
    label, name = f"{line.number} {line.words}".strip(), box_name(line.key)
    words = {band.key: band.words for band in line.bands}
    whole = " sur ".join(filter(None, (_typed(data, name), _typed(data, f"{name}-den"))))
    said = [whole or KIND_WORDS.get(data.get(f"{name}-sorte", ""), ""), _typed(data, f"{name}-motif")]
    if any(said):
        yield TypedBefore(label, ". ".join(filter(None, said)))
    parts = f"{name}--"
    for box in data:
        if box.startswith(parts) and not box.endswith("-rev") and _typed(data, box):
            key = box.removeprefix(parts)
            yield TypedBefore(f"{label}, {words.get(key, key)}", _typed(data, box))


def _typed(data: Mapping[str, str], name: str) -> str:
    return readable(data.get(name, "")).strip()
