import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0004_register_sizes"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="household",
            name="household_stands",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="household",
            trigger=pgtrigger.compiler.Trigger(
                name="household_stands",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF TG_OP = 'INSERT' THEN\n        IF NEW.joint_target_id IS NOT NULL AND NOT EXISTS (\n            SELECT 1 FROM services_jointtarget t\n            WHERE t.id = NEW.joint_target_id AND t.sender_id = NEW.sender_id AND t.receiver_id = NEW.receiver_id\n              AND t.households IS NOT NULL AND t.state <> 'ended'\n        ) THEN\n            RAISE EXCEPTION 'joint target of others, or not agreed' USING ERRCODE = '23514';\n        END IF;\n        RETURN NEW;\n    END IF;\n    IF TG_OP = 'DELETE' OR OLD.purged_on IS NOT NULL THEN\n        RAISE EXCEPTION 'append-only' USING ERRCODE = '23514';\n    END IF;\n    IF (NEW.key, NEW.sender_id, NEW.receiver_id, NEW.joint_target_id, NEW.submit_key)\n       IS DISTINCT FROM (OLD.key, OLD.sender_id, OLD.receiver_id, OLD.joint_target_id, OLD.submit_key) THEN\n        RAISE EXCEPTION 'a household keeps its key and its ends' USING ERRCODE = '23514';\n    END IF;\n    IF NEW.purged_on IS NULL\n       AND (NEW.size, NEW.category_id) IS DISTINCT FROM (OLD.size, OLD.category_id) THEN\n        RAISE EXCEPTION 'a household keeps its size and category' USING ERRCODE = '23514';\n    END IF;\n    IF OLD.keep_until >= NEW.purged_on OR NEW.purged_on > (now() AT TIME ZONE 'America/Toronto')::date THEN\n        RAISE EXCEPTION 'purged before its day' USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n",
                    hash="14f0676b07c1757d88679e7d9056f30c70687260",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_household_stands_2650b",
                    table="services_household",
                    when="BEFORE",
                ),
            ),
        ),
    ]
