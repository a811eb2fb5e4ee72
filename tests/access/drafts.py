"""What the form editor adds to the world of the table of rights: a draft with a line, a published form."""

from uuid import uuid4

from agreements.models import Programme
from reporting.form_editor.lines.saving import remove_line
from reporting.form_editor.versions.drafts import begin_form, prepare_next
from reporting.form_editor.versions.publication import publish_draft
from reporting.models import Line, TemplateVersion
from reporting.reports.form_change.actions import change_form
from reporting.reports.form_change.fates import read_move
from tests.reporting.builders.reports import answer


def places(network) -> dict:
    """Relations: a draft, its section and line; a published version of another form; a form that is not there."""
    programme = Programme.objects.get(key="vitalite")
    given = {"name": "Accueil des familles", "programme": programme, "kind": "interim", "language": "fr"}
    draft = begin_form(**given, source=None, by=network)
    section = draft.sections.get()
    Line.objects.create(
        version=draft, section=section, key="a1", order=10, kind="figure", words="Une ligne", source="asked"
    )
    done = TemplateVersion.objects.filter(template__key="regionalisation-final", published_at__isnull=False).first()
    return {
        "form_draft": _place(draft, section.key, "a1"),
        "form_done": _place(done, "v1", "a1"),
        "absent_form": {"version_id": 987654, "template_id": 987654, "section_key": "zz", "line_key": "zz"},
    }


def _place(version: TemplateVersion, section_key: str, line_key: str) -> dict:
    keys = {"section_key": section_key, "line_key": line_key}
    return {"version_id": version.pk, "template_id": version.template_id, **keys}


def moved(report, coordinator, network) -> dict:
    """A report that went to the next version of its form, which does not ask a line that was answered."""
    answer(report, "a10", coordinator, 3)
    draft = prepare_next(template=report.template_version.template, by=network)
    remove_line(version=draft, line_key="a10", by=network)
    draft.refresh_from_db()
    later = publish_draft(version=draft, begins_on=None, seen=draft.revision, by=network)
    change_form(report=report, after=later, seen=read_move(report, later).mark, by=coordinator, key=uuid4())
    return {"report_id": report.pk}
