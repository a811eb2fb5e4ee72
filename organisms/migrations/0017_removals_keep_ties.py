"""A removal remembers which rows that stay named what it took, so that they name it again once it is put back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisms", "0016_search_words_name_their_schema")]

    operations = [
        migrations.AddField(
            model_name="removal", name="ties", field=models.TextField(db_default="[]", default="[]")
        ),
    ]
