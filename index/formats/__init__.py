"""Formats: the bytes of a file to the text of the articles in it.

Plain text and rows are read here; HTML, PDF and DOCX in a child process with limits.
"""
