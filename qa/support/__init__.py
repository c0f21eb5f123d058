"""Does a quote bear a sentence out? By numbers, names, words, negation, scope, order, roles."""
