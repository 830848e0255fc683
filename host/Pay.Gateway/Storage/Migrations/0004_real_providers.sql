-- What an account logs in to a provider with. Another account at the same provider is another row: payments go on with the row that
-- they were begun with.
CREATE TABLE provider_credentials (
    credential_number {identity},
    account_number    BIGINT NOT NULL REFERENCES accounts (account_number),
    provider          TEXT   NOT NULL,
    -- The values that name the account at the provider. None of them is a secret.
    identity          TEXT   NOT NULL,
    -- What a notification's sender calls itself, so that the account can be found by it.
    login             TEXT,
    -- All values, sealed with a key that is not in this database.
    sealed            TEXT   NOT NULL,
    created_at        BIGINT NOT NULL,
    changed_at        BIGINT NOT NULL
);

CREATE UNIQUE INDEX provider_credentials_by_identity ON provider_credentials (account_number, provider, identity);
CREATE UNIQUE INDEX provider_credentials_by_login ON provider_credentials (provider, login) WHERE login IS NOT NULL;

-- Those that new payments are begun with.
ALTER TABLE accounts ADD COLUMN credential_number BIGINT;
ALTER TABLE accounts ADD COLUMN requires_3ds BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN send_payer_ip_address BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN send_payer_email BIGINT NOT NULL DEFAULT 0;

ALTER TABLE payments ADD COLUMN credential_number BIGINT;
ALTER TABLE payments ADD COLUMN three_d_secure BIGINT NOT NULL DEFAULT 0;

-- A payer who is at their bank. Both texts are sealed, and gone when the bank has answered.
CREATE TABLE authentications (
    payment_number BIGINT PRIMARY KEY REFERENCES payments (payment_number),
    -- 1 for the first time that the provider asked.
    round          BIGINT NOT NULL,
    challenge      TEXT   NOT NULL,
    provider_state TEXT,
    required_at    BIGINT NOT NULL
);

-- Notifications that were proven and fit nothing here yet: our own commit may be late.
CREATE TABLE notifications_unmatched (
    notification_number {identity},
    account_number      BIGINT NOT NULL REFERENCES accounts (account_number),
    -- The numbers of the credentials that it was proven by, separated by commas; 0: none of the account's own.
    credentials         TEXT   NOT NULL,
    provider            TEXT   NOT NULL,
    dedupe_key          TEXT   NOT NULL,
    event               TEXT   NOT NULL,
    received_at         BIGINT NOT NULL,
    due_at              BIGINT NOT NULL
);

CREATE UNIQUE INDEX notifications_unmatched_by_key ON notifications_unmatched (provider, dedupe_key);
CREATE INDEX notifications_unmatched_due ON notifications_unmatched (due_at);
