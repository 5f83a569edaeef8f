-- Writes by API that a caller may send again: each takes place once, and its answer is kept for a day. Caller, key and request are keyed hashes.
CREATE TABLE api_request (
    request_key bytea PRIMARY KEY,
    fingerprint bytea NOT NULL,
    begun_at bigint NOT NULL,
    fence bigint NOT NULL,
    lease_until bigint NOT NULL, -- lease time; after it, one that was never answered may be carried out again
    status bigint NULL, -- null while it runs
    content_type text NULL,
    body bytea NULL); -- may name people: deleted from all rows whenever somebody is erased

CREATE INDEX api_request_by_time ON api_request (begun_at);
