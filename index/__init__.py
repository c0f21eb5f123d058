"""From a folder of documents to what can be searched."""
