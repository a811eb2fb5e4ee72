import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisms', '0012_words_of_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='HelpVisit',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='help_visit', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('read_on', models.DateField()),
                ('before', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('read_on__range', ('1990-01-01', '2102-12-31'))), name='help_read_in_range'), models.CheckConstraint(condition=models.Q(('before__range', ('1990-01-01', '2102-12-31'))), name='help_read_before_in_range'), models.CheckConstraint(condition=models.Q(('before__lt', models.F('read_on'))), name='help_read_before')],
            },
        ),
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(blank=True, max_length=300)),
                ('page', models.CharField(blank=True, max_length=300)),
                ('text', models.CharField(max_length=2000)),
                ('key', models.UUIDField(unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('read_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'question reçue',
                'verbose_name_plural': 'questions reçues',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['by', '-at'], name='inquiry_of_a_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='inquiry_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('read_at__isnull', True), ('read_by__isnull', True)), models.Q(('read_at__isnull', False), ('read_by__isnull', False)), _connector='OR'), name='inquiry_read_by_someone'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answer__regex', '\\S'), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='inquiry_answered_by_someone')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='inquiry',
            trigger=pgtrigger.compiler.Trigger(name='stays_as_written', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF TG_OP = 'DELETE' OR OLD.answered_at IS NOT NULL OR ROW(OLD.by_id, OLD.seat, OLD.page, OLD.text, OLD.at, OLD.key) IS DISTINCT FROM ROW(NEW.by_id, NEW.seat, NEW.page, NEW.text, NEW.at, NEW.key) THEN\n                RAISE EXCEPTION 'an inquiry stays as it was written' USING ERRCODE = '23514';\n            END IF;\n            RETURN NEW;\n        ", hash='11070b72bb525f8d89d6861cdd4ad850fb68c897', operation='UPDATE OR DELETE', pgid='pgtrigger_stays_as_written_3f6b6', table='organisms_inquiry', when='BEFORE')),
        ),
    ]
