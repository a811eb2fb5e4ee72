import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Examination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('version', models.CharField(max_length=40)),
                ('verdict', models.CharField(choices=[('bon', 'Bon'), ('attention', 'Attention'), ('mauvais', 'Mauvais')], max_length=9)),
                ('lines', models.JSONField()),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['-at'], name='examination_by_moment')],
                'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ['bon', 'attention', 'mauvais'])), name='examination_verdict')],
            },
        ),
    ]
