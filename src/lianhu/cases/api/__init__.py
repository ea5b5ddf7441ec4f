"""The cases' part of the JSON API: schema in, service, schema out. One file for each noun."""

from ninja import Router

from lianhu.cases.api import (
    acts,
    asked,
    case,
    consultations,
    destinations,
    files,
    further,
    me,
    needs,
    public,
    queue,
    watch,
)

ROUTERS: tuple[Router, ...] = (
    me.router,
    queue.router,
    case.router,
    files.router,
    destinations.router,
    acts.router,
    further.router,
    consultations.router,
    asked.router,
    public.router,
    needs.router,
    watch.router,
)
