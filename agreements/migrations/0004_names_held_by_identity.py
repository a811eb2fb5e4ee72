"""References, funders, offices, programmes, streams, priorities and budget lines bear a name once, however spelled."""

from django.db import migrations, models

from organisms.names import order_again
from roriq_portal.database.name_identity import NameIdentity, number_twins


def order_names_again(apps, schema_editor):
    order_again(apps.get_model("agreements", "Funder"))


OPEN = models.Q(("closed_on__isnull", True))


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0003_a_due_day_is_one_of_its_month"),
        ("organisms", "0008_name_identity"),
    ]

    operations = [
        migrations.RemoveConstraint("agreement", "agreement_reference_once_per_organism"),
        migrations.RemoveConstraint("budgetline", "budget_line_once_per_year"),
        migrations.RemoveConstraint("funder", "funder_named_once"),
        migrations.RemoveConstraint("funderoffice", "open_office_named_once"),
        migrations.RemoveConstraint("priority", "priority_once_per_programme"),
        migrations.RemoveConstraint("programme", "programme_named_once"),
        migrations.RemoveConstraint("stream", "stream_named_once"),
        migrations.RunPython(order_names_again, migrations.RunPython.noop),
        number_twins("agreements_agreement", "organism_id", words="reference", longest=40),
        number_twins("agreements_budgetline", "year_id", longest=80),
        number_twins("agreements_funder", longest=160),
        number_twins("agreements_funderoffice", "funder_id", longest=160, where="closed_on IS NULL"),
        number_twins("agreements_priority", "programme_id", words="code", longest=8),
        number_twins("agreements_programme", "funder_id", longest=160),
        number_twins("agreements_stream", "programme_id", longest=160),
        migrations.AddConstraint(
            "agreement",
            models.UniqueConstraint(
                "organism", NameIdentity("reference"), name="agreement_reference_once_per_organism"
            ),
        ),
        migrations.AddConstraint(
            "budgetline", models.UniqueConstraint("year", NameIdentity("name"), name="budget_line_once_per_year")
        ),
        migrations.AddConstraint("funder", models.UniqueConstraint(NameIdentity("name"), name="funder_named_once")),
        migrations.AddConstraint(
            "funderoffice",
            models.UniqueConstraint("funder", NameIdentity("name"), name="open_office_named_once", condition=OPEN),
        ),
        migrations.AddConstraint(
            "priority", models.UniqueConstraint("programme", NameIdentity("code"), name="priority_once_per_programme")
        ),
        migrations.AddConstraint(
            "programme", models.UniqueConstraint("funder", NameIdentity("name"), name="programme_named_once")
        ),
        migrations.AddConstraint(
            "stream", models.UniqueConstraint("programme", NameIdentity("name"), name="stream_named_once")
        ),
    ]
