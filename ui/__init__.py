"""How people and programs reach Footnote: command line, chat, server."""
