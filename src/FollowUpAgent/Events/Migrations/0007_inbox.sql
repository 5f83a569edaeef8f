-- What came in, as it came: stored before it is understood, answered once it is stored.
CREATE TABLE inbox (
    id uuid PRIMARY KEY,
    endpoint text NOT NULL,
    dedupe_key bytea NOT NULL,
    received_at bigint NOT NULL,
    headers text NOT NULL,
    body bytea NULL, -- null once it was deleted for its age
    state text NOT NULL,
    reason text NULL,
    tries bigint NOT NULL, -- that ended in an exception
    lease_until bigint NOT NULL, -- lease time
    UNIQUE (endpoint, dedupe_key));

CREATE INDEX inbox_new ON inbox (received_at) WHERE state = 'new';
CREATE INDEX inbox_failed ON inbox (received_at) WHERE state = 'failed';
CREATE INDEX inbox_raw ON inbox (received_at) WHERE body IS NOT NULL;
CREATE INDEX inbox_by_endpoint ON inbox (endpoint, received_at);

-- What was understood of it.
CREATE TABLE event (
    id uuid PRIMARY KEY,
    inbox_id uuid NOT NULL,
    position bigint NOT NULL,
    kind text NOT NULL,
    message_id uuid NULL,
    contact_id uuid NULL, -- null where nobody is known by that name
    link bigint NULL, -- of a click: the number of the link
    machine boolean NOT NULL, -- taken for no person's: kept apart, never a reward, never a stop
    machine_probability double precision NULL, -- of a click or an open, once it is labelled
    machine_reasons text NULL, -- with their points, as in burst+4 early+3
    marks text NULL, -- what the request showed of itself: words of ours
    network text NULL, -- a mark of the network it came from, good within one mail only
    label_at bigint NULL, -- when it is to be labelled, first or again; until first labelled it is not rewarded
    bounce text NULL, -- of a mail that came back: why, as the policy counts it
    negative boolean NOT NULL DEFAULT false, -- of a reply: it says no
    matched text NULL, -- how the contact was found: message; subject or address, which are weak
    detail text NULL, -- a status code or a word of ours, never of theirs
    dedupe_key bytea NULL, -- SHA-256 of the sender's own key for this event, where it has one
    withdrawn boolean NOT NULL DEFAULT false, -- taken back later: it earns nothing
    occurred_at bigint NOT NULL,
    rewarded boolean NOT NULL, -- true once Rewards has looked at it, whatever it found; also while it must not look yet
    UNIQUE (inbox_id, position));

CREATE INDEX event_unrewarded ON event (id) WHERE NOT rewarded;
CREATE INDEX event_to_label ON event (label_at) WHERE label_at IS NOT NULL;
CREATE INDEX event_clicked ON event (contact_id, occurred_at) WHERE kind = 'clicked'; -- a visit asks for the click before it
CREATE INDEX event_of_contact ON event (contact_id, occurred_at);
CREATE INDEX event_of_message ON event (message_id);
CREATE UNIQUE INDEX event_once ON event (dedupe_key) WHERE dedupe_key IS NOT NULL;
CREATE INDEX event_by_kind ON event (kind, occurred_at);

-- Events that their source took back, also before it reported them.
CREATE TABLE withdrawal (
    dedupe_key bytea PRIMARY KEY,
    withdrawn_at bigint NOT NULL);

-- Deliveries whose signature was wrong, for the day on which the key proves to have been: a provider may not send them again. Bounded.
CREATE TABLE quarantine (
    id uuid PRIMARY KEY,
    endpoint text NOT NULL,
    content_key bytea NOT NULL, -- SHA-256 of headers and body: a repeat takes no second place
    received_at bigint NOT NULL,
    url text NULL, -- as the provider knows it; some sign it
    headers text NOT NULL,
    body bytea NOT NULL,
    bytes bigint NOT NULL, -- of the body
    reason text NOT NULL,
    UNIQUE (endpoint, content_key));
