"""In which of its opening hours a desk has to have replied."""

from datetime import datetime

from lianhu.kernel.worktime import Schedule


def window_of(due: datetime, schedule: Schedule) -> tuple[datetime, datetime] | None:
    """The opening that begins last before `due` on its day, from opening to closing; None if the
    desk does not open before it on that day, as after a change of hours.
    """
    day = schedule.local_day(due)
    opens, closes = schedule.opening_on(day), schedule.closing_on(day)
    if opens is None or closes is None:
        return None
    found = None
    for window in schedule.windows(opens, closes):
        if window[0] < due:
            found = window
    return found
