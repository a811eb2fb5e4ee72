"""Signing: when each agreement was signed and which one it renews, so that late signatures and gaps have something to show."""

from datetime import date, timedelta

from agreements.models import Agreement
from reporting.demo import clock
from reporting.demo.cast import World

# Two weeks and two days before its first day, unless told: a signature is dated before the agreement runs.
USUALLY = -16
LATE = {"MIN-2026-101": 47, "MIN-2026-109": 12, "SHE-2026-01": 33, "SQ-2024-104": 19, "VAL-2025-04": 61}
UNSIGNED = ("MIN-2026-111",)
RENEWED = {"SHE-2026-01": "SHE-2023-02"}


def sign_contracts(world: World) -> None:
    """Date the signatures, and tie each agreement to the one it renews. One is still unsigned."""
    known = {row.reference: row for row in world.agreements}
    with clock.at(clock.moment(date(2026, 6, 1))):
        for reference, agreement in known.items():
            before = known.get(RENEWED.get(reference) or reference.replace("MIN-2026", "MIN-2023"))
            signed_on = agreement.starts_on + timedelta(days=LATE.get(reference, USUALLY))
            Agreement.objects.filter(pk=agreement.pk).update(
                signed_on=None if reference in UNSIGNED else signed_on,
                renews=before if before and before is not agreement else None,
            )
