-- Which event belongs to which decision. A decision without a row for an outcome earned nothing of it, if it could be observed at all.
CREATE TABLE reward (
    event_id uuid PRIMARY KEY,
    decision_id uuid NOT NULL,
    outcome text NOT NULL,
    occurred_at bigint NOT NULL); -- the day alone once the contact was erased

CREATE INDEX reward_of_decision ON reward (decision_id, outcome);

-- From when to when something could be heard at all. What happened outside of it is missing, never 0.
CREATE TABLE hearing (
    what text NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NULL,
    by_evidence boolean NOT NULL DEFAULT false, -- a reply came, although no setting says that replies do
    PRIMARY KEY (what, from_at));
