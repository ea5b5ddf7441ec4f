"""Handing over a beat in one action: the work stays with the post."""

from datetime import datetime, timedelta

from lianhu.cases import rules
from lianhu.cases.models import Case
from lianhu.grid.models import Desk, Duty, HandOver, Leave
from lianhu.grid.rules import DeskKind, Role
from lianhu.inbox.models import Item
from tests.cast import LONG_AGO, MONDAY, act, ask, at, climb
from tests.steward.visits import NOW, StewardTests

URL = "/watch/beats/beat/"


class HandOverTests(StewardTests):
    def officers(self, now: datetime = NOW) -> list[str]:
        duties = Duty.objects.at(now).filter(desk__code="beat", role=Role.OFFICER)
        return [duty.person.username for duty in duties]

    def test_what_goes_along_is_said_before(self) -> None:
        case = ask(self.city.wu, at(14, 55))
        act(
            case,
            rules.Consult(
                self.city.shen.pk, self.desks["beat"].pk, self.desks["water"].pk, "请答复"
            ),
            at(14, 56),
        )
        ask(self.city.zheng, at(14, 57))

        effect = self.effect(URL, "qin", successor="yan")

        self.assertEqual(
            effect,
            [
                "从现在起，严冬青担任石桥村第1联户网格的联户干部。",
                "届时沈小满不再担任该岗位。",
                "2户、2件未办结诉求、1件请部门答复、0件回访随岗位移交。",
                "原联户干部已签收、尚未办结的，须重新签收。",
            ],
        )
        self.assertEqual(self.officers(), ["shen"], "nothing has been changed by asking")

    def test_at_once(self) -> None:
        self.confirm(URL, "qin", successor="yan", note="王奶奶腿脚不便")

        self.assertEqual(self.officers(), ["yan"])
        self.assertEqual(Duty.objects.get(person=self.city.shen).ends_at, NOW)
        self.assertEqual(self.changed(), {"beat"})
        self.assertEqual(self.verbs(), ["beat.handed_over"])
        self.assertContains(self.get(URL, "qin"), "由严冬青负责")

    def test_from_a_day_on(self) -> None:
        self.confirm(URL, "qin", successor="yan", day="2026-05-18")

        self.assertEqual(self.officers(at(23, 59) + timedelta(days=2)), ["shen"])
        self.assertEqual(self.officers(at(0, day=MONDAY)), ["yan"])

    def test_the_successor_reads_a_word_once_and_nobody_else_does(self) -> None:
        self.confirm(URL, "qin", successor="yan", note="王奶奶腿脚不便")
        handed = HandOver.objects.get()

        inbox = self.get("/inbox/", "yan")
        self.assertContains(inbox, "石桥村第1联户网格现在由您负责")
        self.assertContains(self.get(f"/posts/{handed.pk}/", "yan"), "王奶奶腿脚不便")
        for who in ("shen", "qin", "cen"):
            self.assertEqual(self.get(f"/posts/{handed.pk}/", who).status_code, 404)

        self.send(f"/posts/{handed.pk}/", "yan")
        self.assertEqual(Item.objects.filter(kind="hand_over", done_at=None).count(), 0)

    def test_what_was_taken_waits_to_be_taken_and_the_successor_reads_it(self) -> None:
        case = ask(self.city.wu, at(14, 50))
        act(case, rules.Take(self.city.shen.pk, self.desks["beat"].pk), at(14, 51))
        page = f"/cases/{case.number}/"
        self.assertFalse(self.get(page, "shen").context["untaken"])
        before = Case.objects.values().get(pk=case.pk)

        self.confirm(URL, "qin", successor="yan")

        self.assertEqual(Case.objects.values().get(pk=case.pk), before, "no row has been moved")
        shown = self.get(page, "yan")
        self.assertTrue(shown.context["untaken"])
        self.assertEqual(shown.context["status"], "待签收")
        self.assertNotContains(self.get("/inbox/", "yan"), "沈小满")
        self.assertContains(self.get("/inbox/", "yan"), page)
        self.assertNotContains(self.get("/desk/", "yan"), "沈小满")
        mine = self.get(f"/my/{case.number}/", "wu").context
        self.assertNotIn("沈小满", str(mine["facts"]) + str(mine["call"]))
        self.assertNotContains(self.get("/my/", "wu"), "沈小满")
        self.assertEqual(self.get(page, "shen").status_code, 404)

        act(case, rules.Take(self.people["yan"].pk, self.desks["beat"].pk), NOW)
        self.assertFalse(self.get(page, "yan").context["untaken"])
        self.assertContains(self.get(f"/my/{case.number}/", "wu"), "严冬青")

    def test_a_stand_in_keeps_what_was_taken(self) -> None:
        case = ask(self.city.wu, at(14, 50))
        duty = Duty.objects.get(person=self.city.shen)
        Leave.objects.create(
            duty=duty, starts_at=at(14), ends_at=at(16), stand_in=self.people["yan"]
        )
        act(case, rules.Take(self.people["yan"].pk, self.desks["beat"].pk), at(14, 51))

        self.assertFalse(self.get(f"/cases/{case.number}/", "yan").context["untaken"])
        back = at(16, 30)
        self.assertTrue(self.get(f"/cases/{case.number}/", "shen", back).context["untaken"])

    def test_a_shared_roster_keeps_what_it_has_taken(self) -> None:
        Desk.objects.filter(code="community").update(manned_by=self.desks["town"])
        case = climb(self.city, ask(self.city.wu, at(14, 50)), "village", at(14, 50))
        act(case, rules.PassUp(self.city.he.pk, self.desks["village"].pk, "请办"), at(14, 51))
        fang, community = self.people["fang"], self.desks["community"].pk
        act(case, rules.Take(fang.pk, community), at(14, 52))

        self.assertContains(self.get(f"/desk/{case.number}/", "fang", at(14, 53)), "方亦舟")

    def test_back_again_as_if_it_had_never_been_before_it_has_begun(self) -> None:
        Duty.objects.filter(person=self.city.shen).update(ends_at=at(12, day=MONDAY))
        self.confirm(URL, "qin", successor="yan", day="2026-05-17")

        self.confirm(f"{URL}back/", "qin")

        duty = Duty.objects.get(desk__code="beat", role=Role.OFFICER)
        self.assertEqual((duty.person, duty.ends_at), (self.city.shen, at(12, day=MONDAY)))
        self.assertEqual(Item.objects.filter(kind="hand_over", done_at=None).count(), 0)
        self.assertEqual(self.verbs(), ["beat.handed_over", "beat.handed_back"])

    def test_back_again_from_now_on_after_it_has_begun(self) -> None:
        self.confirm(URL, "qin", successor="yan")
        later = NOW + timedelta(hours=1)

        effect = self.effect(f"{URL}back/", "qin", later)
        self.confirm(f"{URL}back/", "qin", later)

        self.assertEqual(effect[:2], ["严冬青不再担任该岗位。", "沈小满重新担任。"])
        self.assertEqual(self.officers(NOW), ["yan"])
        self.assertEqual(self.officers(later), ["shen"])
        response = self.send(f"{URL}back/", "qin", later)
        self.assertEqual(response.status_code, 302, "there is nothing left to take back")

    def test_it_does_not_go_back_to_somebody_who_has_left(self) -> None:
        self.confirm(URL, "qin", successor="yan")
        self.city.shen.is_active = False
        self.city.shen.save()

        later = NOW + timedelta(hours=1)
        self.assertIn("该岗位重新空缺。", self.effect(f"{URL}back/", "qin", later))
        self.confirm(f"{URL}back/", "qin", later)
        self.assertEqual(self.officers(later), [])

    def test_a_vacant_beat_gets_an_officer_and_can_be_vacant_again(self) -> None:
        Duty.objects.filter(desk__code="beat", role=Role.OFFICER).delete()

        self.assertIn("该岗位此前空缺。", self.effect(URL, "qin", successor="yan"))
        self.confirm(URL, "qin", successor="yan")
        self.assertEqual(self.officers(), ["yan"])
        self.confirm(f"{URL}back/", "qin", NOW + timedelta(minutes=1))
        self.assertEqual(self.officers(NOW + timedelta(minutes=1)), [])

    def test_whom_it_complains_about_does_not_get_it_by_succeeding(self) -> None:
        yan = self.people["yan"]
        case = ask(self.city.wu, at(14, 50))
        Case.objects.filter(pk=case.pk).update(about=yan)
        Item.objects.update(hidden_from=yan)

        self.confirm(URL, "qin", successor="yan")

        self.assertEqual(self.get(f"/cases/{case.number}/", "yan").status_code, 404)
        self.assertNotContains(self.get("/inbox/", "yan"), case.number)
        self.assertNotContains(self.get(f"/posts/{HandOver.objects.get().pk}/", "yan"), "1件未办结")

    def test_what_cannot_be_is_said_beside_the_field(self) -> None:
        self.assertEqual(self.errors(self.send(URL, "qin")), {"successor": ["请选择由谁接任。"]})
        over = self.send(URL, "qin", successor="yan", day="2026-05-14", q="yan")
        self.assertEqual(self.errors(over), {"day": ["这一天已经过去。"]})
        self.assertEqual(
            self.errors(self.send(URL, "qin", successor="wu")),
            {"successor": ["工作人员中没有这个用户名。"]},
        )
        shen = self.confirm(URL, "qin", successor="shen")
        self.assertEqual(self.errors(shen), {"successor": ["现任联户干部就是这个人。"]})
        self.confirm(URL, "qin", successor="yan", day="2026-05-18")
        again = self.confirm(URL, "qin", successor="bo")
        self.assertIn("day", self.errors(again))

    def test_people_are_found_by_user_name_and_around_by_name(self) -> None:
        found = self.get(f"{URL}?q=冬青", "qin").context["found"]
        self.assertEqual([user.username for user in found], ["yan"])
        found = self.get(f"{URL}?q=lu", "qin").context["found"]
        self.assertEqual([user.username for user in found], ["luo"])
        self.assertEqual(self.get(f"{URL}?q=知微", "qin").context["found"], [], "not in this town")
        self.assertEqual(self.get(f"{URL}?q=wu", "qin").context["found"], [], "a resident")
        self.assertContains(self.get(f"{URL}?q=wu", "qin"), "没有找到")

    def test_who_may(self) -> None:
        for who, status in (("qin", 200), ("cen", 200), ("shen", 403), ("he", 403), ("wu", 403)):
            with self.subTest(who):
                self.assertEqual(self.get(URL, who).status_code, status)
                expected = {200: 422}.get(status, status)
                self.assertEqual(self.send(URL, who).status_code, expected)
        self.assertEqual(self.get("/watch/beats/village/", "qin").status_code, 404)
        self.assertEqual(self.get("/watch/beats/nothing/", "cen").status_code, 404)

    def test_a_supervisor_of_another_part_may_not(self) -> None:
        desk = Desk.objects.create(
            code="part",
            kind=DeskKind.SUPERVISION,
            node=self.city.nodes["village2"],
            hours=self.city.hours,
            name="督办",
        )
        Duty.objects.create(
            desk=desk, person=self.people["bo"], role=Role.SUPERVISOR, starts_at=LONG_AGO
        )

        self.assertEqual(self.get(URL, "bo").status_code, 404)
        self.assertEqual(self.get("/watch/beats/beat3/", "bo").status_code, 200)

    def test_home_unit_and_job_go_with_the_person(self) -> None:
        Duty.objects.filter(person=self.people["yan"]).update(home_unit="供销社", job="会计")

        self.confirm(URL, "qin", successor="yan")

        duty = Duty.objects.get(desk__code="beat", person=self.people["yan"])
        self.assertEqual((duty.home_unit, duty.job), ("供销社", "会计"))
