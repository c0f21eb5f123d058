"""From a question and an index to an answer whose every sentence is cited."""
