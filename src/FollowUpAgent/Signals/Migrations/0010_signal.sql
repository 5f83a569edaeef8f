-- What a contact did of own will, one row an event. The event's id makes a repeat harmless, and lets it be taken back.
CREATE TABLE signal (
    source_id uuid PRIMARY KEY,
    contact_id uuid NOT NULL,
    kind text NOT NULL,
    name text NULL, -- the group of the visited page, the name of a custom event
    subject uuid NULL, -- the message; two clicks in one mail are one sign of interest
    occurred_at bigint NOT NULL,
    recorded_at bigint NOT NULL); -- when we came to know

-- With all that a history tells: a contact's signals lie all over the table, and reading a million histories there takes minutes.
CREATE INDEX signal_of_contact ON signal (contact_id, occurred_at, kind, name, subject);
CREATE INDEX signal_by_recorded ON signal (recorded_at, source_id); -- what is new since a reader last looked
