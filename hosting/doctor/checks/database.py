"""The server of the database: its version, its letters, its clock."""

from datetime import timedelta
from typing import Any

from django.db import connection

from hosting.doctor.findings import Asked, Finding, Group, attention, bad, check, good
from roriq_portal.formats.phrases import counted

OLDEST_MAJOR = 15
NOTICED, WRONG = timedelta(seconds=5), timedelta(seconds=60)


def ask(statement: str, *values: Any) -> list[tuple]:
    """Return the rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@check("version", Group.DATABASE, "Version de PostgreSQL", asks_database=True)
def version_is_read(asked: Asked) -> Finding:
    ((number, words),) = ask("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
    if number // 10_000 < OLDEST_MAJOR:
        return bad(f"PostgreSQL {words}, trop ancien.", f"Installez PostgreSQL {OLDEST_MAJOR} ou plus récent.")
    return good(f"PostgreSQL {words}.")


@check("collation", Group.DATABASE, "Encodage et ordre des lettres", asks_database=True)
def letters_are_ordered(asked: Asked) -> Finding:
    ((encoding, locale, written, actual),) = ask(
        "SELECT pg_encoding_to_char(encoding), datcollate, datcollversion, pg_database_collation_actual_version(oid)"
        " FROM pg_database WHERE datname = current_database()"
    )
    if encoding != "UTF8":
        return bad(f"La base est en {encoding}.", "Faites une base en UTF8 et restaurez-y une sauvegarde.")
    if written != actual:
        return attention(
            f"L’ordre des lettres ({locale}) a changé avec le système\u00a0: {written}, puis {actual}.",
            "Passez, comme propriétaire, « REINDEX DATABASE » puis « ALTER DATABASE … REFRESH COLLATION VERSION ».",
        )
    return good(f"UTF8, {locale}.")


@check("clock", Group.DATABASE, "Horloge", asks_database=True)
def clocks_agree(asked: Asked) -> Finding:
    ((theirs,),) = ask("SELECT clock_timestamp()")
    apart = abs(theirs - asked.now)
    seconds = round(apart.total_seconds())
    how_far = counted(round(seconds / 60), "minute") if apart > WRONG else counted(seconds, "seconde")
    words = f"L’horloge du serveur et celle de la base s’écartent\u00a0: {how_far}."
    act = "Activez l’heure du réseau des deux côtés (« timedatectl set-ntp true »)."
    if apart > WRONG:
        return bad(words, act)
    return attention(words, act) if apart > NOTICED else good("Le serveur et la base donnent la même heure.")
