"""How often a person is reminded is one of their choices of mail; what they had chosen stays.

The former table is left as it is, read by nobody: the portal of the version before may still run while this one begins.
"""

from django.db import migrations

TAKE = """
    INSERT INTO organisms_mailchoice (user_id, kind, rhythm, changed_at)
    SELECT user_id, 'deadlines', CASE pace WHEN 'weekly' THEN 'weekly' ELSE 'at_once' END, now()
    FROM reporting_reminderchoice
    ON CONFLICT (user_id, kind) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisms", "0014_visits_news_and_mail"),
        ("reporting", "0025_form_words"),
    ]

    operations = [
        migrations.RunSQL(TAKE, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("ReminderChoice")]),
    ]
