"""What a restored portal must hold: rows and files as their days wrote them, and sums that equal their records."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from hosting.chain.files import count_files
from hosting.chain.models import DayDigest
from hosting.chain.verification import verify
from hosting.doctor.checks.records import CONTENTS
from roriq_portal.formats.phrases import counted
from services.counting.monthly_sums import differences


def restored_faults(made_at: datetime) -> Iterator[str]:
    """Yield a sentence for each thing that is not as it should be; nothing of a portal that is whole.

    `made_at`: when its backup was made, since later days have no digest in it.
    """
    yield from map(str, verify(now=made_at))
    for version in chain.from_iterable(model._default_manager.order_by("pk").iterator() for model in CONTENTS):
        if not version.is_unaltered:
            yield f"version {getattr(version, 'code', version)}\u00a0: son contenu n’a plus son empreinte"
    if apart := differences():
        yield counted(
            len(apart), "somme mensuelle n’est pas celle de ses fiches", "sommes ne sont pas celles des fiches"
        )


def restored_words() -> str:
    """Return what was read again, in words."""
    files = counted(count_files(), "fichier a son empreinte", "fichiers ont leur empreinte")
    versions = counted(
        sum(model._default_manager.count() for model in CONTENTS), "version a la sienne", "versions ont la leur"
    )
    count = DayDigest.objects.count()
    days = (
        counted(count, "jour est ce qu’il était", "jours sont ce qu’ils étaient") if count else "aucun jour n’est clos"
    )
    return f"{files}, {versions}, {days}, chaque somme est celle de ses fiches"
