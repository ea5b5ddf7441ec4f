"""Words that arrive after their session was lost, carried through signing in.

Whoever signs in at this browser next may be somebody else, and whoever sent them may have been.
So they are carried

* only if a mark says for whom the page was made that they were written on; a page of another site
  has none,
* encrypted, in the session of this browser, for an hour,
* into the drafts of that person alone, by a session of that person: anybody else who signs in
  first drops them unread.

A draft sends nothing by itself. What remains possible is that somebody at this browser writes on a
page that was left open, and its owner finds the words as a draft within the hour.
"""

import json
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest

from lianhu.accounts import services
from lianhu.accounts.marks import Mark
from lianhu.accounts.models import Draft, User
from lianhu.accounts.rules import Values
from lianhu.kernel import clock, crypto

CARRIED_FOR: Final = timedelta(hours=1)
# Of pages open side by side, each may have sent something.
MOST: Final = 5
_KEY: Final = "carried_words"
_CONTEXT: Final = "accounts.carried"


def carry(request: HttpRequest, mark: Mark, values: Values) -> None:
    """Call for a request that nobody is signed in for."""
    facts = {
        "user": mark.user,
        "form": mark.form,
        "ref": mark.ref,
        "values": values,
        "at": clock.now().isoformat(),
    }
    sealed = crypto.encrypt(json.dumps(facts), _CONTEXT)
    request.session[_KEY] = [*request.session.get(_KEY, ()), sealed][-MOST:]
    request.session.set_expiry(CARRIED_FOR)


def take_up(request: HttpRequest) -> None:
    """Call when somebody has just signed in."""
    carried = request.session.pop(_KEY, ())
    if carried:
        request.session.set_expiry(None)
    for sealed in carried:
        _save(request, sealed)


def _save(request: HttpRequest, sealed: str) -> None:
    facts = json.loads(crypto.decrypt(sealed, _CONTEXT))
    user, form, ref = facts["user"], facts["form"], facts["ref"]
    at, now = datetime.fromisoformat(facts["at"]), clock.now()
    if not isinstance(request.user, User) or request.user.pk != user or now - at > CARRIED_FOR:
        return
    # What was written elsewhere meanwhile is newer.
    if not Draft.objects.filter(user=user, form=form, ref=ref, updated_at__gt=at).exists():
        services.save(user, form, ref, facts["values"], now=at)
