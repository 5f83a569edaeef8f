-- Which event belongs to which decision. A decision without a row for an outcome earned nothing of it.
CREATE TABLE reward (
    event_id uuid PRIMARY KEY,
    decision_id uuid NOT NULL,
    outcome text NOT NULL,
    occurred_at bigint NOT NULL);

CREATE INDEX reward_of_decision ON reward (decision_id, outcome);
