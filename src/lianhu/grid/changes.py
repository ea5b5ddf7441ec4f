"""Saying that deadlines have to be reckoned anew, in the transaction of what changed."""

from datetime import datetime

from lianhu.grid.models import Desk, SettingChange


def setting_changed(desk: Desk | None = None) -> None:
    """Hours or people of `desk` changed; without a desk, something that all depend on."""
    SettingChange.objects.create(desk=desk)


def time_was_lost(start: datetime, end: datetime) -> None:
    """From `start` to `end` no worker lived: that time is nobody's to answer for."""
    SettingChange.objects.create(lost_from=start, lost_until=end)
