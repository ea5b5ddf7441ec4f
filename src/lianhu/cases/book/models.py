"""What desks say of the book once a matter that had climbed is answered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianhu.grid.models import Desk
from lianhu.knowledge.models import Item


class BookChoice(models.Model):
    """What the desk that answered a case which had climbed says of the book."""

    class Choice(models.TextChoices):
        COVERED = "covered"  # the item says it
        CHANGE = "change"  # the item needs a change
        NEW = "new"  # an item of its own
        NOT_GENERAL = "not_general"

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="book_choice")
    choice = models.CharField(max_length=12, choices=Choice.choices)
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(choice="not_general", item=None) | Q(item__isnull=False),
                name="book_choice_names_an_item",
            ),
        ]
