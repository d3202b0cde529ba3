"""Model folders: where they lie, what is in them, how they are loaded."""
