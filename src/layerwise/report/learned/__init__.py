"""What networks have learned, as a section of a report and as a page of its own: HTML and inline SVG, no script."""
