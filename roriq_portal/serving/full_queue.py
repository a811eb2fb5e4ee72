"""While more people ask than the server can answer: a page that says so, at once, to those who waited too long.

Each of them would wait longer than the next: what is answered late is not read any more, and keeps the others waiting.
"""

import os
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

# A request that waited so long for a thread is told to come back; the proxy itself gives up at two minutes
MOST_SECONDS = float(os.environ.get("QUEUE_SECONDS", "10"))
RETRY_AFTER = 15
# Seconds that the request of this thread waited before anything was done for it
waited: ContextVar[float] = ContextVar("waited", default=0.0)


def answer_when_full(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 503 with Retry-After to a request that waited too long. Nothing of it is read or written.

    Static files, of which that page is made, and the probe of a load balancer are answered outside.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if waited.get() <= MOST_SECONDS:
            return get_response(request)
        headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
        return HttpResponse(render_to_string("errors/503_full.html"), status=503, headers=headers)

    return middleware
