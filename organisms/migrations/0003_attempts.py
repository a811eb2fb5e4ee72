"""What is counted against a limit: tries at a password, letters sent."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisms', '0002_verified_addresses'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('password', 'Essai de mot de passe'), ('login', 'Connexion réussie'), ('reset_letter', 'Lien envoyé pour entrer'), ('invitation', 'Invitation envoyée'), ('invitation_letter', 'Lettre d’invitation')], max_length=20)),
                ('subject', models.CharField(max_length=64)),
                ('origin', models.CharField(blank=True, max_length=45)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'subject', 'at'], name='attempt_subject'), models.Index(fields=['kind', 'origin', 'at'], name='attempt_origin'), models.Index(fields=['at'], name='attempt_at')],
            },
        ),
    ]
