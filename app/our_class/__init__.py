"""Our class: rooms in which a class writes, what networks read of it, training with it, a quiz."""
