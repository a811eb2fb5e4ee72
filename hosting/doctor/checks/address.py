"""The portal's address and its settings: https, its certificate, and what Django says of a deployment."""

import socket
import ssl
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.core import checks
from django.utils import timezone

from hosting.doctor.findings import Asked, Finding, Group, attention, bad, check, good
from roriq_portal.formats.days import format_day

SECONDS = 5
# Let’s Encrypt renews thirty days before the end: two weeks before, it failed for two weeks
NOTICED = timedelta(days=14)
RENEW = "Renouvelez-le. Caddy le fait de lui-même\u00a0: son journal dit pourquoi il n’a pas pu."


@check("settings", Group.WEB, "Réglages")
def settings_are_a_servers(asked: Asked) -> Finding:
    if settings.DEBUG:
        return bad("DEBUG est à 1\u00a0: les pages d’erreur montrent le code et les réglages.", "Mettez DEBUG=0.")
    if not settings.MFA_REQUIRED:
        return bad(
            "La deuxième étape n’est pas exigée.", "Retirez MFA_REQUIRED des réglages\u00a0: elle l’est d’office."
        )
    if not settings.HTTPS:
        return bad(
            "Le portail répond sans https\u00a0: les mots de passe passent en clair.",
            "Donnez à SITE_URL une adresse https.",
        )
    if settings.DEMO:
        return attention("C’est une démonstration.", "Un vrai portail n’a pas DEMO=1, ni les comptes d’essai.")
    return good(f"{settings.SITE_URL}, deuxième étape exigée.")


@check("deploy", Group.WEB, "Examen de Django")
def django_is_satisfied(asked: Asked) -> Finding:
    messages = checks.run_checks(include_deployment_checks=True)
    serious = [message for message in messages if message.level >= checks.WARNING and not message.is_silenced()]
    names = ", ".join(str(message.id) for message in serious)
    act = "« manage.py check --deploy » dit quoi changer, ligne par ligne."
    if any(message.is_serious() for message in serious):
        return bad(f"Django refuse\u00a0: {names}.", act)
    return attention(f"Django avertit\u00a0: {names}.", act) if serious else good("« check --deploy » n’a rien à dire.")


@check("certificate", Group.WEB, "Certificat")
def certificate_lasts(asked: Asked) -> Finding:
    address = urlsplit(settings.SITE_URL)
    if address.scheme != "https" or not address.hostname:
        return attention("Pas de https, donc pas de certificat.", "Voyez « Réglages ».")
    place = (address.hostname, address.port or 443)
    try:
        end = certificate_end(*place)
    except OSError as failure:
        return bad(f"{place[0]} ne répond pas en https\u00a0: {failure}", "Vérifiez le DNS, le pare-feu et Caddy.")
    words = f"Le certificat de l’adresse {place[0]} finit le {format_day(timezone.localdate(end))}."
    if end <= asked.now:
        return bad(f"Le certificat de l’adresse {place[0]} a pris fin le {format_day(timezone.localdate(end))}.", RENEW)
    if trouble := distrust(*place):
        return bad(f"Un navigateur refuse le certificat de l’adresse {place[0]}\u00a0: {trouble}.", RENEW)
    return attention(words, RENEW) if end - asked.now < NOTICED else good(words)


def certificate_end(host: str, port: int) -> datetime:
    """Return when the certificate that is shown under a name ends, whether it is trusted or not. Raises OSError."""
    blind = ssl.create_default_context()
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((host, port), SECONDS) as plain,
        blind.wrap_socket(plain, server_hostname=host) as safe,
    ):
        return x509.load_der_x509_certificate(safe.getpeercert(binary_form=True) or b"").not_valid_after_utc


def distrust(host: str, port: int) -> str:
    """Return why a browser would refuse the certificate, blank when it would not."""
    careful = ssl.create_default_context()
    try:
        with socket.create_connection((host, port), SECONDS) as plain, careful.wrap_socket(plain, server_hostname=host):
            return ""
    except ssl.SSLCertVerificationError as refusal:
        return refusal.verify_message
