"""What was altered since its day was digested (decision 53)."""

from hosting.chain.verification import last_digest, verify
from hosting.doctor.findings import Asked, Finding, Group, attention, bad, check, good
from roriq_portal.formats.days import format_day
from roriq_portal.formats.phrases import counted


@check("days", Group.RECORDS, "Empreintes des jours", asks_database=True)
def days_are_what_they_were(asked: Asked) -> Finding:
    faults = verify(now=asked.now, read_files=asked.every_paper)
    if faults:
        words = counted(len(faults), "objet n’est pas ce que son jour a écrit", "objets ne sont pas ce qui a été écrit")
        return bad(
            f"{words}, le premier\u00a0: {faults[0]}.",
            "« manage.py verify_chain » les nomme. Comparez à une sauvegarde, et cherchez qui les a changés.",
        )
    last = last_digest()
    if last is None:
        return attention(
            "Aucun jour n’a encore d’empreinte.", "Le travailleur en écrit une chaque nuit\u00a0: allumez-le."
        )
    return good(f"Rien n’a changé de ce qui est écrit, jusqu’au {format_day(last.day)}.")
