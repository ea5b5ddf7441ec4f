"""What is behind "More" on an officer's page of a case, and the form that is opened from there."""

from typing import Any

from lianhu.accounts.drafts import Drafts
from lianhu.cases.access import Access, Viewer
from lianhu.cases.forms import CaseForm
from lianhu.cases.journey.way import Way
from lianhu.cases.views.further import FURTHER, ON_THE_PHONE, Preparation, offered


def more(
    viewer: Viewer,
    access: Access,
    way: Way,
    drafts: Drafts,
    *,
    chosen: str = "",
    sent: CaseForm | None = None,
) -> dict[str, Any]:
    """The context of `cases/parts/officer_more.html` and of the open form: that of the act that is
    `chosen`, `sent` if it was not carried out; without one that of an act with a draft.
    """
    seq = {"seq": access.case.seq}
    names = [name for name in offered(access, viewer) if name in ON_THE_PHONE]
    rows = [
        {
            "name": name,
            "further": FURTHER[name],
            "route": f"case_{name}",
            "has_draft": drafts.has(f"case_{name}"),
            "form": CaseForm(initial=seq, auto_id=False) if FURTHER[name].at_once else None,
        }
        for name in names
    ]
    if not chosen:
        chosen = next((str(row["name"]) for row in rows if row["has_draft"]), "")
    if sent is None and (chosen not in names or FURTHER[chosen].at_once):
        return {"more": rows}
    preparation, act = Preparation(access, viewer, way), FURTHER[chosen]
    form = sent or act.form(initial=seq | preparation.initial(chosen), auto_id="act_%s")
    drafts.offer(form, f"case_{chosen}")
    preparation.fill(chosen, form)
    return {"more": rows, "act": act, "act_route": f"case_{chosen}", "act_form": form}
