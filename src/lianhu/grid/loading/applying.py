"""Making a load so: one statement for each purpose, the same on both databases.

Called in the transaction that all of it stands or falls with. It holds up other writers on SQLite,
so whatever can be worked out before has been staged.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from lianhu.grid.changes import setting_changed
from lianhu.grid.loading.models import Action, Load, StagedPerson, StagedPlace
from lianhu.grid.loading.rules.columns import Kind
from lianhu.grid.models import Desk
from lianhu.grid.rules import DeskKind

# More than these at once, and deadlines are reckoned anew everywhere in one go.
MOST_DESKS = 50

HOUSEHOLDS = (
    """
    INSERT INTO grid_household (code, address, contact, phone, phone_bi, size)
    SELECT s.code, s.address, s.contact, s.phone, s.phone_bi, s.size
    FROM grid_stagedhousehold s WHERE s.load_id = %(load)s AND s.action = 'new' ORDER BY s.row
    """,
    """
    UPDATE grid_household
    SET address = s.address, contact = s.contact, phone = s.phone, phone_bi = s.phone_bi,
        size = s.size
    FROM grid_stagedhousehold s
    WHERE s.load_id = %(load)s AND s.action = 'changed' AND s.code = grid_household.code
    """,
    # What those let be known who lived there before is nobody else's.
    """
    DELETE FROM grid_householdfact WHERE household_id IN (
        SELECT h.id FROM grid_stagedhousehold s JOIN grid_household h ON h.code = s.code
        WHERE s.load_id = %(load)s AND s.action = 'changed' AND s.contact_changes
    )
    """,
    """
    UPDATE grid_stay SET ends_on = %(today)s
    FROM grid_stagedhousehold s JOIN grid_household h ON h.code = s.code
    WHERE s.load_id = %(load)s AND s.action = 'changed' AND grid_stay.household_id = h.id
        AND grid_stay.ends_on IS NULL AND grid_stay.beat_id <> s.beat_id
    """,
    """
    INSERT INTO grid_stay (household_id, beat_id, starts_on)
    SELECT h.id, s.beat_id, %(today)s
    FROM grid_stagedhousehold s JOIN grid_household h ON h.code = s.code
    WHERE s.load_id = %(load)s AND s.action IN ('new', 'changed') AND NOT EXISTS (
        SELECT 1 FROM grid_stay t WHERE t.household_id = h.id AND t.ends_on IS NULL
    )
    ORDER BY s.row
    """,
)
PEOPLE = (
    """
    INSERT INTO accounts_user
        (password, username, name, name_en, phone, is_active, is_administrator, language)
    SELECT s.password, s.code, s.name, s.name_en, s.phone, TRUE, FALSE, ''
    FROM grid_stagedperson s WHERE s.load_id = %(load)s AND s.account = 'new' ORDER BY s.row
    """,
    """
    UPDATE accounts_user SET name = s.name, name_en = s.name_en, phone = s.phone
    FROM grid_stagedperson s
    WHERE s.load_id = %(load)s AND s.account = 'changed' AND s.code = accounts_user.username
    """,
    """
    INSERT INTO grid_duty (desk_id, person_id, role, home_unit, home_unit_en, job, job_en,
        starts_at, ends_at)
    SELECT s.desk_id, u.id, s.role, s.home_unit, s.home_unit_en, s.job, s.job_en,
        s.starts_at, s.ends_at
    FROM grid_stagedperson s JOIN accounts_user u ON u.username = s.code
    WHERE s.load_id = %(load)s AND s.post = 'new' ORDER BY s.row
    """,
    """
    UPDATE grid_duty
    SET home_unit = s.home_unit, home_unit_en = s.home_unit_en, job = s.job, job_en = s.job_en,
        starts_at = s.starts_at, ends_at = s.ends_at
    FROM grid_stagedperson s
    WHERE s.load_id = %(load)s AND s.post = 'changed' AND s.duty_id = grid_duty.id
    """,
)
PLACES = (
    """
    INSERT INTO grid_node (path, depth, numchild, code, name, name_en, level_id)
    SELECT s.path, s.depth, 0, s.code, s.name, s.name_en, s.level_id
    FROM grid_stagedplace s WHERE s.load_id = %(load)s AND s.node = 'new' ORDER BY s.depth, s.row
    """,
    """
    UPDATE grid_node SET name = s.name, name_en = s.name_en
    FROM grid_stagedplace s
    WHERE s.load_id = %(load)s AND s.node = 'changed' AND s.code = grid_node.code
    """,
    """
    UPDATE grid_node SET numchild = numchild + c.children
    FROM (
        SELECT parent, COUNT(*) AS children FROM grid_stagedplace
        WHERE load_id = %(load)s AND node = 'new' AND parent <> '' GROUP BY parent
    ) c
    WHERE c.parent = grid_node.code
    """,
    """
    INSERT INTO grid_desk (code, kind, node_id, name, name_en, hours_id, phone)
    SELECT s.code, 'node', n.id, s.desk_name, s.desk_name_en, s.hours_id, s.phone
    FROM grid_stagedplace s JOIN grid_node n ON n.code = s.code
    WHERE s.load_id = %(load)s AND s.desk = 'new' ORDER BY s.depth, s.row
    """,
    """
    UPDATE grid_desk SET name = s.desk_name, name_en = s.desk_name_en, hours_id = s.hours_id,
        phone = s.phone
    FROM grid_stagedplace s
    WHERE s.load_id = %(load)s AND s.desk = 'changed' AND grid_desk.kind = 'node'
        AND s.code = (SELECT n.code FROM grid_node n WHERE n.id = grid_desk.node_id)
    """,
)
STATEMENTS = {Kind.HOUSEHOLDS: HOUSEHOLDS, Kind.PEOPLE: PEOPLE, Kind.GRID: PLACES}


def carry_out(load: Load, now: datetime) -> None:
    """Apply what is staged. Raises IntegrityError if somebody wrote the same meanwhile."""
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    given = {"load": load.pk, "today": connection.ops.adapt_datefield_value(today)}
    with connection.cursor() as cursor:
        for statement in STATEMENTS[Kind(load.kind)]:
            cursor.execute(statement, given)
    _note_settings(load)


def _note_settings(load: Load) -> None:
    if load.kind == Kind.PEOPLE:
        posts = StagedPerson.objects.filter(load=load, post__in=[Action.NEW, Action.CHANGED])
        desks = {desk for desk in posts.values_list("desk_id", flat=True) if desk is not None}
    elif load.kind == Kind.GRID:
        codes = StagedPlace.objects.filter(load=load, hours_change=True).values("code")
        desks = set(
            Desk.objects.filter(kind=DeskKind.NODE, node__code__in=codes).values_list(
                "pk", flat=True
            )
        )
    else:
        return
    if len(desks) > MOST_DESKS:
        setting_changed()
        return
    for desk in Desk.objects.filter(pk__in=desks).order_by("pk"):
        setting_changed(desk)
