"""One module a family of problems."""
