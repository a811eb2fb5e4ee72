from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # readers and writers go on while it is built

    dependencies = [("reporting", "0003_letters_of_rows")]

    operations = [AddIndexConcurrently("document", models.Index(fields=["sha256"], name="document_by_hash"))]
