"""Partners: who they are, what they published, which charter they signed, when they are away."""
