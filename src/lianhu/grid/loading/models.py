"""Loads, and what is staged of them until they are applied."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianhu.grid.loading.rules.columns import Kind
from lianhu.kernel.fields import EncryptedTextField
from lianhu.kernel.ids import new_token


class LoadQuerySet(models.QuerySet["Load"]):
    def for_worker(self) -> Self:
        """What a worker has to check, or to check once more and apply."""
        return self.filter(state__in=[Load.State.WAITING, Load.State.CONFIRMED])

    def left(self, before: datetime) -> Self:
        """Since then nobody has said yes, or the command that had it in hand was killed."""
        return self.filter(state__in=[Load.State.CHECKED, Load.State.DIRECT], at__lt=before)

    def ended(self) -> Self:
        """Whose staged rows nobody needs any more."""
        return self.filter(state__in=[Load.State.APPLIED, Load.State.REFUSED, Load.State.DISCARDED])


class Load(models.Model):
    """One list that somebody sent, and how far it got.

    WAITING → CHECKED → CONFIRMED → APPLIED; a file that cannot be read is REFUSED, a load that
    nobody wants DISCARDED. DIRECT: the command has it in hand, no worker does.
    """

    KINDS: ClassVar = [
        (Kind.GRID, _("places")),
        (Kind.PEOPLE, _("people")),
        (Kind.HOUSEHOLDS, _("households")),
    ]

    class State(models.TextChoices):
        WAITING = "waiting"
        CHECKED = "checked"
        CONFIRMED = "confirmed"
        APPLIED = "applied"
        REFUSED = "refused"
        DISCARDED = "discarded"
        DIRECT = "direct"

    token = models.CharField(max_length=22, unique=True, default=new_token)
    kind = models.CharField(max_length=12, choices=KINDS)
    # Null: somebody at the console.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The file's, as it was called where it came from.
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # A `kernel.sheets` reason, or `tries` for one that ended its worker too often.
    refused = models.CharField(max_length=24, blank=True)
    # Its first row, for the workbook that tells what is wrong.
    header = models.JSONField(default=list)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    # What was confirmed would no longer come of it: somebody changed the same meanwhile.
    overtaken = models.BooleanField(default=False)
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()

    objects = LoadQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # Read by the worker every few seconds.
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=["waiting", "confirmed"]),
                name="load_due",
            ),
        ]

    @property
    def outcome(self) -> tuple[int, int, int, int]:
        return (self.new, self.changed, self.same, self.wrong)

    @property
    def can_be_applied(self) -> bool:
        return self.state == self.State.CHECKED and not self.wrong and bool(self.new + self.changed)


class Action(models.TextChoices):
    """What comes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


class Staged(models.Model):
    """A row of a load. Personal data is encrypted as in the column that it will be moved to."""

    # The constraint below finds the rows of a load.
    load = models.ForeignKey(Load, models.CASCADE, related_name="+", db_index=False)
    row = models.PositiveIntegerField()
    code = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=8, choices=Action)
    # What the file says, JSON; kept where it has to be read once more, or to be given back.
    cells = EncryptedTextField(blank=True)
    # [position in the file or -1, fault, about what] of each problem.
    problems = models.JSONField(default=list)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["load", "row"], name="%(class)s_row_once"),
        ]
        indexes: ClassVar = [
            # Read by the page that shows what is wrong.
            models.Index(fields=["load"], condition=Q(action="wrong"), name="%(class)s_wrong"),
        ]


class StagedHousehold(Staged):
    address = models.TextField(blank=True)
    contact = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    phone_bi = models.CharField(max_length=32, blank=True)
    size = models.PositiveSmallIntegerField(default=1)
    beat_id = models.BigIntegerField(null=True)
    # Others live there by now, as a rule.
    contact_changes = models.BooleanField(default=False)

    class Meta(Staged.Meta):
        pass


class StagedPerson(Staged):
    # What comes of the account; empty on a person's further rows.
    account = models.CharField(max_length=8, blank=True)
    name = models.TextField(blank=True)
    name_en = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    password = models.CharField(max_length=128, blank=True)
    # What comes of the post; empty without one.
    post = models.CharField(max_length=8, blank=True)
    duty_id = models.BigIntegerField(null=True)
    desk_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=12, blank=True)
    home_unit = models.CharField(max_length=80, blank=True)
    home_unit_en = models.CharField(max_length=120, blank=True)
    job = models.CharField(max_length=60, blank=True)
    job_en = models.CharField(max_length=90, blank=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    class Meta(Staged.Meta):
        pass


class StagedPlace(Staged):
    # What comes of the place itself, and of its desk.
    node = models.CharField(max_length=8, blank=True)
    desk = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=90, blank=True)
    level_id = models.BigIntegerField(null=True)
    parent = models.CharField(max_length=40, blank=True)
    path = models.CharField(max_length=255, blank=True)
    depth = models.PositiveSmallIntegerField(default=0)
    desk_name = models.CharField(max_length=60, blank=True)
    desk_name_en = models.CharField(max_length=90, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    hours_id = models.BigIntegerField(null=True)
    # Whether a desk that exists gets other hours: what waits there is then due at another time.
    hours_change = models.BooleanField(default=False)

    class Meta(Staged.Meta):
        pass


STAGED: dict[str, type[Staged]] = {
    Kind.GRID: StagedPlace,
    Kind.PEOPLE: StagedPerson,
    Kind.HOUSEHOLDS: StagedHousehold,
}
