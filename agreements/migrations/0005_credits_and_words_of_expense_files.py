import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0004_names_held_by_identity"),
    ]

    operations = [
        migrations.CreateModel(
            name="LineWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=200)),
                ("line_name", models.CharField(max_length=80)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="line_words",
                        to="agreements.agreement",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="linewords",
            constraint=models.UniqueConstraint(
                fields=("agreement", "words"), name="line_words_once_per_agreement"
            ),
        ),
        migrations.RemoveConstraint(model_name="expense", name="expense_not_negative"),
        migrations.AlterField(
            model_name="expense", name="amount", field=models.DecimalField(decimal_places=2, max_digits=14)
        ),
        migrations.AlterField(
            model_name="expenseevent", name="amount", field=models.DecimalField(decimal_places=2, max_digits=14)
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0), ("batch__isnull", False), _connector="OR"),
                name="expense_credit_from_a_file",
            ),
        ),
        migrations.AddField(
            model_name="expensebatch",
            name="remarks",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
    ]
