"""A language model writes: the prompt, the connection, and its claims down to exact quotes."""
