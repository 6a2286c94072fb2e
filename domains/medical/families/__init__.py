"""One module a problem family; each has a FAMILY."""
