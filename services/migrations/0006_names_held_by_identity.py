"""Partners, bodies, services, types and templates of entry bear a name once, however it is spelled."""

from django.db import migrations, models

from organisms.names import order_again
from roriq_portal.database.name_identity import NameIdentity, number_twins


def order_names_again(apps, schema_editor):
    for name in ("activitytemplate", "activitytype", "concertationbody", "partner"):
        order_again(apps.get_model("services", name))
    order_again(apps.get_model("services", "service"), words="words")


def once(name: str, *keys: str, words: str = "name", **more) -> models.UniqueConstraint:
    return models.UniqueConstraint(*keys, NameIdentity(words), name=name, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("organisms", "0008_name_identity"),
        ("services", "0005_household_purged_by_its_day"),
    ]

    operations = [
        migrations.RemoveConstraint("activitytemplate", "template_once_per_organism"),
        migrations.RemoveConstraint("activitytype", "activity_type_once"),
        migrations.RemoveConstraint("concertationbody", "body_once_per_organism"),
        migrations.RemoveConstraint("partner", "partner_once_per_organism"),
        migrations.RemoveConstraint("service", "service_once"),
        migrations.RunPython(order_names_again, migrations.RunPython.noop),
        number_twins("services_activitytemplate", "organism_id", longest=80),
        number_twins("services_activitytype", "organism_id", longest=100),
        number_twins("services_concertationbody", "organism_id", longest=160),
        number_twins("services_partner", "organism_id", "kind", longest=160),
        number_twins("services_service", "organism_id", words="words", longest=100),
        migrations.AddConstraint("activitytemplate", once("template_once_per_organism", "organism")),
        migrations.AddConstraint("activitytype", once("activity_type_once", "organism", nulls_distinct=False)),
        migrations.AddConstraint("concertationbody", once("body_once_per_organism", "organism")),
        migrations.AddConstraint("partner", once("partner_once_per_organism", "organism", "kind")),
        migrations.AddConstraint("service", once("service_once", "organism", words="words", nulls_distinct=False)),
    ]
