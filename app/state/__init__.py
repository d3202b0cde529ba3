"""State of one visitor's session, and the networks that it can choose from."""
