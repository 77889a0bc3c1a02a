"""How the tests read a PDF: its text on one line, as a reader sees it."""

from __future__ import annotations

import re
from io import BytesIO

from pypdf import PdfReader

from appraisal.outputs.report.inert import MAY_BREAK, MINUS, NO_BREAK


def text_of(pdf: bytes) -> str:
    """The text of all pages; signs that only the setting needs are taken out, blanks are one blank."""
    return plain("\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def plain(text: str) -> str:
    for sign, said in ((MINUS, "-"), (NO_BREAK, " "), (MAY_BREAK, ""), ("\u2060", ""), ("\u00ad", "")):
        text = text.replace(sign, said)
    return re.sub(r"\s+", " ", text)


def squeezed(text: str) -> str:
    """The text without any blank: what a line break inside a long word leaves."""
    return re.sub(r"\s", "", plain(text))
