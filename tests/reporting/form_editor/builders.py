"""Drafts of forms, and what their pages send."""

from django.urls import reverse

from agreements.models import Programme
from reporting.form_editor.lines.form import LineForm
from reporting.form_editor.lines.saving import save_line
from reporting.form_editor.lines.values import RELATED
from reporting.form_editor.lines.vocabulary import read_vocabulary
from reporting.form_editor.versions.drafts import begin_form
from reporting.models import Line, TemplateVersion
from tests.attack.form_filler import Filled, forms_as_shown

USUAL = {
    "kind": "figure", "source": "records", "scope": "charged", "place": "anywhere", "window": "period",
    "required": "on",
}  # fmt: skip


def begin(by, *, name="Accueil des familles", key="vitalite", kind="interim", **more) -> TemplateVersion:
    """A draft of a form that no programme has yet."""
    programme = Programme.objects.get(key=key) if key else None
    given = {"language": "fr", "source": None, **more}
    return begin_form(name=name, programme=programme, kind=kind, by=by, **given)


def add_line(version, by, **typed) -> Line:
    """A line as its page sends it; `typed`: by the name of the box, its dashes written `__`."""
    section = version.sections.order_by("order").first()
    data = USUAL | {"stands": f"s:{section.key}", "words": "Une ligne"}
    data |= {name.replace("__", "-"): value for name, value in typed.items()}
    form = LineForm(data, vocabulary=read_vocabulary(version))
    assert form.is_valid(), form.errors
    return save_line(version=version, form=form, by=by)


def line_of(version, key) -> Line:
    return version.lines.select_related("section", "parent").prefetch_related(*RELATED).get(key=key)


def address(name: str, version, *more) -> str:
    return reverse(f"reporting:{name}", args=[version.pk, *more])


def sent(client, url) -> Filled:
    """The page's own form, as a browser would send it untouched."""
    forms = forms_as_shown(client.get(url).content.decode())
    return next(form for form in forms if form.action in ("", url) and len(form.data) > 1)
