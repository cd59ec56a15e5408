"""The ceiling of a recipe: turned, flat, or still falling and then foretold."""
