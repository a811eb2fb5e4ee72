"""A reading of the register is named for what was read: it leaves as a file, or its list shows the texts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_purposes_and_incidents")]

    operations = [
        migrations.AlterField(
            model_name="reading",
            name="kind",
            field=models.CharField(
                choices=[
                    ("export", "Renseignements d’une personne"),
                    ("incident", "Incident de confidentialité"),
                    ("registre", "Registre des incidents"),
                ],
                max_length=10,
            ),
        ),
    ]
