-- Everybody who was engaged once, as scored last. One row a contact; what is shown of the queue is read from it.
CREATE TABLE lead (
    contact_id uuid PRIMARY KEY,
    scored_at bigint NOT NULL,
    look_at bigint NULL, -- when it is to be scored again although nothing happens; null for never
    dormant_since bigint NULL, -- null while it is not
    alive double precision NOT NULL, -- the probability that it still engages by itself
    reason text NOT NULL, -- why it went silent
    reason_event uuid NULL, -- the answer that says so: its words may be deleted since
    reason_until bigint NULL, -- until when it is left alone for that reason
    play text NOT NULL, -- write, phone, wait or leave
    trigger_name text NULL, -- what makes it urgent now
    written double precision NOT NULL, -- expected if written to, in the goal's unit, with nine tenths between low and high
    written_low double precision NOT NULL,
    written_high double precision NOT NULL,
    alone double precision NOT NULL, -- if left alone
    alone_low double precision NOT NULL,
    alone_high double precision NOT NULL,
    gain double precision NOT NULL, -- the difference
    gain_low double precision NOT NULL,
    gain_high double precision NOT NULL,
    chance double precision NOT NULL, -- that the gain is worth a mail
    habit bigint NULL, -- the hour of the week at which it is mostly there, from Monday 00:00 UTC
    features text NOT NULL, -- as the models read them
    facts text NOT NULL); -- what it did, for people

CREATE INDEX lead_to_look_at ON lead (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX lead_by_gain ON lead (gain DESC) WHERE play IN ('write', 'phone');

-- What the scores rest on; the newest serves.
CREATE TABLE lead_model (
    id uuid PRIMARY KEY,
    made_at bigint NOT NULL,
    scanned_at bigint NULL, -- when everybody was scored with it
    silence text NOT NULL, -- BG/NBD and from how many contacts
    revival text NOT NULL); -- what writing adds, as draws

-- Up to which signal scores take notice of what happens: one row.
CREATE TABLE lead_cursor (
    name text PRIMARY KEY,
    recorded_at bigint NOT NULL);

-- A person said that a lead is none. It counts until the contact does something new.
CREATE TABLE lead_dismissal (
    contact_id uuid PRIMARY KEY,
    person text NOT NULL,
    reason text NOT NULL,
    dismissed_at bigint NOT NULL);

-- Each try to win one back, and each that was left alone by chance: what is learned from.
CREATE TABLE revival (
    id uuid PRIMARY KEY,
    contact_id uuid NOT NULL,
    kind text NOT NULL, -- written, held or phoned
    probability double precision NOT NULL, -- with which it was drawn
    sequence text NULL,
    enrollment_id uuid NULL, -- null while it is not enrolled yet
    refused text NULL, -- why it could not be enrolled after all
    person text NULL, -- who started it; null where the agent did
    forecast double precision NOT NULL, -- the gain that was expected
    features text NOT NULL,
    moment_at bigint NOT NULL,
    begun_at bigint NOT NULL,
    until_at bigint NOT NULL, -- when its time is over
    closed_at bigint NULL,
    value double precision NULL, -- what it brought, in the goal's unit, once its time is over
    outcomes text NULL); -- which outcomes those were

CREATE INDEX revival_of_contact ON revival (contact_id, begun_at);
CREATE INDEX revival_to_close ON revival (until_at) WHERE closed_at IS NULL;
CREATE INDEX revival_by_time ON revival (begun_at);
