"""A page over a whole corpus, on this machine alone: filter, search, read a row, follow its near-duplicates.

A built corpus goes in; HTML on 127.0.0.1 comes out, and nothing is ever written to the corpus.

    rows.py      where each row lies in the memory-mapped shards, and reading one
    facets.py    what rows are counted and filtered by: four bytes a row
    keys.py      from an id to its rows: twelve bytes a row
    words.py     full-text search, by SQLite's FTS5
    index.py     the three together, built in the background and kept in the user's cache
    filters.py   a view as its address, and back
    reading.py   a row, its steps, pedigree and near-duplicates, ready to be shown
    verdict.py   an answer put to its checker again, in a process of its own with limits
    text.py      text from data as harmless HTML
    app.py       addresses to pages
    server.py    a port on the loopback, until Ctrl-C
"""
