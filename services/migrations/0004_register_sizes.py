from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0003_heavy_registers"),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="size",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
