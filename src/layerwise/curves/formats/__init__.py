"""What is peculiar to the files and histories of one tool each; the rest of the room knows none of them."""
