"""What a page says when something cannot be done in a group."""

from django.utils.translation import gettext_lazy as _

from lianhu.groups.rules import errors
from lianhu.kernel.text import Kind

REFUSALS = {
    errors.NothingSaid: _("Please write something."),
    errors.TooLong: _("That is more than a message can hold."),
    errors.TooManyPhotos: _("That is more photos than a message can hold."),
    errors.IsClosed: _("This group is closed: nothing is written in it any more."),
    errors.NotTheirs: _("That is for whoever looks after the group."),
    errors.NotNow: _("That has been done already, or the message is not there any more."),
    errors.ReasonNeeded: _("Please say why: its author reads it."),
    errors.PurposeNeeded: _("Please say what the group is for."),
    errors.EndNeeded: _("A temporary group needs a day on which it ends."),
    errors.EndNotAhead: _("That day is over. Please choose a later one."),
    errors.EndTooFar: _("A temporary group lasts a year at most."),
    errors.AlreadyThere: _("The same people have a group for that."),
    errors.NotForAll: _("Not everybody who is in this group is in that one."),
}
# By all the kinds in a message, the one that says most.
NUMBERS = {
    Kind.IDENTITY.value: _("There is an identity number in it"),
    Kind.BANK_CARD.value: _("There is a bank card number in it"),
    Kind.PHONE.value: _("There is a phone number in it"),
}


def numbers_found(refusal: errors.PersonalNumbers) -> str:
    return next(str(said) for kind, said in NUMBERS.items() if kind in refusal.kinds)
