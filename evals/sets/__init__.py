"""Published sets of questions, each read from its own files."""
