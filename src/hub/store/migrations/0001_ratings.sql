-- What the hub knows besides ratings: the number of the last change, the fingerprint of its key.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE spaces (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL
) STRICT;

-- `changed` is the number of the change that made the post's tally what it is.
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    space INTEGER NOT NULL REFERENCES spaces (id),
    identity BLOB NOT NULL CHECK (length(identity) = 16),
    changed INTEGER NOT NULL,
    UNIQUE (space, identity)
) STRICT;

-- One rating per reader and post. The reader comes first: what one reader said, the question of every
-- page that is opened, is then a few neighbouring rows. `reader` is a keyed hash, different in each
-- space; the key is not in this database.
CREATE TABLE ratings (
    reader BLOB NOT NULL CHECK (length(reader) = 16),
    post INTEGER NOT NULL REFERENCES posts (id),
    value INTEGER NOT NULL,
    PRIMARY KEY (reader, post)
) STRICT, WITHOUT ROWID;

-- Kept with every rating, in the same transaction, so that a start need not count all of them.
CREATE TABLE tallies (
    post INTEGER NOT NULL REFERENCES posts (id),
    value INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (post, value)
) STRICT, WITHOUT ROWID;
