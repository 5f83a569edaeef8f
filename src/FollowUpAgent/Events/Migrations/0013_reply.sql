-- What was answered, as it was understood.
CREATE TABLE reply (
    event_id uuid PRIMARY KEY,
    contact_id uuid NOT NULL,
    received_at bigint NOT NULL,
    text text NULL, -- their own words, without what they quote; null once deleted for its age
    intent text NOT NULL, -- in force: as understood, or as corrected
    confidence double precision NOT NULL,
    reason text NULL, -- the words that decided; goes with the text
    return_date text NULL, -- yyyy-mm-dd: when they are back, or want to be asked again
    proposed_address text NULL, -- whom they refer to: never mailed by itself; goes with the text
    needs_person boolean NOT NULL, -- too unsure: a person decides, and nothing follows of itself
    corrected boolean NOT NULL);

CREATE INDEX reply_of_contact ON reply (contact_id);
CREATE INDEX reply_by_age ON reply (received_at);
CREATE INDEX reply_open ON reply (received_at) WHERE needs_person;
CREATE INDEX reply_text ON reply (received_at) WHERE text IS NOT NULL;

-- What a person said that an answer means: a sample for the classifier, kept until the contact is erased.
CREATE TABLE reply_correction (
    event_id uuid PRIMARY KEY,
    contact_id uuid NOT NULL,
    text text NOT NULL,
    intent text NOT NULL,
    corrected_by text NULL,
    corrected_at bigint NOT NULL);

CREATE INDEX reply_correction_of_contact ON reply_correction (contact_id);
CREATE INDEX reply_correction_by_time ON reply_correction (corrected_at);
