"""Asking the rules about a form, with what this platform holds."""

from datetime import datetime

from django.utils import timezone

from lianhu.forms import registry, rules
from lianhu.kernel.tokens import normal


def check(form: rules.Form, now: datetime) -> rules.Check:
    """What speaks against sending it at `now`, and how long the rest of it takes. Reads no table.

    Whoever sends forms asks this, and sends none that does not pass.
    """
    today = timezone.localtime(now).date()
    return rules.check(form, today, registry.names(), simplified=normal)
