"""Which forms of these pages keep drafts."""

from lianhu.groups.forms import SayForm

KEEPS = {
    "group_say": SayForm.keeps("group"),
    "group_reply": SayForm.keeps("group_message"),
}
