from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("network", "0003_portrait_comparison"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="consolidateddocument",
            name="consolidated_document_once",
        ),
        migrations.AddField(
            model_name="consolidateddocument",
            name="language",
            field=models.CharField(
                choices=[("fr", "français"), ("en", "anglais")], db_default="fr", default="fr", max_length=2
            ),
        ),
        migrations.AddConstraint(
            model_name="consolidateddocument",
            constraint=models.UniqueConstraint(
                fields=("version", "format", "language"), name="consolidated_document_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="consolidateddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["fr", "en"])), name="consolidated_language_known"
            ),
        ),
    ]
