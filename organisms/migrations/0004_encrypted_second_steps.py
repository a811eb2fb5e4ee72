"""Secrets of the second step that were written before they were encrypted: encrypted, in their place."""

from django.db import migrations

from organisms.accounts.second_step.secrets import SECRETS, decrypt, encrypt


def rewrite(apps, change):
    """The codes that allauth once took over from other libraries stand in a list; we never had any."""
    for authenticator in apps.get_model("mfa", "Authenticator").objects.filter(type__in=SECRETS):
        for name in SECRETS[authenticator.type]:
            authenticator.data[name] = change(authenticator.data[name])
        authenticator.save(update_fields=["data"])


def encrypt_all(apps, schema_editor):
    rewrite(apps, encrypt)


def decrypt_all(apps, schema_editor):
    rewrite(apps, decrypt)


class Migration(migrations.Migration):
    dependencies = [
        ("organisms", "0003_attempts"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(encrypt_all, decrypt_all)]
