"""`footnote index --check` and `--repair` on the terminal."""

from pathlib import Path

from index.address import TRUTH
from index.health import check, repair


def check_index(folder: Path, server: str, truth: str = "", *, repair_first: bool) -> bool:
    """Print a line for each part of an index; tell whether all of it is whole."""
    if repair_first:
        repair(folder, server, truth)
    whole = True
    for finding in check(folder, server, truth):
        whole &= not finding.fault
        print(f"{finding.about}: {finding.fault}" if finding.fault else f"{finding.about}: whole")
    if not whole:
        print(_advice(folder))
    return whole


def _advice(folder: Path) -> str:
    own = (folder / TRUTH).exists()
    again = f"delete {folder}" if own else "restore a backup of the database, or empty it,"
    return (
        f"`footnote index --repair --index {folder}` builds what is damaged from truth, without "
        f"embedding anything again; if that itself is damaged, {again} and run "
        "`footnote index FOLDER`"
    )
