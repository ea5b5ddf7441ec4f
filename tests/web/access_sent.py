"""What is sent to the routes of `access_table`, and what their addresses name."""

FURTHER = {
    f"{face}_{act}": data
    for face in ("case", "desk")
    for act, data in {
        "transfer": {"to": "water", "words": "归供水科"},
        "contest": {"words": "不归这里"},
        "joint": {"lead": "water", "others": "insurance", "words": "请核对"},
        "ask_resident": {"words": "哪一家医院?"},
        "reply": {"words": "是三楼"},
        "extend": {"until": "2026-05-20", "words": "要等回函"},
        "summarise": {"words": "已在办"},
        "publish_need": {"words": "要人买菜", "agreed": "on"},
    }.items()
}

# What the addresses of the pages that set the city up name: of the cast, or made for the test.
SETTING_UP: dict[str, list[str | int]] = {
    "setup_level": ["village"],
    "setup_promise": ["question"],
    "setup_calendar": [2026],
    "setup_day": [2026],
    "setup_proposal": [2026],
    "setup_year_confirm": [2026],
    "setup_day_remove": ["2026-05-18"],
    "setup_hours_of": ["HOURS"],
    "setup_hours_change": ["HOURS"],
    "setup_hours_remove": ["HOURS"],
    "setup_season": ["HOURS", 1],
    "setup_season_remove": ["HOURS", 1],
    "setup_department": ["water"],
    "setup_department_rename": ["water"],
    "setup_section_add": ["water"],
    "setup_desk": ["water"],
    "setup_section_close": ["water"],
    "setup_topic": ["water"],
    "setup_topic_add": ["water"],
    "setup_topic_move": ["billing"],
    "setup_topic_retire": ["water"],
    "setup_topic_restore": ["retired"],
    "setup_place": ["village"],
    "setup_place_add": ["village"],
    "setup_place_rename": ["village"],
    "setup_place_move": ["village"],
    "setup_place_close": ["village"],
    "setup_households": ["beat"],
    "setup_straight": ["village"],
}

# What the addresses of groups name, of `tests.groups.talk.make_talk`.
GROUPS: dict[str, list[str]] = {
    "groups": [],
    "group_new": [],
    **{
        route: ["group"]
        for route in ("group", "group_say", "group_find", "group_owner", "group_pin")
    },
    "group_unpin": ["group", "message"],
    "group_close": ["temporary"],
    **{
        f"group_{act}": ["message"]
        for act in ("message", "reply", "remove", "settle", "ask", "offer")
    },
    "group_tell": ["told"],
    "group_photo": ["photo"],
    "group_photo_small": ["photo"],
}

# What is sent along; a command's `seq` is added.
DATA: dict[str, dict[str, str]] = {
    "ask": {"key": "a key", "words": "门前路灯不亮"},
    "guest_ask": {"key": "a key", "words": "门前路灯不亮", "phone": "13912345678"},
    "desk_ask": {"key": "a key", "words": "门前路灯不亮", "phone": "13912345678"},
    "household_ask": {"key": "a key", "words": "门前路灯不亮", "whom": "ASKER", "door": "phone"},
    "sign_in_phone": {"phone": "13912345678"},
    "attention": {"times": "08:40", "budget": "usual", "reach": "page"},
    "call_reach": {"reach": "paper"},
    "form_check": {
        "purpose": "汛期备料",
        "minutes": "2",
        "targets": "缺沙袋的村当天补上",
        "field-TOTAL_FORMS": "0",
        "field-INITIAL_FORMS": "0",
    },
    "household_card": {"whom": "ASKER"},
    "paste": {"chat": "门前路灯不亮"},
    "paste_ask": {"key": "a key", "words": "门前路灯不亮", "whom": "ASKER"},
    "desk_filters": {"case_class": "repair"},
    "desk_several": {"pick": "NUMBER", "act": "answer", "words": "可以报销"},
    "my_case_note": {"words": "补充一句"},
    "my_case_reply": {"words": "是三楼"},
    "case_answer": {"words": "可以报销"},
    "case_note": {"words": "已电话联系"},
    "case_on_behalf": {"words": "已代办"},
    "case_follow_up": {"words": "都好"},
    "desk_answer": {"words": "可以报销"},
    "desk_return": {"words": "请核实"},
    "desk_consult": {"department": "water", "words": "何时来水?"},
    "desk_on_behalf": {"words": "已代办"},
    "desk_follow_up": {"words": "都好"},
    "desk_note": {"words": "已电话联系"},
    "desk_straight": {"to": "insurance"},
    **FURTHER,
    "visit_done": {"words": "买了菜"},
    "consultation_reply": {"words": "可以报销"},
    "consultation_transfer": {"to": "water", "words": "归供水科"},
    "consultation_several": {"pick": "CONSULTATION", "words": "可以报销"},
    "notice_ask": {"words": "沙袋几点发？"},
    "notice_question": {"words": "下午两点。"},
    "notice_say": {"said": "got"},
    "notice_join": {"version": "VERSION"},
    "notices_refused": {"topic": "1"},
    "request_to_me": {"version": "ASKED"},
    **{
        f"request_{act}": {"field-TOTAL_FORMS": "0", "field-INITIAL_FORMS": "0"}
        for act in ("write", "change", "correct")
    },
    "item_send_on": {"key": "a key", "ready": "use"},
    "notice_send_on": {"key": "a key", "ready": "use"},
    "group_say": {"key": "a key", "words": "明天扫楼道"},
    "group_reply": {"key": "a key", "words": "我也来"},
    "group_remove": {"key": "a key", "reason": "说得不对"},
    "group_tell": {"key": "a key", "words": "带身份证"},
    "group_new": {
        "key": "a key",
        "purpose": "修路",
        "place": "beat",
        "audience": "everybody",
        "ends_on": "2026-06-30",
    },
    "group_close": {"key": "a key", "successor": "beat"},
    "group_pin": {"item": "ITEM"},
    "book_edit_asked_done": {"text": "养猫办证"},
    "book_edit_confirm": {"seen": "1", "review_on": "2027-05-15"},
    "book_edit_publish": {"seen": "1"},
    "book_edit_give_up": {"seen": "1"},
    "book_edit_withdraw": {"why": "政策停了"},
    "book_edit_restore": {"why": "又办了"},
    "book_edit_move": {"topic": "medical.away"},
    "book_edit_take": {"how": "drafts"},
}
