"""The English of what the portal says: `locale/en/LC_MESSAGES/django.po`, compiled where the portal may write.

French is the source: what a template or a module says in French is its own key. Nothing compiled is in the
repository: gettext reads a file that is made at the first start after the text changed, and named after its content.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent.parent / "locale" / "en" / "LC_MESSAGES" / "django.po"


def compiled_folder(var: Path) -> Path:
    """Return the folder of compiled languages of the catalogue as it is written now, `LOCALE_PATHS` of Django."""
    return var / "locale" / hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]


def compile_catalogue(folder: Path) -> Path:
    """Write the compiled catalogue under this folder, unless it is there; return its file.

    Two processes at once write the same bytes, each beside, then put them in place: none reads half of it.
    """
    target = folder / "en" / "LC_MESSAGES" / "django.mo"
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with SOURCE.open("rb") as text:
        catalogue = read_po(text, locale="en_CA", abort_invalid=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as beside:
        write_mo(beside, catalogue)
    os.replace(beside.name, target)
    return target
