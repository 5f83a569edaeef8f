-- The triggers that write news: those alone that somebody wants to hear of. Who rebuilds a table that has one deletes these rows.
CREATE TABLE webhook_listener (
    name text PRIMARY KEY, -- of the trigger
    definition text NOT NULL); -- made again where the program has another one

-- What happened and is no delivery yet. Written by triggers in the transaction in which it happened, so that neither is there without the other.
--@sqlite
CREATE TABLE webhook_news (
    id integer PRIMARY KEY,
--@postgres
CREATE TABLE webhook_news (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
--@both
    kind text NOT NULL,
    source uuid NULL, -- the event, the enrollment, the task or the decision; null for a report
    contact_id uuid NULL,
    week text NULL, -- of a report
    happened_at bigint NOT NULL);

-- Where webhooks go: how it stands. Address and secrets are configuration.
CREATE TABLE webhook_endpoint (
    endpoint text PRIMARY KEY,
    failing_since bigint NULL, -- null while it answers
    answer text NULL, -- what it said when it failed last, in words of ours
    gone_at bigint NULL, -- when it said that it is gone; nothing is sent until a test reaches it
    dropped bigint NOT NULL, -- how much was not kept for it, since too much waited
    dropped_at bigint NULL);

-- What is told, to whom. The body is written once: each try sends the same.
CREATE TABLE webhook_delivery (
    id uuid PRIMARY KEY, -- the webhook-id; follows from what happened and the endpoint
    endpoint text NOT NULL,
    kind text NOT NULL,
    contact_id uuid NULL,
    body text NOT NULL,
    made_at bigint NOT NULL,
    state text NOT NULL,
    tries bigint NOT NULL, -- that were begun
    due_at bigint NOT NULL,
    lease_until bigint NOT NULL, -- lease time
    settled_at bigint NULL,
    answer text NULL); -- of the last try, in words of ours

CREATE INDEX webhook_delivery_waiting ON webhook_delivery (endpoint, due_at) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_failed ON webhook_delivery (made_at, id) WHERE state = 'failed';
CREATE INDEX webhook_delivery_by_age ON webhook_delivery (made_at, id);
CREATE INDEX webhook_delivery_of_contact ON webhook_delivery (contact_id) WHERE contact_id IS NOT NULL;
