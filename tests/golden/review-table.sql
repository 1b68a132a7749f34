CREATE TABLE review (
review_id   TEXT PRIMARY KEY,
namespace   TEXT NOT NULL,
card        TEXT NOT NULL,
event       TEXT NOT NULL,
refers_to   TEXT,
at          INTEGER NOT NULL,
duration_ms INTEGER NOT NULL,
form        TEXT NOT NULL,
response    TEXT NOT NULL,
verdict     TEXT,
rating      INTEGER,
confidence  INTEGER,
session     TEXT NOT NULL,
mode        TEXT NOT NULL,
scheduler   TEXT NOT NULL
) STRICT

