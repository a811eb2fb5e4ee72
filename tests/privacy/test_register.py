"""The register names every table of the database and no other; what it says of purges and of persons is done."""

import pytest
from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django import app as project_app

from organisms.models import User
from privacy.own_data.collecting import _authored, _tables, covered_tables
from privacy.register.lines import column_words, families, journals, purges, register, rules
from tests.issuers import issuer_at

pytestmark = pytest.mark.django_db
# A version of before left it; what it held is given with the courriels choisis, and the next version drops it
LEFT = {"reporting_reminderchoice"}
# `createcachetable` makes it where the portal is served: tests keep their cache in memory
MADE_APART = {"django_cache"}
TIED = """
    SELECT conrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f' AND confrelid = 'organisms_user'::regclass
"""


def tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name for (name,) in cursor.fetchall()}


def test_every_table_has_its_line_and_no_line_is_of_a_table_that_is_gone():
    whole = [line.table for line in register() if not line.columns]
    parts = {line.table for line in register() if line.columns}
    assert tables() - {*whole, *parts} == set()
    assert {*whole, *parts} - tables() == MADE_APART
    assert len(whole) == len(set(whole))


def test_a_table_without_a_line_is_seen():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests.as_owner('CREATE TABLE secret_notes (id int)')")
    assert tables() - {line.table for line in register()} == {"secret_notes"}


def test_each_family_is_purged_by_a_rule_or_says_why_it_is_kept():
    for family, lines in families():
        assert lines
        said = (family.words, family.purpose, family.ground, family.readers, family.keep)
        assert all(said), family.key
        assert bool(family.purge) == bool(family.after and family.time) != bool(family.why), family.key
    assert {family.purge for family, _ in families() if family.purge} == set(purges())
    assert {rule.job for rule in purges().values()} <= set(project_app.tasks)


def test_columns_that_are_kept_otherwise_exist():
    columns = {(line.table, name) for line in register() for name in line.columns}
    models = {line.table: {field.column for field in model._meta.concrete_fields} for line, model in _tables()}
    models["services_household"] |= {"keep_until"}
    assert {(table, name) for table, name in columns if name not in models[table]} == set()


def test_every_table_that_names_a_user_is_given_to_that_user():
    named = {
        line.table
        for line, model in _tables()
        if any(field.related_model is User for field in model._meta.concrete_fields)
    }
    with connection.cursor() as cursor:
        cursor.execute(TIED)
        named |= {name for (name,) in cursor.fetchall()} - LEFT
    assert named - covered_tables() == set()
    marked = {line.table for line in register() if line.family.whose == "users"}
    assert named - marked == {"services_householdstep", "services_householdservice", "services_householdreading"} | {
        table for table in named if table in {"reporting_privatelink", "reporting_workbookupload"}
    }
    assert {*rules()["subjects"], *rules()["addresses"]} <= tables()
    signed = {tuple(place.split(".")) for place in rules()["given"]["signatures"]}
    assert signed <= {(line.table, field.column) for line, field, _ in _authored()}


def test_what_a_page_shows_of_a_person_has_french_words():
    words, secrets = column_words(), set(rules()["given"]["secrets"])
    mine = {*rules()["subjects"], *rules()["addresses"]}
    shown = {f.name for line, model in _tables() if line.table in mine for f in model._meta.concrete_fields}
    assert shown - secrets - set(words["columns"]) - set(words["internal"]["names"]) == set()
    assert {field.column for _, field, _ in _authored()} - set(words["roles"]) == set()


def test_a_journal_has_a_line_for_each_table_it_follows():
    assert set(journals()) <= {line.table for line in register()}
    assert "organisms_userevent" in journals()


def test_the_network_reads_the_register_and_anybody_the_policy(client, client_for, network, settings):
    settings.PRIVACY_OFFICER, settings.PRIVACY_EMAIL = "Anne Roy-Diop", "vie-privee@reseau.example"
    page = client_for(network).get(reverse("privacy:purpose-register")).text
    assert "organisms_user" in page
    assert "Jamais" in page
    policy = client.get("/page/renseignements-personnels/").text
    for family, _ in families():
        assert (family.words in policy) == (family.whose != "none")
    assert "Anne Roy-Diop" in policy
    assert "24 mois après la fin du dernier siège" in policy.replace("\u00a0", " ")
    assert "10 minutes" not in policy
    settings.ISSUER = issuer_at("https://id.test", name="Le compte du réseau")
    told = client.get(reverse("privacy:policy")).text.replace("\u00a0", " ")
    assert "10 minutes, si vous entrez par Le compte du réseau." in " ".join(told.split())
    settings.PRIVACY_OFFICER = settings.PRIVACY_EMAIL = ""
    assert "Écrivez à la coordination du réseau" in client.get(reverse("privacy:policy")).text
