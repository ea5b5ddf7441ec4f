"""Cases, their timelines, and the tables that everything anybody sees is read from."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from lianhu.cases.book import models as _book  # noqa: F401  # Django looks for them here
from lianhu.cases.routing import models as _routing  # noqa: F401  # Django looks for them here
from lianhu.cases.rules import CaseClass, Door, Kind, Status
from lianhu.files.models import Blob
from lianhu.grid.models import Desk, Node, Resident
from lianhu.kernel.fields import EncryptedTextField
from lianhu.kernel.ids import new_token
from lianhu.kernel.key_indexes import where_there_is_one
from lianhu.knowledge.models import Item, ItemVersion, Topic
from lianhu.signin.models import Token

CLASS_NAMES = {
    CaseClass.QUESTION: _("question"),
    CaseClass.MATTER: _("matter or help"),
    CaseClass.REPAIR: _("repair"),
    CaseClass.COMPLAINT: _("complaint or idea"),
}


class Case(models.Model):
    """One question or problem, from asked to settled. The state that its events fold to."""

    number = models.CharField(max_length=12, unique=True)
    # Opens the page that says how far it has come, and nothing else, to whoever holds it.
    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    asker = models.ForeignKey(Resident, models.PROTECT, related_name="cases", db_index=False)
    beat = models.ForeignKey(Node, models.PROTECT, related_name="cases")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="cases")
    case_class = models.CharField(max_length=12, choices=list(CLASS_NAMES.items()))
    door = models.CharField(max_length=10, choices=[(door, door.value) for door in Door])
    status = models.CharField(max_length=12, choices=[(s, s.value) for s in Status])
    seq = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    promise_due_at = models.DateTimeField()
    answered_by = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    follow_up_on = models.DateField(null=True)
    follow_up_by = models.ForeignKey(
        Desk, models.PROTECT, null=True, related_name="+", db_index=False
    )
    follow_up_due_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    confidential = models.BooleanField(default=False)
    # Whom it complains about: that person sees it nowhere and decides nothing in it.
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    extended = models.BooleanField(default=False)
    # Desks that have contested a transfer; each may once.
    contested = models.JSONField(default=list)
    # The case whose answer this one gets too.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)
    # When an answer without an echo counts as enough, or is asked after by telephone.
    silence_due_at = models.DateTimeField(null=True)
    # What neighbours may read of it: a desk's words, without names.
    summary = models.ForeignKey(
        "Words", models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Help asked for in public, without a name.
    need = models.ForeignKey("Words", models.PROTECT, null=True, related_name="+", db_index=False)
    need_published_at = models.DateTimeField(null=True)
    need_taken_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    need_visited_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            # Read by "my matters".
            models.Index(fields=["asker", "-id"], name="case_asker"),
            # Read by the page of what is asked these days.
            models.Index(fields=["asked_at"], name="case_asked"),
            # Read by the worker every few seconds.
            models.Index(
                fields=["silence_due_at"],
                condition=Q(silence_due_at__isnull=False),
                name="case_silent",
            ),
            # Read by the worker that hands answers on to merged cases.
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="case_merged"
            ),
            # Read by the board of needs and by the list of what neighbours may follow.
            models.Index(
                fields=["need_published_at"],
                condition=Q(need_published_at__isnull=False, need_visited_at=None),
                name="case_need",
            ),
            models.Index(
                fields=["beat", "-id"], condition=Q(summary__isnull=False), name="case_public"
            ),
            *(
                where_there_is_one("case", name)
                for name in ("about", "follow_up_by", "need", "need_taken_up_by", "summary")
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def in_confidence(self) -> bool:
        """Told to nobody but who handles it: by wish, or for it is about somebody."""
        return self.confidential or self.about_id is not None


class Words(models.Model):
    """What somebody wrote. Apart from the events that point here, so that it can be erased."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="words")
    body = EncryptedTextField(blank=True)
    # The papers of an answer, JSON: [{"title": …, "note": …}, …].
    papers = EncryptedTextField(blank=True)
    erased_at = models.DateTimeField(null=True)


class Attachment(models.Model):
    """A photo or voice note that came with words, for those who may see these."""

    words = models.ForeignKey(Words, models.PROTECT, related_name="attachments")
    blob = models.OneToOneField(Blob, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["words", "position"], name="attachment_once"),
        ]


