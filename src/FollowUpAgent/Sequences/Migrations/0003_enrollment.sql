-- A contact on its way through a sequence. The one row that says what is due, and when.
CREATE TABLE enrollment (
    id uuid PRIMARY KEY,
    contact_id uuid NOT NULL,
    sequence text NOT NULL,
    entry bigint NOT NULL, -- 1 for the first time in this sequence, 2 for the second
    group_name text NOT NULL,
    sender text NOT NULL, -- the same for every step
    state text NOT NULL,
    exit_reason text NULL,
    step text NOT NULL,
    step_number bigint NOT NULL, -- 0 for a first mail; capacity goes to follow-ups before first mails
    round bigint NOT NULL,
    due_at bigint NULL,
    slot_until bigint NULL,
    expected_gain double precision NULL, -- of the drawn slot over skipping; shares out scarce capacity
    skips bigint NOT NULL, -- in a row
    lapses bigint NOT NULL, -- in a row, at this step
    failures bigint NOT NULL DEFAULT 0, -- tries in a row to plan it that threw
    reason text NULL, -- why it is paused
    entered_at bigint NOT NULL,
    ended_at bigint NULL,
    fence bigint NOT NULL,
    lease_until bigint NOT NULL, -- lease time
    UNIQUE (contact_id, sequence, entry));

-- What is due, oldest first; ended and sending rows are not in it.
CREATE INDEX enrollment_waiting ON enrollment (due_at) WHERE state = 'waiting';
-- The group is in it, so that the groups' shares are counted from the index alone.
CREATE INDEX enrollment_decided ON enrollment (sender, due_at, group_name) WHERE state = 'decided';
-- The same in order of worth, so that scarce capacity is shared out without sorting the backlog. The expressions are SequenceStore's.
CREATE INDEX enrollment_worth ON enrollment (
    sender, group_name, (CASE WHEN step_number > 0 THEN 0 ELSE 1 END), (COALESCE(expected_gain, -1e300)) DESC, due_at) WHERE state = 'decided';
CREATE INDEX enrollment_open_of_contact ON enrollment (contact_id) WHERE state <> 'ended';

-- Stopped with a slot drawn: the round is still to be closed. Empty but for the last seconds.
CREATE INDEX enrollment_stopped ON enrollment (ended_at) WHERE state = 'ended' AND slot_until IS NOT NULL;

-- How contacts were shared out from when on: a row where the shares changed. Contacts that had a group kept it.
CREATE TABLE group_shares (
    since_at bigint PRIMARY KEY,
    unit text NOT NULL,
    treatment double precision NOT NULL,
    control double precision NOT NULL,
    baseline double precision NOT NULL,
    holdout double precision NOT NULL);

--@postgres
-- A claim writes lease and fence alone: with room on its page the row stays there, and none of the indexes is written.
ALTER TABLE enrollment SET (fillfactor = 80);
