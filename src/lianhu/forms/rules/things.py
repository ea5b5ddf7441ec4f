"""What may not be asked or aimed at, and by which rule."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """What a rule is drawn from; whoever adopts this checks the original."""

    FINGERTIPS = "fingertips"
    RELIEF = "relief"
    APPS = "apps"
    PERSONAL_DATA = "personal_data"


class Thing(StrEnum):
    """What the metric linter refuses."""

    LOG_INS = "log_ins"
    INSTALLS = "installs"
    READS = "reads"
    LIKES = "likes"
    FORWARDS = "forwards"
    TIME_ONLINE = "time_online"
    PHOTO_COUNTS = "photo_counts"
    MEETINGS = "meetings"
    CHECK_INS = "check_ins"
    POINTS = "points"
    RANKINGS = "rankings"
    TRACKS = "tracks"
    INSTANT = "instant"
    GROUPS = "groups"


class Fault(StrEnum):
    """What is to be mended before a field may be asked."""

    NO_PURPOSE = "no_purpose"
    NO_CONSENT = "no_consent"
    NO_REASON = "no_reason"
    NO_APPROVER = "no_approver"
    NO_END = "no_end"
    ENDED = "ended"
    ENDS_LATE = "ends_late"


# That the platform has the answer already.
HELD = "held"


@dataclass(frozen=True, slots=True)
class Rule:
    """A promise of this platform by its number (`telling.PROMISES`), and its sources."""

    number: int
    sources: tuple[Source, ...]


_ACTIVITY = Rule(1, (Source.FINGERTIPS, Source.APPS))
_RATES = Rule(2, (Source.FINGERTIPS, Source.APPS))
_TARGETS = Rule(3, (Source.RELIEF, Source.APPS))
_EVIDENCE = Rule(4, (Source.APPS,))
_PERSONAL = Rule(10, (Source.PERSONAL_DATA,))

RULES: dict[str, Rule] = {
    Thing.CHECK_INS: _ACTIVITY,
    Thing.POINTS: _ACTIVITY,
    Thing.RANKINGS: _ACTIVITY,
    Thing.TIME_ONLINE: _ACTIVITY,
    Thing.LOG_INS: _RATES,
    Thing.INSTALLS: _RATES,
    Thing.READS: _RATES,
    Thing.LIKES: _TARGETS,
    Thing.FORWARDS: _TARGETS,
    Thing.PHOTO_COUNTS: _TARGETS,
    Thing.MEETINGS: _TARGETS,
    Thing.TRACKS: _EVIDENCE,
    Thing.INSTANT: Rule(6, (Source.FINGERTIPS,)),
    Thing.GROUPS: Rule(7, (Source.FINGERTIPS,)),
    Fault.NO_REASON: _EVIDENCE,
    Fault.NO_APPROVER: _EVIDENCE,
    Fault.NO_END: _EVIDENCE,
    Fault.ENDED: _EVIDENCE,
    Fault.ENDS_LATE: _EVIDENCE,
    Fault.NO_PURPOSE: _PERSONAL,
    Fault.NO_CONSENT: _PERSONAL,
    HELD: Rule(5, (Source.APPS,)),
}
