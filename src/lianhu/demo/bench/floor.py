"""The least that a question can cost: its rows and commits by bare SQL, on one open connection.

The statements are prepared once by PostgreSQL's driver and by SQLite's; nothing is decided, checked
or encrypted. Written are the rows that a question asked, taken, answered and confirmed leaves.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from django.db import connection

from lianhu.grid.models import Desk
from lianhu.kernel.crypto import encrypt
from lianhu.kernel.ids import new_number, new_token

_KEY = (
    "INSERT INTO kernel_idempotency (caller, key, body_hash, ref) VALUES (%s, %s, %s, %s)"
    " ON CONFLICT DO NOTHING"
)
_CASE = (
    "INSERT INTO cases_case (number, token, asker_id, beat_id, case_class, door, status,"
    " seq, asked_at, promise_due_at, reopened, confidential, extended, contested) VALUES"
    " (%s, %s, %s, %s, 'question', 'page', 'asked', 1, %s, %s, 0, %s, %s, '[]') RETURNING id"
)
_WORDS = "INSERT INTO cases_words (case_id, body, papers) VALUES (%s, %s, '') RETURNING id"
_EVENT = (
    "INSERT INTO cases_event (case_id, seq, kind, v, actor_id, desk_id, data, words_id, at)"
    " VALUES (%s, %s, %s, 1, %s, %s, %s, %s, %s)"
)
_STAGE = (
    "INSERT INTO cases_stage (case_id, number, desk_id, started_at, budget_s, used_s,"
    " running_since, due_at, on_behalf, shared_at, transferred, promise_left_s, path)"
    " VALUES (%s, 1, %s, %s, 900, 0, %s, %s, %s, %s, %s, 0, '[]')"
)
_SEEN = "INSERT INTO cases_casedesk (case_id, desk_id) VALUES (%s, %s)"
_AT_DESK = (
    "INSERT INTO inbox_item (desk_id, kind, ref, key, due_at, put_at, call_at)"
    " VALUES (%s, 'case', %s, %s, %s, %s, %s)"
)
_AT_ASKER = (
    "INSERT INTO inbox_item (resident_id, kind, ref, key, put_at) VALUES (%s, 'answer', %s, %s, %s)"
)
_DELIVERY = (
    "INSERT INTO channels_delivery (delivery_class, channel, address, address_bi, body, source,"
    " silent, state, tries, next_at, error, request)"
    " VALUES ('attention', 'console', %s, %s, %s, %s, %s, 'waiting', 0, %s, '', '')"
)
_LOCK = "SELECT seq, status FROM cases_case WHERE id = %s"
_OPEN = "SELECT id, desk_id, due_at FROM cases_stage WHERE case_id = %s AND closed_at IS NULL"
_TAKEN = "UPDATE cases_stage SET taken_by_id = %s WHERE case_id = %s AND closed_at IS NULL"
_CLOSED = (
    "UPDATE cases_stage SET closed_at = %s, used_s = 300, running_since = NULL, due_at = NULL"
    " WHERE case_id = %s AND closed_at IS NULL"
)
_IS_TAKEN = "UPDATE cases_case SET seq = %s, status = 'taken' WHERE id = %s"
_IS_ANSWERED = (
    "UPDATE cases_case SET seq = %s, status = 'answered', answered_by_id = %s, answered_at = %s,"
    " silence_due_at = %s WHERE id = %s"
)
_IS_SETTLED = (
    "UPDATE cases_case SET seq = %s, status = 'settled', settled_at = %s, silence_due_at = NULL"
    " WHERE id = %s"
)
_DONE = "UPDATE inbox_item SET done_at = %s WHERE ref = %s AND key = %s AND done_at IS NULL"


@contextmanager
def opened() -> Iterator["Bare"]:
    """A connection of its own to the database of this process."""
    if connection.vendor == "sqlite":
        raw = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        raw.execute("PRAGMA synchronous=FULL")
        yield Bare(_OnSqlite(raw))
        raw.close()
    else:
        parameters = connection.get_connection_params()
        facts = {
            name: parameters[name]
            for name in ("dbname", "user", "password", "host", "port")
            if parameters.get(name)
        }
        with psycopg.connect(**facts, autocommit=True, prepare_threshold=0) as bare:
            yield Bare(_OnPostgres(bare))


class _OnPostgres:
    begin = "BEGIN"
    lock = _LOCK + " FOR NO KEY UPDATE"

    def __init__(self, raw: psycopg.Connection) -> None:
        self._cursor = raw.cursor()

    def run(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Returns the key of what was written, if the statement asks for it."""
        self._cursor.execute(statement, values)
        rows = self._cursor.fetchall() if self._cursor.description else ()
        return rows[0][0] if rows else 0

    def at(self, when: datetime) -> Any:
        return when


