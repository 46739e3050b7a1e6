"""The one way a photo comes in: decoded in a process of its own, turned upright, stripped, written anew. Pure."""
