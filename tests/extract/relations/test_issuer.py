"""The issuer of a document as the entity that it is."""

from __future__ import annotations

import pytest

from duikou.extract.relations.issuer import find_issuer

from ..told import document, linked_names

SIGNED = "加强园区建设,推动两市合作。\n\n{issuer}\n2023年5月18日"
CASES = {
    "named in full": ("常州市人民政府", ["常州市人民政府"], "常州市人民政府"),
    "nothing linked goes by that name": ("常州市人民政府", [], None),
}


@pytest.mark.parametrize(("issuer", "names", "found"), CASES.values(), ids=CASES)
def test_issuer(issuer: str, names: list[str], found: str | None) -> None:
    read = document(SIGNED.format(issuer=issuer), "常州市与安康市对口合作实施方案")
    assert read.outline.metadata.issuer == issuer
    linked = linked_names(read.text.text, {"Agency": names})
    key = find_issuer(read.clean, read.outline, linked)
    assert (linked.by_key[key].canonical if key else None) == found


def test_no_issuer() -> None:
    read = document("加强园区建设。", "某通知")
    assert find_issuer(read.clean, read.outline, linked_names(read.text.text, {})) is None