class _OnSqlite:
    begin = "BEGIN IMMEDIATE"
    lock = _LOCK

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._cursor = raw.cursor()

    def run(self, statement: str, values: Sequence[Any] = ()) -> int:
        self._cursor.execute(statement.replace("%s", "?"), values)
        rows = self._cursor.fetchall()
        return rows[0][0] if rows else 0

    def at(self, when: datetime) -> Any:
        return str(when.astimezone(UTC).replace(tzinfo=None))


class Bare:
    def __init__(self, database: _OnPostgres | _OnSqlite) -> None:
        self._database = database
        self._run = database.run
        self._words = encrypt("楼道里的灯坏了两天,晚上看不见台阶。", "cases.words.body")

    def live(self, asker: int, desk: Desk, officer: int, now: datetime) -> None:
        """Four transactions, as many as commands."""
        at, run = self._database.at, self._run
        start, due = at(now), at(now + timedelta(minutes=15))
        number = new_number()

        run(self._database.begin)
        self._key(asker, number)
        facts = (number, new_token(), asker, desk.node_id, start, due, False, False)
        case = run(_CASE, facts)
        asked = run(_WORDS, (case, self._words))
        run(_EVENT, (case, 1, "asked", None, None, '{"class": "question"}', asked, start))
        run(_STAGE, (case, desk.pk, start, start, due, False, due, False))
        run(_SEEN, (case, desk.pk))
        run(_AT_DESK, (desk.pk, case, f"case:{case}:stage", due, start, start))
        run("COMMIT")

        self._begin(case, officer, number)
        run(_EVENT, (case, 2, "taken", officer, desk.pk, "{}", None, start))
        run(_TAKEN, (officer, case))
        run(_IS_TAKEN, (2, case))
        run("COMMIT")

        self._begin(case, officer, number)
        answer = run(_WORDS, (case, self._words))
        run(_EVENT, (case, 3, "answered", officer, desk.pk, '{"used_s": 300}', answer, start))
        run(_CLOSED, (start, case))
        run(_IS_ANSWERED, (3, desk.pk, start, due, case))
        run(_DONE, (start, case, f"case:{case}:stage"))
        run(_AT_ASKER, (asker, case, f"case:{case}:answer", start))
        source = f"case:{case}:3"
        run(_DELIVERY, (self._words, new_token(), self._words, source, False, start))
        run("COMMIT")

        self._begin(case, asker, number)
        run(_EVENT, (case, 4, "settled", None, None, '{"how": "confirmed"}', None, start))
        run(_IS_SETTLED, (4, start, case))
        run(_DONE, (start, case, f"case:{case}:answer"))
        run("COMMIT")

    def _begin(self, case: int, caller: int, number: str) -> None:
        self._run(self._database.begin)
        self._run(self._database.lock, (case,))
        self._run(_OPEN, (case,))
        self._key(caller, number)

    def _key(self, caller: int, number: str) -> None:
        self._run(_KEY, (f"user:{caller}", new_token(), "0" * 64, number))
