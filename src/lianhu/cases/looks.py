"""Looks at who asked: written down, and shown to that person."""

from lianhu.cases.access import Access, Viewer
from lianhu.grid.naming import is_beat
from lianhu.privacy.models import Look
from lianhu.privacy.services import record_look


def look(viewer: Viewer, access: Access) -> None:
    """Record that what is about to be shown names the asker; what shows only words does not.

    The look belongs to the asker alone: other members of the household do not learn of the case.
    """
    look_at_words(viewer, access)
    if access.sees_number and not is_beat(access.desk):
        _record(viewer, access, Look.Verb.CALL)


def look_at_words(viewer: Viewer, access: Access) -> None:
    """The same where no number is shown, only what was said of somebody who is known there."""
    if access.sees_asker:
        _record(viewer, access, Look.Verb.CASE)


def _record(viewer: Viewer, access: Access, verb: Look.Verb) -> None:
    record_look(
        viewer.person,
        verb,
        desk=access.desk.pk,
        purpose=access.case.number,
        at=viewer.now,
        resident=access.case.asker_id,
    )
