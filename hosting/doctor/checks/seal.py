"""The seal of papers (decision 57): whether one can be put now, all the way, and how long its certificate lasts."""

import io
from datetime import timedelta

import pikepdf
from django.conf import settings

from hosting.doctor.findings import Asked, Finding, Group, attention, bad, check, good
from reporting.papers.making.sealing.certificate import SealRefused, is_sealing, opened_key
from reporting.papers.making.sealing.signing import seal
from roriq_portal.formats.days import format_day
from roriq_portal.formats.phrases import counted

# To buy another certificate takes papers, and a person who signs them
NOTICED = timedelta(days=30)
RENEW = (
    "Demandez-en un autre, puis changez SEAL_KEY (docs/deployment.md)\u00a0: les documents d’avant gardent leur sceau."
)
WAIT = "Tant qu’elle n’est pas corrigée, aucun PDF n’est fait\u00a0: chacun attend, et se refait de lui-même."


@check("seal", Group.RECORDS, "Sceau des documents")
def papers_can_be_sealed(asked: Asked) -> Finding:
    if not is_sealing():
        return attention(
            "Les documents ne sont pas scellés\u00a0: aucune clé n’est réglée.",
            "Donnez à SEAL_KEY la clé du réseau\u00a0; « manage.py certificate --test » en fait une pour essayer.",
        )
    try:
        with opened_key(asked.now) as key:
            sealed = seal(_blank(), key, at=asked.now)
    except SealRefused as refusal:
        return bad(str(refusal), WAIT)
    end = sealed.facts.ends_at
    words = f"{sealed.facts.subject}, jusqu’au {format_day(end)}"
    if end - asked.now < NOTICED:
        return attention(f"{words}\u00a0: il reste {counted((end - asked.now).days, 'jour')}.", RENEW)
    hour = f"L’heure est donnée par {sealed.stamped_by}." if settings.SEAL_TIMESTAMP_URL else ""
    return good(" ".join(filter(None, [f"{words}.", hour])))


def _blank() -> bytes:
    """Return a PDF of one page."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()
