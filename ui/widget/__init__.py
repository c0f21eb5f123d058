"""The chat that other people's sites carry: one script, its page, its tag."""
