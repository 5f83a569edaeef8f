-- What a week brought, as it was known when the week was over. One row an ISO week; the first one stays.
CREATE TABLE report (
    week text PRIMARY KEY,
    made_at bigint NOT NULL,
    content text NOT NULL);

-- A report reads one stretch of time of each, never the history.
CREATE INDEX enrollment_by_entry ON enrollment (entered_at, contact_id, group_name);
CREATE INDEX reward_by_time ON reward (occurred_at, decision_id, outcome);
CREATE INDEX event_by_time ON event (occurred_at) WHERE message_id IS NOT NULL;
CREATE INDEX snapshot_refused ON snapshot (made_at) WHERE refused IS NOT NULL;
