from django.db import migrations, models

# A day that its month never has was read as its last: the days due stay
THE_LAST = """
    UPDATE {table} SET due_day = 30 WHERE due_day = 31 AND due_month IN (4, 6, 9, 11);
    UPDATE {table} SET due_day = 29 WHERE due_day > 29 AND due_month = 2;
"""
TABLES = ("agreements_requirement", "agreements_defaultrequirement")


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_one_name_and_one_waiting_seat"),
    ]

    operations = [
        migrations.RunSQL([THE_LAST.format(table=table) for table in TABLES], migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="defaultrequirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_day__isnull", True),
                    ("due_day__lte", 29),
                    models.Q(("due_day", 30), models.Q(("due_month", 2), _negated=True)),
                    models.Q(("due_day", 31), ("due_month__in", [1, 3, 5, 7, 8, 10, 12])),
                    _connector="OR",
                ),
                name="default_requirement_day_of_its_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_day__isnull", True),
                    ("due_day__lte", 29),
                    models.Q(("due_day", 30), models.Q(("due_month", 2), _negated=True)),
                    models.Q(("due_day", 31), ("due_month__in", [1, 3, 5, 7, 8, 10, 12])),
                    _connector="OR",
                ),
                name="requirement_day_of_its_month",
            ),
        ),
    ]
