"""Whether a request may be sent: nothing goes out that `forms` finds fault with."""

from datetime import datetime

from lianhu.forms.checking import check as check_form
from lianhu.forms.rules import Check, Finding, forbidden
from lianhu.kernel.tokens import normal
from lianhu.notices.models import Version
from lianhu.notices.requests.models import Request
from lianhu.notices.requests.rules import Sheet, form_of
from lianhu.notices.rules.sending import Code, Refused

# The key of what speaks against a title.
TITLE = "title"


def check(title: str, purpose: str, sheet: Sheet, now: datetime) -> Check:
    """By the keys of fields and targets, PURPOSE and TITLE. Options speak for their field."""
    found = check_form(form_of(purpose, sheet), now)
    findings = dict(found.findings)
    findings[TITLE] = _of(title)
    for one in sheet.asked:
        more = tuple(finding for option in one.options for finding in _of(option))
        findings[one.field.key] = tuple(dict.fromkeys([*findings[one.field.key], *more]))
    return Check(findings, found.minutes)


def _of(text: str) -> tuple[Finding, ...]:
    return tuple(Finding(thing) for thing in forbidden(normal(text)))


def check_version(version: Version, request: Request, now: datetime) -> Check:
    return check(version.title, version.body, request.sheet, now)


def to_send(version: Version, now: datetime) -> None:
    """Raises Refused for a request that does not pass. One query."""
    request = Request.objects.filter(version=version).first()
    if request is None:
        return
    if not request.asked or not check_version(version, request, now).passes:
        raise Refused(Code.FORM)
