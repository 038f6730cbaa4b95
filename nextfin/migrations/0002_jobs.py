"""The desk may defer jobs and do them; the site may not even see that there are any."""

from django.db import migrations

# Functions are nobody's by default (0001_ground), those of a package included.
JOBS = """
DO $$
DECLARE
    job_function regprocedure;
BEGIN
    FOR job_function IN
        SELECT oid::regprocedure FROM pg_proc
        WHERE proname LIKE 'procrastinate%' AND pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO nf_desk', job_function);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("nextfin", "0001_ground"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [migrations.RunSQL(JOBS, migrations.RunSQL.noop)]
