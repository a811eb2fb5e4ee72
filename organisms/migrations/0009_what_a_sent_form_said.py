from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisms', '0008_name_identity'),
    ]

    operations = [
        migrations.AddField(
            model_name='sentform',
            name='said',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
    ]
