"""Why a case waits, as the supervisor reads it: things are late, not people."""

from datetime import datetime

from django.test import override_settings

from lianhu.cases import jobs, rules
from lianhu.cases.models import Case
from tests.cases.desk_visits import DeskPageTests
from tests.cast import act, ask, at, climb


class CauseTests(DeskPageTests):
    def causes(self, now: datetime) -> dict[str, str]:
        rows = self.get(self.city.people["qin"], "/watch/overdue/", now).context["rows"]
        return {row["number"]: row["cause"] for row in rows}

    def contested(self) -> Case:
        """Left at the community after a contest, until its five minutes are over."""
        case = climb(self.city, ask(self.city.wu, at(14, 33), "灯"), "village", at(14, 33))
        village, hexi = self.desks["village"].pk, self.desks["village2"].pk
        act(case, rules.Transfer(self.city.he.pk, village, hexi, "归河西"), at(14, 34))
        return act(case, rules.Contest(self.city.people["bo"].pk, hexi, "归石桥"), at(14, 35))

    def test_a_dispute_that_nobody_settled(self) -> None:
        case = self.contested()

        self.assertEqual(self.causes(at(14, 41)), {case.number: "提了异议，归谁办还没定"})

    def test_once_it_is_settled_and_runs_out_elsewhere_the_dispute_is_no_cause(self) -> None:
        case = self.contested()
        ma, community = self.city.people["ma"].pk, self.desks["community"].pk
        act(case, rules.Transfer(ma, community, self.desks["village2"].pk, "按图"), at(14, 36))

        self.assertEqual(self.causes(at(14, 42)), {case.number: "办理时间到了"})

    def test_too_much_at_once_above(self) -> None:
        cases = [
            climb(self.city, ask(self.city.wu, at(14, 33), f"第{n}"), "village", at(14, 33))
            for n in range(2)
        ]
        with override_settings(LIANHU_FLOOD=1):
            while jobs.move_overdue(at(14, 40)):
                pass

        later = self.causes(at(14, 46))
        self.assertEqual(later[cases[1].number], "上一级一下子来得太多")
        self.assertEqual(later[cases[0].number], "办理时间到了")

    def test_reopened_after_a_dispute_it_has_no_dispute_any_more(self) -> None:
        case = self.contested()
        ma, community = self.city.people["ma"].pk, self.desks["community"].pk
        act(case, rules.Answer(ma, community, "换灯"), at(14, 36))
        act(case, rules.Reopen(self.city.people["wu"].pk), at(14, 37))

        self.assertEqual(self.causes(at(14, 43)), {case.number: "办理时间到了"})
