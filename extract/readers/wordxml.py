"""Word documents that are one XML file: a package written flat ([MS-DOCX], "Flat OPC"), and the WordprocessingML of
Word 2003. Programs that fill in forms write both, and most often call them .doc.

The elements of 2003 are those of today under another namespace, but for a few; they are renamed and read as such.
"""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
from typing import Any

from lxml import etree

from . import docx, package
from .base import Content, ReadError

_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_WORD_2003 = "{http://schemas.microsoft.com/office/word/2003/wordml}"
_CHANGE = "{http://schemas.microsoft.com/aml/2001/core}"
_WORD = f"{{{docx.WORD}}}"
_TITLE = "{urn:schemas-microsoft-com:office:office}Title"
_RENAMED = {"vmerge": "vMerge", "listPr": "numPr"}
_CHANGES = {"Word.Deletion": "del", "Word.Insertion": "ins", "Word.Comment": "del"}
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def read(data: bytes) -> Content:
    """The Word document *data*. Raises ReadError when it is none."""
    root = package.parsed(data, "a broken Word document in XML")
    if root.tag == f"{_PACKAGE}package":
        return docx.read(_packed(root))
    if root.tag != f"{_WORD_2003}wordDocument":
        raise ReadError("XML of a kind that is not known")
    title = next((node.text for node in root.iter(_TITLE)), None)
    body = root.find(f"{_WORD_2003}body")
    if body is None:
        raise ReadError("a Word document without a body")
    for element in root.iter(f"{_WORD_2003}*", f"{_CHANGE}annotation"):
        _rename(element)
    styles = root.find(f"{_WORD}styles")
    return docx.content(body, etree.Element(f"{_WORD}styles") if styles is None else styles, title)


def _packed(root: Any) -> bytes:
    """The package that *root* holds flat, as the archive that it usually is."""
    target = io.BytesIO()
    kinds = etree.Element(f"{{{_TYPES}}}Types")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for part in root.iterchildren(f"{_PACKAGE}part"):
            name, kind = part.get(f"{_PACKAGE}name", ""), part.get(f"{_PACKAGE}contentType", "")
            if not name.startswith("/"):
                raise ReadError("a broken Word document in XML")
            etree.SubElement(kinds, f"{{{_TYPES}}}Override", PartName=name, ContentType=kind)
            archive.writestr(name[1:], _bytes(part))
        archive.writestr("[Content_Types].xml", etree.tostring(kinds))
    return target.getvalue()


def _bytes(part: Any) -> bytes:
    tree = part.find(f"{_PACKAGE}xmlData")
    if tree is not None and len(tree):
        return etree.tostring(tree[0], encoding="utf-8", with_tail=False)
    try:
        return base64.b64decode(part.findtext(f"{_PACKAGE}binaryData", ""))
    except binascii.Error as error:
        raise ReadError("a broken Word document in XML") from error


def _rename(element: Any) -> None:
    """Gives an *element* of 2003 the name that it has today, and its attributes theirs, in place."""
    if element.tag == f"{_CHANGE}annotation":
        element.tag = f"{_WORD}{_CHANGES.get(element.get(f'{_WORD_2003}type', ''), 'ins')}"
        return
    name = element.tag.removeprefix(_WORD_2003)
    element.tag = f"{_WORD}{_RENAMED.get(name, name)}"
    for key, value in list(element.attrib.items()):
        if key.startswith(_WORD_2003):
            del element.attrib[key]
            element.set(f"{_WORD}{key.removeprefix(_WORD_2003)}", value)
