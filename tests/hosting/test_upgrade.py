"""From the tables of the last release to those of today, with its rows, while somebody reads."""

import lzma
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from hosting.backups.drill import addresses, scratch_database
from hosting.backups.programs import find_program, owner_variables, server_major
from roriq_portal.database.roles import has_two_roles

# `pg_dump` of the tables of 0.1.0, with the reference data and the rows of one small organism
RELEASE = Path(settings.BASE_DIR) / "tests/data/release-0.1.0.dump.xz"
HELD = ("services_activity", "services_count", "reporting_version", "reporting_transition", "organisms_userevent")


def load_release(name: str, folder: Path) -> None:
    dump = folder / "release.dump"
    dump.write_bytes(lzma.decompress(RELEASE.read_bytes()))
    words = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", f"--dbname={name}"]
    command = [find_program("pg_restore", server_major()), *words, str(dump)]
    subprocess.run(command, env=owner_variables(), check=True)
    # As on a server: who works there reads which migrations its tables had
    with psycopg.connect(addresses(name)["OWNER_DATABASE_URL"] or addresses(name)["DATABASE_URL"]) as owner:
        role = settings.APPLICATION_DATABASE["USER"]
        owner.execute(f'GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{role}"')


def columns_of(rows: psycopg.Connection) -> dict[str, list[str]]:
    asked = "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns WHERE table_name = ANY(%s)"
    return dict(rows.execute(f"{asked} GROUP BY 1", [list(HELD)]).fetchall())


def digests(rows: psycopg.Connection, columns: dict[str, list[str]]) -> dict[str, str]:
    """What the columns of the release hold in each table: a later version may have more."""
    asked = "SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM (SELECT {} FROM {}) t"
    return {table: rows.execute(asked.format(", ".join(columns[table]), table)).fetchone()[0] for table in HELD}


@pytest.mark.slow
def test_the_last_release_comes_to_this_version_while_a_table_is_busy(committed_reference, tmp_path):
    with scratch_database() as name:
        load_release(name, tmp_path)
        env = os.environ | addresses(name) | {"MEDIA_ROOT": str(tmp_path / "media"), "BACKUP_DIR": str(tmp_path)}
        address = env["OWNER_DATABASE_URL"] or env["DATABASE_URL"]
        command = [sys.executable, "manage.py", "upgrade", "--lock-seconds", "0.5"]
        with psycopg.connect(address) as reader, psycopg.connect(address, autocommit=True) as rows:
            columns = columns_of(rows)
            before = digests(rows, columns)
            # What is begun elsewhere and not ended holds a name that the new version wants
            reader.execute("CREATE TABLE hosting_daydigest ()")
            with subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=env, stdout=subprocess.PIPE, text=True
            ) as upgrade:
                said = []
                while not said or ("occupée" not in said[-1] and upgrade.poll() is None):
                    said.append(upgrade.stdout.readline())
                assert "occupée" in said[-1]
                reader.rollback()
                said.append(upgrade.stdout.read())
            assert upgrade.returncode == 0, said
            assert "manage.py restore" in said[-1]
            (archive,) = tmp_path.glob("portail-*.tar")
            assert str(archive) in said[-1]
            assert digests(rows, columns) == before
            if has_two_roles():
                role = settings.APPLICATION_DATABASE["USER"]
                asked = "SELECT has_table_privilege(%s, 'hosting_daydigest', %s)"
                may = [rows.execute(asked, [role, kind]).fetchone()[0] for kind in ("INSERT", "UPDATE")]
                assert may == [True, False]
        again = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
        assert "déjà celles de la version" in again.stdout
