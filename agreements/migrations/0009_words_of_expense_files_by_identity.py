"""What files call a budget line is remembered once, however it is spelled, and forgotten with a day to take it back."""

from django.db import migrations, models

from roriq_portal.database.name_identity import NameIdentity, leave_newest


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0008_interim_targets_become_targets_of_their_period"),
    ]

    operations = [
        migrations.RemoveConstraint("linewords", "line_words_once_per_agreement"),
        migrations.AddField("linewords", "forgotten_at", models.DateTimeField(blank=True, null=True)),
        leave_newest("agreements_linewords", "agreement_id", words="words"),
        migrations.AddConstraint(
            "linewords",
            models.UniqueConstraint("agreement", NameIdentity("words"), name="line_words_once_per_agreement"),
        ),
    ]
