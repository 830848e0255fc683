-- When the row was last given its time: one that was given it in the future shows that the clock has gone back since.
ALTER TABLE work ADD COLUMN scheduled_at BIGINT NOT NULL DEFAULT 0;

-- What nobody knows yet, for those who watch how long that lasts.
CREATE INDEX provider_operations_unsettled ON provider_operations (intended_at) WHERE outcome IS NULL OR outcome = 'unknown';

CREATE INDEX work_parked ON work (parked_at) WHERE parked_at IS NOT NULL;

-- What providers told us without being asked. The key is what makes the second arrival of a notification harmless.
CREATE TABLE provider_notifications (
    provider       TEXT   NOT NULL,
    dedupe_key     TEXT   NOT NULL,
    kind           TEXT   NOT NULL,
    payment_number BIGINT,
    effect         TEXT   NOT NULL,
    received_at    BIGINT NOT NULL,
    PRIMARY KEY (provider, dedupe_key)
);

CREATE INDEX provider_notifications_by_time ON provider_notifications (received_at);
CREATE INDEX payments_by_transaction ON payments (transaction_id) WHERE transaction_id IS NOT NULL;

-- Faults that the sandbox is asked to show: for all payments of an account, and for one transaction.
ALTER TABLE accounts ADD COLUMN sandbox_faults TEXT;
ALTER TABLE sandbox_transactions ADD COLUMN faults TEXT;
ALTER TABLE sandbox_transactions ADD COLUMN queries BIGINT NOT NULL DEFAULT 0;

-- An operation that was only 'submitted' ends later, as 'done' or 'failed'.
ALTER TABLE sandbox_operations ADD COLUMN state TEXT NOT NULL DEFAULT 'done';
ALTER TABLE sandbox_operations ADD COLUMN fault TEXT;
ALTER TABLE sandbox_operations ADD COLUMN refund_id TEXT;
