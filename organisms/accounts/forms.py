"""Forms of allauth with our words: a label above each field, never a placeholder."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.forms import Form

from organisms.accounts.attempts import RESET_LETTERS, LimitReached, count_or_refuse
from organisms.form_controls import dress

PASSWORD_HINT = "Au moins 12 signes. Une phrase que vous retenez vaut mieux qu’un mot compliqué."
CODE_HINT = "Six chiffres, ou un de vos codes de secours."
REQUIRED = "Remplissez ce champ."


def _set_labels(form: Form, labels: dict[str, str], hints: dict[str, str] | None = None) -> None:
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)
        field.help_text = (hints or {}).get(name, "")
        field.error_messages["required"] = REQUIRED
    dress(form)


class LoginForm(account.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _set_labels(self, {"login": "Courriel", "password": "Mot de passe"})
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _set_labels(self, {"email": "Courriel"})
        self.fields["email"].widget.attrs["autocomplete"] = "username"

    def save(self, request, **kwargs):
        """Beyond the limit nothing is sent and the page is the same: the links in the mailbox still open."""
        try:
            count_or_refuse(RESET_LETTERS, self.cleaned_data["email"])
        except LimitReached:
            return self.cleaned_data["email"]
        return super().save(request, **kwargs)


NEW_PASSWORD = {
    "oldpassword": "Mot de passe actuel",
    "password1": "Nouveau mot de passe",
    "password2": "Le même, une autre fois",
}


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _set_labels(self, NEW_PASSWORD, {"password1": PASSWORD_HINT})


class SetPasswordForm(account.SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _set_labels(self, NEW_PASSWORD, {"password1": PASSWORD_HINT})


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _set_labels(self, NEW_PASSWORD, {"password1": PASSWORD_HINT})


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _set_labels(self, {"password": "Mot de passe"})


class CodeForm(mfa.AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _set_labels(self, {"code": "Code"}, {"code": CODE_HINT})


class CodeAgainForm(mfa.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _set_labels(self, {"code": "Code"}, {"code": CODE_HINT})


class ActivateTOTPForm(totp.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _set_labels(self, {"code": "Code que l’application affiche"}, {"code": "Six chiffres."})
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddKeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {"name": "Nom de la clé", "passwordless": "Entrer avec cette clé seule, sans mot de passe"}
        _set_labels(self, labels, {"passwordless": "Elle demandera un NIP, un doigt ou un visage."})


class EditKeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _set_labels(self, {"name": "Nom de la clé"})
