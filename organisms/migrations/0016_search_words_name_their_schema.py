from django.db import migrations

from roriq_portal.database.search_words import search_function


class Migration(migrations.Migration):
    """The function says where `name_identity` stands: a backup is restored without a search path."""

    dependencies = [("organisms", "0015_removals_and_drafts")]

    operations = [migrations.RunSQL(search_function(), migrations.RunSQL.noop)]
