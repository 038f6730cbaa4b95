"""The three roles of the database, as SQL that may be run again and again.

``nf_owner``, ``nf_desk`` and ``nf_site`` are groups that nobody signs in as. Each address that
NextFin is given signs in as a login of its own, which is a member of one group.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg import sql

SITE_STATEMENT_TIMEOUT = "10s"


@dataclass(frozen=True)
class Logins:
    """The names that the three addresses sign in with."""

    owner: str = "nextfin_owner"
    desk: str = "nextfin_desk"
    site: str = "nextfin_site"


def roles_sql(
    logins: Logins | None = None,
    *,
    passwords: Mapping[str, str] | None = None,
    site_statement_timeout: str = SITE_STATEMENT_TIMEOUT,
) -> str:
    """The SQL that makes groups, logins and rights in the database that it is run in.

    Run it as a superuser, or as the owner of the database who also has CREATEROLE. ``passwords``
    maps a login's name to its password; a login without one is made without, and can't sign in
    until somebody gives it one. ``site_statement_timeout`` is how long a reader's query may take,
    in PostgreSQL's units; an empty text sets no limit.
    """
    logins = logins or Logins()
    names = (logins.owner, logins.desk, logins.site)
    parts = [_GROUPS.format(logins=sql.SQL(", ").join(map(sql.Literal, names)))]
    for name, password in (passwords or {}).items():
        parts.append(
            sql.SQL("ALTER ROLE {} PASSWORD {};\n").format(
                sql.Identifier(name), sql.Literal(password)
            )
        )
    parts.append(
        _RIGHTS.format(
            owner=sql.Identifier(logins.owner),
            desk=sql.Identifier(logins.desk),
            site=sql.Identifier(logins.site),
        )
    )
    if site_statement_timeout:
        parts.append(
            sql.SQL("ALTER ROLE {} SET statement_timeout = {};\n").format(
                sql.Identifier(logins.site), sql.Literal(site_statement_timeout)
            )
        )
    return sql.Composed(parts).as_string().strip() + "\n"


_GROUPS = sql.SQL("""
DO $do$
DECLARE
    role_name text;
BEGIN
    IF current_setting('server_version_num')::int < 160000 THEN
        RAISE EXCEPTION 'NextFin needs PostgreSQL 16 or newer';
    END IF;
    FOREACH role_name IN ARRAY ARRAY['nf_owner', 'nf_desk', 'nf_site'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
        END IF;
    END LOOP;
    FOREACH role_name IN ARRAY ARRAY[{logins}] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', role_name);
        END IF;
    END LOOP;
    -- Who isn't a superuser must be able to act as the new owner to hand the database over.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT nf_owner TO %I WITH INHERIT FALSE, SET TRUE', current_user);
    END IF;
    EXECUTE format('ALTER DATABASE %I OWNER TO nf_owner', current_database());
END
$do$;
""")

# CREATE on the database stays with its owner, which is what the trusted extensions btree_gist,
# pg_trgm and fuzzystrmatch ask for. The schema public belongs to whoever owns the database.
_RIGHTS = sql.SQL("""
GRANT nf_owner TO {owner} WITH INHERIT TRUE, SET TRUE;
GRANT nf_desk TO {desk} WITH INHERIT TRUE, SET TRUE;
GRANT nf_site TO {site} WITH INHERIT TRUE, SET TRUE;
SET ROLE nf_owner;
DO $do$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO nf_desk, nf_site', current_database());
END
$do$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO nf_desk, nf_site;
RESET ROLE;
""")
