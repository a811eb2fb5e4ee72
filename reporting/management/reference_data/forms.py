"""The forms that the portal is shipped with: each a form file, written as a new version when it changed."""

from reporting.engine.form.files.form_file import FormFaults
from reporting.engine.form.files.reading import read_form
from reporting.engine.form.files.rows import load_form
from reporting.engine.form.files.sources import SOURCE, read_source
from reporting.engine.form.files.vocabulary import read_vocabulary


class ShippedFormAtFault(Exception):
    """A form of reporting/management/reference/forms that cannot be taken in: its name, and every fault."""


def load_forms() -> None:
    """Load every form of reporting/management/reference/forms; one that changed gets a new version, the others stay."""
    vocabulary = read_vocabulary()
    for path in sorted((SOURCE / "forms").glob("*.json")):
        form = read_form(read_source(f"forms/{path.name}"), vocabulary)
        if isinstance(form, FormFaults):
            raise ShippedFormAtFault(f"{path.name}. {' '.join(form.words)}")
        load_form(form, vocabulary)
