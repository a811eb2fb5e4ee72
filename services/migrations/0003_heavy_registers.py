import services.models.import_batch
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0002_refresh_statistics"),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="faulty_rows",
            field=models.FileField(
                blank=True, db_default="", max_length=200, upload_to=services.models.import_batch.faulty_path
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="is_heavy",
            field=models.BooleanField(
                db_default=False, default=False, help_text="trop long pour une page : examiné par le travailleur"
            ),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="state",
            field=models.CharField(
                choices=[
                    ("judging", "À l’examen"),
                    ("read", "À vérifier"),
                    ("running", "En cours"),
                    ("done", "Importé"),
                    ("failed", "Arrêté"),
                    ("undone", "Annulé"),
                ],
                default="read",
                max_length=8,
            ),
        ),
    ]
