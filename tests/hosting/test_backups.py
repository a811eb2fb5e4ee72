"""A backup holds all of the portal, comes back whole in an empty place, and says what was altered."""

import hashlib
import io
import subprocess
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hosting.backups.archive import ArchiveDamaged, unpack
from hosting.backups.keeping import moment_of, name_at, outdated
from hosting.backups.programs import ProgramFailed, decrypted, encrypted, suffix_of
from hosting.chain.digests import write_digests
from hosting.management.commands import backup, drill, restore
from reporting.models import Document
from tests.reporting.builders.reports import make_issued

PAPER = b"%PDF-1.7 un document transmis"


def run(command, *words, **options) -> str:
    said = io.StringIO()
    call_command(command.Command(), *words, stdout=said, stderr=said, **options)
    return said.getvalue().replace("\u00a0", " ")


@pytest.fixture
def paper(committed_reference, agreement, director) -> Document:
    version = make_issued(agreement, director).versions.get()
    made = Document(version=version, format="pdf", language="fr", size=len(PAPER))
    made.sha256 = hashlib.sha256(PAPER).hexdigest()
    made.file.save("rapport.pdf", ContentFile(PAPER))
    write_digests(timezone.now() + timedelta(days=3))
    return made


@pytest.mark.slow
def test_a_backup_comes_back_whole_in_an_empty_place_only(paper, settings, tmp_path):
    folder, away = tmp_path / "backups", tmp_path / "away"
    away.mkdir()
    settings.BACKUP_DIR, settings.BACKUP_SEND = str(folder), f"cp {{}} {away}/"

    assert "Copiée ailleurs." in run(backup)
    (archive,) = folder.glob("portail-*")
    assert (away / archive.name).read_bytes() == archive.read_bytes()
    assert archive.stat().st_mode & 0o077 == 0
    assert settings.SECRET_KEY.encode() not in archive.read_bytes()

    said = run(drill)
    assert "Exercice réussi" in said
    assert "1 fichier a son empreinte, 1 version a la sienne" in said
    assert "jours sont ce qu’ils étaient" in said
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = current_database() || '_drill'")
        assert cursor.fetchone() is None

    place = Path(paper.file.path)
    with pytest.raises(CommandError, match="Il y a déjà des fichiers"):
        run(restore, archive)
    place.unlink()
    with pytest.raises(CommandError, match=r"a déjà \d+ tables"):
        run(restore, archive)

    damaged = tmp_path / archive.name
    damaged.write_bytes(archive.read_bytes().replace(PAPER, PAPER.swapcase()))
    with pytest.raises(ArchiveDamaged, match=r"n’est pas ce que dit son manifeste.: media/papers/\d+/rapport"):
        unpack(damaged, tmp_path / "one")
    damaged.write_bytes(archive.read_bytes()[:-20_000])
    with pytest.raises(ArchiveDamaged, match="n’est pas entière"):
        unpack(damaged, tmp_path / "two")

    # What was altered before the backup is whole in it: the restored portal says so itself
    place.write_bytes(PAPER.swapcase())
    said = io.StringIO()
    with pytest.raises(CommandError, match="ne redonne pas le portail"):
        call_command(drill.Command(), "--new", stdout=said)
    assert f"reporting_document nº {paper.pk}" in said.getvalue()


@pytest.mark.django_db
def test_a_backup_that_cannot_be_made_or_sent_says_so_and_leaves_nothing_halfway(settings, tmp_path):
    with pytest.raises(CommandError, match="BACKUP_DIR"):
        run(backup)
    folder = tmp_path / "backups"
    settings.BACKUP_DIR, settings.BACKUP_RECIPIENT = str(folder), str(tmp_path / "absent.asc")
    with pytest.raises(CommandError, match="La sauvegarde n’est pas faite"):
        run(backup)
    assert [path.name for path in folder.iterdir()] == [".lock"]
    settings.BACKUP_RECIPIENT, settings.BACKUP_SEND = "", "false"
    with pytest.raises(CommandError, match="n’est pas partie ailleurs"):
        run(backup)
    assert len([*folder.glob("portail-*.tar")]) == 1


def test_who_has_the_private_key_alone_reads_a_backup(tmp_path):
    def gpg(home, *words):
        home.mkdir(exist_ok=True, mode=0o700)
        command = ["gpg", "--batch", "--quiet", "--homedir", home, "--passphrase", "", "--pinentry-mode", "loopback"]
        return subprocess.run([*command, *words], capture_output=True, check=True).stdout

    homes = [tmp_path / "a", tmp_path / "b"]
    try:
        for home in homes:
            gpg(home, "--quick-generate-key", "portail@example.org", "future-default", "default", "never")
            (home / "public.asc").write_bytes(gpg(home, "--armor", "--export"))
            (home / "private.asc").write_bytes(gpg(home, "--armor", "--export-secret-keys"))
        archive = tmp_path / f"portail.tar{suffix_of(str(homes[0] / 'public.asc'))}"
        with archive.open("wb") as file, encrypted(file, str(homes[0] / "public.asc")) as stream:
            stream.write(PAPER * 1000)
        assert PAPER not in archive.read_bytes()
        with decrypted(archive, str(homes[0] / "private.asc")) as stream:
            assert stream.read() == PAPER * 1000
        with pytest.raises(ProgramFailed), decrypted(archive, str(homes[1] / "private.asc")) as stream:
            stream.read()
    finally:
        for home in homes:
            subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], capture_output=True)


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "media/../../outside"])
def test_a_backup_writes_nothing_outside_its_place(name, tmp_path):
    archive, folder = tmp_path / "portail.tar", tmp_path / "in" / "side"
    with tarfile.open(archive, "w") as tar:
        info = tarfile.TarInfo(name)
        info.size = 3
        tar.addfile(info, io.BytesIO(b"abc"))
    with pytest.raises(ArchiveDamaged):
        unpack(archive, folder)
    assert list(tmp_path.rglob("outside*")) == []


NOW = datetime(2026, 11, 29, 3, 15, tzinfo=UTC)


@given(st.sets(st.integers(0, 20_000), max_size=60), st.integers(1, 9), st.integers(0, 6), st.integers(0, 14))
def test_the_newest_backups_of_days_weeks_and_months_stay(hours, days, weeks, months):
    moments = {NOW - timedelta(hours=hour) for hour in hours}
    kept = moments - outdated(moments, days, weeks, months)
    assert len(kept) <= days + weeks + months
    assert (max(moments, default=None) in kept) or not moments
    newest_days = sorted({moment.date() for moment in moments}, reverse=True)[:days]
    assert {max(one for one in moments if one.date() == day) for day in newest_days} <= kept
    # What stays once stays when it is asked again
    assert outdated(kept, days, weeks, months) == set()


def test_a_year_of_backups_is_a_few_files_whose_names_say_when():
    year = [NOW - timedelta(days=number) for number in range(400)]
    kept = sorted(set(year) - outdated(year, 7, 5, 12), reverse=True)
    assert 18 <= len(kept) <= 24
    assert kept[:7] == year[:7]
    assert NOW - kept[-1] > timedelta(days=300)
    assert moment_of(Path(name_at(NOW, ".gpg"))) == NOW
    assert moment_of(Path("portail-2026.tar")) is None
