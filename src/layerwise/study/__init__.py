"""A study: networks planned together, trained block by block, and kept in one folder."""
