"""JUnit's XML, as CI servers read it: a test case a question."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evals.gate import Gate
from evals.outcome import Outcome
from evals.record import Record
from evals.report.text import asked, said, wanted

NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def junit(record: Record, gate: Gate | None) -> str:
    """Return the run as a suite a kind.

    A question fails if it broke; what was wrong before is skipped. Without a gate whatever is
    wrong fails. What could not be asked is an error.
    """
    broken = None if gate is None else {outcome.case.id for outcome in gate.broken}
    root = Element("testsuites", name=f"footnote eval {record.name}")
    for kind in dict.fromkeys(outcome.case.kind for outcome in record.outcomes):
        suite = SubElement(root, "testsuite", name=kind)
        for outcome in record.outcomes:
            if outcome.case.kind == kind:
                _add(suite, outcome, broken)
        for count, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            suite.set(count, str(len(list(suite.iter(tag)))))
        suite.set("skipped", str(len(list(suite.iter("skipped")))))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, "unicode") + "\n"


def _add(suite: Element, outcome: Outcome, broken: set[str] | None) -> None:
    case = outcome.case
    added = SubElement(
        suite,
        "testcase",
        classname=f"{case.kind}.{case.tag}",
        name=_clean(f"{case.id} {asked(outcome)}"),
    )
    if outcome.reply.error:
        SubElement(added, "error", message=_clean(outcome.reply.error))
    elif outcome.right is False:
        fails = broken is None or case.id in broken
        found = SubElement(added, "failure" if fails else "skipped")
        found.set("message", _clean(f"{outcome.verdict}: {said(outcome)}"))
        found.text = _clean(f"wanted: {wanted(outcome)}")


def _clean(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return text.encode("utf-8", "replace").decode().translate(NOT_XML)
