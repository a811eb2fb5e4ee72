"""A post that is away, that falls silent, that goes in the middle of a letter: letters wait, and each leaves once."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.mail import EmailMessage

from organisms.models import Letter
from organisms.outbox.delivery import deliver, resend_letter
from tests.attack.portal import free_port

pytestmark = pytest.mark.django_db
PATIENCE = 5
SUBJECT = "Une invitation"


class Post:
    """A small SMTP server. `manners`: whole, silent (never greets) or cut (hangs up once the letter came)."""

    def __init__(self, manners: str) -> None:
        self.manners, self.letters = manners, []

    def serve(self, line: socket.socket) -> None:
        with line, line.makefile("rwb") as talk:
            line.settimeout(PATIENCE)
            if self.manners == "silent":
                talk.read(1)  # until the portal hangs up
                return
            self._say(talk, "220 post")
            for word in iter(lambda: talk.readline().decode().strip().upper(), ""):
                if word == "DATA" and not self._take(talk):
                    return
                if word == "QUIT":
                    return
                if word != "DATA":
                    self._say(talk, "250 good")

    def _take(self, talk) -> bool:
        self._say(talk, "354 go on")
        letter = b"".join(iter(talk.readline, b".\r\n"))
        if self.manners == "cut":
            return False
        self.letters.append(letter.decode())
        self._say(talk, "250 taken")
        return True

    @staticmethod
    def _say(talk, words: str) -> None:
        talk.write(f"{words}\r\n".encode())
        talk.flush()


@contextmanager
def post(port: int, manners: str) -> Iterator[Post]:
    """A post that listens on a port of this machine during the block, for one portal after the other."""
    server, office = socket.create_server(("127.0.0.1", port)), Post(manners)
    server.settimeout(PATIENCE)

    def listen() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            office.serve(line)

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield office
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(PATIENCE)


@pytest.fixture
def port(settings) -> int:
    settings.EMAIL_BACKEND = "organisms.outbox.backend.OutboxBackend"
    settings.LETTER_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 0.5
    return settings.EMAIL_PORT


@pytest.mark.parametrize("trouble", ["away", "silent", "cut"])
def test_a_letter_waits_for_a_post_in_trouble_then_leaves_once(port, trouble, network):
    EmailMessage(SUBJECT, "Bonjour", to=["personne@example.org"]).send()
    letter = Letter.objects.get()
    if trouble == "away":
        deliver(letter.pk)
    else:
        with post(port, trouble):
            deliver(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("waiting", 1)
    assert letter.error
    assert letter.next_at

    with post(port, "whole") as office:
        assert resend_letter(letter=letter, by=network)
        for _ in range(2):
            deliver(letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.error) == ("sent", "")
    assert [SUBJECT in words for words in office.letters] == [True]
