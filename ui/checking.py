"""`footnote index --check` and `--repair` on the terminal."""

from pathlib import Path

from index.health import check, repair


def check_index(folder: Path, server: str, *, repair_first: bool) -> bool:
    """Print a line for each part of an index; tell whether all of it is whole."""
    if repair_first:
        repair(folder, server)
    whole = True
    for finding in check(folder, server):
        whole &= not finding.fault
        print(f"{finding.about}: {finding.fault}" if finding.fault else f"{finding.about}: whole")
    if not whole:
        print(_advice(folder))
    return whole


def _advice(folder: Path) -> str:
    return (
        f"`footnote index --repair --index {folder}` builds what is damaged from truth.db, without "
        f"embedding anything again; if truth.db itself is damaged, delete {folder} and run "
        "`footnote index FOLDER`"
    )
