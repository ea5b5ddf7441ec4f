from django.urls import path

from lianhu.knowledge.views import public

urlpatterns = [
    path("book/", public.book, name="book"),
    path("book/find/", public.find, name="book_find"),
    path("book/areas/<slug:code>/", public.area, name="book_area"),
    path("book/items/<str:code>/", public.item, name="book_item"),
    path("book/items/<str:code>/sheet/", public.sheet, name="book_sheet"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
]
