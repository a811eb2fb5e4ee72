"""Columns, activities and references of registers are remembered once each, however spelled, and forgotten for a day."""

from django.db import migrations, models

from roriq_portal.database.name_identity import NameIdentity, leave_newest

# Model, field of the words, constraint
ANSWERS = (
    ("columnmapping", "header", "column_mapped_once"),
    ("agreementmapping", "words", "agreement_words_mapped_once"),
    ("typemapping", "words", "type_words_mapped_once"),
)


def operations_of(model: str, words: str, name: str) -> list:
    return [
        migrations.RemoveConstraint(model, name),
        migrations.AddField(model, "forgotten_at", models.DateTimeField(blank=True, null=True)),
        leave_newest(f"services_{model}", "organism_id", words=words),
        migrations.AddConstraint(model, models.UniqueConstraint("organism", NameIdentity(words), name=name)),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0007_reading_choices"),
        ("organisms", "0008_name_identity"),
    ]

    operations = [operation for answers in ANSWERS for operation in operations_of(*answers)]
