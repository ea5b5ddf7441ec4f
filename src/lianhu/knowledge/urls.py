from django.urls import path

from lianhu.knowledge.views import acts, finding, items, public, whole

_ITEM = "book/edit/items/<str:code>/"

urlpatterns = [
    path("book/", public.book, name="book"),
    path("book/find/", finding.find, name="book_find"),
    path("book/areas/<slug:code>/", public.area, name="book_area"),
    path("book/items/<str:code>/", public.item, name="book_item"),
    path("book/items/<str:code>/sheet/", public.sheet, name="book_sheet"),
    path("book/items/<str:code>/forms/<int:place>/", public.form_file, name="book_form"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("book/edit/", items.book, name="book_edit"),
    path("book/edit/add/", items.add, name="book_edit_add"),
    path("book/edit/asked/", whole.asked, name="book_edit_asked"),
    path("book/edit/asked/done/", whole.asked_done, name="book_edit_asked_done"),
    path("book/edit/files/", whole.files, name="book_edit_files"),
    path("book/edit/files/<str:token>/", whole.file, name="book_edit_file"),
    path("book/edit/files/<str:token>/take/", whole.take, name="book_edit_take"),
    path("book/edit/example/", whole.example, name="book_edit_example"),
    path("book/edit/export/<str:kind>/", whole.export, name="book_edit_export"),
    path(_ITEM, items.item, name="book_edit_item"),
    path(_ITEM + "versions/", items.compare, name="book_edit_compare"),
    path(
        _ITEM + "versions/<int:number>/forms/<int:place>/", items.form_file, name="book_edit_form"
    ),
    path(_ITEM + "draft/", items.draft, name="book_edit_draft"),
    path(_ITEM + "review/", acts.review, name="book_edit_review"),
    path(_ITEM + "confirm/", acts.confirm, name="book_edit_confirm"),
    path(_ITEM + "publish/", acts.publish, name="book_edit_publish"),
    path(_ITEM + "give-up/", acts.give_up, name="book_edit_give_up"),
    path(_ITEM + "withdraw/", acts.withdraw, name="book_edit_withdraw"),
    path(_ITEM + "restore/", acts.restore, name="book_edit_restore"),
    path(_ITEM + "owner/", acts.assign, name="book_edit_assign"),
    path(_ITEM + "place/", acts.move, name="book_edit_move"),
]
