from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisms', '0007_journal_of_people_and_organisms'),
    ]

    operations = [
        migrations.AddField(
            model_name='sentform',
            name='said',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
    ]
