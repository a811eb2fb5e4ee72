"""Organisms are searched by their words in any order, and by names that are near."""

from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from roriq_portal.database.search_words import SearchWords, search_function


def make_function(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(search_function())


def remove_function(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION search_words(text)")


class Migration(migrations.Migration):
    dependencies = [
        ("organisms", "0011_attempts_of_private_links"),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunPython(make_function, remove_function),
        migrations.AddIndex("organism", GinIndex(SearchWords("sort_name"), name="organism_words")),
        migrations.AddIndex(
            "organism", GistIndex(OpClass("sort_name", name="gist_trgm_ops(siglen=64)"), name="organism_near_names")
        ),
        migrations.AddIndex("organismname", GinIndex(SearchWords("name"), name="organism_name_words")),
    ]
