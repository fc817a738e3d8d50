-- Workers may open a new file at the same moment: the first one creates, the others find it done.
BEGIN IMMEDIATE;

CREATE TABLE IF NOT EXISTS members (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    password_hash TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS tools (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    owner_id INTEGER REFERENCES members (id),
    borrower_id INTEGER REFERENCES members (id)
);

CREATE VIEW IF NOT EXISTS shelf AS
SELECT tools.id, tools.name, tools.description, owners.name AS owner, borrowers.name AS borrower
FROM tools
LEFT JOIN members AS owners ON owners.id = tools.owner_id
LEFT JOIN members AS borrowers ON borrowers.id = tools.borrower_id;

PRAGMA user_version = 1;

COMMIT;
