"""Tokens of programs by plain SQL: every request of theirs reads one."""

from datetime import datetime

from lianhu.accounts.models import User
from lianhu.grid.models import Desk, Duty, Level, Node
from lianhu.kernel.store import Reading, join, to_moment
from lianhu.signin.models import Token

_TOKEN = Reading(
    "SELECT {t}, {u}, {p}, {d}, {n}, {l} FROM signin_token t"
    " JOIN grid_duty u ON u.id = t.duty_id JOIN accounts_user p ON p.id = u.person_id"
    " JOIN grid_desk d ON d.id = t.desk_id JOIN grid_node n ON n.id = d.node_id"
    " JOIN grid_level l ON l.id = n.level_id"
    " WHERE t.token_hash = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND p.is_active"
    " AND u.starts_at <= %s AND (u.ends_at IS NULL OR u.ends_at > %s)"
    " AND (d.id = u.desk_id OR d.manned_by_id = u.desk_id)",
    t=(Token, "id duty_id desk_id scope label expires_at"),
    u=(Duty, "id person_id role"),
    p=(User, "id name name_en"),
    d=(Desk, "id code kind node_id name name_en"),
    n=(Node, "id code path depth name name_en level_id"),
    l=(Level, "id is_beat"),
)


def valid(token_hash: str, now: datetime) -> Token | None:
    """The token with that hash, if it opens anything at `now`; duty, person and desk are joined, so
    far as requests want them.
    """
    at = to_moment(now)
    found = _TOKEN.first([token_hash, at, at, at])
    if found is None:
        return None
    token: Token
    token, duty, person, desk, node, level = found
    join(token, duty=duty, desk=desk)
    join(duty, person=person)
    join(desk, node=node)
    join(node, level=level)
    return token
