from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0010_entry_and_partners")]

    # The column keeps its name: no table changes, and the version before still reads it
    operations = [
        migrations.AlterField(
            "partnermerge",
            "kept",
            models.ForeignKey("services.partner", models.PROTECT, related_name="merges", db_column="kept_id"),
        ),
        migrations.RenameField("partnermerge", "kept", "survivor"),
    ]
