"""Whether the verdict keeps its promises: its intervals and conclusions on studies whose truth is known."""
