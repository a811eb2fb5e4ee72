"""Every account has its address, verified: whoever has an account got the invitation that was sent there."""

from django.db import migrations

ADDRESSES = """
    UPDATE account_emailaddress SET "primary" = false
    WHERE "primary" AND NOT EXISTS (
        SELECT FROM organisms_user person
        WHERE person.id = account_emailaddress.user_id AND lower(person.email) = account_emailaddress.email
    );
    DELETE FROM account_emailaddress WHERE NOT EXISTS (
        SELECT FROM organisms_user person
        WHERE person.id = account_emailaddress.user_id AND lower(person.email) = account_emailaddress.email
    );
    INSERT INTO account_emailaddress (user_id, email, verified, "primary")
    SELECT id, lower(email), true, true FROM organisms_user
    ON CONFLICT (user_id, email) DO UPDATE SET verified = true, "primary" = true;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisms", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunSQL(ADDRESSES, migrations.RunSQL.noop)]
