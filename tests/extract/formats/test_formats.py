"""The same document in every format states the same: texts with tables, and one in the layout of GB/T 9704."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from duikou.extract.model import Facts, UnitKind
from duikou.extract.pipeline import extract

from .compare import differences, facts_of, kept
from .make import OFFICE, every_format

CORPUS = Path(str(files("duikou.data"))) / "gold" / "corpus"
NOTICE = Path(__file__).parent / "notice.txt"
TEXTS = [NOTICE, *(CORPUS / f"{name}.txt" for name in ("104-yanan-wuxi-table", "124-aksu-zhejiang-pipes"))]
OWN = ("docx", "page", "ofd")
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
FORMATS = [*OWN, *(pytest.param(name, marks=needs_office) for name in OFFICE)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    return every_format(TEXTS, tmp_path_factory.mktemp("formats"))


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("number", range(len(TEXTS)), ids=[text.stem for text in TEXTS])
def test_every_format_states_what_the_text_states(format_: str, number: int, made: dict[str, list[Path]]) -> None:
    expected, found = facts_of(TEXTS[number]), facts_of(made[format_][number])
    assert expected.total() > 20
    assert kept(expected, found) >= 0.99, differences(expected, found)


def words(facts: Facts) -> list[str]:
    return [measure.span.of(facts.clean.text) for measure in facts.measures]


@pytest.mark.parametrize("format_", ["txt", *FORMATS])
def test_the_layout_of_official_documents(format_: str, made: dict[str, list[Path]]) -> None:
    facts = extract(NOTICE if format_ == "txt" else made[format_][0])
    found = facts.outline.metadata
    assert found.title == "赣州市人民政府关于印发赣州市与深圳市对口合作2023年工作要点的通知"
    assert (found.number, found.issuer, found.published) == ("赣市府发〔2023〕5号", "赣州市人民政府", "2023-05-18")
    assert words(facts) == [
        "推动赣深两地企业合作,办好招商推介会",
        "选派干部到深圳市挂职",
        "推动建设赣深科技园",
        "支持举办农产品展销会",
    ]
    heads = {unit.span.of(facts.clean.text) for unit in facts.outline.units if unit.kind is UnitKind.HEAD}
    others = {unit.span.of(facts.clean.text) for unit in facts.outline.units if unit.kind is not UnitKind.HEAD}
    assert not others & {"000012", "机密★1年", "特急", "赣州市人民政府文件", "赣市府发〔2023〕5号"}
    assert {"赣市府发〔2023〕5号", "推进产业园区共建项目清单", "赣州市人民政府", "2023年5月18日"} <= heads
    assert any(head.startswith("各县(市、区)人民政府,") for head in heads)
    assert "张某" not in facts.clean.text and "抄送" not in facts.clean.text
