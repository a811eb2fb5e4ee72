"""What each door sets for the portal's settings: running, tests, and a server to come."""

import os
import secrets
from pathlib import Path

HOST = "127.0.0.1"


def secret_key(path: Path) -> str:
    """The clone's own secret key, made the first time and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(60))
    return path.read_text().strip()


def environment(**changes: str) -> dict[str, str]:
    """A child's environment: ours, less libpq's variables, which would bend the database's address."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return ours | {"PYTHONUNBUFFERED": "1"} | changes


def run_environment(url: str, port: int, var: Path, owner: str = "") -> dict[str, str]:
    """What the settings read when the portal runs on a developer's machine; `owner` is for what migrates alone."""
    return environment(
        DATABASE_URL=url,
        OWNER_DATABASE_URL=owner,
        DEBUG="1",
        TESTING="0",
        SECRET_KEY=secret_key(var / "secret_key"),
        ALLOWED_HOSTS=f"{HOST},localhost",
        SITE_URL=f"http://{HOST}:{port}",
        VAR_DIR=str(var),
        MEDIA_ROOT=str(var / "media"),
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend",
    )


def test_environment(url: str, owner: str) -> dict[str, str]:
    """What the settings read in tests; a developer's `.env` changes none of it."""
    return environment(
        DATABASE_URL=url,
        OWNER_DATABASE_URL=owner,
        DEBUG="0",
        TESTING="1",
        SECRET_KEY="only-for-tests-and-tooling",
        ALLOWED_HOSTS=f"{HOST},localhost",
        SITE_URL=f"http://{HOST}:8000",
    )


def production_environment(url: str) -> dict[str, str]:
    """What a server would set, so that `check --deploy` judges the real thing."""
    return environment(
        DATABASE_URL=url,
        OWNER_DATABASE_URL="postgresql://owner@/roriq",
        DEBUG="0",
        TESTING="0",
        SECRET_KEY=secrets.token_urlsafe(60),
        ALLOWED_HOSTS="example.org",
        SITE_URL="https://example.org",
    )
