from django.urls import path

from lianhu.grid.views import households, looks

urlpatterns = [
    path("households/", households.households, name="households"),
    path("my/looks/", looks.my_looks, name="my_looks"),
]
