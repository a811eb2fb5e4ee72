from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0003_letters_of_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="size",
            field=models.PositiveIntegerField(db_default=0, default=0, help_text="octets de la lettre"),
        ),
    ]
