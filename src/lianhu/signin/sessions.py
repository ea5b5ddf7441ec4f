"""Where somebody is signed in. Django keeps the sessions; here stands whose they are."""

from datetime import timedelta
from typing import Any, Final

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from lianhu.accounts.models import User
from lianhu.accounts.requests import PersonRequest, is_card_only, is_residents
from lianhu.kernel import clock
from lianhu.signin import rules
from lianhu.signin.models import SignIn

_SEEN: Final = "seen"
_CARD_UNTIL: Final = "card_only_until"
_SEEN_EVERY_S = timedelta(hours=1).total_seconds()


def note(sender: object, request: HttpRequest, user: User, **signal: Any) -> None:
    """Somebody has been signed in, by whatever door."""
    session, now = request.session, clock.now()
    if session.session_key is None:  # of another person until just now
        session.save()
    device = rules.seen(request.headers.get("User-Agent", ""))
    SignIn.objects.update_or_create(
        session_key=session.session_key,
        defaults={
            "user": user,
            "device": device.device,
            "in_wechat": device.in_wechat,
            "card_only": False,
            "began_at": now,
            "seen_at": rules.whole_hour(now),
        },
    )
    session[_SEEN] = int(clock.wall().timestamp())


def see(request: HttpRequest) -> None:
    """Note that the session is used: once an hour, and no closer. How long ago that was last, the
    machine's clock says, which nobody moves.
    """
    seen, now = request.session.get(_SEEN), int(clock.wall().timestamp())
    if seen is None or 0 <= now - seen < _SEEN_EVERY_S:
        return
    request.session[_SEEN] = now
    own = SignIn.objects.filter(session_key=request.session.session_key)
    own.update(seen_at=rules.whole_hour(clock.now()))


def whose(request: HttpRequest, user: User | AnonymousUser) -> User | AnonymousUser:
    """The person of the request; nobody, once the session has had its time."""
    if not user.is_authenticated or not _is_over(request, user):
        return user
    request.user = user  # not to ask again on the way out
    end_this(request)
    return AnonymousUser()


def _is_over(request: HttpRequest, user: User) -> bool:
    """Whether a session by card or phone has had its time, or has become too weak for its owner."""
    if not is_residents(request):
        return False
    until = request.session.get(_CARD_UNTIL, 0)
    if is_card_only(request) and clock.wall().timestamp() >= until:
        return True
    return user.is_administrator


def limit_to_card(request: HttpRequest) -> None:
    """Let the session that has just begun end within the hour."""
    until = clock.wall() + rules.CARD_ONLY_LIVES
    request.session[_CARD_UNTIL] = int(until.timestamp())
    SignIn.objects.filter(session_key=request.session.session_key).update(card_only=True)


def end_this(request: HttpRequest) -> None:
    SignIn.objects.filter(session_key=request.session.session_key).delete()
    logout(request)


def of(user: User) -> list[SignIn]:
    """The sessions of `user` that still hold, the latest first."""
    return list(_alive(SignIn.objects.filter(user=user)).order_by("-began_at", "-id"))


def end_one(user: User, pk: int) -> bool:
    """Whether there was such a session of `user`."""
    return _end(SignIn.objects.filter(user=user, pk=pk)) == 1


def end_others(request: PersonRequest) -> int:
    """End all sessions of the request's person but this one; how many there were."""
    others = SignIn.objects.filter(user=request.user)
    return _end(others.exclude(session_key=request.session.session_key))


def end_all(user: User) -> int:
    return _end(SignIn.objects.filter(user=user))


def renamed(request: HttpRequest, before: str | None) -> None:
    """The session goes on under another key."""
    row = SignIn.objects.filter(session_key=before)
    row.update(session_key=request.session.session_key)


def _alive(rows: QuerySet[SignIn]) -> QuerySet[SignIn]:
    session = Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gt=clock.wall()
    )
    return rows.filter(Exists(session))


def _end(rows: QuerySet[SignIn]) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    gone, _ = SignIn.objects.filter(session_key__in=keys).delete()
    return gone
