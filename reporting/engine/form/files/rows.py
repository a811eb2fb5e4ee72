"""A form file written into rows: a draft that the editor goes on with, or a published version when it changed."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from agreements.models import Programme
from organisms.models import User
from reporting.engine.form.files.form_file import FormFile
from reporting.engine.form.files.vocabulary import Vocabulary, read_vocabulary
from reporting.engine.form.publishing import publish
from reporting.models import Band, Line, LineTerm, Rule, Section, Template, TemplateVersion, Term
from roriq_portal.logs import log_action

COLUMNS = (
    "key", "number", "kind", "words", "words_en", "hint", "hint_en", "unit", "component", "source", "scope",
    "place", "required", "max_chars", "window", "for_each",
)  # fmt: skip


@log_action
@transaction.atomic
def load_form(form: FormFile, vocabulary: Vocabulary | None = None) -> list[TemplateVersion]:
    """Write and publish the next version of each form of a file; one whose newest version is this file stays.

    Return the versions written. A form known by its key keeps its name and programme.
    """
    vocabulary = vocabulary or read_vocabulary()
    programme = Programme.objects.get(key=form.programme) if form.programme else None
    written = []
    for row in form.templates:
        template, _ = Template.objects.get_or_create(
            key=row["key"], defaults={"name": row["name"], "kind": row["kind"], "programme": programme}
        )
        version = load_version(template, form.asked, form.digest, vocabulary)
        written += [version] if version else []
    return written


@log_action
@transaction.atomic
def load_version(
    template: Template, asked: dict, digest: str, vocabulary: Vocabulary | None = None
) -> TemplateVersion | None:
    """Write and publish the next version; None when the newest one that came from a file has this digest.

    None too while the network writes a draft of the form: its next version would be two.
    Raises NotPublishable, and then writes nothing, when the form breaks a rule of publishing.
    """
    loaded = template.versions.exclude(digest="").order_by("number").last()
    if (loaded and loaded.digest == digest) or template.versions.filter(published_at__isnull=True).exists():
        return None
    return publish(write_version(template, asked, digest=digest, vocabulary=vocabulary))


@transaction.atomic
def write_version(
    template: Template,
    asked: dict,
    *,
    digest: str = "",
    by: User | None = None,
    vocabulary: Vocabulary | None = None,
) -> TemplateVersion:
    """Write what a file asks (`FormFile.asked`) as the next version of a form, a draft."""
    vocabulary = vocabulary or read_vocabulary()
    number = (template.versions.aggregate(number=Max("number"))["number"] or 0) + 1
    about = {name: asked[name] for name in ("language", "masks_small_counts")}
    version = TemplateVersion.objects.create(template=template, number=number, digest=digest, created_by=by, **about)
    sections = Section.objects.bulk_create(
        Section(version=version, order=order * 10, **section) for order, section in enumerate(asked["sections"], 1)
    )
    written = _write_lines(version, asked["lines"], {row.key: row for row in sections}, vocabulary)
    _write_terms(written, asked["lines"], vocabulary)
    _write_line_terms(written, asked["lines"])
    _write_bands(written, asked["lines"], vocabulary)
    _write_rules(version, written, asked["rules"])
    return version


def _write_lines(
    version: TemplateVersion, lines: list[dict], sections: dict[str, Section], vocabulary: Vocabulary
) -> dict[str, Line]:
    programme = version.template.programme.key if version.template.programme else ""
    made = Line.objects.bulk_create(
        Line(
            version=version,
            order=order * 10,
            section=sections[line["section"]],
            priority_id=vocabulary.priorities[programme, line["priority"]] if line["priority"] else None,
            **{name: line[name] for name in COLUMNS},
        )
        for order, line in enumerate(lines, 1)
    )
    written = {line.key: line for line in made}
    children = [line for line in lines if line["parent"]]
    for line in children:
        written[line["key"]].parent = written[line["parent"]]
    Line.objects.bulk_update([written[line["key"]] for line in children], ["parent"])
    return written


def _write_terms(written: dict[str, Line], lines: list[dict], vocabulary: Vocabulary) -> None:
    wanted = [(written[line["key"]], term) for line in lines for term in line["terms"]]
    made = Term.objects.bulk_create(
        Term(line=line, part=term["part"], indicator=vocabulary.indicators[term["indicator"]]) for line, term in wanted
    )
    link = Term.categories.through
    link.objects.bulk_create(
        link(term_id=row.pk, category_id=vocabulary.categories[dimension, key].id)
        for row, (_, term) in zip(made, wanted, strict=True)
        for dimension, key in term["categories"]
    )


def _write_line_terms(written: dict[str, Line], lines: list[dict]) -> None:
    LineTerm.objects.bulk_create(
        LineTerm(
            line=written[line["key"]],
            other=written[term["line"]],
            part=term["part"],
            is_subtracted=term["minus"],
            reading=term["reading"],
        )
        for line in lines
        for term in line["line_terms"]
    )


def _write_bands(written: dict[str, Line], lines: list[dict], vocabulary: Vocabulary) -> None:
    wanted = [(written[line["key"]], order, band) for line in lines for order, band in enumerate(line["bands"], 1)]
    made = Band.objects.bulk_create(
        Band(
            line=line,
            dimension=vocabulary.dimensions[band["dimension"]] if band["dimension"] else None,
            order=order,
            **{name: band[name] for name in ("key", "words", "words_en", "age_from", "age_to")},
        )
        for line, order, band in wanted
    )
    link = Band.categories.through
    link.objects.bulk_create(
        link(band_id=row.pk, category_id=category_id)
        for row, (_, _, band) in zip(made, wanted, strict=True)
        for category_id in _category_ids(band, vocabulary)
    )


def _category_ids(band: dict, vocabulary: Vocabulary) -> Iterable[int]:
    return sorted(vocabulary.categories[band["dimension"], key].id for key in vocabulary.belonging(band))


def _write_rules(version: TemplateVersion, written: dict[str, Line], rules: list[dict]) -> None:
    Rule.objects.bulk_create(
        Rule(
            version=version,
            line=written[rule["line"]],
            other=written[rule["other"]] if rule["other"] else None,
            **{name: rule[name] for name in ("op", "band_key", "number", "level")},
        )
        for rule in rules
    )
