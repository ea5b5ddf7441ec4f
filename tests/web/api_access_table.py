"""Who may do what through the API: a row for every call, a column for every relation to a case.

    ok    shown          did   done: the case shows it      no    the rules refuse it (409)
    409   it has gone on since it was read                  403, 404
    422   for households of their own beat, which officers have: see cases/api/test_public.py

Scenes and minutes are those of `access_table.py`; `-` is each column's own. Whoever reads only has
403 for every POST: see `test_api_access.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

# How each column stands to the case: the person of the cast, the scene, and the minute past nine.
COLUMNS = {
    "officer": ("shen", "beat", 7, 0),  # holds it
    "clerk": ("luo", "city", 7, 0),  # holds it
    "passed": ("he", "city", 7, 0),  # serves at a desk that it has passed
    "early": ("he", "beat", 7, 59),  # serves above the officer; a second before minute 8
    "late": ("he", "beat", 8, 0),  # the same at minute 8
    "above": ("ma", "beat", 9, 0),  # two levels above the officer, after minute 8
    "sibling": ("bo", "city", 7, 0),  # serves at the next village
    "asked": ("gu", "city", 7, 0),  # serves at the department that is consulted
    "section": ("jiang", "city", 7, 0),  # serves at another department
    "helper": ("yan", "vis", 9, 0),  # has taken up the need that it became
    "watch": ("qin", "city", 7, 0),  # supervises
    "intake": ("he", "city", 7, 0),  # asks for others, and has not asked this
    "filer": ("he", "filed", 7, 0),  # has asked it
}

TABLE = """
me                                   GET  -    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
topics                               GET  -    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
cases                                GET  -    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403 403
cases/{number}                       GET  -    ok  ok  ok  404 ok  404 404 404 404 404 403 403 403
cases/{number}/files/{file}          GET  -    ok  ok  ok  404 ok  404 404 404 404 404 403 403 403
matters/{number}/files/{file}        GET  -    403 403 403 403 403 403 403 403 403 403 403 404 ok
files                                POST -    403 403 403 403 403 403 403 403 403 403 403 ok  ok
cases/{number}/destinations          GET  -    ok  ok  403 404 ok  404 404 404 404 404 403 403 403
places                               GET  -    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403
cases/{number}/take                  POST -    did no  403 404 did 404 404 404 404 404 403 403 403
cases/{number}/answer                POST -    did did 403 404 no  404 404 404 404 404 403 403 403
cases/{number}/consult               POST -    did did 403 404 no  404 404 404 404 404 403 403 403
cases/{number}/pass-up               POST -    did no  403 404 no  404 404 404 404 404 403 403 403
cases/{number}/return                POST -    no  did 403 404 no  404 404 404 404 404 403 403 403
cases/{number}/on-behalf             POST -    did did 403 404 no  404 404 404 404 404 403 403 403
cases/{number}/follow-up             POST end  403 did 403 403 403 403 404 404 404 404 403 403 403
cases/{number}/note                  POST -    did did 403 404 no  404 404 404 404 404 403 403 403
cases/{number}/ask-resident          POST -    did did 403 404 no  404 404 404 404 404 403 403 403
cases/{number}/reply                 POST -    no  no  403 404 no  404 404 404 404 404 403 403 403
cases/{number}/contest               POST -    no  no  403 404 no  404 404 404 404 404 403 403 403
cases/{number}/transfer              POST -    did did 403 404 no  404 404 404 404 404 403 403 403
cases/{number}/joint                 POST -    no  did 403 404 no  404 404 404 404 404 403 403 403
cases/{number}/hand                  POST -    did did 403 404 no  404 404 404 404 404 403 403 403
cases/{number}/extend                POST -    did did 403 404 no  404 404 404 404 404 403 403 403
cases/{number}/merge                 POST -    no  did 403 404 no  404 404 404 404 404 403 403 403
cases/{number}/split                 POST two  403 did 403 403 403 403 404 404 404 404 403 403 403
cases/{number}/summarise             POST -    did did 403 404 no  404 404 404 404 404 403 403 403
cases/{number}/publish-need          POST ned  did 404 404 404 404 404 404 404 404 404 403 403 403
cases/{number}/confidential          POST -    did did 403 404 no  404 404 404 404 404 403 403 403
consultations                        GET  -    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403
consultations/{key}                  GET  -    404 404 404 404 404 404 404 ok  404 404 404 403 403
consultations/{key}/reply            POST -    404 404 404 404 404 404 404 did 404 404 404 403 403
consultations/{key}/transfer         POST -    404 404 404 404 404 404 404 did 404 404 404 403 403
matters                              POST -    403 403 403 403 403 403 403 403 403 403 403 did did
matters                              GET  -    403 403 403 403 403 403 403 403 403 403 403 ok  ok
matters/{number}/confirm             POST -    403 403 403 403 403 403 403 403 403 403 403 404 no
matters/{number}/reopen              POST -    403 403 403 403 403 403 403 403 403 403 403 404 no
matters/{number}/reply               POST -    403 403 403 403 403 403 403 403 403 403 403 404 no
matters/{number}/note                POST -    403 403 403 403 403 403 403 403 403 403 403 404 did
matters/{number}/withdraw            POST -    403 403 403 403 403 403 403 403 403 403 403 404 did
matters/{number}/confidential        POST -    403 403 403 403 403 403 403 403 403 403 403 404 did
matters/{number}/helped              POST -    403 403 403 403 403 403 403 403 403 403 403 404 no
matters/{number}                     GET  -    403 403 403 403 403 403 403 403 403 403 403 404 ok
public-matters                       GET  -    403 403 403 403 403 403 403 403 403 403 403 422 422
public-matters/{key}                 GET  -    403 403 403 403 403 403 403 403 403 403 403 422 422
public-matters/{key}/follow          POST -    403 403 403 403 403 403 403 403 403 403 403 422 422
needs                                GET  -    ok  ok  ok  ok  ok  ok  ok  403 403 ok  403 403 403
needs/{number}/take-up               POST ned  did did did did did did did 403 403 did 403 403 403
visits                               GET  -    ok  ok  ok  ok  ok  ok  ok  403 403 ok  403 403 403
visits/{number}                      GET  vis  404 404 404 404 404 404 404 403 403 ok  403 403 403
visits/{number}/done                 POST vis  404 404 404 404 404 404 404 403 403 did 403 403 403
overdue                              GET  -    403 403 403 403 403 403 403 403 403 403 ok  403 403
unmanned                             GET  -    403 403 403 403 403 403 403 403 403 403 ok  403 403
watched/{number}                     GET  -    403 403 403 403 403 403 403 403 403 403 ok  403 403
"""


@dataclass(frozen=True, slots=True)
class Cell:
    path: str
    method: str
    column: str
    person: str
    scene: str
    minute: int
    second: int
    expected: str


def cells() -> Iterator[Cell]:
    for row in filter(None, TABLE.splitlines()):
        path, method, scene, *expected = row.split()
        for (column, facts), cell in zip(COLUMNS.items(), expected, strict=True):
            person, own, minute, second = facts
            at = own if scene == "-" else scene
            yield Cell(path, method, column, person, at, minute, second, cell)
