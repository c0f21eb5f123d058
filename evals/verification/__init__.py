"""How well `qa.support` tells borne-out sentences from others: `python -m evals.verification`."""
