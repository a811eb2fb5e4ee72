"""The addresses of allauth that we serve, and the issuer's: no sign-up, no e-mail management, no login by code."""

from allauth.account import views
from allauth.usersessions.views import list_usersessions
from django.urls import include, path, re_path

from organisms.accounts.issuer.views import issuer_callback, issuer_login, issuer_name
from organisms.accounts.second_step.passkeys import login_by_passkey

urlpatterns = [
    path("login/", views.LoginView.as_view(extra_context={"issuer": issuer_name}), name="account_login"),
    path("organisation/", issuer_login, name="issuer_login"),
    path("organisation/retour/", issuer_callback, name="issuer_callback"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/webauthn/login/", login_by_passkey, name="mfa_login_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", list_usersessions, name="usersessions_list"),
]
