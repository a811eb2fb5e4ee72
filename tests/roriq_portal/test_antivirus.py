"""Files that people send are examined where an antivirus is set: its three answers, its silence, its state."""

import io
import socket
import struct
import threading
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reporting.management.demo.answers import PLAIN_PDF
from roriq_portal.files.antivirus import NO_ANSWER, Scanner, state_of_scanner, trouble_in
from roriq_portal.files.uploads import FileRefused, examine
from services.models import ImportBatch
from tests.services.conftest import ROWS, register
from tests.services.imports.test_views_imports import upload, words_of

# In two parts, so that no antivirus refuses this very file
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def read(connection, size) -> bytes:
    data = b""
    while len(data) < size and (more := connection.recv(size - len(data))):
        data += more
    return data


def command(connection) -> bytes:
    words = b""
    while not words.endswith(b"\0") and (sign := connection.recv(1)):
        words += sign
    return words


def answer(connection) -> None:
    """As clamd does: PING, or INSTREAM with its pieces until the empty one."""
    if command(connection) == b"zPING\0":
        return connection.sendall(b"PONG\0")
    data = b""
    while size := struct.unpack("!L", read(connection, 4))[0]:
        data += read(connection, size)
    if len(data) > 2_000_000:
        return connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
    return connection.sendall(b"stream: Eicar-Signature FOUND\0" if EICAR in data else b"stream: OK\0")


@contextmanager
def listening(server, most=20):
    """A clamd of loopback for at most so many requests; it ends with its socket."""

    def serve():
        for _ in range(most):
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                answer(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


@pytest.fixture(params=["address", "path"])
def clamd(request, settings, tmp_path):
    if request.param == "address":
        server = socket.create_server(("127.0.0.1", 0))
        settings.CLAMD = f"127.0.0.1:{server.getsockname()[1]}"
    else:
        server = socket.socket(socket.AF_UNIX)
        settings.CLAMD = str(tmp_path / "clamd.ctl")
        server.bind(settings.CLAMD)
        server.listen()
    with listening(server):
        yield


@pytest.fixture
def silent(settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD = f"127.0.0.1:{server.getsockname()[1]}"


def test_a_clean_file_comes_in(clamd):
    assert trouble_in(b"x" * 200_000) == ""
    assert examine(io.BytesIO(PLAIN_PDF), "lettre.pdf").name == "lettre.pdf"


def test_a_malware_is_refused_by_its_name(clamd):
    with pytest.raises(FileRefused, match=r"contient un programme malveillant.: Eicar-Signature"):
        examine(io.BytesIO(PLAIN_PDF.replace(b"trailer", EICAR + b"\ntrailer")), "lettre.pdf")


def test_a_file_that_clamd_does_not_judge_is_refused(clamd):
    assert trouble_in(b"x" * 2_000_001) == NO_ANSWER


def test_no_answer_refuses_in_a_sentence(silent):
    with pytest.raises(FileRefused, match="L’examen antivirus ne répond pas"):
        examine(io.BytesIO(PLAIN_PDF), "lettre.pdf")


def test_nothing_is_asked_where_none_is_set(settings):
    settings.CLAMD = ""
    assert trouble_in(EICAR) == ""


def test_its_state(clamd):
    assert state_of_scanner() is Scanner.ANSWERS


def test_its_silence_is_a_state(silent):
    assert state_of_scanner() is Scanner.SILENT


def test_a_register_and_expenses_are_examined_when_they_are_received(clamd, client_for, director, organism, agreement):
    client = client_for(director)
    refused = upload(client, organism, register(*ROWS, EICAR.decode()))
    assert "programme malveillant : Eicar-Signature" in words_of(refused)
    assert not ImportBatch.objects.exists()
    upload(client, organism, register(*ROWS))
    assert ImportBatch.objects.count() == 1
    file = SimpleUploadedFile("d.csv", b"poste;date;montant\nA;2025-05-01;3\n" + EICAR)
    page = client.post(reverse("agreements:expense-import", args=[agreement.pk]), {"file": file})
    assert "programme malveillant : Eicar-Signature" in words_of(page)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "words"),
    [("off", "n’est pas réglé"), ("silent", "tout fichier envoyé est refusé"), ("clamd", "chaque fichier envoyé")],
)
def test_the_page_of_works_says_it(request, settings, client_for, network, state, words):
    settings.CLAMD = ""
    if state == "silent":
        request.getfixturevalue("silent")
    elif state == "clamd":
        server = socket.create_server(("127.0.0.1", 0))
        settings.CLAMD = f"127.0.0.1:{server.getsockname()[1]}"
        with listening(server):
            assert words in words_of(client_for(network).get(reverse("reporting:work-list")))
        return
    assert words in words_of(client_for(network).get(reverse("reporting:work-list")))
