"""Where a request comes from, as the limits on tries count it."""

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest


def origin_of(request: HttpRequest) -> str:
    """Return the address that a request came from, behind the trusted proxies."""
    return get_ip(request)