class Event(models.Model):
    """One fact of a timeline. Never changed, never deleted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=[(k, k.value) for k in Kind])
    v = models.PositiveSmallIntegerField(default=1)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)
    words = models.OneToOneField(Words, models.PROTECT, null=True, related_name="event")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "seq"], name="event_once"),
        ]
        indexes: ClassVar = [
            # Read by roll-ups, which re-read the last minute.
            models.Index(fields=["recorded_at"], name="event_recorded"),
        ]


class Stage(models.Model):
    """The stay of a case at one desk, with its own deadline. Closed stages stay as history."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="stages", db_index=False)
    number = models.PositiveSmallIntegerField()
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="stages")
    started_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    budget_s = models.PositiveIntegerField()
    used_s = models.PositiveIntegerField(default=0)
    running_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    on_behalf = models.BooleanField(default=False)
    shared_at = models.DateTimeField(null=True)
    alerted_at = models.DateTimeField(null=True)
    # It came by a transfer: the desk may contest it.
    transferred = models.BooleanField(default=False)
    # The resident was asked something: until when to wait, and what was left of the promise.
    waiting_until = models.DateTimeField(null=True)
    promise_left_s = models.PositiveIntegerField(default=0)
    # Desks on the way up to here, lowest first: a return goes back along it.
    path = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="stage_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_at=None), name="stage_one_open"
            ),
            models.CheckConstraint(
                condition=Q(due_at=None, running_since=None)
                | Q(due_at__isnull=False, running_since__isnull=False),
                name="stage_runs_to_a_due_time",
            ),
        ]
        indexes: ClassVar = [
            # Read by the desk's queue.
            models.Index(
                fields=["desk", "due_at", "id"], condition=Q(closed_at=None), name="stage_queue"
            ),
            # Read by the worker every few seconds.
            models.Index(
                fields=["due_at"],
                condition=Q(closed_at=None, alerted_at=None),
                name="stage_overdue",
            ),
            # Read by the worker every few seconds.
            models.Index(
                fields=["waiting_until"],
                condition=Q(closed_at=None, waiting_until__isnull=False),
                name="stage_waiting",
            ),
            # Read by the supervisor's page of what is overdue.
            models.Index(
                fields=["alerted_at", "id"],
                condition=Q(closed_at=None, alerted_at__isnull=False),
                name="stage_alerted",
            ),
            # Read by the supervisor's page of what was slow lately.
            models.Index(
                fields=["closed_at"], condition=Q(closed_at__isnull=False), name="stage_closed"
            ),
            # Read by the queue of the desk above, which sees shared questions.
            models.Index(
                fields=["desk", "shared_at"],
                condition=Q(closed_at=None, taken_by=None),
                name="stage_shared",
            ),
        ]


class Consultation(models.Model):
    """A department asked for a word, or (`joint`) for its part of a case that several handle.

    It sees the brief, never the household.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="consultations", db_index=False)
    number = models.PositiveSmallIntegerField()
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="consultations")
    asked_by = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    brief = models.ForeignKey(Words, models.PROTECT, related_name="+")
    reply = models.ForeignKey(Words, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    joint = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="consultation_once"),
        ]
        indexes: ClassVar = [
            # Read by the department's list.
            models.Index(
                fields=["desk", "due_at", "id"],
                condition=Q(closed_at=None),
                name="consultation_queue",
            ),
            # Read by the worker every few seconds.
            models.Index(
                fields=["due_at"],
                condition=Q(closed_at=None, late=False),
                name="consultation_overdue",
            ),
            # Read by the supervisor's page of what is overdue.
            models.Index(
                fields=["due_at", "id"],
                condition=Q(closed_at=None),
                name="consultation_open",
            ),
        ]


class CaseDesk(models.Model):
    """A desk that a case has been at: its people may go on reading it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="desks", db_index=False)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "desk"], name="case_desk_once"),
        ]
        indexes: ClassVar = [
            # Read by visible_to: everything that passed this desk, newest first.
            models.Index(fields=["desk", "-case"], name="case_desk_seen"),
        ]


class Follower(models.Model):
    """A neighbour who hears how a public matter goes on."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="followers")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="follows")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "resident"], name="follower_once"),
        ]


class CaseItem(models.Model):
    """What the book has to do with a case."""

    class How(models.TextChoices):
        FOUND = "found"  # when it was asked: somebody may answer from it
        SHOWN = "shown"  # before it was asked: the asker says that it is not this
        ANSWERED = "answered"  # an answer, or a department's reply, was made from it

    case = models.ForeignKey(Case, models.PROTECT, related_name="items")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)

    class Meta:
        constraints: ClassVar = [
            # Read by the page of a case and by the inbox.
            models.UniqueConstraint(fields=["case", "item", "how"], name="case_item_once"),
        ]


class LookUp(models.Model):
    """A question that is new: the worker has not looked yet what the book says of it."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager["LookUp"]] = models.Manager()


class Filing(models.Model):
    """The token that a case was asked with: its bearer says what the asker says, of these alone."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="filing")
    token = models.ForeignKey(Token, models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Filing"]] = models.Manager()

    class Meta:
        indexes: ClassVar = [
            # Read by the list of what was asked with a token, newest first.
            models.Index(fields=["token", "-case"], name="filing_token"),
        ]


class SavedFilter(models.Model):
    """What somebody looks for in the lists of their desks again and again, under a name."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="filters")
    name = models.CharField(max_length=20)
    # As it stands in an address.
    params = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            # Read by every list of a desk, too.
            models.UniqueConstraint(fields=["person", "name"], name="saved_filter_once"),
        ]


class PromiseTime(models.Model):
    """A place's own promise for a class; without a row the one of `rules.PROMISES` holds."""

    case_class = models.CharField(max_length=12, choices=list(CLASS_NAMES.items()), unique=True)
    minutes = models.PositiveIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    department_minutes = models.PositiveIntegerField()
    pace = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0, days=0) | Q(minutes=0, days__gt=0),
                name="promise_minutes_or_days",
            ),
        ]
