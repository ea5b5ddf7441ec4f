"""Who may do what on which page: a row for every route, a column for every relation to a case.

    in    sent to sign in                     ok    shown
    go    sent on; nothing has changed        did   done: the case, or a new one, shows it
    no    may try; the rules refuse it now    403, 404, 405

A route has a row for each method that it knows; for the other one it answers 405 to everybody (or
`in`). `test_access.py` runs every cell and fails where a route has no row or a row no route.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.web import access_notices
from tests.web.access_columns import COLUMNS

# Route, method, scene (one for all columns; `-`: each column's own), and a cell for each column.
TABLE = """
home               GET  -   in  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
metrics            GET  -   404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
readyz             GET  -   503 503 503 503 503 503 503 503 503 503 503 503 503 503 503 503 503
api_docs           GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
api_schema         GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
healthz            GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
sign_in            GET  -   ok  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
sign_in            POST -   ok  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
sign_out           POST -   go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
sign_in_second     GET  -   go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
sign_in_second     POST -   go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
sign_in_phone      GET  -   ok  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
sign_in_phone      POST -   go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
sign_in_code       GET  -   go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
sign_in_code       POST -   go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
card               GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
card_code          POST -   go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
card_only          POST -   go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
account            GET  -   in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
session_end        POST -   in  go  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
sessions_end       POST -   in  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
password           GET  -   in  404 404 404 404 ok  404 404 404 404 404 404 404 404 404 404 404
password           POST -   in  404 404 404 404 no  404 404 404 404 404 404 404 404 404 404 404
second_factor      GET  -   in  404 404 404 404 ok  404 404 404 404 404 404 404 404 404 404 404
second_factor_begin POST -   in  404 404 404 404 go  404 404 404 404 404 404 404 404 404 404 404
second_factor_confirm POST -   in  404 404 404 404 no  404 404 404 404 404 404 404 404 404 404 404
second_factor_change POST -   in  404 404 404 404 no  404 404 404 404 404 404 404 404 404 404 404
tokens             GET  -   in  404 404 404 404 ok  404 404 404 404 404 404 404 404 404 404 404
tokens             POST -   in  404 404 404 404 no  404 404 404 404 404 404 404 404 404 404 404
token_revoke       POST -   in  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
household_card     GET  -   in  404 404 404 ok  404 404 ok  404 404 404 404 404 404 404 404 404
household_card     POST -   in  404 404 404 ok  404 404 ok  404 404 404 404 404 404 404 404 404
card_revoke        POST -   in  404 404 404 go  404 404 go  404 404 404 404 404 404 404 404 404
steward            GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
loads              GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
loads              POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
load               GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
load_template      GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
load_marked        GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
load_apply         POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 go
load_discard       POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 go
changes            GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_levels            GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_level             GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_level             POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_places            GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 go
setup_place             GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_place_add         GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_place_add         POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_place_rename      GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_place_rename      POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_place_move        GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_place_move        POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_place_close       GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_place_close       POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_households        GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_households        POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_straight          GET  -   in 403 403 403 403 404 ok 403 ok ok 404 404 403 403 403 ok ok
setup_straight          POST -   in 403 403 403 403 404 no 403 no no 404 404 403 403 403 no no
setup_departments       GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_department_add    GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_department_add    POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_department        GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_department_rename GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_department_rename POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_section_add       GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_section_add       POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_desk              GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_desk              POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_section_close     GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_section_close     POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_hours             GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_hours_add         GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_hours_add         POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_hours_of          GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_hours_change      GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_hours_change      POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_hours_remove      GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_hours_remove      POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_season            GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_season            POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_season_remove     GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_season_remove     POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_calendars         GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 go
setup_calendar          GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_day               GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_day               POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_proposal          GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_proposal          POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_year_confirm      GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_year_confirm      POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_day_remove        GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_day_remove        POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_promises          GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_promise           GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_promise           POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_topics            GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_area_add          GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_area_add          POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_topic             GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_topic             POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_topic_add         GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_topic_add         POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_topic_move        GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_topic_move        POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
setup_topic_retire      GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_topic_retire      POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_topic_restore     GET  -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
setup_topic_restore     POST -   in 403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 409
people             GET  -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
person_add         GET  -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
person_add         POST -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
person             GET  -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
person             POST -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
person_deactivate  POST -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
person_activate    POST -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 go
person_password    POST -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
rosters            GET  -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok
roster_add         POST -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
roster_end         POST -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
roster_share       POST -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403 no
hand_over          GET  -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok  ok
hand_over          POST -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 no  no
hand_back          POST -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok  ok
handed_over        GET  -   in  404 404 404 ok  404 404 ok  404 404 404 404 404 404 404 404 404
handed_over        POST -   in  404 404 404 go  404 404 go  404 404 404 404 404 404 404 404 404
my_leave           GET  -   in  403 403 403 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403
leave              GET  -   in  404 404 404 ok  404 404 ok  404 404 404 404 404 404 404 404 ok
leave              POST -   in  404 404 404 no  404 404 no  404 404 404 404 404 404 404 404 no
leave_end          POST -   in  404 404 404 ok  404 404 ok  404 404 404 404 404 404 404 ok  ok
stand_in           GET  -   in  404 404 404 ok  404 404 ok  404 404 404 404 404 404 404 ok  ok
stand_in           POST -   in  404 404 404 ok  404 404 ok  404 404 404 404 404 404 404 ok  ok
ui:type            POST -   go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
ui:language        GET  -   go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
ui:language        POST -   go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
draft_save         POST -   403 ok  403 403 403 403 403 403 403 403 403 403 403 403 403 403 403
draft_forget       POST -   in  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
inbox              GET  -   in  403 403 403 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403
digest             GET  -   in  403 403 403 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403
attention          GET  -   in  403 403 403 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403
attention          POST -   in  403 403 403 go  go  go  go  go  go  go  go  go  go  go  go  403
calls              GET  -   in  403 403 403 403 ok  ok  403 ok  ok  ok  ok  403 403 403 403 403
call_sheet         GET  -   in  404 404 404 404 404 ok  404 ok  ok  404 404 404 404 404 404 404
call_told          POST -   in  404 404 404 404 404 go  404 go  go  404 404 404 404 404 404 404
call_reach         GET  -   in  404 404 404 404 404 ok  404 ok  ok  404 404 404 404 404 404 ok
call_reach         POST -   in  404 404 404 404 404 go  404 go  go  404 404 404 404 404 404 go
form_check         GET  -   in  403 403 403 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403
form_check         POST -   in  403 403 403 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403
households         GET  -   in  403 403 403 ok  403 403 ok  403 403 403 403 ok  403 403 403 403
inbox_undo         POST -   in  404 404 404 go  404 404 go  404 404 404 404 404 404 404 404 404
my_facts           GET  -   in ok ok ok 404 404 404 404 404 404 404 404 404 404 404 404 404
my_facts           POST -   in no no no 404 404 404 404 404 404 404 404 404 404 404 404 404
my_fact_take_back  POST -   in go go go 404 404 404 404 404 404 404 404 404 404 404 404 404
household_facts    GET  -   in  404 404 404 ok  404 404 ok  404 404 404 404 404 404 404 404 404
household_facts    POST -   in  404 404 404 no  404 404 no  404 404 404 404 404 404 404 404 404
household_fact_take_back POST - in 404 404 404 go 404 404 go 404 404 404 404 404 404 404 404 404
my_looks           GET  -   in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
ask                GET  -   in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
ask                POST -   in  did did did ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
ask_about          GET  -   in  ok  ok  ok  go  go  go  go  go  go  go  go  go  go  go  go  go
ask_about          POST -   in  no  no  no  go  go  go  go  go  go  go  go  go  go  go  go  go
guest_ask          GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
guest_ask          POST -   did did did did did did did did did did did did did did did did did
ask_suggest        POST -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
my_cases           GET  -   in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
my_cases_bind      POST -   in  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
officer_ask        GET  -   in  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
officer_ask        POST -   in  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
fact_said          GET  -   in  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
fact_said          POST -   in  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
household_ask      GET  -   in  404 404 404 ok  404 404 ok  404 404 404 404 404 404 404 404 404
household_ask      POST -   in  404 404 404 did 404 404 did 404 404 404 404 404 404 404 404 404
desk_ask           GET  -   in  403 403 403 403 ok  ok  403 ok  ok  ok  ok  403 403 403 403 403
desk_ask           POST -   in  403 403 403 403 did did 403 did did did did 403 403 403 403 403
public_matters     GET  -   in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
public_matter      GET  -   in  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
public_matter      GET  pub in  ok  ok  ok  404 404 404 404 404 404 404 404 404 404 404 404 404
public_matter_follow POST - in  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
public_matter_follow POST pub in go did did 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case            GET  -   in  ok  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_note       POST -   in  did 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_confirm    POST -   in  no  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_confirm    POST end in  did 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_reopen     POST end in  did 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_reply      POST -   in  no  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_reply      POST wait in did 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_helped     POST -   in  no  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_helped     POST help in did 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_withdraw   GET  -   in  ok  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_withdraw   GET  end in  go  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_withdraw   POST -   in  did 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_confidential GET - in   ok  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
my_case_confidential POST - in  did 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
who_sees           GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
ideas              GET  -   go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go  go
case_for_group     GET  -   in  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
case_for_group     GET  end in  404 404 404 ok  ok  ok  ok  ok  ok  ok  404 404 404 404 404 404
paste              GET  -   in  403 403 403 ok  403 403 ok  403 403 403 403 ok  403 403 403 403
paste              POST -   in  403 403 403 ok  403 403 ok  403 403 403 403 ok  403 403 403 403
paste_ask          POST -   in  403 403 403 did 403 403 did 403 403 403 403 no  403 403 403 403
case               GET  -   in  404 404 404 ok  ok  ok  ok  404 ok  404 404 404 404 404 go  404
case               GET  end in  404 404 404 ok  ok  ok  ok  ok  ok  ok  404 404 404 404 go  404
case_take          POST -   in  404 404 404 did no  403 403 404 did 404 404 404 404 404 403 404
case_answer        GET  -   in  404 404 404 ok  ok  403 403 404 403 404 404 404 404 404 403 404
case_answer        POST -   in  404 404 404 did did 403 403 404 403 404 404 404 404 404 403 404
case_pass_up       POST -   in  404 404 404 did no  403 403 404 no  404 404 404 404 404 403 404
case_note          POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
case_on_behalf     POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
case_on_behalf     POST end in  404 404 404 403 did 403 403 403 403 403 404 404 404 404 403 404
case_follow_up     POST end in  404 404 404 403 did 403 403 403 403 403 404 404 404 404 403 404
case_transfer      POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
case_contest       POST -   in  404 404 404 no  no  403 403 404 no  404 404 404 404 404 403 404
case_ask_resident  POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
case_reply         POST wait in  404 404 404 did 404 404 did 404 404 404 404 404 404 404 403 404
case_extend        POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
case_hand          POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
case_summarise     POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
case_publish_need  POST -   in  404 404 404 no  no  403 403 404 no  404 404 404 404 404 403 404
case_confidential  POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
desk               GET  -   in  403 403 403 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403
desk_filters       GET  -   in  403 403 403 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403
desk_filters       POST -   in  403 403 403 go  go  go  go  go  go  go  go  go  go  go  403 403
desk_filter_remove POST -   in  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
desk_several       GET  -   in  403 403 403 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403
desk_several       POST -   in  403 403 403 did did 409 409 409 409 409 409 409 409 409 403 403
desk_case          GET  -   in  404 404 404 ok  ok  ok  ok  404 ok  404 404 404 404 404 go  404
desk_take          POST -   in  404 404 404 did no  403 403 404 did 404 404 404 404 404 403 404
desk_answer        POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
desk_pass_up       POST -   in  404 404 404 did no  403 403 404 no  404 404 404 404 404 403 404
desk_return        POST -   in  404 404 404 no  did 403 403 404 no  404 404 404 404 404 403 404
desk_consult       POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
desk_on_behalf     POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
desk_follow_up     POST end in  404 404 404 403 did 403 403 403 403 403 404 404 404 404 403 404
desk_note          POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
desk_transfer      POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
desk_contest       POST -   in  404 404 404 no  no  403 403 404 no  404 404 404 404 404 403 404
desk_joint         POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
desk_ask_resident  POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
desk_reply         POST wait in  404 404 404 did 404 404 did 404 404 404 404 404 404 404 403 404
desk_extend        POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
desk_hand          POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
desk_merge         POST -   in  404 404 404 no  did 403 403 404 403 404 404 404 404 404 403 404
desk_summarise     POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
desk_publish_need  POST -   in  404 404 404 no  no  403 403 404 no  404 404 404 404 404 403 404
desk_confidential  POST -   in  404 404 404 did did 403 403 404 no  404 404 404 404 404 403 404
desk_split         POST two in  404 404 404 403 did 403 403 403 403 403 404 404 404 404 403 404
desk_straight      POST -   in  404 404 404 go  go  403 403 404 go  404 404 404 404 404 403 404
desk_lesson        POST end in  404 404 404 403 go  403 403 403 403 403 404 404 404 404 403 404
needs              GET  -   in  403 403 403 ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403 403 403
my_visits          GET  -   in  403 403 403 ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403 403 403
need_take_up       POST ned in  403 403 403 did did did did did did did did did 403 403 403 403
visit              GET  vis in  404 404 404 404 404 404 404 404 404 404 404 ok  404 404 404 404
visit_done         POST vis in  404 404 404 404 404 404 404 404 404 404 404 did 404 404 404 404
consultations      GET  -   in  403 403 403 403 403 403 403 403 403 403 403 403 ok  ok  403 403
consultation       GET  -   in  404 404 404 404 404 404 404 404 404 404 404 404 ok  404 404 404
consultation       GET  end in  404 404 404 404 404 404 404 404 404 404 404 404 ok  404 404 404
consultation_reply POST -   in  404 404 404 404 404 404 404 404 404 404 404 404 did 404 404 404
consultation_reply POST end in  404 404 404 404 404 404 404 404 404 404 404 404 409 404 404 404
consultation_transfer POST - in 404 404 404 404 404 404 404 404 404 404 404 404 did 404 404 404
consultation_transfer POST end in 404 404 404 404 404 404 404 404 404 404 404 404 409 404 404 404
consultation_several GET - in   403 403 403 403 403 403 403 403 403 403 403 403 ok  ok  403 403
consultation_several POST - in  403 403 403 403 403 403 403 403 403 403 403 403 did 409 403 403
stage              GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
attachment         GET  -   in  ok  404 404 ok  ok  ok  ok  404 ok  404 404 404 404 404 404 404
attachment_small   GET  -   in  ok  404 404 ok  ok  ok  ok  404 ok  404 404 404 404 404 404 404
overdue            GET  -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok  403
unmanned           GET  -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok  403
coverage           GET  -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok  403
slow_stages        GET  -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok  403
answered_where     GET  -   in  403 403 403 403 ok  403 403 403 403 403 403 403 403 403 ok  403
hot_topics         GET  -   in  403 403 403 403 ok  ok  403 ok  ok  ok  ok  403 403 403 ok  403
watched_case       GET  -   in  403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok  403
book               GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
book_find          GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
book_area          GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
book_item          GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
book_sheet         GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
book_form          GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
robots             GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
sitemap            GET  -   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
book_edit              GET  - in 403 403 403 403 ok 403 403 403 403 403 403 403 ok ok 403 ok
book_edit_add          GET  - in 403 403 403 403 ok 403 403 403 403 403 403 403 403 403 403 ok
book_edit_add          POST - in 403 403 403 403 no 403 403 403 403 403 403 403 403 403 403 no
book_edit_asked        GET  - in 403 403 403 403 ok 403 403 403 403 403 403 403 403 403 403 ok
book_edit_asked_done   POST - in 403 403 403 403 go 403 403 403 403 403 403 403 403 403 403 go
book_edit_files        GET  - in 403 403 403 403 ok 403 403 403 403 403 403 403 403 403 403 ok
book_edit_files        POST - in 403 403 403 403 no 403 403 403 403 403 403 403 403 403 403 no
book_edit_export       GET  - in 403 403 403 403 ok 403 403 403 403 403 403 403 403 403 403 ok
book_edit_example       GET  - in 403 403 403 403 ok 403 403 403 403 403 403 403 403 403 403 ok
book_edit_item         GET  - in 403 403 403 403 ok 403 403 403 403 403 403 403 ok 404 403 ok
book_edit_compare      GET  - in 403 403 403 403 ok 403 403 403 403 403 403 403 ok 404 403 ok
book_edit_form         GET  - in 403 403 403 403 ok 403 403 403 403 403 403 403 ok 404 403 ok
book_edit_draft        GET  - in 403 403 403 403 ok 403 403 403 403 403 403 403 ok 404 403 ok
book_edit_draft        POST - in 403 403 403 403 no 403 403 403 403 403 403 403 no 404 403 no
book_edit_review       POST - in 403 403 403 403 403 403 403 403 403 403 403 403 no 404 403 403
book_edit_confirm      POST - in 403 403 403 403 403 403 403 403 403 403 403 403 go 404 403 403
book_edit_publish      POST - in 403 403 403 403 409 403 403 403 403 403 403 403 403 404 403 409
book_edit_give_up      POST - in 403 403 403 403 409 403 403 403 403 403 403 403 409 404 403 409
book_edit_withdraw     POST - in 403 403 403 403 go 403 403 403 403 403 403 403 403 404 403 go
book_edit_restore      POST - in 403 403 403 403 409 403 403 403 403 403 403 403 403 404 403 409
book_edit_assign       POST - in 403 403 403 403 go 403 403 403 403 403 403 403 403 404 403 go
book_edit_move         POST - in 403 403 403 403 go 403 403 403 403 403 403 403 403 404 403 go
book_edit_file GET - in 403 403 403 403 ok 403 403 403 403 403 403 403 403 403 403 404
groups         GET  -   in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
group_new      GET  -   in  403 403 403 ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403 403 403
group_new      POST -   in  403 403 403 go  no  no  go  no  no  no  no  no  403 403 403 403
group          GET  -   in  ok  ok  ok  ok  404 ok  ok  ok  ok  404 404 404 404 404 404 404
group_say      POST -   in  go  go  go  go  404 go  go  go  go  404 404 404 404 404 404 404
group_find     GET  -   in  ok  ok  ok  ok  404 ok  ok  ok  ok  404 404 404 404 404 404 404
group_owner    GET  -   in  403 403 403 ok  404 ok  ok  ok  ok  404 404 404 404 404 404 404
group_pin      POST -   in  403 403 403 go  404 go  go  go  go  404 404 404 404 404 404 404
group_unpin    POST -   in  403 403 403 go  404 go  go  go  go  404 404 404 404 404 404 404
group_close    GET  -   in  403 403 403 ok  404 ok  ok  ok  ok  404 404 404 404 404 404 404
group_close    POST -   in  403 403 403 go  404 go  go  go  go  404 404 404 404 404 404 404
group_message  GET  -   in  ok  ok  ok  ok  404 ok  ok  ok  ok  404 404 404 404 404 404 404
group_photo    GET  -   in  ok  ok  ok  ok  404 ok  ok  ok  ok  404 404 404 404 404 404 404
group_photo_small GET -  in  ok  ok  ok  ok  404 ok  ok  ok  ok  404 404 404 404 404 404 404
group_reply    POST -   in  go  go  go  go  404 go  go  go  go  404 404 404 404 404 404 404
group_remove   GET  -   in  ok  403 403 ok  404 ok  ok  ok  ok  404 404 404 404 404 404 404
group_remove   POST -   in  go  403 403 go  404 go  go  go  go  404 404 404 404 404 404 404
group_settle   POST -   in  go  403 403 go  404 go  go  go  go  404 404 404 404 404 404 404
group_ask      POST -   in  did 403 403 403 404 403 403 403 403 404 404 404 404 404 404 404
group_offer    POST -   in  403 403 403 go  404 go  go  go  go  404 404 404 404 404 404 404
group_tell     GET  -   in  403 403 403 ok  404 ok  ok  ok  ok  404 404 404 404 404 404 404
group_tell     POST -   in  403 403 403 go  404 go  go  go  go  404 404 404 404 404 404 404
book_edit_take POST - in 403 403 403 403 go 403 403 403 403 403 403 403 403 403 403 404
"""


@dataclass(frozen=True, slots=True)
class Cell:
    route: str
    method: str
    column: str
    person: str | None
    scene: str
    minute: int
    second: int
    expected: str


def cells() -> Iterator[Cell]:
    for line in (TABLE.strip() + access_notices.ROWS.rstrip()).splitlines():
        route, method, scene, *expected = line.split()
        for column, wanted in zip(COLUMNS, expected, strict=True):
            person, at_scene, minute, second = COLUMNS[column]
            if scene != "-":
                at_scene = scene
            yield Cell(route, method, column, person, at_scene, minute, second, wanted)
