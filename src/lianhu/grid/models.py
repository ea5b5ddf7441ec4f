"""The tree of places, the desks where work waits, who serves there, and who is served."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from lianhu.grid.facts import models as _facts  # noqa: F401  # Django looks for them here
from lianhu.grid.loading import models as _loading  # noqa: F401  # Django looks for them here
from lianhu.grid.rules import DeskKind, Role
from lianhu.kernel.fields import BlindIndexField, EncryptedTextField
from lianhu.kernel.names import TwoNames
from lianhu.kernel.phones import canonical
from lianhu.kernel.worktime import DayKind, Hours


class Level(TwoNames, models.Model):  # type: ignore[django-manager-missing]  # treebeard's
    """One of the 1 to 9 levels of the grid; depth 1 is the top."""

    depth = models.PositiveSmallIntegerField(unique=True)
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    # How long a question may stay at a desk of this level, in open minutes.
    minutes = models.PositiveIntegerField()
    # The lowest level, whose nodes have households.
    is_beat = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["depth"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_beat"], condition=Q(is_beat=True), name="level_one_is_beat"
            ),
            models.CheckConstraint(condition=Q(depth__gte=1, depth__lte=9), name="level_depth"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="level_minutes"),
        ]

    def __str__(self) -> str:
        return self.name


class NodeQuerySet(MP_NodeQuerySet):
    def within(self, node: "Node") -> Self:
        """`node` and all below it. A range: `LIKE` would read the whole table on SQLite."""
        found: Self = self.filter(path__gte=node.path, path__lt=after(node.path))
        return found


def after(path: str) -> str:
    """The first path behind everything below `path`, for range conditions on other tables."""
    return path + "~"


class NodeManager(MP_NodeManager):
    def get_queryset(self) -> NodeQuerySet:
        found: NodeQuerySet = NodeQuerySet(self.model, using=self._db).order_by("path")
        return found

    def within(self, node: "Node") -> NodeQuerySet:
        return self.get_queryset().within(node)


class Node(TwoNames, MP_Node):
    """A place in the tree."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=90)
    level = models.ForeignKey(Level, models.PROTECT, related_name="nodes")
    closed_at = models.DateTimeField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = NodeManager()

    def __str__(self) -> str:
        return self.name


class Department(TwoNames, models.Model):  # type: ignore[django-manager-missing]
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=90)

    def __str__(self) -> str:
        return self.name


def validate_hours(value: Any) -> None:
    try:
        Hours.from_json(value)
    except (ValueError, TypeError, KeyError) as error:
        raise ValidationError(str(error)) from error


class OpeningHours(TwoNames, models.Model):
    """A week's opening hours that many desks share."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    week = models.JSONField(validators=[validate_hours])

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day that does not follow its weekday: a holiday, or a Saturday that is worked."""

    KINDS: ClassVar = [(DayKind.WORK.value, _("working day")), (DayKind.REST.value, _("day off"))]

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CalendarYear(models.Model):
    """A year whose days off and make-up working days somebody has confirmed."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.year)


class Desk(TwoNames, models.Model):
    """Where work waits: a node's desk, a department or section of it, a supervision desk."""

    KINDS: ClassVar = [
        (DeskKind.NODE, _("place")),
        (DeskKind.DEPARTMENT, _("department")),
        (DeskKind.SUPERVISION, _("supervision")),
    ]

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=KINDS, default=DeskKind.NODE)
    node = models.ForeignKey(Node, models.PROTECT, related_name="desks")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="desks"
    )
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=90)
    hours = models.ForeignKey(OpeningHours, models.PROTECT, related_name="+")
    # One roster may man several desks (代管): the duties of that desk count here too.
    manned_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="also_mans"
    )
    # The desk's public number, not a person's.
    phone = models.CharField(max_length=20, blank=True)
    # A section that is no more: nothing is sent there, what it has done stays readable. The desk of
    # a place closes with the place (`Node.closed_at`).
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["node"], condition=Q(kind="node"), name="desk_one_per_node"
            ),
            models.CheckConstraint(
                condition=Q(kind="department", department__isnull=False)
                | (~Q(kind="department") & Q(department=None)),
                name="desk_department_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DutyQuerySet(models.QuerySet["Duty"]):
    def at(self, when: datetime) -> Self:
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=when), starts_at__lte=when)


