-- What people decided while the agent ran: settings laid over the configuration, from when to when, by whom and why. Written once, ended once.
CREATE TABLE directive (
    id uuid PRIMARY KEY,
    person text NOT NULL, -- a key of People, or the name that was given where nobody is configured
    reason text NOT NULL, -- why; about the agent, not about a contact
    from_at bigint NOT NULL,
    until_at bigint NULL,
    made_at bigint NOT NULL,
    changes text NOT NULL, -- a JSON object of configuration key to value; null takes a key out
    seen text NOT NULL, -- a JSON object: what the configuration said of these keys when it was made
    ended_at bigint NULL,
    ended_by text NULL,
    end_reason text NULL);

CREATE INDEX directive_not_ended ON directive (made_at, id) WHERE ended_at IS NULL;

-- A directive is ended once, never edited: decisions were made under it.
--@sqlite
CREATE TRIGGER directive_is_only_ended BEFORE UPDATE ON directive
WHEN NOT (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.ended_by IS NOT NULL
    AND NEW.id = OLD.id AND NEW.person = OLD.person AND NEW.reason = OLD.reason AND NEW.from_at = OLD.from_at
    AND NEW.until_at IS OLD.until_at AND NEW.made_at = OLD.made_at AND NEW.changes = OLD.changes AND NEW.seen = OLD.seen)
BEGIN
    SELECT RAISE(ABORT, 'a directive is ended, never edited');
END;

CREATE TRIGGER directive_is_never_deleted BEFORE DELETE ON directive
BEGIN
    SELECT RAISE(ABORT, 'a directive is never deleted');
END;

-- INSERT OR REPLACE deletes without asking the trigger above: a row that is there stays.
CREATE TRIGGER directive_is_never_replaced BEFORE INSERT ON directive
WHEN EXISTS (SELECT 1 FROM directive WHERE id = NEW.id)
BEGIN
    SELECT RAISE(IGNORE);
END;
--@postgres
CREATE TRIGGER directive_is_only_ended BEFORE UPDATE ON directive FOR EACH ROW
WHEN (NOT (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND NEW.ended_by IS NOT NULL
    AND NEW.id = OLD.id AND NEW.person = OLD.person AND NEW.reason = OLD.reason AND NEW.from_at = OLD.from_at
    AND NEW.until_at IS NOT DISTINCT FROM OLD.until_at AND NEW.made_at = OLD.made_at AND NEW.changes = OLD.changes AND NEW.seen = OLD.seen))
EXECUTE FUNCTION refuse_ledger_change();

CREATE TRIGGER directive_is_never_deleted BEFORE DELETE ON directive FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
CREATE TRIGGER directive_is_never_truncated BEFORE TRUNCATE ON directive EXECUTE FUNCTION refuse_ledger_change();
--@both
