"""A real issuer of OpenID Connect on this machine, in a process of its own, and the person who says yes there."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests

from roriq_portal.settings.issuers import Issuer

CLIENT = "portail-roriq"


@contextmanager
def running_issuer() -> Iterator[str]:
    """Yield the address of an issuer that asks for a nonce; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), "-n", "true"]
    environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=environment, **quiet)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def issuer_at(address: str, **changes) -> Issuer:
    """Return what the settings say of it."""
    said = {"client_id": CLIENT, "secret": "un secret", "name": "Réseau 365", "domains": ("example.org",)}
    return Issuer(url=address, **{**said, **changes})


def know(address: str, subject: str, **claims) -> None:
    """Have the issuer say this of a person."""
    requests.put(f"{address}/users/{subject}", json=claims, timeout=5).raise_for_status()


def agreed(authorize: str, subject: str) -> str:
    """Say yes at the issuer as this person; return the address to which it leads back."""
    answer = requests.post(authorize, data={"sub": subject}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def _wait_for(address: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=5).raise_for_status()
            return
        except requests.RequestException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
