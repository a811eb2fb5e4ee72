"""Adapters of allauth: no sign-up, and its messages in our words."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from organisms.accounts.second_factor import why_second_step
from organisms.models.seats import SECOND_STEPS

MISMATCH = "Ce courriel et ce mot de passe ne vont pas ensemble."
WRONG_CODE = "Ce code ne va pas. Attendez le suivant, puis inscrivez-le."


class ClosedSignupAdapter(DefaultAccountAdapter):
    """The same answer for an e-mail we know, one we do not, and an account that was closed."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": MISMATCH,
        "email_password_mismatch": MISMATCH,
        "invalid_login": MISMATCH,
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_password": "Ce n’est pas votre mot de passe.",
        "incorrect_code": WRONG_CODE,
        "invalid_password_reset": "Ce lien ne sert plus. Demandez-en un autre.",
        "too_many_login_attempts": "Trop d’essais. Attendez cinq minutes, puis recommencez.",
        "rate_limited": "Trop d’essais. Attendez cinq minutes, puis recommencez.",
    }

    def is_open_for_signup(self, request):
        return False

    def clean_email(self, email):
        return super().clean_email(email).lower()


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": "Votre siège demande une deuxième étape. Ajoutez d’abord une clé d’accès.",
        "cannot_generate_recovery_codes": "Ajoutez d’abord une application ou une clé.",
    }

    def can_delete_authenticator(self, authenticator):
        """Whoever must enter in two steps keeps the last one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_STEPS).exclude(
            pk=authenticator.pk
        )
        return not settings.MFA_REQUIRED or others.exists() or not why_second_step(authenticator.user)

    def build_totp_svg(self, url):
        """Return the SVG without its XML prologue: inline in the page, as the content policy requires."""
        return super().build_totp_svg(url).split("?>", 1)[-1]
