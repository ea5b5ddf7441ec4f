"""Whom a text is about is taken out of it, as the records know them; other words stay."""

import pytest

from lianhu.kernel.nobody import without

KNOWN = {
    "names": ["吴长青", "吴小雨", "Wu Changqing", "郑", "欧阳建国", "方高", "安单", "Li"],
    "addresses": ["石桥村12号3单元201室", "红星村3组12号", "红星村5组8号楼2单元301", "河西村7号"],
    "person": "某某",
    "place": "某处",
}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("吴长青您好，可以报销。", "可以报销。"),
        ("吴大爷，您好！可以报销。", "可以报销。"),
        ("请吴长青带上吴小雨的身份证", "请某某带上某某的身份证"),
        ("Wu Changqing: yes", "yes"),
        ("老吴，可以报销", "可以报销"),
        ("我们到石桥村12号3单元201室来取", "我们到某处来取"),
        ("我们到12号3单元201室来取", "我们到某处来取"),
        ("wu changqing pension, Changqing  WU's", "某某 pension, 某某's"),
        ("我叫Wu Changqing的", "我叫某某的"),
        ("吴 长 青的低保", "某某的低保"),
        ("欧阳大爷的低保怎么办", "某某的低保怎么办"),
        ("建国的医保和长青家的地", "某某的医保和某某家的地"),
        ("问问吴老，老方的呢", "问问吴老，某某的呢"),
        ("吴老您放心，吴老好", "某某您放心，吴老好"),
        ("我家3组12号漏水", "我家某处漏水"),
        ("5组8号楼2单元的事", "某处的事"),
        ("住8号楼2单元", "住某处"),
        ("住12号3单元,不是112号3单元", "住某处,不是112号3单元"),
        # Days, counters and other people's words stay what they are.
        ("12号之前到3号窗口,找吴家桥站", "12号之前到3号窗口,找吴家桥站"),
        ("郑重承诺:不收费", "郑重承诺:不收费"),
        ("建国75周年那天7号有小雨转晴", "建国75周年那天7号有小雨转晴"),
        ("地方老年卡,年纪高老人补贴,孤单老人", "地方老年卡,年纪高老人补贴,孤单老人"),
        ("公安老是不办License", "公安老是不办License"),
    ],
)
def test_nobody_is_named(words: str, expected: str) -> None:
    assert without(words, **KNOWN) == expected  # type: ignore[arg-type]
