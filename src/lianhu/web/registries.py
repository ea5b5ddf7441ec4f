"""What apps offer to one another across floors: one list each."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from lianhu.accounts.jobs import sweep_drafts, sweep_sessions
from lianhu.accounts.rules import Keeps
from lianhu.cases import held as case_facts
from lianhu.cases import inbox_kinds
from lianhu.cases import sayings as case_sayings
from lianhu.cases.book.looking_up import look_up
from lianhu.cases.deadlines import move_deadlines
from lianhu.cases.floods import clear_floods
from lianhu.cases.jobs import close_silent, hand_on, move_overdue
from lianhu.cases.views.drafts import KEEPS
from lianhu.channels.jobs import deliver_one
from lianhu.files.jobs import prepare_one, sweep
from lianhu.forms import held as grid_facts
from lianhu.forms.registry import Held
from lianhu.grid.facts import jobs as facts
from lianhu.grid.loading import services as loading
from lianhu.groups import jobs as groups
from lianhu.groups import sayings as group_sayings
from lianhu.groups.views.drafts import KEEPS as GROUP_KEEPS
from lianhu.inbox import call_kinds
from lianhu.inbox.broadcasts import registry as broadcasts
from lianhu.inbox.broadcasts.calling import call_broadcast
from lianhu.inbox.calling import call_waiting
from lianhu.inbox.digests import send_one
from lianhu.inbox.jobs import sweep as sweep_inbox
from lianhu.inbox.registry import Kind
from lianhu.inbox.sayings import Saying
from lianhu.kernel import clock, limits
from lianhu.knowledge import held as book_facts
from lianhu.knowledge import inbox_kinds as book_kinds
from lianhu.knowledge.jobs import keep_book, sweep_book
from lianhu.notices import broadcast_kinds
from lianhu.notices import inbox_kinds as notice_kinds
from lianhu.notices import sayings as notice_sayings
from lianhu.notices.audience import jobs as lists
from lianhu.notices.planned.jobs import plan_next, send_planned
from lianhu.notices.policies import inbox_kinds as policy_kinds
from lianhu.notices.policies import jobs as policies
from lianhu.notices.requests import jobs as requests
from lianhu.notices.requests.answer_forms import KEEPS as REQUEST_KEEPS
from lianhu.privacy.jobs import seal_looks
from lianhu.signin import jobs as signin
from lianhu.steward import inbox_kinds as post_kinds
from lianhu.steward import sayings as post_sayings
from lianhu.steward.jobs import LoadLists
from lianhu.web.worker import Job

ITEM_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **call_kinds.KINDS,
        **inbox_kinds.KINDS,
        **post_kinds.KINDS,
        **book_kinds.KINDS,
        **notice_kinds.KINDS,
        **policy_kinds.KINDS,
    }
)

# What a roster enters of somebody without a smart phone, besides what waits for that person.
SAYINGS: Sequence[Saying] = (
    *case_sayings.SAYINGS,
    *group_sayings.SAYINGS,
    *notice_sayings.SAYINGS,
    *post_sayings.SAYINGS,
)

BROADCAST_KINDS: Mapping[str, broadcasts.Kind] = MappingProxyType({**broadcast_kinds.KINDS})

# What nobody is asked for again.
HELD: Sequence[Held] = (*grid_facts.HELD, *case_facts.HELD, *book_facts.HELD)

DRAFT_FORMS: Mapping[str, Keeps] = MappingProxyType({**KEEPS, **GROUP_KEEPS, **REQUEST_KEEPS})


def _move_overdue() -> bool:
    return move_overdue(clock.now()) > 0


def _move_deadlines() -> bool:
    return move_deadlines(clock.now()) > 0


def _close_silent() -> bool:
    return close_silent(clock.now()) > 0


def _hand_on() -> bool:
    return hand_on(clock.now()) > 0


def _clear_floods() -> bool:
    return clear_floods(clock.now()) > 0


def _send_planned() -> bool:
    return send_planned(clock.now()) > 0


def _plan_next() -> bool:
    return plan_next(clock.now()) > 0


def _call_waiting() -> bool:
    return call_waiting(clock.now()) > 0


def _call_broadcasts() -> bool:
    return call_broadcast(clock.now())


def _send_digests() -> bool:
    return send_one(clock.now())


def _seal_looks() -> bool:
    # By the machine's clock: how long looks stay unsealed is no matter of the city's time.
    return seal_looks(clock.wall()) > 0


def _look_up() -> bool:
    return look_up(clock.now()) > 0


def _sweep_uploads() -> bool:
    return sweep(clock.wall()) > 0


def _sweep_drafts() -> bool:
    return sweep_drafts(clock.now()) > 0


def _sweep_sessions() -> bool:
    return sweep_sessions(clock.wall()) > 0


def _sweep_sign_ins() -> bool:
    return signin.sweep(clock.wall()) > 0


def _sweep_tallies() -> bool:
    return limits.sweep(clock.wall()) > 0


def _sweep_loads() -> bool:
    return loading.sweep(clock.now()) > 0


def _sweep_inbox() -> bool:
    return sweep_inbox(clock.now()) > 0


def _sweep_groups() -> bool:
    return groups.sweep(clock.now()) > 0


def _sweep_lists() -> bool:
    return lists.sweep(clock.now()) > 0


def _sweep_facts() -> bool:
    return facts.sweep(clock.now()) > 0


def _propose() -> bool:
    policies.propose_all(clock.now())
    return False


def _sweep_offers() -> bool:
    return policies.sweep(clock.now()) > 0


def _sweep_answers() -> bool:
    return requests.sweep(clock.now()) > 0


def _keep_book() -> bool:
    return keep_book(clock.now())


def _sweep_book() -> bool:
    return sweep_book(clock.now())


JOBS: Sequence[Job] = (
    # Deadlines first: what a change or an outage put off is not overdue.
    Job("move deadlines", _move_deadlines),
    Job("move overdue cases", _move_overdue),
    Job("hand on answers", _hand_on),
    Job("close silent cases", _close_silent, every=timedelta(minutes=1)),
    Job("clear floods", _clear_floods, every=timedelta(seconds=20)),
    Job("send planned notices", _send_planned),
    Job("plan what recurs", _plan_next, every=timedelta(seconds=20)),
    # Before anything is sent: what is called in a round is sent in it.
    Job("call", _call_waiting),
    Job("call broadcasts", _call_broadcasts),
    Job("send digests", _send_digests),
    Job("deliver", deliver_one),
    Job("look up questions", _look_up),
    Job("seal looks", _seal_looks),
    Job("prepare pictures", prepare_one),
    Job("load lists", LoadLists()),
    Job("keep the book", _keep_book, every=timedelta(seconds=20)),
    Job("sweep the book", _sweep_book, every=timedelta(hours=1)),
    Job("sweep uploads", _sweep_uploads, every=timedelta(minutes=10)),
    Job("sweep loads", _sweep_loads, every=timedelta(minutes=1)),
    Job("sweep the inbox", _sweep_inbox, every=timedelta(hours=1)),
    Job("sweep answers", _sweep_answers, every=timedelta(hours=1)),
    Job("propose policies", _propose, every=timedelta(minutes=5)),
    Job("sweep offers", _sweep_offers, every=timedelta(hours=1)),
    Job("sweep lists", _sweep_lists, every=timedelta(hours=1)),
    Job("sweep facts", _sweep_facts, every=timedelta(hours=1)),
    Job("sweep groups", _sweep_groups, every=timedelta(hours=1)),
    Job("sweep drafts", _sweep_drafts, every=timedelta(minutes=10)),
    Job("sweep sessions", _sweep_sessions, every=timedelta(minutes=10)),
    Job("sweep sign-ins", _sweep_sign_ins, every=timedelta(minutes=10)),
    Job("sweep tallies", _sweep_tallies, every=timedelta(hours=1)),
)
