"""Outcomes to figures: each says of which cases it speaks, over how many, and how surely."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from evals.calibration import expected_calibration_error, risk_coverage_area
from evals.estimate import Figure, Rows, Sample, share, statistic
from evals.outcome import Outcome
from evals.run import DIFFERING

RANKING = (
    *("recall@5", "success@5", "success@10", "MRR@10", "nDCG@10"),
    *("Hits@4", "Hits@10", "MAP@10"),
)
Row = Callable[[Outcome], tuple[float, float]]


def figures(outcomes: Sequence[Outcome]) -> tuple[Figure, ...]:
    """Return every figure that applies to these outcomes, times aside."""
    single = [o for o in outcomes if o.case.kind != "dialogue"]
    answerable = [o for o in single if o.case.answerable]
    hopeless = [o for o in single if not o.case.answerable]
    found = [
        *(mean("retrieval", name, answerable, name) for name in RANKING),
        *_answers(single, answerable),
        *_citations(outcomes),
        *_refusal(single, hopeless),
        *_calibration(single),
        *_by_tag(
            "follow-ups", "follow-up accuracy", [o for o in outcomes if o.case.kind == "dialogue"]
        ),
        *_disagreement(answerable),
        mean("writer", "written by the model", outcomes, "written by the model"),
        mean("writer", "sentences dropped an answer", outcomes, "sentences dropped"),
    ]
    return tuple(figure for figure in found if figure.n or figure.left_out)


def latency(outcomes: Sequence[Outcome]) -> tuple[Figure, ...]:
    """Return median and 95th percentile of the time an answer took, in milliseconds."""
    timed = _sample([o for o in outcomes if o.ms], lambda o: (o.ms, 1.0))

    def percentile(level: int) -> Callable[[Rows], float]:
        return lambda rows: float(np.percentile(rows[:, 0], level))

    return (
        statistic("latency", "median, ms", timed, percentile(50)),
        statistic("latency", "95th percentile, ms", timed, percentile(95)),
    )


def mean(group: str, name: str, outcomes: Iterable[Outcome], score: str) -> Figure:
    """Return the mean of a score over the outcomes it applies to."""
    applying = [o for o in outcomes if score in o.scores]
    scored = [o for o in applying if o.scores[score] is not None]
    sample = _sample(scored, lambda o: (float(o.scores[score] or 0), 1.0))
    return share(group, name, Sample(sample.rows, sample.groups, len(applying) - len(scored)))


def _answers(single: Sequence[Outcome], answerable: Sequence[Outcome]) -> list[Figure]:
    return [
        *_by_tag("answers", "answer accuracy", answerable),
        mean("answers", "exact match", answerable, "exact match"),
        mean("answers", "F1", answerable, "F1"),
        mean("answers", "exact match, refusals too", single, "exact match"),
        mean("answers", "F1, refusals too", single, "F1"),
    ]


def _by_tag(group: str, name: str, outcomes: Sequence[Outcome]) -> list[Figure]:
    """Return the share right of all, then of each tag if there are several."""
    tags = sorted({o.case.tag for o in outcomes})
    parts = [
        mean(group, f"{name}: {tag}", [o for o in outcomes if o.case.tag == tag], "right")
        for tag in tags
        if tags[1:]
    ]
    return [mean(group, name, outcomes, "right"), *parts]


def _citations(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Return exactness of every citation shown; precision and recall where there is evidence."""
    cited = [o for o in outcomes if o.reply.citations]
    applying = [o for o in cited if "citation precision" in o.scores]
    judged = [o for o in applying if o.scores["citation precision"] is not None]
    exact = [(o, c.exact) for o in cited for c in o.reply.citations]
    on = [(o, c.supported) for o in judged for c in o.reply.citations]
    return [
        _rate("citations", "citation exactness", exact),
        _rate("citations", "citation precision", on, len(applying) - len(judged)),
        mean("citations", "citation recall", cited, "citation recall"),
    ]


def _refusal(single: Sequence[Outcome], hopeless: Sequence[Outcome]) -> list[Figure]:
    """Return precision, recall and F1 of refusing, and recall by kind of unanswerable question."""
    asked = [o for o in single if "right" in o.scores and not o.reply.error]
    refused = [o for o in asked if o.reply.refused]
    if not hopeless or not asked:
        return []
    f1 = _sample(
        [o for o in asked if o.reply.refused or not o.case.answerable],
        lambda o: (
            2.0 * (o.reply.refused and not o.case.answerable),
            float(o.reply.refused) + float(not o.case.answerable),
        ),
    )
    rightly = _sample(refused, lambda o: (float(not o.case.answerable), 1.0))
    return [
        share("refusal", "refusal precision", rightly),
        *_by_tag("refusal", "refusal recall", hopeless),
        share("refusal", "refusal F1", f1),
    ]


def _calibration(single: Sequence[Outcome]) -> list[Figure]:
    """Return what the confidence of the answers shown is worth."""
    shown = [o for o in single if o.reply.citations]
    judged = [o for o in shown if o.right is not None]
    rows = _sample(judged, lambda o: (o.reply.confidence, float(bool(o.right))))
    sample = Sample(rows.rows, rows.groups, len(shown) - len(judged))
    return [
        statistic("calibration", "calibration error", sample, expected_calibration_error),
        statistic("calibration", "risk-coverage area", sample, risk_coverage_area),
    ]


def _rate(
    group: str, name: str, flags: Sequence[tuple[Outcome, bool]], left_out: int = 0
) -> Figure:
    """Return the share of flags that are set, drawn by the outcomes they belong to."""
    rows = np.array([(flag, 1) for _, flag in flags], dtype=np.float64).reshape(-1, 2)
    return share(group, name, Sample(rows, tuple(o.case.group for o, _ in flags), left_out))


def _disagreement(answerable: Sequence[Outcome]) -> list[Figure]:
    """Return how often sources that differ are cited on every side, and said to differ."""
    differing = [o for o in answerable if o.case.tag == DIFFERING]
    saying = [o for o in answerable if o.reply.differs]
    if not differing:
        return []
    return [
        mean(DIFFERING, "both sides cited", differing, "sides cited"),
        _rate(DIFFERING, "difference said, recall", [(o, o.reply.differs) for o in differing]),
        _rate(
            DIFFERING, "difference said, precision", [(o, o.case.tag == DIFFERING) for o in saying]
        ),
    ]


def _sample(outcomes: Sequence[Outcome], row: Row) -> Sample:
    rows = np.array([row(o) for o in outcomes], dtype=np.float64).reshape(-1, 2)
    return Sample(rows, tuple(o.case.group for o in outcomes))
