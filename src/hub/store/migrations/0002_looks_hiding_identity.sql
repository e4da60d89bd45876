-- A rating of a reader who signed on counts apart from one of a reader whom nobody vouches for.
-- `day`, in days since 1970, is as fine as the hub keeps the time of a rating.
ALTER TABLE ratings ADD COLUMN verified INTEGER NOT NULL DEFAULT 0 CHECK (verified IN (0, 1));
ALTER TABLE ratings ADD COLUMN day INTEGER NOT NULL DEFAULT 0;

CREATE TABLE tallies_by_trust (
    post INTEGER NOT NULL REFERENCES posts (id),
    verified INTEGER NOT NULL CHECK (verified IN (0, 1)),
    value INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (post, verified, value)
) STRICT, WITHOUT ROWID;
INSERT INTO tallies_by_trust (post, verified, value, count) SELECT post, 0, value, count FROM tallies;
DROP TABLE tallies;
ALTER TABLE tallies_by_trust RENAME TO tallies;

-- `looks`: how often the post was really on somebody's screen. `born`: the hour since 1970 in which the
-- hub first heard of it, 0 for posts from before hours were kept. A hidden post shows to nobody. Of a
-- sealed post only the tally is left: who rated it is forgotten, and it takes no more ratings.
ALTER TABLE posts ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN born INTEGER NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1));
ALTER TABLE posts ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0 CHECK (sealed IN (0, 1));

-- Who looked at what on which day, so that it counts once. `mark` is a keyed hash of all three; the
-- rows of a day are of no use after it and are deleted.
CREATE TABLE looked (
    day INTEGER NOT NULL,
    mark INTEGER NOT NULL,
    PRIMARY KEY (day, mark)
) STRICT, WITHOUT ROWID;

-- Terms that an administrator took out of a space's clouds.
CREATE TABLE hidden_terms (
    space INTEGER NOT NULL REFERENCES spaces (id),
    term TEXT NOT NULL,
    PRIMARY KEY (space, term)
) STRICT, WITHOUT ROWID;

-- Readers whose ratings do not count: they are kept, so that hiding can be undone.
CREATE TABLE hidden_readers (
    space INTEGER NOT NULL REFERENCES spaces (id),
    reader BLOB NOT NULL CHECK (length(reader) = 16),
    PRIMARY KEY (space, reader)
) STRICT, WITHOUT ROWID;

-- What administrators did. `at` is in seconds since 1970, `about` names what it was done to.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    space TEXT NOT NULL,
    about TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
