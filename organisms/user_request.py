"""The requests that views read: what our middleware adds to Django's own."""

from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from organisms.models import User


class PageRequest(HttpRequest):
    """A request of anybody: `htmx` is true when the page asks for a fragment of itself."""

    htmx: HtmxDetails
    _messages: BaseStorage


class UserRequest(PageRequest):
    """A request of a person who is logged in: of every view without `login_not_required`."""

    user: User