class Duty(models.Model):
    """A person's post at a desk. Officers keep their home unit and full-time job beside it."""

    ROLES: ClassVar = [
        (Role.OFFICER, _("contact officer")),
        (Role.BACKUP, _("backup officer")),
        (Role.CLERK, _("clerk")),
        (Role.SUPERVISOR, _("supervisor")),
    ]

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="duties")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="duties")
    role = models.CharField(max_length=12, choices=ROLES)
    home_unit = models.CharField(max_length=80, blank=True)
    home_unit_en = models.CharField(max_length=120, blank=True)
    job = models.CharField(max_length=60, blank=True)
    job_en = models.CharField(max_length=90, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            # Read when a stage starts (who mans this desk?) and by the unmanned page.
            models.Index(fields=["desk", "ends_at"], name="duty_desk"),
            # Read at every request of a member of staff (which desks are mine?).
            models.Index(fields=["person", "ends_at"], name="duty_person"),
        ]
        verbose_name_plural = _("duties")


class Leave(models.Model):
    """An absence from one duty; the stand-in, if any, does it meanwhile."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="leaves")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="stands_in"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="leave_ends"
            ),
        ]


class HandOver(models.Model):
    """A post that went from one person to another, with a word for the successor.

    The work stays where it is: it is the desk's.
    """

    # The successor's.
    duty = models.OneToOneField(Duty, models.CASCADE, related_name="hand_over")
    # Whose post it was; nobody's, if it was vacant.
    before = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="+")
    # When that duty was to end otherwise.
    before_ends_at = models.DateTimeField(null=True)
    note = EncryptedTextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["HandOver"]] = models.Manager()


class Household(models.Model):
    code = models.CharField(max_length=40, unique=True)
    address = EncryptedTextField()
    contact = EncryptedTextField()
    phone = EncryptedTextField(blank=True)
    phone_bi = BlindIndexField(source="phone", normalise=canonical)
    size = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return self.code


class StayQuerySet(models.QuerySet["Stay"]):
    def open(self) -> Self:
        return self.filter(ends_on=None)


class Stay(models.Model):
    """Ties a household to a beat for a period. An open stay has no end."""

    # Both are read through open stays only: the partial indexes below serve them.
    household = models.ForeignKey(Household, models.PROTECT, related_name="stays", db_index=False)
    beat = models.ForeignKey(Node, models.PROTECT, related_name="stays", db_index=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = StayQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(ends_on=None), name="stay_one_open"
            ),
        ]
        indexes: ClassVar = [
            # Read by the officer's list of households.
            models.Index(fields=["beat"], condition=Q(ends_on=None), name="stay_beat_open"),
        ]


class Resident(TwoNames, models.Model):
    """Somebody who is served: a member of a household, or a guest known by phone only."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="resident"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="residents"
    )
    # Empty for a guest who left a number only.
    name = EncryptedTextField(blank=True)
    name_en = EncryptedTextField(blank=True)
    phone = EncryptedTextField(blank=True)
    phone_bi = BlindIndexField(source="phone", normalise=canonical)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["phone_bi"],
                condition=Q(user=None, household=None) & ~Q(phone_bi=""),
                name="resident_guest_once",
            ),
        ]

    @property
    def shown_name(self) -> str:
        return super().shown_name or pgettext("resident", "a caller")


class Binding(models.Model):
    """What somebody with an account said of the matters asked by that phone number before: that
    they are theirs, which has made them so, or that they are not.
    """

    guest = models.ForeignKey(Resident, models.PROTECT, related_name="bindings")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    agreed = models.BooleanField()
    # The numbers of the matters, which looks at the guest name too.
    numbers = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            # Read by "my matters" and by "who has looked at my information".
            models.Index(fields=["resident"], name="binding_resident"),
        ]


class SettingChange(models.Model):
    """Deadlines have to be reckoned anew: hours, calendar or people changed, or no worker lived.

    The floors that keep deadlines work through it in batches and remember how far they got. Written
    by `grid.changes`.
    """

    # Null: every desk.
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="+")
    # While no worker lived, in the domain's time.
    lost_from = models.DateTimeField(null=True)
    lost_until = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    # The last case that has been done.
    done_until = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lost_from=None, lost_until=None)
                | Q(lost_from__isnull=False, lost_until__isnull=False),
                name="setting_change_from_until",
            ),
        ]
        indexes: ClassVar = [
            # Read by the worker every few seconds.
            models.Index(fields=["id"], condition=Q(finished_at=None), name="setting_change_open"),
        ]
