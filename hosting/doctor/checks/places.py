"""What may stand on other machines: the bucket of files, and the copy of the database that is only read."""

from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error, connections

from hosting.doctor.findings import Asked, Finding, Group, attention, bad, check, good
from roriq_portal.database.replica import REPLICA
from roriq_portal.formats.phrases import counted

# What is written and read back under this folder goes at once
TRIED = "essai"
LATE_SECONDS = 30
STATE = """
    SELECT pg_is_in_recovery(),
        pg_is_in_recovery() OR NOT coalesce(has_table_privilege(to_regclass('organisms_organism'), 'UPDATE'), FALSE),
        extract(epoch FROM now() - pg_last_xact_replay_timestamp())::int,
        pg_last_wal_receive_lsn() IS DISTINCT FROM pg_last_wal_replay_lsn()
"""


@check("files", Group.MACHINE, "Fichiers du portail")
def files_are_kept(asked: Asked) -> Finding:
    """A small file comes, is read and goes; in a bucket, nobody without a key may read it."""
    bucket = settings.MEDIA_BUCKET
    place = f"le seau {bucket}" if bucket else f"le dossier {settings.MEDIA_ROOT}"
    act = "Vérifiez MEDIA_BUCKET et ses clés, puis la machine qui le tient." if bucket else "Vérifiez MEDIA_ROOT."
    try:
        name = default_storage.save(f"{TRIED}/{uuid4()}", ContentFile(b"essai"))
        try:
            with default_storage.open(name) as file:
                is_whole = file.read() == b"essai"
            is_public = bool(bucket) and default_storage.is_read_by_strangers(name)  # type: ignore[attr-defined]
        finally:
            default_storage.delete(name)
    except OSError as failure:
        return bad(f"Un fichier ne s’écrit pas ou ne se lit pas dans {place}\u00a0: {failure}", act)
    if not is_whole:
        return bad(f"Un fichier écrit dans {place} en revient autre.", act)
    if is_public:
        return bad(
            f"N’importe qui lit ce qui est dans {place}.",
            "Fermez ce seau au public\u00a0: seules les clés du portail doivent l’ouvrir.",
        )
    return good(f"Un essai s’écrit, se lit et s’efface dans {place}{', fermé au public' if bucket else ''}.")


@check("replica", Group.DATABASE, "Copie de lecture")
def replica_follows(asked: Asked) -> Finding:
    if REPLICA not in settings.DATABASES:
        return good("Aucune n’est réglée\u00a0: tout se lit dans la base.")
    act = "Les pages se lisent dans la base en attendant. Vérifiez REPLICA_DATABASE_URL, puis cette machine."
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(STATE)
            is_copy, is_closed, seconds, is_behind = cursor.fetchone()
    except Error as failure:
        return bad(f"Elle ne répond pas\u00a0: {failure}".strip(), act)
    if not is_closed:
        return attention("Son rôle peut y écrire.", "Donnez à REPLICA_DATABASE_URL un rôle qui ne fait que lire.")
    if is_copy and is_behind and seconds is None:
        # No transaction was ever replayed there since it started
        return attention("Elle ne reçoit rien.", act)
    if is_copy and is_behind and seconds > LATE_SECONDS:
        return attention(f"Elle retarde de {counted(seconds, 'seconde')}.", act)
    return good("Elle suit la base." if is_copy else "Elle répond\u00a0; c’est la base elle-même, en lecture.")
