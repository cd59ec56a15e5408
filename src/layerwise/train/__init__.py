"""Many networks at once: networks of one seed are packed into a block and trained as one compiled program."""
