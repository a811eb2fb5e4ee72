"""A form given as a file and taken in from one: its lines with their sources, bands and rules, nothing of a report."""

import json

from django.db import transaction

from agreements.models import Programme
from organisms.models import User
from reporting.engine.form.files.form_file import FormFaults, FormFile
from reporting.engine.form.files.reading import read_form
from reporting.engine.form.files.rows import write_version
from reporting.engine.form.files.writing import write_form
from reporting.form_editor.versions.drafts import FormRefused, refuse_second
from reporting.models import Template, TemplateVersion
from roriq_portal.logs import log_action

NOT_JSON = "Ce fichier n’est pas un gabarit\u00a0: prenez celui que «\u00a0Donner en fichier\u00a0» a fait."


def form_bytes(version: TemplateVersion) -> bytes:
    """Return the file of a version, as people can read it: UTF-8, indented, the accents as they are."""
    return json.dumps(write_form(version), ensure_ascii=False, indent=2).encode()


def read_form_bytes(data: bytes) -> FormFile | FormFaults:
    """Return the form of a file, or every sentence that says why it is none. Writes nothing."""
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        return FormFaults((NOT_JSON,))
    return read_form(content)


def _no_number(name: str) -> None:
    """NaN and Infinity are no JSON, though Python reads them."""
    raise ValueError(name)


@log_action
@transaction.atomic
def take_form(*, form: FormFile, by: User) -> list[TemplateVersion]:
    """Write what a file asks as a draft of each form that it names: its next version, or a new form.

    Refuses (FormRefused), and then writes nothing, where one of them has a draft already, is of another programme or
    kind, or would be a second form in use of one programme and kind.
    """
    programme = Programme.objects.select_for_update(no_key=True).get(key=form.programme) if form.programme else None
    return [
        write_version(_template_of(row, programme), form.asked, by=by)
        for row in sorted(form.templates, key=lambda row: row["key"])
    ]


def _template_of(row: dict, programme: Programme | None) -> Template:
    standing = Template.objects.select_for_update(of=("self",)).filter(key=row["key"]).first()
    if standing is None:
        if programme:
            refuse_second(programme, row["kind"])
        return Template.objects.create(key=row["key"], name=row["name"], programme=programme, kind=row["kind"])
    if (standing.programme_id, standing.kind) != (programme.pk if programme else None, row["kind"]):
        raise FormRefused(f"«\u00a0{standing.name}\u00a0» a la même clé, pour un autre programme ou une autre sorte.")
    if standing.versions.filter(published_at__isnull=True).exists():
        raise FormRefused(f"«\u00a0{standing.name}\u00a0» a un brouillon\u00a0: publiez-le ou abandonnez-le d’abord.")
    return standing
