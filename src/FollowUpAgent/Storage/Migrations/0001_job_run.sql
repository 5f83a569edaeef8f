-- One row a job and period: what makes a job run once in the cluster, whatever the scheduler does.
CREATE TABLE job_run (
    job text NOT NULL,
    period text NOT NULL,
    period_from bigint NOT NULL,
    period_until bigint NOT NULL,
    state text NOT NULL,
    fence bigint NOT NULL,
    lease_until bigint NOT NULL, -- lease time, not business time
    reason text NULL,
    PRIMARY KEY (job, period));
