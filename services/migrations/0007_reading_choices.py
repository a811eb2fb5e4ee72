from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0006_names_held_by_identity"),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="reading",
            field=models.JSONField(
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="réponses sur la lecture du fichier",
            ),
        ),
    ]
