-- Browsers whose users agreed to be recognised, by HMAC of the number by chance that the browser keeps.
CREATE TABLE visitor (
    visitor_key bytea PRIMARY KEY,
    contact_id uuid NULL, -- null: more than one person uses it, or its person was erased; it names nobody any more
    linked_at bigint NOT NULL);

CREATE INDEX visitor_of_contact ON visitor (contact_id);
CREATE INDEX visitor_by_age ON visitor (linked_at);

-- What such a browser visited before a link named its contact.
CREATE TABLE anonymous_visit (
    id uuid PRIMARY KEY,
    visitor_key bytea NOT NULL,
    name text NULL, -- the group of the page
    occurred_at bigint NOT NULL);

CREATE INDEX anonymous_visit_of_visitor ON anonymous_visit (visitor_key, occurred_at);
CREATE INDEX anonymous_visit_by_age ON anonymous_visit (occurred_at);
