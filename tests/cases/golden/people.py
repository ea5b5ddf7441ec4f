"""Whom the walks know besides the staff of `tests.cases.ladders`."""

WU, ZHENG = 201, 202
PAPERS = ({"title": "医保卡", "note": "原件"}, {"title": "出院小结"})
