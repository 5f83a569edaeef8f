-- One row an erasure: proof that it was done, without saying who the person was.
CREATE TABLE erasure (
    id uuid PRIMARY KEY,
    contact_id uuid NOT NULL, -- the contact is gone; ledger rows that keep the id answer "erased"
    erased_at bigint NOT NULL,
    erased_by text NULL,
    counts text NOT NULL, -- rows a room, as JSON
    files_left text NULL); -- files still to be deleted, as JSON; null when the erasure is complete

CREATE INDEX erasure_contact ON erasure (contact_id);
CREATE INDEX erasure_unfinished ON erasure (id) WHERE files_left IS NOT NULL;
