from django.urls import path

from lianhu.groups.views import feed, keeping, official, photos, saying

AT = "groups/at/<str:code>/"
PHOTO = "groups/photos/<str:token>/"
MESSAGE = "groups/messages/<int:pk>/"

urlpatterns = [
    path("groups/", feed.groups, name="groups"),
    path("groups/new/", keeping.new, name="group_new"),
    path(AT, feed.group, name="group"),
    path(f"{AT}say/", saying.say, name="group_say"),
    path(f"{AT}find/", feed.find, name="group_find"),
    path(f"{AT}owner/", keeping.owner, name="group_owner"),
    path(f"{AT}pin/", keeping.pin, name="group_pin"),
    path(f"{AT}unpin/<int:pk>/", keeping.unpin, name="group_unpin"),
    path(f"{AT}close/", keeping.close, name="group_close"),
    path(PHOTO, photos.photo, name="group_photo"),
    path(f"{PHOTO}small/", photos.photo, {"small": True}, name="group_photo_small"),
    path(MESSAGE, saying.message, name="group_message"),
    path(f"{MESSAGE}reply/", saying.reply, name="group_reply"),
    path(f"{MESSAGE}remove/", saying.remove, name="group_remove"),
    path(f"{MESSAGE}settle/", saying.settle, name="group_settle"),
    path(f"{MESSAGE}ask/", official.ask, name="group_ask"),
    path(f"{MESSAGE}offer/", official.offer, name="group_offer"),
    path(f"{MESSAGE}tell/", official.tell, name="group_tell"),
]
