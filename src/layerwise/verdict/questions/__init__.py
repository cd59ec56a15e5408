"""One file a question: which networks it compares, at which epochs, and the words it answers in."""
