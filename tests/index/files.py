"""Files of formats that are not plain text, made for tests."""

import io
import zipfile
import zlib
from collections.abc import Sequence

import docx
from pypdf import PdfReader, PdfWriter


def pdf(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    """Return a PDF with the lines of each page."""
    return _pdf([zlib.compress(_drawn(lines)) for lines in pages], title)


def pdf_bomb(size: int) -> bytes:
    """Return a small PDF whose only page unfolds to `size` bytes."""
    return _pdf([zlib.compress(b" " * size)], "")


def locked_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF that needs a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(pages))))
    writer.encrypt("secret", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _drawn(lines: Sequence[str]) -> bytes:
    shown = "".join(f"({line}) Tj T* " for line in lines)
    return f"BT /F1 12 Tf 14 TL 50 750 Td {shown} ET".encode("latin-1")


def _pdf(streams: Sequence[bytes], title: str) -> bytes:
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Title ({title}) /Author (Ann Lee) /CreationDate (D:20200506070809Z) >>".encode(),
    ]
    for number, stream in enumerate(streams):
        page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources"
        page += f" << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * number} 0 R >>"
        head = f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n"
        objects += [page.encode(), head.encode() + stream + b"\nendstream"]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    tail += f"<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return body + tail.encode()


def word(title: str = "") -> bytes:
    """Return a DOCX with a heading, a paragraph, a list item and a table."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = "Ann Lee"
    document.add_heading("History", 1)
    document.add_paragraph("The bridge opened in 1932. It was painted grey in 1950.")
    document.add_paragraph("Cars pay a toll", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Year", "Cars", "1990", "120"), strict=True):
        cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_bomb(size: int) -> bytes:
    """Return a small DOCX whose text unfolds to `size` bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as source, zipfile.ZipFile(file, "w", 8) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = content.replace(b"</w:t>", b"x" * size + b"</w:t>", 1)
            target.writestr(name, content)
    return file.getvalue()


PAGE = """<html><head><title>Harbour opens - Daily News</title>
<meta property="og:site_name" content="Daily News"><meta name="author" content="Jo Park">
<meta property="article:published_time" content="2021-03-04T10:00:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/about">About us</a></nav><article><h1>Harbour opens</h1>
<p>The harbour opened on Thursday after nine years of work.</p>
<p>It cost 40 million euros, twice what was planned. The mayor said that nobody had expected
it.</p></article><footer>Copyright</footer><script>alert("no")</script></body></html>"""
