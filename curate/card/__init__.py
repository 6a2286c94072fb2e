"""The data card: `model` reads a corpus and says everything that is known of it; the other modules render that."""
