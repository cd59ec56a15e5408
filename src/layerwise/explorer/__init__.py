"""The page: what it shows as one bundle, its one-file form, its server, and the flow of a picture as a film."""
