"""The files that the portal is shipped with: shared bands, the schema of a form, the forms themselves."""

import json
from pathlib import Path

from django.conf import settings

SOURCE = settings.BASE_DIR / "reporting" / "management" / "reference"


def read_source(name: str):
    """Return the content of one file of reporting/management/reference."""
    return json.loads(Path(SOURCE, name).read_text(encoding="utf-8"))
