"""A published form stays as it was answered, also by SQL; a draft changes."""

import pytest
from django.db import IntegrityError, connection, transaction

from reporting.models import Section, Template, TemplateVersion

pytestmark = pytest.mark.django_db

PUBLISHED = "(SELECT id FROM reporting_templateversion WHERE published_at IS NOT NULL)"
LINES = f"(SELECT id FROM reporting_line WHERE version_id IN {PUBLISHED})"
ATTACKS = {
    "unpublished": f"UPDATE reporting_templateversion SET published_at = NULL WHERE id IN {PUBLISHED}",
    "renumbered": f"UPDATE reporting_templateversion SET number = number + 1 WHERE id IN {PUBLISHED}",
    "masked otherwise": f"UPDATE reporting_templateversion SET masks_small_counts = true WHERE id IN {PUBLISHED}",
    "words of a section": f"UPDATE reporting_section SET words = 'x' WHERE version_id IN {PUBLISHED}",
    "words of a line": f"UPDATE reporting_line SET words = 'x' WHERE version_id IN {PUBLISHED}",
    "a rule less": f"DELETE FROM reporting_rule WHERE version_id IN {PUBLISHED}",
    "a band moved": f"UPDATE reporting_band SET age_from = 1 WHERE line_id IN {LINES}",
    "a term less": f"DELETE FROM reporting_term WHERE line_id IN {LINES}",
    "another category": f"""DELETE FROM reporting_band_categories WHERE band_id IN (
        SELECT id FROM reporting_band WHERE line_id IN {LINES})""",
    "a line of lines": f"""INSERT INTO reporting_lineterm (line_id, other_id, part, is_subtracted, reading)
        SELECT min(id), max(id), 'value', false, 'now' FROM reporting_line WHERE version_id IN {PUBLISHED}""",
    "a section more": f"""INSERT INTO reporting_section (version_id, key, "order", words)
        SELECT min(id), 'x', 1, 'x' FROM reporting_templateversion WHERE id IN {PUBLISHED}""",
}


def run(sql: str, *values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


@pytest.mark.parametrize("name", ATTACKS)
def test_no_row_of_a_published_form_changes(name):
    with pytest.raises(IntegrityError, match="a published form stays"), transaction.atomic():
        run(ATTACKS[name])


def test_a_row_of_a_draft_does_not_move_into_a_published_form():
    draft = new_draft()
    published = TemplateVersion.objects.filter(published_at__isnull=False).first()

    with pytest.raises(IntegrityError, match="a published form stays"), transaction.atomic():
        run("UPDATE reporting_section SET version_id = %s WHERE version_id = %s", published.pk, draft.pk)

    assert run("UPDATE reporting_section SET words = 'Autre' WHERE version_id = %s", draft.pk) == 1
    assert run("DELETE FROM reporting_section WHERE version_id = %s", draft.pk) == 1


def test_a_form_has_one_draft_at_a_time():
    draft = new_draft()

    with pytest.raises(IntegrityError, match="template_one_draft"), transaction.atomic():
        TemplateVersion.objects.create(template=draft.template, number=2)


def test_who_retired_a_form_is_known():
    with pytest.raises(IntegrityError, match="template_retired_pair"), transaction.atomic():
        run("UPDATE reporting_template SET retired_at = now()")


def new_draft() -> TemplateVersion:
    template = Template.objects.create(key="essai", name="Essai", kind="final")
    draft = TemplateVersion.objects.create(template=template, number=1)
    Section.objects.create(version=draft, key="s1", order=10, words="Une section")
    return draft
