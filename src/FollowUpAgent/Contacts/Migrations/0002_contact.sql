-- One row a person. The address is in this table only: elsewhere a contact is its id.
CREATE TABLE contact (
    id uuid PRIMARY KEY,
    address_key bytea NOT NULL UNIQUE,
    address text NOT NULL,
    domain text NOT NULL,
    first_name text NULL,
    last_name text NULL,
    company text NULL,
    job_title text NULL,
    language text NULL,
    country text NULL,
    city text NULL,
    time_zone text NULL,
    fields text NOT NULL,
    lawful_basis text NULL,
    basis_note text NULL,
    basis_at bigint NULL,
    source text NULL,
    from_elsewhere boolean NOT NULL,
    profiling boolean NOT NULL,
    tracking boolean NULL,
    group_name text NULL, -- fixed at the first enrollment; changed shares affect new contacts only
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    company_domain text NOT NULL, -- as registered: acme.co.uk of mail.acme.co.uk
    company_key text NULL); -- the company's name without case, marks and legal form

CREATE INDEX contact_company_domain ON contact (company_domain);
CREATE INDEX contact_company_key ON contact (company_key);

-- Outlives the contact: keyed by HMAC, so that an erased and imported again person stays suppressed.
CREATE TABLE suppression (
    address_key bytea PRIMARY KEY,
    reason text NOT NULL,
    evidence text NULL,
    since bigint NOT NULL,
    until bigint NULL);
