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
# What the settings and the installation both say of an address
BELIEVED = (
    "https://accounts.google.com/", "https://accounts.google.com:8443/chemin", "http://localhost:9000",
    "http://127.0.0.1", "http://[::1]:8000/", "https://login.microsoftonline.com/commonwealth/v2.0",
    "https://LOGIN.microsoftonline.com/6a2f1c0e-0000-4000-8000-000000000000/v2.0",
    "https://autre.test/common",
)  # fmt: skip
DOUBTED = {
    "accounts.google.com": "au complet",
    "ftp://accounts.google.com": "au complet",
    "https://": "au complet",
    "https://qui@accounts.google.com": "au complet",
    "https://accounts.google.com?a=1": "au complet",
    "https://accounts.google.com/#a": "au complet",
    "https://accounts.google.com:0": "au complet",
    "https://accounts.google.com:port": "au complet",
    "https://accounts.google.com/a b": "au complet",
    "https://[": "au complet",
    "https://login.microsoftonline.com./common": "au complet",
    "http://accounts.google.com": "répondre en https",
    "http://127.0.0.1.ailleurs.test": "répondre en https",
    "http://127.0.0.2": "répondre en https",
    "https://login.microsoftonline.com/common/v2.0": "locataire",
    "https://login.microsoftonline.com/Organizations": "locataire",
    "https://login.microsoftonline.com:443/consumers": "locataire",
    "https://LOGIN.MicrosoftOnline.com//common": "locataire",
    "https://login.microsoftonline.com/%63ommon/v2.0": "locataire",
}


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
