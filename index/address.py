"""Where the truth of an index is: in its folder, or in PostgreSQL at an address noted there."""

import os
from pathlib import Path
from urllib.parse import quote, urlencode

from index.errors import StoreError

TRUTH = "truth.db"
NOTE = "truth.address"
VARIABLE = "FOOTNOTE_TRUTH"  # how the address reaches a process of our own, password and all
OURS = (f"{TRUTH}*", f"{NOTE}*", "caches.json*", "lexical-*", "vectors-*", "writer.*")
SCHEMES = ("postgresql://", "postgres://")
PLACE = ("host", "hostaddr", "port", "dbname", "options", "service")


def truth_address(folder: Path, given: str = "") -> str:
    """Return the address of PostgreSQL that is given or noted, "" for SQLite in the folder.

    Raises StoreError if that is no address, or the folder belongs to another truth.
    """
    noted = _noted(folder)
    if not given:
        return public(noted) if noted else ""
    shown = public(given)
    if (folder / TRUTH).exists():
        raise StoreError(
            f"a folder for the caches of {shown} expected, {folder} holds documents of its own in "
            f"{TRUTH}: name another with --index"
        )
    if noted and _place(noted) != _place(given):
        raise StoreError(
            f"{folder} mirrors {noted}, {shown} is named: name another folder with --index, or "
            f"delete {folder / NOTE} if the database has moved"
        )
    return given


def holds_index(folder: Path) -> bool:
    """Tell whether a folder is an index, or the caches of one."""
    return (folder / TRUTH).exists() or (folder / NOTE).exists()


def check_ours(folder: Path) -> None:
    """Raise StoreError unless a path is free, an empty folder, or one of what an index is made."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise StoreError(f"a folder expected at {folder}, a file found: name another with --index")
    if not all(any(path.match(pattern) for pattern in OURS) for path in folder.iterdir()):
        raise StoreError(
            f"an index or an empty folder expected at {folder}, other files found: "
            "name another folder with --index"
        )


def note_address(folder: Path, address: str) -> None:
    """Note in the folder of an index, made if need be, where its truth is; no secret is written.

    Raises OSError, or StoreError if the folder holds something else.
    """
    if address and not _noted(folder):
        check_ours(folder)
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{NOTE}.{os.getpid()}"
        draft.write_text(public(address), "utf-8")
        draft.replace(folder / NOTE)


def public(address: str) -> str:
    """Return an address without what is secret in it. Raises StoreError if it is none."""
    found = _parsed(address)
    user = quote(found.pop("user", ""), safe="")
    database = quote(found.pop("dbname", ""), safe="")
    one = not set(found.get("host", "")) & set(",/:")
    host, port = (found.pop("host", ""), found.pop("port", "")) if one else ("", "")
    rest = urlencode(found, quote_via=quote, safe="/")
    return (
        f"postgresql://{user}{'@' if user else ''}{host}{':' if port else ''}{port}/{database}"
        f"{'?' if rest else ''}{rest}"
    )


def _noted(folder: Path) -> str:
    try:
        return (folder / NOTE).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeError) as error:
        raise StoreError(
            f"the address of its truth expected in {folder / NOTE}, it cannot be read ({error}): "
            "mend that, or delete it and name the address with --truth"
        ) from None


def _place(address: str) -> dict[str, str]:
    return {key: value for key, value in _parsed(address).items() if key in PLACE}


def _parsed(address: str) -> dict[str, str]:
    """Return what an address says, without what libpq would not show.

    It is never shown if it is none: a password may stand anywhere in it.
    """
    try:
        import psycopg
    except ImportError:
        raise StoreError(
            "psycopg expected for PostgreSQL, none found: `pip install 'footnote-qa[postgres]'`"
        ) from None
    try:
        options = psycopg.pq.Conninfo.parse(address.encode())
    except (psycopg.Error, UnicodeError):
        options = []
    shown = {o.keyword.decode(): o.val.decode() for o in options if o.val and not o.dispchar}
    ports = shown.get("port", "").split(",")
    odd = "@" in shown.get("dbname", "") or not all(not p or p.isdecimal() for p in ports)
    if not address.startswith(SCHEMES) or not options or odd:
        raise StoreError(
            "an address such as postgresql://USER@HOST:PORT/DATABASE expected with --truth or in "
            f"{NOTE}, something else found: write @ : / ? % in a password as %40 %3A %2F %3F %25"
        )
    return shown
