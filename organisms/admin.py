"""The administration, entered by the portal's own login, with its second step and its limits."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth says to
# What lets a person in is changed by that person, or by a command that tells them
admin.site.unregister([Authenticator, EmailAddress, UserSession])
