-- Where the numbered links of a template lead. Kept for ever: a mail in an inbox may be clicked after the template has changed.
CREATE TABLE link (
    template text NOT NULL,
    number bigint NOT NULL,
    url text NOT NULL,
    PRIMARY KEY (template, number));
