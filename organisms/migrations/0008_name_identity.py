"""What makes two names one, as the database says it; names are ordered and found by every letter that they have."""

from django.db import migrations, models

from organisms.names import order_again
from roriq_portal.database.name_identity import NameIdentity, identity_function, number_twins


def make_function(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(identity_function())


def remove_function(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION name_identity(text)")


def order_names_again(apps, schema_editor):
    for name in ("region", "mrc", "municipality", "organism"):
        order_again(apps.get_model("organisms", name))


class Migration(migrations.Migration):
    dependencies = [
        ("organisms", "0007_journal_of_people_and_organisms"),
    ]

    operations = [
        migrations.RunPython(make_function, remove_function),
        migrations.RunPython(order_names_again, migrations.RunPython.noop),
        number_twins("organisms_savedfilter", "user_id", "list_key", longest=60),
        migrations.RemoveConstraint(model_name="savedfilter", name="saved_filter_named_once"),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(
                "user", "list_key", NameIdentity("name"), name="saved_filter_named_once"
            ),
        ),
    ]
