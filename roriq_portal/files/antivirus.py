"""The antivirus that reads what people send, where one is set (`CLAMD`): clamd, spoken to by its INSTREAM command."""

import socket
import struct
from enum import Enum

from django.conf import settings

from roriq_portal.formats.numbers import SPACE

# To be reached, and then between two signs of life
CONNECT_SECONDS, ANSWER_SECONDS = 2, 15
CHUNK = 64 * 1024
MOST_ANSWERED = 4096
NO_ANSWER = "L’examen antivirus ne répond pas\u00a0; réessayez dans quelques minutes."


class Scanner(Enum):
    """Whether files are examined: not asked for, examined, or refused until clamd answers again."""

    OFF = "off"
    ANSWERS = "answers"
    SILENT = "silent"


def trouble_in(data: bytes) -> str:
    """Return why a file is refused, in a sentence: a malware by its name, or no answer; blank for one that may come in.

    Where no antivirus is set, nothing is refused.
    """
    if not settings.CLAMD:
        return ""
    try:
        answer = _ask(b"zINSTREAM\0", data)
    except OSError:
        return NO_ANSWER
    if answer.endswith(" FOUND"):
        name = answer.removeprefix("stream: ").removesuffix(" FOUND")
        return f"Ce fichier contient un programme malveillant{SPACE}: {name}. Il n’a pas été gardé."
    return "" if answer == "stream: OK" else NO_ANSWER


def state_of_scanner() -> Scanner:
    """Return whether the antivirus is set, and answers now."""
    if not settings.CLAMD:
        return Scanner.OFF
    try:
        return Scanner.ANSWERS if _ask(b"zPING\0") == "PONG" else Scanner.SILENT
    except OSError:
        return Scanner.SILENT


def _ask(command: bytes, data: bytes | None = None) -> str:
    with _connected() as clamd:
        clamd.settimeout(ANSWER_SECONDS if data is not None else CONNECT_SECONDS)
        clamd.sendall(command)
        if data is not None:
            for start in range(0, len(data), CHUNK):
                part = data[start : start + CHUNK]
                clamd.sendall(struct.pack("!L", len(part)) + part)
            clamd.sendall(struct.pack("!L", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < MOST_ANSWERED and (more := clamd.recv(MOST_ANSWERED)):
            answer += more
    return answer.split(b"\0")[0].decode("utf-8", "replace").strip()


def _connected() -> socket.socket:
    """A path is a socket of this machine; anything else is an address and its port."""
    if settings.CLAMD.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        clamd.settimeout(CONNECT_SECONDS)
        clamd.connect(settings.CLAMD)
        return clamd
    host, _, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)
