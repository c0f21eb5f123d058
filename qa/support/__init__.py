"""Does a quote bear a written sentence out? By numbers, names, words, negation and roles."""
