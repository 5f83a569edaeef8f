-- What people thought of doing: named changes of the configuration. Written once; who thinks better of it writes another.
CREATE TABLE scenario (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    person text NOT NULL, -- a key of People, or the name that was given where nobody is configured
    reason text NOT NULL, -- why; about the agent, not about a contact
    assumptions text NOT NULL, -- a JSON array of sentences that a person wrote
    changes text NOT NULL, -- a JSON object of configuration key to value; null takes a key out
    made_at bigint NOT NULL);

-- Scenarios that became directives, with what was forecast of them then. Written once, so that forecasts can be held against what happened.
CREATE TABLE adoption (
    id uuid PRIMARY KEY,
    scenario_id uuid NOT NULL,
    directive_id uuid NOT NULL,
    person text NOT NULL,
    reason text NOT NULL,
    adopted_at bigint NOT NULL,
    forecasts text NOT NULL); -- a JSON array: what, per 1,000 decisions, from the log or from the models
CREATE INDEX adoption_of_scenario ON adoption (scenario_id, adopted_at);

-- A forecast that could be edited afterwards would always come true.
--@sqlite
CREATE TRIGGER scenario_is_never_changed BEFORE UPDATE ON scenario
BEGIN
    SELECT RAISE(ABORT, 'a scenario is written once');
END;

CREATE TRIGGER scenario_is_never_deleted BEFORE DELETE ON scenario
BEGIN
    SELECT RAISE(ABORT, 'a scenario is written once');
END;

CREATE TRIGGER adoption_is_never_changed BEFORE UPDATE ON adoption
BEGIN
    SELECT RAISE(ABORT, 'an adoption is written once');
END;

CREATE TRIGGER adoption_is_never_deleted BEFORE DELETE ON adoption
BEGIN
    SELECT RAISE(ABORT, 'an adoption is written once');
END;
--@postgres
CREATE TRIGGER scenario_is_never_changed BEFORE UPDATE OR DELETE ON scenario FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER adoption_is_never_changed BEFORE UPDATE OR DELETE ON adoption FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
--@both
