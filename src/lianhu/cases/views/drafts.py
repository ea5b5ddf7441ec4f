"""Which forms of these pages keep drafts."""

from collections.abc import Mapping

from lianhu.accounts.rules import Keeps
from lianhu.cases.act_forms import ConsultTransferForm, FollowUpForm, VisitedForm
from lianhu.cases.asking_forms import AboutForm, CallerForm, HouseholdForm, OwnAskForm
from lianhu.cases.desk_forms import SeveralForm, SeveralRepliesForm
from lianhu.cases.forms import (
    AnswerForm,
    CaseForm,
    OnBehalfForm,
    PassUpForm,
    WithdrawForm,
    WordsForm,
)
from lianhu.cases.views.further import FURTHER, ON_THE_PHONE
from lianhu.cases.views.offers import FORMS

# By the route that each is sent to. A resident's box for one more word is also that for "not
# solved": what stands in it stays there when the answer arrives.
OFFICER: Mapping[str, type[CaseForm]] = {
    "case_pass_up": PassUpForm,
    "case_note": WordsForm,
    "case_on_behalf": OnBehalfForm,
    "case_follow_up": FollowUpForm,
    **{f"case_{name}": FURTHER[name].form for name in ON_THE_PHONE},
}
_ALL: Mapping[str, Keeps] = {
    "ask": OwnAskForm.keeps("ask"),
    "ask_about": AboutForm.keeps("ask_about"),
    "household_ask": HouseholdForm.keeps("household_ask"),
    "desk_ask": CallerForm.keeps("desk_ask"),
    "my_case_withdraw": WithdrawForm.keeps("my_case_withdraw"),
    "my_case_note": WordsForm.keeps("my_case"),
    "case_answer": AnswerForm.keeps("case_answer"),
    "desk_several": SeveralForm.keeps("desk_several"),
    "consultation_several": SeveralRepliesForm.keeps("consultation_several"),
    "consultation_reply": WordsForm.keeps("consultation"),
    "consultation_transfer": ConsultTransferForm.keeps("consultation"),
    "visit_done": VisitedForm.keeps("visit"),
    **{route: form.keeps("case") for route, form in OFFICER.items()},
    **{route: form.keeps("desk_case") for route, form in FORMS.items()},
}
# In the others nobody writes anything, but the number of a case that is found again at once.
KEEPS = {route: kept for route, kept in _ALL.items() if "words" in kept.written}
