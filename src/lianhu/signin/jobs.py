"""Sweeping what is over. May die at any moment and run several times over."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from lianhu.signin.models import PhoneCode, SignIn

BATCH = 1000
# Longer than any code lives, for whoever has to find out what happened.
CODES_KEPT = timedelta(days=1)


def sweep(now: datetime) -> int:
    """Remove a batch of codes and of sessions that are no more; how many. `now`: the machine's."""
    codes = PhoneCode.objects.filter(sent_at__lt=now - CODES_KEPT).order_by("sent_at")
    gone, _ = PhoneCode.objects.filter(
        pk__in=list(codes.values_list("pk", flat=True)[:BATCH])
    ).delete()
    session = Session.objects.filter(session_key=OuterRef("session_key"))
    left_over = SignIn.objects.filter(~Exists(session)).order_by("id")
    ended, _ = SignIn.objects.filter(
        pk__in=list(left_over.values_list("pk", flat=True)[:BATCH])
    ).delete()
    return gone + ended
