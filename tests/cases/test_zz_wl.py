from django.test import TestCase
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lianhu.cases import worklist, watch, rules
from lianhu.cases.worklist import Tab
from tests.cast import *
class T(TestCase):
    def test_it(self):
        city = make_city()
        now = at(14,33)
        c1 = ask(city.wu, now, topic=city.topics["insurance"])
        c2 = ask(city.zheng, at(14,34), "路灯坏了。怎么办")
        climb(city, c1, "city", at(14,40)); climb(city, c2, "city", at(14,41))
        city_desk = city.desks["city"]
        act(c1, rules.Consult(actor=city.luo.pk, desk=city_desk.pk, department=city.desks["insurance"].pk, words="brief"), at(14,42))
        with CaptureQueriesContext(connection) as q:
            print(worklist.counts([city_desk], at(14,45)))
            for tab in Tab:
                p = worklist.page(tab, [city_desk], at(14,45))
                for r in p.rows: print(tab, r.title, r.words, r.place, r.falls_due, r.department, r.asked_at)
        print(len(q))
        print(watch.overdue([city.desks["supervision"]], at(17)))
        from lianhu.cases.jobs import move_overdue
        print(move_overdue(at(15,10)))
        print(watch.overdue([city.desks["supervision"]], at(15,10)))
