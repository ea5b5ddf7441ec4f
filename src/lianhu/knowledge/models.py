"""The one tree of topics: areas of the how-to book, case categories and routing labels alike."""

from typing import ClassVar

from django.db import models
from treebeard.mp_tree import MP_Node

from lianhu.grid.models import Department, Desk
from lianhu.kernel.names import TwoNames


class Topic(TwoNames, MP_Node):
    """An area (depth 1) or a what-to-do (depth 2)."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    # Whom to consult about it; areas and topics that several departments share have none.
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="topics"
    )
    # The desk that answers for it by itself: what is asked about it goes there at once (直达).
    straight_to = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="+")
    # The class that a case on this topic gets unless the asker says otherwise; a value of
    # cases.rules.CaseClass, which stands on a higher floor.
    case_class = models.CharField(max_length=12, default="question")
    # Not offered any more; cases that have it keep it.
    retired_at = models.DateTimeField(null=True, blank=True)

    node_order_by: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.shown_name
