-- Pauses between one of our mailboxes and a recipient domain that refused it for policy. A row goes once the domain takes mail again.
CREATE TABLE recipient_circuit (
    sender text NOT NULL,
    domain text NOT NULL,
    opened_at bigint NOT NULL, -- the first time
    paused_at bigint NOT NULL, -- the last time: what is said of older mails is nothing new
    open_until bigint NOT NULL,
    pauses bigint NOT NULL, -- each is twice as long as the one before
    trials bigint NOT NULL, -- mails let through since the pause ended
    trial_until bigint NULL, -- when silence about them counts as taken; null before the first
    code text NULL, -- the status code that the domain gave
    PRIMARY KEY (sender, domain));

-- Complaints of late, kept for as long as they count; an event counts once.
CREATE TABLE sender_complaint (
    event_id uuid PRIMARY KEY,
    domain text NOT NULL, -- ours
    complained_at bigint NOT NULL);

CREATE INDEX sender_complaint_by_domain ON sender_complaint (domain, complained_at);

-- Mailboxes that the agent slowed down or stopped by itself, and those that a person let go on.
CREATE TABLE sender_guard (
    sender text PRIMARY KEY,
    state text NOT NULL, -- free, throttled, stopped
    reason text NOT NULL,
    since bigint NOT NULL,
    counted_from bigint NOT NULL, -- what was before does not count any more: a person has looked at it
    resumed_by text NULL);
