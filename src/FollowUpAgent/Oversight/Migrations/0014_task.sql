-- What a person has to do for a contact, since a machine should not: one open row a contact.
CREATE TABLE task (
    id uuid PRIMARY KEY,
    contact_id uuid NULL, -- null once the contact was erased
    enrollment_id uuid NULL,
    sequence text NULL,
    event_id uuid NOT NULL, -- what caused it
    kind text NOT NULL,
    reason text NULL, -- the words that decided
    text text NULL, -- what the contact wrote last, cut short
    answers bigint NOT NULL, -- how many came while it is open
    proposed_address text NULL, -- whom they refer to
    owner text NULL, -- the address of who is to do it
    opened_at bigint NOT NULL,
    notice_tries bigint NOT NULL,
    notice_lease bigint NOT NULL, -- lease time
    notified_at bigint NULL,
    closed_at bigint NULL,
    closed_by text NULL,
    outcome text NULL);

CREATE UNIQUE INDEX task_open ON task (contact_id) WHERE closed_at IS NULL;
CREATE INDEX task_waiting ON task (opened_at, id) WHERE closed_at IS NULL;
CREATE INDEX task_unnotified ON task (opened_at) WHERE closed_at IS NULL AND notified_at IS NULL AND owner IS NOT NULL;
CREATE INDEX task_closed ON task (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX task_text ON task (closed_at) WHERE closed_at IS NOT NULL AND text IS NOT NULL;
CREATE INDEX task_of_contact ON task (contact_id);

-- Until when no mail goes to a contact, and why: a person has answered, or the contact is away.
CREATE TABLE quiet_time (
    contact_id uuid NOT NULL,
    cause text NOT NULL,
    until bigint NOT NULL,
    since bigint NOT NULL,
    noted_by text NULL,
    PRIMARY KEY (contact_id, cause));
