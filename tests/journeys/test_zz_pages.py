from tests.journeys.test_every_page import *
from tests.journeys.test_every_page import Walk, full
def mine(s): return any(w in s.path for w in ("request","asked")) or s.path=="/notices/"
for n in [n for n in list(globals()) if n.startswith("test_")]: del globals()[n]
def test_mine(scene, full):
    walk = Walk(scene)
    for rows in WITH_DATA.values():
        for s in rows:
            if mine(s): walk.visit(s, full)
    for s,b in FORM_ERRORS:
        if mine(s): walk.visit(s, full, status=422, press=b)
    for st,rows in REFUSED.items():
        for s in rows:
            if mine(s): walk.visit(s, full, status=st)
    walk.visit(Shown("luo", "/asked/?month=2020-01"), full)
    for k,v in walk.found.items(): print("WRONG",k,v)
    assert walk.found == {}
