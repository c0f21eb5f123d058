"""A ranking in TREC's formats, for ir-measures, trec_eval and their kin."""

from evals.record import Record

UNSAFE = str.maketrans({" ": "_", "\t": "_", "\n": "_", "\r": "_"})


def trec_run(record: Record) -> str:
    """Return `query Q0 document rank score run` lines.

    The score is the reciprocal of the rank, so that tools which sort by it keep the order.
    """
    lines = (
        f"{_word(o.case.id)} Q0 {_word(r.id)} {rank} {1 / rank:.6f} footnote"
        for o in record.outcomes
        for rank, r in enumerate(o.ranking, 1)
    )
    return "".join(f"{line}\n" for line in lines)


def qrels(record: Record) -> str:
    """Return `query 0 document grade` lines of all that is relevant in the corpus."""
    lines = (
        f"{_word(o.case.id)} 0 {_word(id_)} {grade}"
        for o in record.outcomes
        for id_, grade in o.relevant.items()
    )
    return "".join(f"{line}\n" for line in lines)


def _word(text: str) -> str:
    return text.translate(UNSAFE)
