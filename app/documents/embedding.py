"""How a face gets into a PDF: one composite font per face, right to see and right to copy.

reportlab's own way is 256 characters a font, which changes fonts inside most Chinese lines, and writes
characters beyond the Basic Multilingual Plane wrong in the map that copying uses. Here each character has a
two-byte code of its own.
"""

from __future__ import annotations

from collections.abc import Container
from threading import Lock
from zlib import crc32

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)

from app.documents.faces import Face

_subsetting = Lock()  # a parsed font has one reading position


class _Codes(dict[str, str]):
    """Character → its two-byte code in hexadecimal, in the order of first use; 0 stays the missing glyph."""

    def __init__(self, known: Container[str]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, character: str) -> str:
        if character not in self._known:
            raise KeyError(character)
        code = self[character] = f"{len(self) + 1:04X}"
        return code


class EmbeddedFace:
    """One face in one PDF, called `name` in the page content."""

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        self.codes = _Codes(face.widths)

    def encode(self, text: str) -> str:
        """Return the operand that shows the text; KeyError at the first character that the face lacks."""
        return "".join(map(self.codes.__getitem__, text))

    def addObjects(self, document: PDFDocument) -> None:  # noqa: N802 - reportlab calls it so when it saves
        """Write the font and put it among those of every page."""
        characters = list(self.codes)
        tag = _subset_tag("".join(characters))
        name = f"{tag}+{self.face.parsed.name.decode('ascii')}"
        with _subsetting:
            descriptor = self.face.parsed.addSubsetObjects(document, name, [ord(text) for text in characters])
        descendant = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("CIDFontType2"),
                "BaseFont": PDFName(name),
                "CIDSystemInfo": PDFDictionary(
                    {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": descriptor,
                "DW": 1000,
                "W": PDFArray([1, PDFArray([self.face.widths[text] for text in characters])]),
                "CIDToGIDMap": document.Reference(_stream(self._glyph_map(characters))),
            }
        )
        font = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("Type0"),
                "BaseFont": PDFName(name),
                "Encoding": PDFName("Identity-H"),
                "DescendantFonts": PDFArray([document.Reference(descendant)]),
                "ToUnicode": document.Reference(_stream(_unicode_map(characters))),
            }
        )
        document.idToObject["BasicFonts"].dict[self.name] = document.Reference(font)

    def _glyph_map(self, characters: list[str]) -> bytes:
        """Code → glyph number in the subset, where characters of the same shape share a glyph."""
        glyphs = {0: 0}
        codes = [0]
        for character in characters:
            original = self.face.parsed.charToGlyph[ord(character)]
            codes.append(glyphs.setdefault(original, len(glyphs)))
        return b"".join(code.to_bytes(2, "big") for code in codes)


def _subset_tag(characters: str) -> str:
    """Six capital letters that depend on nothing but the characters."""
    number = crc32(characters.encode("utf-8"))
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(6))


def _stream(content: bytes) -> PDFStream:
    return PDFStream(content=content, filters=[PDFZCompress])


def _unicode_map(characters: list[str]) -> bytes:
    """Write the map from codes to text that copying and searching use, at most 100 characters a block."""
    entries = [f"<{code:04X}> <{text.encode('utf-16-be').hex()}>" for code, text in enumerate(characters, 1)]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")
