-- A recipe fitted on the rewards known at one moment. Superseded by a newer one, never changed.
CREATE TABLE snapshot (
    id uuid PRIMARY KEY,
    recipe text NOT NULL,
    settings text NULL, -- the recipe with its settings, as JSON; null where those of the configuration hold
    made_at bigint NOT NULL,
    training_rows bigint NOT NULL,
    erased_rows bigint NOT NULL, -- decisions erased by then: the only honest reason for fewer rows than last time
    content text NOT NULL,
    diagnostics text NULL, -- how the fit went; null where nothing was fitted
    refused text NULL); -- why it does not serve; null where it does

CREATE INDEX snapshot_serving ON snapshot (made_at) WHERE refused IS NULL;

-- Every version of a variant that was ever eligible, with its traits: what training and replay need of texts that are long gone.
CREATE TABLE variant (
    sequence text NOT NULL,
    step text NOT NULL,
    version text NOT NULL,
    traits text NOT NULL, -- a JSON object of name to value
    PRIMARY KEY (sequence, step, version));

-- The ledger: one row a stage (when, which), written once. What else could have been done, and with which probability.
CREATE TABLE decision (
    id uuid NOT NULL,
    stage text NOT NULL,
    enrollment_id uuid NOT NULL,
    contact_id uuid NULL,
    sequence text NOT NULL,
    step text NOT NULL,
    round bigint NOT NULL,
    group_name text NOT NULL,
    decided_at bigint NOT NULL,
    snapshot_id uuid NULL, -- null where no model took part: control, baseline, holdout
    seed bigint NOT NULL,
    context text NOT NULL,
    actions text NOT NULL,
    forecasts text NULL,
    propensities text NOT NULL,
    chosen text NOT NULL,
    propensity double precision NOT NULL,
    rules text NOT NULL,
    configuration text NOT NULL,
    settings text NULL, -- what the model was told besides the snapshot: floor, spread, draws, outcomes; null where none took part
    erased boolean NOT NULL,
    PRIMARY KEY (id, stage),
    UNIQUE (enrollment_id, step, round, stage));

CREATE INDEX decision_of_contact ON decision (contact_id);
CREATE INDEX decision_by_time ON decision (decided_at);
-- A list of one sequence reads its page and no more; a row is only ever added at the end.
CREATE INDEX decision_of_sequence ON decision (sequence, decided_at, id) WHERE stage = 'when';

-- How a round ended: sent, skipped, lapsed or stopped, and why. One row a round, written once.
CREATE TABLE closed_round (
    decision_id uuid PRIMARY KEY,
    how text NOT NULL,
    reason text NULL,
    closed_at bigint NOT NULL);

CREATE INDEX closed_round_by_time ON closed_round (closed_at);

-- Nobody changes the ledger. Erasure alone may blank what could lead to the person, once.
--@sqlite
CREATE TRIGGER decision_is_written_once BEFORE UPDATE ON decision
WHEN NOT (NEW.erased AND NOT OLD.erased AND NEW.contact_id IS NULL
    AND NEW.id = OLD.id AND NEW.stage = OLD.stage AND NEW.enrollment_id = OLD.enrollment_id AND NEW.sequence = OLD.sequence
    AND NEW.step = OLD.step AND NEW.round = OLD.round AND NEW.group_name = OLD.group_name AND NEW.snapshot_id IS OLD.snapshot_id
    AND NEW.propensities = OLD.propensities AND NEW.chosen = OLD.chosen AND NEW.propensity = OLD.propensity
    AND NEW.actions = OLD.actions AND NEW.configuration = OLD.configuration AND NEW.settings IS OLD.settings
    AND NEW.decided_at = OLD.decided_at - OLD.decided_at % 86400000000)
BEGIN
    SELECT RAISE(ABORT, 'the decision ledger is written once');
END;

CREATE TRIGGER decision_is_never_deleted BEFORE DELETE ON decision
BEGIN
    SELECT RAISE(ABORT, 'the decision ledger is never deleted');
END;

-- INSERT OR REPLACE deletes without asking the trigger above (https://www.sqlite.org/lang_conflict.html): a row that is there stays.
CREATE TRIGGER decision_is_never_replaced BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM decision WHERE id = NEW.id AND stage = NEW.stage)
    OR EXISTS (SELECT 1 FROM decision WHERE enrollment_id = NEW.enrollment_id AND step = NEW.step AND round = NEW.round AND stage = NEW.stage)
BEGIN
    SELECT RAISE(IGNORE);
END;

CREATE TRIGGER closed_round_is_never_replaced BEFORE INSERT ON closed_round
WHEN EXISTS (SELECT 1 FROM closed_round WHERE decision_id = NEW.decision_id)
BEGIN
    SELECT RAISE(IGNORE);
END;

CREATE TRIGGER closed_round_is_written_once BEFORE UPDATE ON closed_round
BEGIN
    SELECT RAISE(ABORT, 'a closed round is written once');
END;

CREATE TRIGGER closed_round_is_never_deleted BEFORE DELETE ON closed_round
BEGIN
    SELECT RAISE(ABORT, 'a closed round is never deleted');
END;

CREATE TRIGGER variant_is_never_replaced BEFORE INSERT ON variant
WHEN EXISTS (SELECT 1 FROM variant WHERE sequence = NEW.sequence AND step = NEW.step AND version = NEW.version)
BEGIN
    SELECT RAISE(IGNORE);
END;

CREATE TRIGGER variant_is_written_once BEFORE UPDATE ON variant
BEGIN
    SELECT RAISE(ABORT, 'a version of a variant is written once');
END;

CREATE TRIGGER variant_is_never_deleted BEFORE DELETE ON variant
BEGIN
    SELECT RAISE(ABORT, 'a version of a variant is never deleted');
END;
--@postgres
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger table % is written once', TG_TABLE_NAME;
END $$;

CREATE TRIGGER decision_is_written_once BEFORE UPDATE ON decision FOR EACH ROW
WHEN (NOT (NEW.erased AND NOT OLD.erased AND NEW.contact_id IS NULL
    AND NEW.id = OLD.id AND NEW.stage = OLD.stage AND NEW.enrollment_id = OLD.enrollment_id AND NEW.sequence = OLD.sequence
    AND NEW.step = OLD.step AND NEW.round = OLD.round AND NEW.group_name = OLD.group_name
    AND NEW.snapshot_id IS NOT DISTINCT FROM OLD.snapshot_id
    AND NEW.propensities = OLD.propensities AND NEW.chosen = OLD.chosen AND NEW.propensity = OLD.propensity
    AND NEW.actions = OLD.actions AND NEW.configuration = OLD.configuration
    AND NEW.settings IS NOT DISTINCT FROM OLD.settings
    AND NEW.decided_at = OLD.decided_at - OLD.decided_at % 86400000000))
EXECUTE FUNCTION refuse_ledger_change();

CREATE TRIGGER decision_is_never_deleted BEFORE DELETE ON decision FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER closed_round_is_written_once BEFORE UPDATE OR DELETE ON closed_round FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER variant_is_written_once BEFORE UPDATE OR DELETE ON variant FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER decision_is_never_truncated BEFORE TRUNCATE ON decision EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER closed_round_is_never_truncated BEFORE TRUNCATE ON closed_round EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER variant_is_never_truncated BEFORE TRUNCATE ON variant EXECUTE FUNCTION refuse_ledger_change();
--@both
