-- The outbox: one message a decision, from queued to its end. See src/decisions for the protocol.
CREATE TABLE message (
    id uuid PRIMARY KEY,
    decision_id uuid NOT NULL UNIQUE, -- planning twice is impossible
    enrollment_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    sequence text NOT NULL,
    step text NOT NULL,
    variant text NOT NULL,
    template text NOT NULL, -- the template's fingerprint: its links are found by it
    fingerprint text NOT NULL, -- of the text as the contact reads it
    sender text NOT NULL,
    relay text NOT NULL,
    domain text NOT NULL, -- of the recipient; for caps and pauses
    header_id text NOT NULL,
    state text NOT NULL,
    reason text NULL,
    due_at bigint NOT NULL,
    slot_until bigint NOT NULL,
    maybe_sent boolean NOT NULL, -- an attempt ended without an answer: the message may be on its way
    attempts bigint NOT NULL,
    crashes bigint NOT NULL, -- of them those that had begun it
    lease_losses bigint NOT NULL, -- workers that died while they held it, begun or not
    owner text NULL,
    fence bigint NOT NULL,
    lease_until bigint NOT NULL, -- lease time
    attempted_at bigint NULL,
    sent_at bigint NULL,
    confirmed_at bigint NULL, -- an event says that it left, while no answer of the relay did
    queue_id text NULL,
    tracks_clicks boolean NOT NULL DEFAULT false, -- whether a click on its links can be seen at all
    hard_bounced boolean NOT NULL DEFAULT false, -- its mailbox is not there; for the guard of its sender
    created_at bigint NOT NULL);

CREATE INDEX message_queued ON message (relay, due_at) WHERE state = 'queued';
CREATE INDEX message_in_hand ON message (lease_until) WHERE state IN ('leased', 'sending', 'unknown');
CREATE INDEX message_quarantined ON message (created_at) WHERE state = 'quarantined';
CREATE INDEX message_poison ON message (relay, due_at) WHERE state = 'queued' AND lease_losses > 2;
CREATE INDEX message_pending_of_sender ON message (sender) WHERE state IN ('queued', 'leased');
CREATE INDEX message_of_enrollment ON message (enrollment_id);
CREATE INDEX message_of_contact ON message (contact_id, attempted_at);
CREATE INDEX message_by_header ON message (header_id);
CREATE INDEX message_by_queue ON message (queue_id) WHERE queue_id IS NOT NULL;
CREATE INDEX message_sent ON message (relay, sent_at) WHERE state = 'sent';
CREATE INDEX message_tried_of_sender ON message (sender, attempted_at) WHERE state IN ('sent', 'failed');

-- Beside the row, so that claiming does not rewrite the text.
CREATE TABLE message_content (
    message_id uuid PRIMARY KEY,
    content text NOT NULL,
    created_at bigint NOT NULL); -- as the message's

CREATE INDEX message_content_by_time ON message_content (created_at);

CREATE TABLE attempt (
    message_id uuid NOT NULL,
    number bigint NOT NULL,
    owner text NOT NULL,
    began_at bigint NOT NULL,
    ended_at bigint NULL,
    outcome text NULL, -- null while it runs, and for ever where the process died in it
    code bigint NULL,
    enhanced_code text NULL,
    detail text NULL,
    PRIMARY KEY (message_id, number));

-- How much of a day's cap is used: (mailbox, sender), (domain, recipient domain).
CREATE TABLE send_counter (
    kind text NOT NULL,
    name text NOT NULL,
    day text NOT NULL,
    used bigint NOT NULL,
    PRIMARY KEY (kind, name, day));
