"""What the two roles of the database may do (decision 27), compared with `privileges.py`."""

import re
from collections import defaultdict

from hosting.doctor.checks.database import ask
from hosting.doctor.checks.tables import MIGRATE
from hosting.doctor.findings import Asked, Finding, Group, attention, bad, check, few, good
from roriq_portal.database.privileges import privileges
from roriq_portal.database.roles import OWNS
from roriq_portal.formats.phrases import counted

ON_TABLES = """
    SELECT relname, kind FROM pg_class, unnest(%s::text[]) kind
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND has_table_privilege(pg_class.oid, kind)
"""
KINDS = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
# « UPDATE (metadata) » is no right on the table, but on columns of it
ON_THE_TABLE = re.compile(r"([A-Z]+)(?=,|$)")
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
OF_THE_ROLE = """
    SELECT current_user, rolsuper, rolcreaterole, rolcreatedb,
        has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'TEMPORARY')
    FROM pg_roles WHERE rolname = current_user
"""
OWNERS = """
    SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
"""
TOO_MUCH = ("superutilisateur", "CREATEROLE", "CREATEDB", "CREATE dans le schéma", "TEMPORARY dans la base")


@check("roles", Group.DATABASE, "Les deux rôles", asks_database=True)
def roles_stand_apart(asked: Asked) -> Finding:
    ((role, *has),) = ask(OF_THE_ROLE)
    owners = sorted(owner for (owner,) in ask(OWNERS))
    too_much = [words for words, right in zip(TOO_MUCH, has, strict=True) if right]
    if ask(OWNS) == [(True,)]:
        return attention(
            f"Le rôle {role} possède les tables où il écrit\u00a0: il pourrait effacer ce qui doit rester.",
            "Donnez à DATABASE_URL un autre rôle que le propriétaire, puis passez « manage.py migrate » comme lui.",
        )
    if too_much:
        return bad(f"Le rôle {role} peut trop\u00a0: {', '.join(too_much)}.", "Retirez-lui ce droit.")
    if len(owners) > 1:
        return attention(f"Les tables ont plusieurs propriétaires\u00a0: {few(owners)}.", "Donnez-les au même rôle.")
    return good(f"{role} travaille dans les tables, {owners[0]} les possède.")


@check("privileges", Group.DATABASE, "Droits sur les tables", asks_database=True)
def rights_are_ours(asked: Asked) -> Finding:
    if ask(OWNS) == [(True,)]:
        return attention("Le propriétaire a tous les droits.", "Voyez « Les deux rôles ».")
    missing, beyond = right_faults()
    if beyond:
        return bad(f"Droits de trop\u00a0: {few(beyond)}.", f"{MIGRATE} Cherchez qui les a donnés.")
    if missing:
        return bad(f"{counted(len(missing), 'droit manque', 'droits manquent')}\u00a0: {few(missing)}.", MIGRATE)
    return good("Ceux que le portail demande, pas un de plus.")


def right_faults() -> tuple[list[str], list[str]]:
    """Return the rights of the application that are missing, and those that it has beyond its own."""
    given = defaultdict(set)
    for table, kind in ask(ON_TABLES, KINDS):
        given[table].add(kind)
    ours, missing, beyond = privileges(), [], []
    for (table,) in sorted(ask(TABLES)):
        wanted = set(ON_THE_TABLE.findall(ours.get(table, "")))
        missing += [f"{kind} sur {table}" for kind in sorted(wanted - given[table])]
        beyond += [f"{kind} sur {table}" for kind in sorted(given[table] - wanted)]
    return missing, beyond
