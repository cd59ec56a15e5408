"""The page, live: it is served on this machine, shows studies and networks, and has studies run by worker processes."""
