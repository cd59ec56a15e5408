"""Published findings, one a file: what was published, the studies that test it, and what they say of it."""
