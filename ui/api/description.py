"""The API's description as a page: no script, nothing from elsewhere."""

from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from ui.api.headers import PLAIN

STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.6 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem }
code { font: .9em ui-monospace, monospace }
section { border-top: 1px solid #8886; padding: .5rem 0 }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem } h3 { font-size: 1rem; margin: .8rem 0 .2rem }
ul { margin: 0; padding-left: 1.2rem }
"""
HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    f"<title>Footnote: the API</title><style>{STYLE}</style></head><body><main>"
    "<h1>Footnote: the API</h1><p>The same for programs: "
    '<a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p>'
)
FACTS = ("default", "maxLength", "maximum")


def add_description(app: FastAPI) -> None:
    """Serve /docs; the description itself is /openapi.json."""

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        page = HEAD + "".join(_operations(app.openapi())) + "</main></body></html>"
        return HTMLResponse(page, headers={"Content-Security-Policy": PLAIN})


def _operations(description: dict[str, Any]) -> list[str]:
    schemas = description["components"]["schemas"]
    return [
        _operation(method, path, operation, schemas)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def _operation(method: str, path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> str:
    taken = [_field(p["name"], p["schema"]) for p in operation.get("parameters", [])]
    body = operation.get("requestBody", {}).get("content", {})
    taken += _fields(body, schemas)
    given = [
        f"<h3>{escape(status)} {escape(answer['description'])}</h3>"
        f"<ul>{''.join(_fields(answer.get('content', {}), schemas))}</ul>"
        for status, answer in operation["responses"].items()
    ]
    return (
        f"<section><h2><code>{method.upper()} {escape(path)}</code></h2>"
        f"<p>{escape(operation.get('summary', ''))}</p>"
        f"<h3>Takes</h3><ul>{''.join(taken) or '<li>nothing</li>'}</ul>{''.join(given)}</section>"
    )


def _fields(content: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    """Return a line for every field of a JSON body."""
    named = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    schema = schemas.get(named.rpartition("/")[2], {})
    return [_field(name, field) for name, field in schema.get("properties", {}).items()]


def _field(name: str, schema: dict[str, Any]) -> str:
    kinds = [str(kind["type"]) for kind in (schema, *schema.get("anyOf", [])) if "type" in kind]
    facts = [f"{fact} {schema[fact]!r}" for fact in FACTS if fact in schema]
    return f"<li><code>{escape(name)}</code> {escape(', '.join([' or '.join(kinds), *facts]))}</li>"
