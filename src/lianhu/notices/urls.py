from django.urls import path

from lianhu.notices.policies import views as policies
from lianhu.notices.requests.views import answer, month, table, write
from lianhu.notices.views import acts, desk, mine, sending_on

urlpatterns = [
    path("notices/", desk.notices, name="notices"),
    path("notices/write/", desk.write, name="notice_write"),
    path("notices/refused/", mine.refused, name="notices_refused"),
    path("notices/send-on/<str:code>/", sending_on.item, name="item_send_on"),
    path("notices/<int:key>/", desk.notice, name="notice"),
    path("notices/<int:key>/change/", desk.change, name="notice_change"),
    path("notices/<int:key>/correct/", desk.correct, name="notice_correct"),
    path("notices/<int:key>/discard/", acts.discard, name="notice_discard"),
    path("notices/<int:key>/join/", acts.join, name="notice_join"),
    path("notices/<int:key>/send/", acts.send, name="notice_send"),
    path("notices/<int:key>/approve/", acts.approve, name="notice_approve"),
    path("notices/<int:key>/give-back/", acts.give_back, name="notice_give_back"),
    path("notices/<int:key>/withdraw/", acts.withdraw, name="notice_withdraw"),
    path("notices/to-me/<int:key>/", mine.to_me, name="notice_to_me"),
    path("notices/to-me/<int:key>/send-on/", sending_on.notice, name="notice_send_on"),
    path("notices/to-me/<int:key>/acknowledge/", mine.acknowledge, name="notice_acknowledge"),
    path("notices/to-me/<int:key>/ask/", mine.ask, name="notice_ask"),
    path("notices/questions/<int:key>/", mine.question, name="notice_question"),
    path("notices/to-me/<int:key>/done/", mine.done, name="notice_done"),
    path("notices/to-me/<int:key>/refuse/", mine.refuse, name="notice_refuse"),
    path("notices/to-me/<int:key>/say/", policies.say, name="notice_say"),
    path("policies/", policies.policies, name="policies"),
    path("policies/write/", policies.write, name="policy_write"),
    path("policies/<int:key>/", policies.policy, name="policy"),
    path("policies/<int:key>/stop/", policies.stop, name="policy_stop"),
    path("policies/<int:key>/mine/", policies.mine, name="policy_mine"),
    path("requests/write/", write.write, name="request_write"),
    path("requests/<int:key>/change/", write.change, name="request_change"),
    path("requests/<int:key>/correct/", write.correct, name="request_correct"),
    path("requests/<int:key>/answers/", table.answers, name="request_answers"),
    path("requests/<int:key>/answers/workbook/", table.workbook, name="request_workbook"),
    path("requests/to-me/<int:key>/", answer.to_me, name="request_to_me"),
    path("requests/photos/<int:key>/", answer.photo, name="request_photo"),
    path("asked/", month.asked, name="asked"),
]
