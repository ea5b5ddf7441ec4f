from django.urls import path

from lianhu.grid.views import facts, households, looks

urlpatterns = [
    path("households/", households.households, name="households"),
    path("households/<str:code>/facts/", facts.of_household, name="household_facts"),
    path(
        "households/<str:code>/facts/take-back/",
        facts.take_back_of_household,
        name="household_fact_take_back",
    ),
    path("my/facts/", facts.mine, name="my_facts"),
    path("my/facts/take-back/", facts.take_back_mine, name="my_fact_take_back"),
    path("my/looks/", looks.my_looks, name="my_looks"),
]
