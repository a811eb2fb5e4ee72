"""`./bin/bench web|load|pdf|import|results|portrait|search|forms|masking`: each prints its measures beside its bounds.

`./bin/faults` comes here too: it counts what is lost while what serves is killed.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roriq_portal.settings")
os.environ.setdefault("ACTIONS_LOG_LEVEL", "WARNING")  # what is printed are the goals
django.setup()

from bench import faults, forms, imports, load, masking, pdf, portrait, results, search, web  # noqa: E402

BENCHES = {
    "web": web.run, "load": load.run, "pdf": pdf.run, "import": imports.run, "results": results.run,
    "portrait": portrait.run, "search": search.run, "forms": forms.run, "masking": masking.run,
}  # fmt: skip


def main(words: list[str]) -> int:
    if words[:1] == ["faults"]:
        return 0 if faults.run(words[1:]) else 1
    if len(words) != 1 or words[0] not in BENCHES:
        sys.stderr.write(f"Nommez un banc d’essai : {', '.join(BENCHES)}.\n")
        return 2
    return 0 if BENCHES[words[0]]() else 1


sys.exit(main(sys.argv[1:]))
