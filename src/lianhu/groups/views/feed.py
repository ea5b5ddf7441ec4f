"""One's groups, what is said in one, and what is found in it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianhu.accounts.drafts import Drafts
from lianhu.accounts.requests import PersonRequest
from lianhu.cases.views.attached import Attached
from lianhu.groups import queries
from lianhu.groups.access import Access, group_for, who
from lianhu.groups.forms import SayForm
from lianhu.groups.rules.saying import MOST_PHOTOS
from lianhu.groups.views.showing import pinned, shown
from lianhu.inbox.speaking import speaker_of
from lianhu.kernel import clock
from lianhu.ui import live


@login_required
@require_safe
def groups(request: PersonRequest) -> HttpResponse:
    reader = who(request)
    listed = queries.my_groups(reader, clock.now())
    context = {
        "own": [one for one in listed if one.is_open and not one.group.is_temporary],
        "temporary": [one for one in listed if one.is_open and one.group.is_temporary],
        "closed": [one for one in listed if not one.is_open],
        "may_make": bool(reader.serves),
    }
    return render(request, "groups/groups.html", context)


@login_required
@require_safe
def group(request: PersonRequest, code: str) -> HttpResponse:
    """The feed. With `HX-Request` only what changes by itself, and 304 while nothing has."""
    access = group_for(request, code)
    etag = _etag(request, access)
    return live.answer(request, etag, lambda: feed_page(request, access, SayForm(), etag=etag))


def _etag(request: PersonRequest, access: Access) -> str:
    facts = f"{queries.mark(access.group)}.{request.user.pk}.{access.is_open:d}"
    facts += speaker_of(request).query
    return live.etag_of(request, facts)


def feed_page(
    request: PersonRequest,
    access: Access,
    form: SayForm,
    attached: Attached | None = None,
    *,
    etag: str = "",
    caught: str = "",
    status: int = 200,
) -> HttpResponse:
    """`caught`: what in the words of the form is nobody else's to read."""
    before = request.GET.get("before", "")
    found = queries.feed(access.group, before=int(before) if _is_key(before) else None)
    context = _head(request, access) | {
        "messages_shown": shown(request, access, found.messages, found.answers),
        "before": found.before,
        "is_first": not before,
        "known": live.known(etag or _etag(request, access)),
    }
    if live.is_live(request):
        return live.kept_apart(render(request, "groups/parts/live.html", context))
    Drafts(request, access.group.code).offer(form, "group_say")
    latest = None if before else queries.announcement(access.group)
    context |= (attached or Attached(most_photos=MOST_PHOTOS)).shown()
    context |= {
        "form": form,
        "caught": caught,
        "pins": pinned(queries.pins(access.group)),
        "latest": shown(request, access, [latest], {})[0] if latest else None,
    }
    return live.kept_apart(render(request, "groups/group.html", context, status=status))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _head(request: PersonRequest, access: Access) -> dict[str, Any]:
    return {"access": access, "group": access.group, "is_idle": _is_idle(access)}


def _is_idle(access: Access) -> bool:
    return access.looks_after and queries.is_idle(access.group, clock.now())


@login_required
@require_safe
def find(request: PersonRequest, code: str) -> HttpResponse:
    access = group_for(request, code)
    if access.is_entered:
        raise PermissionDenied
    words, before = request.GET.get("q", "").strip()[:100], request.GET.get("before", "")
    found = queries.find(access.group, words, before=int(before) if _is_key(before) else None)
    context = _head(request, access) | {
        "q": words,
        "messages_shown": shown(request, access, found.messages, found.answers),
        "before": found.before,
    }
    return render(request, "groups/find.html", context)
