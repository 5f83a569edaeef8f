-- A mail that people are asked about before it goes out: one row a decision.
CREATE TABLE approval (
    decision_id uuid PRIMARY KEY,
    enrollment_id uuid NOT NULL,
    contact_id uuid NULL, -- null once the contact was erased
    sequence text NOT NULL,
    step text NOT NULL,
    mode text NOT NULL,
    rule text NOT NULL, -- that asked
    variant text NOT NULL, -- proposed
    slot text NOT NULL, -- proposed
    send_at bigint NOT NULL,
    slot_until bigint NOT NULL,
    fingerprint text NULL, -- of the text that was approved; null where nobody has to have seen it
    subject text NULL,
    value double precision NOT NULL,
    over_baseline double precision NOT NULL,
    harm double precision NOT NULL,
    evidence bigint NOT NULL,
    asked_at bigint NOT NULL,
    first_asked_at bigint NOT NULL, -- about this step
    answer_by bigint NOT NULL,
    otherwise text NOT NULL,
    state text NOT NULL,
    answered_at bigint NULL,
    answered_by text NULL,
    reason text NULL,
    done_variant text NULL, -- what was done instead of the proposal; training learns from it
    done_slot text NULL,
    edited text NULL,
    coin_share double precision NULL, -- the probability with which a coin would keep the proposal; null where none was tossed
    wished_variant text NULL, -- what a person wanted, where a coin was tossed: done or not
    wished_slot text NULL);

CREATE INDEX approval_pending ON approval (asked_at, decision_id) WHERE state = 'pending';
CREATE INDEX approval_due ON approval (answer_by, decision_id) WHERE state = 'pending';
CREATE INDEX approval_of_enrollment ON approval (enrollment_id);
CREATE INDEX approval_of_contact ON approval (contact_id);
CREATE INDEX approval_answered ON approval (answered_at) WHERE answered_at IS NOT NULL;
CREATE INDEX approval_subject ON approval (asked_at) WHERE subject IS NOT NULL;

-- The mail as it was shown, beside the row: a list of ten thousand does not read ten thousand mails.
CREATE TABLE approval_mail (
    decision_id uuid PRIMARY KEY,
    mail text NOT NULL,
    asked_at bigint NOT NULL);

CREATE INDEX approval_mail_by_time ON approval_mail (asked_at);

-- What waits for an answer, by when that is over.
CREATE INDEX enrollment_asked ON enrollment (due_at) WHERE state = 'asked';
