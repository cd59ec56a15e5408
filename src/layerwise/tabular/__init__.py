"""Text tables as people save them: how a file is laid out, and which numbers its cells mean."""
