"""One's groups, what is said in one, and what is found in it."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lianhu.accounts.drafts import Drafts
from lianhu.accounts.requests import PersonRequest
from lianhu.grid.serving import served_desks
from lianhu.groups import queries
from lianhu.groups.access import Access, at_places, group_for, who
from lianhu.groups.forms import SayForm
from lianhu.groups.views.showing import pinned, shown
from lianhu.kernel import clock
from lianhu.ui import preferences

# What depends on the time of day alone is sent again this often.
REFRESH_MINUTES = 5


@login_required
@require_safe
def groups(request: PersonRequest) -> HttpResponse:
    now = clock.now()
    listed = queries.my_groups(who(request), now)
    context = {
        "own": [one for one in listed if one.is_open and not one.group.is_temporary],
        "temporary": [one for one in listed if one.is_open and one.group.is_temporary],
        "closed": [one for one in listed if not one.is_open],
        "may_make": bool(at_places(served_desks(request))),
    }
    return render(request, "groups/groups.html", context)


@login_required
@require_safe
def group(request: PersonRequest, code: str) -> HttpResponse:
    """The feed. With `HX-Request` only what changes by itself, and 304 while nothing has."""
    access = group_for(request, code)
    etag = _etag(request, access)
    if "HX-Request" in request.headers:
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return unchanged
    response = feed_page(request, access, SayForm(), etag=etag)
    response["ETag"] = etag
    return response


def _etag(request: PersonRequest, access: Access) -> str:
    slot = int(clock.now().timestamp()) // (REFRESH_MINUTES * 60)
    large = preferences.large_type(request)
    facts = f"{request.user.pk}.{slot}.{get_language()}.{large:d}.{access.is_open:d}"
    return f'"{queries.mark(access.group)}.{facts}"'


def feed_page(
    request: PersonRequest,
    access: Access,
    form: SayForm,
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
        "known": json.dumps({"If-None-Match": etag or _etag(request, access)}),
    }
    if "HX-Request" in request.headers:
        response = render(request, "groups/parts/live.html", context)
    else:
        Drafts(request, access.group.code).offer(form, "group_say")
        latest = None if before else queries.announcement(access.group)
        context |= {
            "form": form,
            "caught": caught,
            "pins": pinned(queries.pins(access.group)),
            "latest": shown(request, access, [latest], {})[0] if latest else None,
        }
        response = render(request, "groups/group.html", context, status=status)
    # The page and its changing part share an address; neither may stand in for the other.
    patch_vary_headers(response, ["HX-Request"])
    patch_cache_control(response, private=True, no_cache=True)
    return response


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
    words, before = request.GET.get("q", "").strip()[:100], request.GET.get("before", "")
    found = queries.find(access.group, words, before=int(before) if _is_key(before) else None)
    context = _head(request, access) | {
        "q": words,
        "messages_shown": shown(request, access, found.messages, found.answers),
        "before": found.before,
    }
    return render(request, "groups/find.html", context)
