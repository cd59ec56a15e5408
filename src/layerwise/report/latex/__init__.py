"""The tables of a report for a paper, as LaTeX."""
