from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0007_decisions_and_openings_taken_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="carried_from",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="la période dont la réponse est reprise",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("carried_from", ""),
                    models.Q(("state", "blank"), _negated=True),
                    models.Q(("text", ""), _negated=True),
                    _connector="OR",
                ),
                name="answer_carried_says_something",
            ),
        ),
    ]
