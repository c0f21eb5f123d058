"""The line of HTML that puts the widget on a site."""

import base64
import hashlib
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import FootnoteError

SCRIPT = Path(__file__).with_name("widget.js")


class TagError(FootnoteError):
    """No tag can be written for such a server."""


def tag(address: str) -> str:
    """Return the script tag for a server's address, with the hash of the script that it serves.

    A browser runs exactly this script or none. Raises TagError for what is no http(s) address.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise TagError(
            f"a server's address such as https://example.org/footnote expected, {address!r} found:"
            " name it with --url"
        )
    source = escape(f"{address.rstrip('/')}/{SCRIPT.name}")
    return (
        f'<script async src="{source}"\n'
        f'  integrity="{integrity(SCRIPT.read_bytes())}" crossorigin="anonymous"></script>'
    )


def integrity(content: bytes) -> str:
    """Return the hash of a file as Subresource Integrity writes it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
