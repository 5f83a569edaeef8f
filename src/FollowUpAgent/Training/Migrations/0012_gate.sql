-- A recipe that is to take the place of the one that serves, and the two fitted on the same decisions, so that they can be compared on
-- later ones. Never changed: what became of it stand in its judgements.
CREATE TABLE challenger (
    id uuid PRIMARY KEY,
    stage text NOT NULL, -- shadow: it is to serve; all: it serves and is watched
    recipe text NOT NULL,
    champion text NOT NULL, -- the recipe that serves or, where this one does, the one before
    changes text NOT NULL, -- from that one to this one, for people
    made_at bigint NOT NULL,
    since_at bigint NOT NULL, -- decisions from then on are evidence
    content text NOT NULL,
    champion_content text NOT NULL,
    context_free_content text NOT NULL);

-- What the gate said, once a night while there is something to say. One row a judgement, written once.
CREATE TABLE judgement (
    id uuid PRIMARY KEY,
    challenger_id uuid NOT NULL,
    judged_at bigint NOT NULL,
    state text NOT NULL, -- how the challenger stands after it: shadow, all, kept, refused, demoted or withdrawn
    verdict text NULL, -- null where the gate was not asked
    reason text NULL,
    more_sends bigint NULL,
    decisions bigint NOT NULL,
    value double precision NULL, -- of a decision under the challenger
    champion_value double precision NULL,
    figures text NULL); -- every figure that led to it, as JSON

CREATE INDEX judgement_of_challenger ON judgement (challenger_id, judged_at);
CREATE INDEX judgement_by_time ON judgement (judged_at);

-- What the snapshot of the night before expected of a day's mails, until their time is over.
CREATE TABLE forecast (
    outcome text NOT NULL,
    until_at bigint NOT NULL,
    sequence text NOT NULL,
    step text NOT NULL,
    version text NOT NULL,
    from_at bigint NOT NULL,
    sent bigint NOT NULL,
    expected double precision NOT NULL,
    PRIMARY KEY (outcome, until_at, sequence, step, version));

-- Whether a version still does what is forecast of it: two cumulative sums.
CREATE TABLE drift_watch (
    sequence text NOT NULL,
    step text NOT NULL,
    version text NOT NULL,
    outcome text NOT NULL,
    up double precision NOT NULL,
    down double precision NOT NULL,
    up_since bigint NOT NULL, -- when the sum was last 0: where a change most likely began
    down_since bigint NOT NULL,
    expected double precision NOT NULL, -- since the watch began
    happened bigint NOT NULL,
    PRIMARY KEY (sequence, step, version, outcome));

-- A version does something else than was forecast. What it did before counts half from then on. Written once.
CREATE TABLE drift_alarm (
    id uuid PRIMARY KEY,
    raised_at bigint NOT NULL,
    since_at bigint NOT NULL,
    sequence text NOT NULL,
    step text NOT NULL,
    version text NOT NULL,
    outcome text NOT NULL,
    drift text NOT NULL, -- better or worse than forecast
    expected double precision NOT NULL,
    happened bigint NOT NULL);

CREATE INDEX drift_alarm_by_time ON drift_alarm (raised_at);
