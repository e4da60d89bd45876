-- Which of its sender's requests made the rating what it is, so that an older one that comes late changes
-- nothing. `sender` is a keyed hash, another for each reader. A request may come without an order.
ALTER TABLE ratings ADD COLUMN sender INTEGER;
ALTER TABLE ratings ADD COLUMN number INTEGER CHECK ((number IS NULL) = (sender IS NULL));

-- The same of ratings that were taken back, for some days after `day`, which is in days since 1970.
CREATE TABLE removals (
    reader BLOB NOT NULL CHECK (length(reader) = 16),
    post INTEGER NOT NULL REFERENCES posts (id),
    sender INTEGER NOT NULL,
    number INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (reader, post)
) STRICT, WITHOUT ROWID;
CREATE INDEX removals_by_day ON removals (day);
