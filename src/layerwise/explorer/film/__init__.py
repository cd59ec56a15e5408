"""The flow of one example through a network as a film: one scene, drawn as animated SVG, GIF, MP4 or PNG."""
