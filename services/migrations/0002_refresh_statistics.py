"""Who writes many records has the tables measured: only their owner may, so a function of the owner does it."""

from django.db import migrations

# Tables of the portal, named or all; the columns of JSON are left out: no query chooses by them
MEASURE = """
    CREATE FUNCTION refresh_statistics(wanted regclass[]) RETURNS void LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        named text;
    BEGIN
        FOR named IN
            SELECT format('%s (%s)', c.oid::regclass, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum))
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
                AND (c.oid = ANY (wanted) OR wanted = '{}')
                AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid NOT IN ('json'::regtype, 'jsonb'::regtype)
            GROUP BY c.oid
        LOOP
            EXECUTE 'ANALYZE ' || named;
        END LOOP;
    END $$;
    REVOKE ALL ON FUNCTION refresh_statistics(regclass[]) FROM PUBLIC;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(MEASURE, "DROP FUNCTION refresh_statistics(regclass[])"),
    ]
