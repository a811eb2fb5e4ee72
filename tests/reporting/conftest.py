import pytest
from django.core.management import call_command
from django.db import connection


@pytest.fixture
def committed_reference(transactional_db):
    """Rows another connection can see. Whatever ran before emptied the tables: the reference comes back first.

    Django's flush leaves the tables of jobs, which it does not manage: they are emptied here.
    """
    call_command("load_reference", verbosity=0)
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
