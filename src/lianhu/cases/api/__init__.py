"""The cases' part of the JSON API: schema in, service, schema out. One file for each noun."""

from ninja import Router

from lianhu.cases.api import acts, case, further, matters, me, queue

ROUTERS: tuple[Router, ...] = (
    me.router,
    queue.router,
    case.router,
    acts.router,
    further.router,
    matters.router,
)
