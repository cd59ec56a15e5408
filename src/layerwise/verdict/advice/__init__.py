"""The next step for a network, and the smallest one that reaches a wish."""
