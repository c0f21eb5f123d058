"""The chat as a page of its own, for an iframe on a site that allows no scripts."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from html import escape

OPTIONS = ("title", "greeting", "questions", "color", "theme", "lang")
STYLE = (
    "html, body, main { height: 100%; margin: 0 } footnote-chat { height: 100% } "
    "h1 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }"
)


def embed_page(options: Mapping[str, str]) -> str:
    """Return the page; `options` are those of the tag, without `data-`, and others are ignored."""
    given = {name: escape(options[name]) for name in OPTIONS if options.get(name)}
    attributes = "".join(f' data-{name}="{value}"' for name, value in given.items())
    title = given.get("title", "Footnote")
    return (
        f'<!doctype html><html lang="{given.get("lang", "en")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style>"
        '<script async src="widget.js" data-position="inline"></script></head>'
        f"<body><main><h1>{title}</h1><footnote-chat{attributes}></footnote-chat></main></body></html>"
    )


def embed_policy(origins: Sequence[str]) -> str:
    """Return the Content-Security-Policy of the page, which these origins may frame."""
    framers = " ".join(("'self'", *origins))
    style = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'sha256-{style}'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {framers}"
    )
