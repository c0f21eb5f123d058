"""How figures and outcomes are put into words, the same in every report."""

from evals.estimate import Figure
from evals.gate import Gate
from evals.outcome import Outcome
from evals.record import Record


def figure_cells(figure: Figure) -> tuple[str, str, str, str]:
    """Return value, interval, n and number left out of a figure, as text."""
    places = 1 if figure.group == "latency" else 3
    left_out = str(figure.left_out or "")
    if figure.value is None or figure.low is None or figure.high is None:
        return "–", "", str(figure.n), left_out
    interval = f"{figure.low:.{places}f}–{figure.high:.{places}f}"
    return f"{figure.value:.{places}f}", interval, str(figure.n), left_out


def asked(outcome: Outcome) -> str:
    """Return the turns of a case, on one line."""
    return " / ".join(outcome.case.turns)


def wanted(outcome: Outcome) -> str:
    """Return what would have been right, on one line."""
    answers = " | ".join(outcome.case.answers)
    return answers or ("(evidence)" if outcome.case.answerable else "(refusal)")


def said(outcome: Outcome) -> str:
    """Return what was answered, on one line."""
    reply = outcome.reply
    short = f"{reply.short} · " if reply.short and not reply.text.startswith(reply.short) else ""
    return reply.error or f"{short}{' '.join(reply.text.split())}"


def stamped(record: Record) -> list[tuple[str, str]]:
    """Return what a run was made of, as pairs of name and value."""
    made = record.stamp
    return [
        *(("questions", made.questions), ("corpus", made.corpus), ("index", made.index)),
        *made.models,
        *made.versions,
        ("processor", made.processor),
    ]


def advice(gate: Gate) -> str:
    """Return what a failed gate means and what to do."""
    fallen = f"{len(gate.broken)} questions that used to be right are not. "
    if gate.elsewhere:
        fallen += (
            f"The baseline was made on another processor ({gate.elsewhere}), and int8 arithmetic "
            "may differ a little between them: look whether the confidences named stand close to "
            "the threshold. "
        )
    return fallen + "Mend them, or make this the baseline with `footnote eval --accept`"
