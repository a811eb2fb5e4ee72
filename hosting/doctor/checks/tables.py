"""What the migrations make in the database, compared with what stands there: tables, extensions, triggers."""

import pgtrigger.registry
from django.contrib.postgres.operations import CreateExtension
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from hosting.doctor.checks.database import ask
from hosting.doctor.findings import Asked, Finding, Group, attention, bad, check, few, good
from hosting.upgrading.migrating import pending_migrations
from roriq_portal.formats.phrases import counted

MIGRATE = "Passez « manage.py migrate »."
# Of Procrastinate, and one of ours that stands beside no model
OTHERS = {
    "context_stays",
    "procrastinate_jobs_notify_queue_job_aborted_v1",
    "procrastinate_jobs_notify_queue_job_inserted_v1",
    "procrastinate_trigger_abort_requested_events_v1",
    "procrastinate_trigger_delete_jobs_v1",
    "procrastinate_trigger_scheduled_events_v1",
    "procrastinate_trigger_status_events_insert_v1",
    "procrastinate_trigger_status_events_update_v1",
}
STANDING = """
    SELECT tgname, tgrelid::regclass::text, tgenabled, obj_description(pg_trigger.oid), prosrc
    FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal
"""
# The function that every trigger asks first whether to look away: `migrate` has it always say no (decision 27)
LOOKS_AWAY = "SELECT prosrc FROM pg_proc WHERE proname = '_pgtrigger_should_ignore'"


@check("migrations", Group.DATABASE, "Migrations", asks_database=True)
def migrations_are_applied(asked: Asked) -> Finding:
    if left := pending_migrations():
        return bad(f"{counted(len(left), 'migration attend', 'migrations attendent')}\u00a0: {few(left)}.", MIGRATE)
    loader = MigrationLoader(connection)
    if unknown := set(loader.applied_migrations) - set(loader.disk_migrations):
        names = few([".".join(name) for name in sorted(unknown)])
        return attention(
            f"La base a reçu des migrations que ce code ne connaît pas\u00a0: {names}.",
            "Le code est plus ancien que la base\u00a0: installez la version qui l’a migrée.",
        )
    return good(f"Toutes appliquées ({counted(len(loader.applied_migrations), 'migration')}).")


@check("extensions", Group.DATABASE, "Extensions", asks_database=True)
def extensions_are_there(asked: Asked) -> Finding:
    migrations = MigrationLoader(connection).disk_migrations.values()
    wanted = {act.name for migration in migrations for act in migration.operations if isinstance(act, CreateExtension)}
    missing = sorted(wanted - {name for (name,) in ask("SELECT extname FROM pg_extension")})
    if missing:
        return bad(
            f"Il manque {few(missing)}.",
            f"Comme propriétaire de la base\u00a0: {' '.join(f'CREATE EXTENSION {name};' for name in missing)}",
        )
    return good(f"{', '.join(sorted(wanted))}.")


@check("triggers", Group.DATABASE, "Déclencheurs", asks_database=True)
def triggers_speak(asked: Asked) -> Finding:
    faults = trigger_faults()
    if faults:
        return bad(
            f"{counted(len(faults), 'déclencheur', 'déclencheurs')} à rétablir\u00a0: {few(faults)}.",
            "Cherchez d’abord qui l’a changé\u00a0: ce qu’ils gardent a pu être écrit entre-temps. Puis, comme "
            "propriétaire, « manage.py pgtrigger install » et « enable », et « manage.py migrate ».",
        )
    ((replication,),) = ask("SELECT current_setting('session_replication_role')")
    if replication != "origin":
        return bad(
            "Les déclencheurs se taisent pour ce rôle (session_replication_role).",
            "Comme administrateur de PostgreSQL\u00a0: ALTER ROLE … RESET session_replication_role.",
        )
    return good("Tous présents, actifs et tels que les migrations les font.")


def trigger_faults() -> list[str]:
    """Return what is wrong with the triggers: each that is missing, disabled or not as the migrations define it."""
    standing = {(name, table): rest for name, table, *rest in ask(STANDING)}
    faults = []
    for model, trigger in pgtrigger.registry.registered():
        sql = trigger.compile(model).sql
        facts = standing.get((trigger.get_pgid(model), model._meta.db_table))
        words = f"{model._meta.db_table}.{trigger.name}"
        if facts is None:
            faults.append(f"{words} (absent)")
        elif facts[1] != sql.hash or not _says(facts[2], str(sql.kwargs["func"])):
            faults.append(f"{words} (changé)")
    faults += [f"{name} (absent)" for name in sorted(OTHERS - {name for name, _ in standing})]
    faults += [f"{table}.{name} (inactif)" for (name, table), rest in sorted(standing.items()) if rest[0] != "O"]
    if [source.strip() for (source,) in ask(LOOKS_AWAY)] != ["SELECT FALSE"]:
        faults.append("la fonction qui les fait parler (changée)")
    return faults


def _says(source: str, body: str) -> bool:
    return " ".join(body.split()) in " ".join(source.split())
