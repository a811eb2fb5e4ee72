"""The post: whether it opens to us, and takes a letter when one is asked for."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from hosting.doctor.findings import Asked, Finding, Group, attention, bad, check, good

SMTP = "django.core.mail.backends.smtp.EmailBackend"
ACT = "Vérifiez EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD et EMAIL_USE_TLS, puis le pare-feu."
BODY = "Le portail RORIQ envoie bien ses courriels. Cet essai vient de « manage.py doctor --mail ».\n"


@check("smtp", Group.WORKS, "Envoi des courriels")
def post_opens(asked: Asked) -> Finding:
    if settings.LETTER_BACKEND != SMTP:
        return attention(
            f"Les courriels ne partent pas\u00a0: {settings.LETTER_BACKEND}.",
            "Sur un serveur, retirez EMAIL_BACKEND des réglages.",
        )
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    post = get_connection(SMTP, timeout=5)
    try:
        post.open()
        if asked.mail_to:
            EmailMessage("Essai du portail RORIQ", BODY, to=[asked.mail_to], connection=post).send()
    except (OSError, SMTPException) as failure:
        return bad(f"{place} ne prend pas nos courriels\u00a0: {failure}", ACT)
    finally:
        post.close()
    return good(f"{place} a pris un courriel d’essai." if asked.mail_to else f"{place} répond.")
