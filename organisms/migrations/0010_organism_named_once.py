"""An organism bears a name that no other bears today, however it is spelled."""

from django.db import migrations, models

from roriq_portal.database.name_identity import NameIdentity, number_twins

# The name that runs today is the one that the organism bears, its number included
NAMES_OF_TODAY = """
    UPDATE organisms_organismname dated SET name = bearer.name FROM organisms_organism bearer
        WHERE dated.organism_id = bearer.id AND dated.during @> CURRENT_DATE
        AND bearer.name ~ ' \\([0-9]+\\)$' AND left(bearer.name, length(dated.name)) = dated.name;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisms", "0009_what_a_sent_form_said"),
    ]

    operations = [
        number_twins("organisms_organism", longest=160),
        migrations.RunSQL(NAMES_OF_TODAY, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "organism", models.UniqueConstraint(NameIdentity("name"), name="organism_named_once")
        ),
    ]
