"""Settings of those who enter: passwords, second step, their forms. Nothing here depends on where the portal runs."""

AUTH_USER_MODEL = "organisms.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/compte/login/"
ACCOUNT_ADAPTER = "organisms.accounts.allauth_adapters.ClosedSignupAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# Django's own: allauth's writes an unverified address for whomever a stranger names (decision 24)
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
# Passwords and letters are counted in organisms/accounts/attempts.py; `login_failed` is left to the second step,
# where only who knows the password comes
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "5/5m/key",
    "reset_password": "20/h/ip",
    # The present password is asked there: a session left open is no place to guess it
    "change_password": "20/h/user",
}
# Whoever chose a password by a link sent by mail enters: the way in when tries are closed
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# An unverified address must lock nobody out of the second step: ours are proven by the invitation, not by allauth
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_FORMS = {
    "login": "organisms.accounts.forms.LoginForm",
    "reset_password": "organisms.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "organisms.accounts.forms.ResetPasswordKeyForm",
    "change_password": "organisms.accounts.forms.ChangePasswordForm",
    "set_password": "organisms.accounts.forms.SetPasswordForm",
    "reauthenticate": "organisms.accounts.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "organisms.accounts.forms.CodeForm",
    "reauthenticate": "organisms.accounts.forms.CodeAgainForm",
    "activate_totp": "organisms.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "organisms.accounts.forms.AddKeyForm",
    "edit_webauthn": "organisms.accounts.forms.EditKeyForm",
}
MFA_ADAPTER = "organisms.accounts.allauth_adapters.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Portail RORIQ"
USERSESSIONS_TRACK_ACTIVITY = False

# The account of one's organisation (decision 55): its adapter finds the issuer below, and opens no account
SOCIALACCOUNT_ADAPTER = "organisms.accounts.issuer.provider.IssuerAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
# Seconds that a person waits for an issuer that does not answer
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
