"""What a server must be given before it starts, and what its answers do not say."""

import os
import runpy
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from gunicorn.http.wsgi import Response

SAID = "ALLOW_PLAIN_HTTP"


def start(printed="getattr(s, 'SECURE_HSTS_SECONDS', 0)", **changes):
    """Read the settings as a server does, and print one of them."""
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "x" * 50, "DEBUG": "0", "TESTING": "0", **changes}
    command = [sys.executable, "-c", f"import roriq_portal.settings as s; print({printed})"]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("address", [{}, {"SITE_URL": "http://portail.example.org"}])
def test_no_server_starts_without_https_unless_it_is_said(address):
    refused = start(**address)
    assert refused.returncode == 1
    assert SAID in refused.stderr
    assert start(**address, **{SAID: "1"}).stdout == "0\n"


def test_a_server_with_https_asks_browsers_to_insist_on_it():
    assert start(SITE_URL="https://portail.example.org").stdout == "31536000\n"


def test_counters_and_sessions_are_where_nobody_pushes_them_out():
    served = start("s.CACHES['default']['BACKEND'], s.SESSION_ENGINE", SITE_URL="https://portail.example.org")
    assert served.stdout.split() == [
        "roriq_portal.database.lasting_cache.LastingCache",
        "django.contrib.sessions.backends.db",
    ]


def test_answers_do_not_say_which_server_made_them(monkeypatch):
    monkeypatch.setattr(Response, "default_headers", Response.default_headers)
    request = SimpleNamespace(version=(1, 1), method="GET", should_close=lambda: False)
    response = Response(request, None, SimpleNamespace(protocol="http"))
    response.start_response("200 OK", [("Content-Length", "2")])
    assert any("gunicorn" in line for line in response.default_headers())
    runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))
    lines = response.default_headers()
    assert not any("gunicorn" in line for line in lines)
    assert lines[0] == "HTTP/1.1 200 OK\r\n"
