"""The schema of PostgreSQL that a run of the tests is in, where LIANHU_TEST_SCHEMA names one.

Then no test database has a schema `public`: whatever means that without saying so, fails.
"""

import os
import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

SCHEMA = os.environ.get("LIANHU_TEST_SCHEMA", "")


def within(url: str) -> str:
    """The DATABASE_URL of the same database, in that schema."""
    parts = urlsplit(url)
    if not SCHEMA or not parts.scheme.startswith("postgres"):
        return url
    return parts._replace(query=f"options={quote(f'-c search_path={SCHEMA}')}").geturl()


def make(execute: Callable[[str], object]) -> None:
    """In a new database, before its first table."""
    if SCHEMA:
        execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        execute("DROP SCHEMA IF EXISTS public")


def moved(dump: str) -> str:
    """The same tables, as `pg_dump` would have written them of that schema."""
    return re.sub(r"(?<=[ '])public\.", f"{SCHEMA}.", dump) if SCHEMA else dump
