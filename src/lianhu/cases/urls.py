from django.urls import path

from lianhu.cases.views import (
    about_staff,
    binding,
    book,
    coverage,
    department,
    desk,
    files,
    filters,
    group,
    guest,
    hot,
    lesson,
    let_known,
    levels,
    mine,
    needs,
    neighbours,
    officer,
    on_behalf,
    open_to_all,
    own_matter,
    resident,
    several,
    slow,
    stage,
    straight,
    supervisor,
)
from lianhu.cases.views.further import FURTHER, ON_THE_PHONE


def slug(act: str) -> str:
    return act.replace("_", "-")


urlpatterns = [
    # Residents, on the phone.
    path("ask/", resident.ask, name="ask"),
    path("ask/suggest/", book.suggest, name="ask_suggest"),
    path("ask/about/", about_staff.ask_about, name="ask_about"),
    # Without an account, by phone number.
    path("guest/", guest.ask, name="guest_ask"),
    path("my/", mine.mine, name="my_cases"),
    path("my/together/", binding.bind, name="my_cases_bind"),
    path("my/<str:number>/", resident.matter, name="my_case"),
    path("my/<str:number>/note/", resident.note, name="my_case_note"),
    path("my/<str:number>/confirm/", resident.confirm, name="my_case_confirm"),
    path("my/<str:number>/reopen/", resident.reopen, name="my_case_reopen"),
    path("my/<str:number>/reply/", own_matter.reply, name="my_case_reply"),
    path("my/<str:number>/helped/", own_matter.helped, name="my_case_helped"),
    path("my/<str:number>/withdraw/", own_matter.withdraw, name="my_case_withdraw"),
    path(
        "my/<str:number>/confidential/", own_matter.keep_confidential, name="my_case_confidential"
    ),
    path("village/", neighbours.matters, name="public_matters"),
    path("village/<int:pk>/", neighbours.matter, name="public_matter"),
    path("village/<int:pk>/follow/", neighbours.follow, name="public_matter_follow"),
    # For everybody.
    path("who-sees/", open_to_all.who_sees, name="who_sees"),
    path("ideas/", open_to_all.ideas, name="ideas"),
    # Contact officers, on the phone.
    path("cases/<str:number>/", officer.case, name="case"),
    path("cases/<str:number>/take/", officer.take, name="case_take"),
    path("cases/<str:number>/answer/", officer.answer, name="case_answer"),
    path("cases/<str:number>/pass-up/", officer.pass_up, name="case_pass_up"),
    path("cases/<str:number>/note/", officer.note, name="case_note"),
    path("cases/<str:number>/on-behalf/", officer.on_behalf, name="case_on_behalf"),
    path("cases/<str:number>/follow-up/", officer.follow_up, name="case_follow_up"),
    *(
        path(f"cases/<str:number>/{slug(act)}/", officer.further, {"act": act}, name=f"case_{act}")
        for act in ON_THE_PHONE
    ),
    # What helpers find and take up, on the phone.
    path("needs/", needs.board, name="needs"),
    path("needs/mine/", needs.mine, name="my_visits"),
    path("needs/<str:number>/", needs.visit, name="visit"),
    path("needs/<str:number>/take-up/", needs.take_up, name="need_take_up"),
    path("needs/<str:number>/visited/", needs.visited, name="visit_done"),
    path("cases/<str:number>/for-group/", group.for_group, name="case_for_group"),
    path("paste/", group.paste, name="paste"),
    path("paste/ask/", group.ask, name="paste_ask"),
    path("households/ask/", on_behalf.for_officer, name="officer_ask"),
    path("households/facts/", let_known.said, name="fact_said"),
    path("households/<str:code>/ask/", on_behalf.for_household, name="household_ask"),
    # Desks.
    path("desk/", desk.queue, name="desk"),
    path("desk/ask/", on_behalf.for_caller, name="desk_ask"),
    path("desk/filters/", filters.choose, name="desk_filters"),
    path("desk/filters/<int:pk>/remove/", filters.remove, name="desk_filter_remove"),
    path("desk/several/", several.cases, name="desk_several"),
    path("desk/<str:number>/", desk.case, name="desk_case"),
    path("desk/<str:number>/take/", desk.take, name="desk_take"),
    path("desk/<str:number>/answer/", desk.answer, name="desk_answer"),
    path("desk/<str:number>/pass-up/", desk.pass_up, name="desk_pass_up"),
    path("desk/<str:number>/return/", desk.send_back, name="desk_return"),
    path("desk/<str:number>/consult/", desk.consult, name="desk_consult"),
    path("desk/<str:number>/on-behalf/", desk.on_behalf, name="desk_on_behalf"),
    path("desk/<str:number>/follow-up/", desk.follow_up, name="desk_follow_up"),
    path("desk/<str:number>/note/", desk.note, name="desk_note"),
    *(
        path(f"desk/<str:number>/{slug(act)}/", desk.further, {"act": act}, name=f"desk_{act}")
        for act, further in FURTHER.items()
        if further.command is not None
    ),
    path("desk/<str:number>/book/", lesson.choose, name="desk_lesson"),
    path("desk/<str:number>/merge/", desk.merge, name="desk_merge"),
    path("desk/<str:number>/split/", desk.split, name="desk_split"),
    path("desk/<str:number>/straight/", straight.straight, name="desk_straight"),
    # Departments: the brief, never the case.
    path("consultations/", department.mine, name="consultations"),
    path("consultations/several/", several.replies, name="consultation_several"),
    path("consultations/<int:pk>/", department.consultation, name="consultation"),
    path("consultations/<int:pk>/reply/", department.reply, name="consultation_reply"),
    path("consultations/<int:pk>/transfer/", department.transfer, name="consultation_transfer"),
    # Photos and voice notes, for the asker and for desks that see the words.
    path("files/<str:token>/", files.attachment, name="attachment"),
    path("files/<str:token>/small/", files.attachment, {"small": True}, name="attachment_small"),
    # Whoever holds the token: how far it has come.
    path("t/<str:token>/", stage.stage, name="stage"),
    # Supervisors: where cases are, never what they say.
    path("watch/overdue/", supervisor.overdue, name="overdue"),
    path("watch/unmanned/", supervisor.unmanned, name="unmanned"),
    path("watch/coverage/", coverage.coverage, name="coverage"),
    path("watch/slow/", slow.slow_stages, name="slow_stages"),
    path("watch/hot/", hot.hot_topics, name="hot_topics"),
    path("watch/levels/", levels.answered_where, name="answered_where"),
    path("watch/cases/<str:number>/", supervisor.case, name="watched_case"),
]
