from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0005_journal_and_steps_of_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="size",
            field=models.PositiveIntegerField(db_default=0, default=0, help_text="octets de la lettre"),
        ),
    ]
