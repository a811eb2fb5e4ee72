"""Sections of a draft: added, renamed, moved, removed once they are empty."""

from django.db import transaction

from organisms.models import User
from reporting.form_editor.keys import free_key
from reporting.form_editor.lines.placing import section_after
from reporting.form_editor.versions.drafts import FormRefused, draft_of, was_changed
from reporting.form_editor.versions.removals import remember
from reporting.models import Section, TemplateVersion
from roriq_portal.edits.unchanged import says_the_same
from roriq_portal.logs import log_action

MOST_SECTIONS = 40


@log_action
@transaction.atomic
def save_section(
    *,
    version: TemplateVersion,
    section: Section | None,
    words: str,
    words_en: str,
    component: int | None,
    after: Section | None,
    moves: bool,
    by: User,
) -> Section:
    """Write a section, at a new place where it `moves`: after another, or first. Refuses one too many."""
    draft = draft_of(version)
    if section is None and draft.sections.count() >= MOST_SECTIONS:
        raise FormRefused(f"Un gabarit a {MOST_SECTIONS} sections au plus.")
    values = {"words": words, "words_en": words_en, "component": component}
    if section and says_the_same(section, values) and not moves:
        return section
    row = section or Section(version=draft, key=_free_key(draft, words or words_en), order=0)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    if moves:
        section_after(row, after)
    was_changed(draft)
    return row


def _free_key(draft: TemplateVersion, words: str) -> str:
    taken = Section.objects.filter(version__template=draft.template_id).values_list("key", flat=True)
    return free_key(words, taken, "partie")


@log_action
@transaction.atomic
def remove_section(*, version: TemplateVersion, section_key: str, by: User) -> str:
    """Remove an empty section and return its words; gone already: « ». Refuses (FormRefused) one that has lines.

    It is put back as a line is.
    """
    draft = draft_of(version)
    section = draft.sections.filter(key=section_key).first()
    if section is None:
        return ""
    if section.lines.exists():
        raise FormRefused("Cette section a des lignes\u00a0: déplacez-les ou retirez-les d’abord.")
    remember(draft, str(section), [section], (), by)
    section.delete()
    return str(section)
