"""Adapters of allauth: no sign-up, and its messages in our words."""

import math
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from organisms.accounts import attempts
from organisms.accounts.origins import origin_of
from organisms.accounts.second_step import secrets
from organisms.accounts.second_step.recovery import tell_account_change
from organisms.accounts.second_step.second_factor import why_second_step
from organisms.accounts.visits import note_visit
from organisms.models.seats import SECOND_STEPS

MISMATCH = "Ce courriel et ce mot de passe ne vont pas ensemble."
# Named, not imported: a stage reads models that read this module
THEIR_STAGE, OUR_STAGE = "allauth.mfa.stages.AuthenticateStage", "organisms.accounts.issuer.stage.SecondStepStage"
SLOW_DOWN = "Trop d’essais. Attendez %s, ou demandez un lien par courriel\u00a0: il vous fait entrer tout de suite."
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
        "slow_down": SLOW_DOWN,
        "too_many_login_attempts": "Trop d’essais. Attendez cinq minutes, puis recommencez.",
        "rate_limited": "Trop d’essais. Attendez cinq minutes, puis recommencez.",
    }

    def is_open_for_signup(self, request):
        return False

    def clean_email(self, email):
        return super().clean_email(email).lower()

    def pre_authenticate(self, request, **credentials):
        """Count the try before the password is looked at: by account and by place, in a table of ours."""
        try:
            self._tried = attempts.begin_password_try(email=credentials.get("email", ""), origin=origin_of(request))
        except attempts.TooSoon as refused:
            raise self.validation_error("slow_down", words_of(refused.wait)) from refused

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user:
            attempts.end_password_try(self._tried)
        return user

    def get_login_stages(self):
        """allauth's stages, its second step replaced by ours."""
        return [OUR_STAGE if stage == THEIR_STAGE else stage for stage in super().get_login_stages()]

    def post_login(self, request, user, **details):
        """Called once the person is in, after the second step where there is one."""
        note_visit(user, timezone.now())
        return super().post_login(request, user, **details)

    def get_reset_password_from_key_url(self, key):
        """Return the address that a letter carries: ours, whatever `Host` the request named."""
        uid, _, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell the person by a job: a change is not lost, nor refused, because the mail is out of order."""
        tell_account_change(user, template_prefix.rsplit("/", 1)[-1], self.get_http_user_agent(self.request)[:200])

    def _delete_login_attempts_cached_email(self, request, **credentials):
        """Called by allauth when a password was chosen through a link sent by mail."""
        attempts.forget_password_tries(credentials["email"])


def words_of(wait: timedelta) -> str:
    """Return a wait in words, never shorter than it is."""
    seconds = max(1, math.ceil(wait.total_seconds()))
    if seconds <= 90:
        return f"{seconds} seconde{'s' if seconds > 1 else ''}"
    return f"{math.ceil(seconds / 60)} minutes"


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": "Votre siège demande une deuxième étape. Ajoutez d’abord une clé d’accès.",
        "cannot_generate_recovery_codes": "Ajoutez d’abord une application ou une clé.",
    }

    def encrypt(self, text):
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text):
        return secrets.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator):
        """Whoever must enter in two steps keeps the last one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_STEPS).exclude(
            pk=authenticator.pk
        )
        return not settings.MFA_REQUIRED or others.exists() or not why_second_step(authenticator.user)

    def build_totp_svg(self, url):
        """Return the SVG without its XML prologue: inline in the page, as the content policy requires."""
        return super().build_totp_svg(url).split("?>", 1)[-1]
