-- Times are milliseconds since 1970 UTC, amounts are pence, flags are 0 or 1: the same on every engine.

CREATE TABLE installation (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE data_protection_keys (
    name TEXT PRIMARY KEY,
    xml  TEXT NOT NULL
);

CREATE TABLE accounts (
    account_number          {identity},
    account_id              TEXT   NOT NULL UNIQUE,
    name                    TEXT   NOT NULL,
    type                    TEXT   NOT NULL CHECK (type IN ('sandbox', 'live')),
    -- None: not connected yet, so nothing can be paid (P0940).
    provider                TEXT,
    organisation            TEXT,
    accepted_cards          TEXT   NOT NULL,
    email_collection        TEXT   NOT NULL DEFAULT 'mandatory' CHECK (email_collection IN ('mandatory', 'optional', 'off')),
    collect_billing_address BIGINT NOT NULL DEFAULT 1,
    allow_zero_amount       BIGINT NOT NULL DEFAULT 0,
    allow_moto              BIGINT NOT NULL DEFAULT 0,
    disabled                BIGINT NOT NULL DEFAULT 0,
    created_at              BIGINT NOT NULL
);

CREATE TABLE api_keys (
    key_number     {identity},
    key_id         TEXT   NOT NULL UNIQUE,
    account_number BIGINT NOT NULL REFERENCES accounts (account_number),
    description    TEXT   NOT NULL,
    token_hash     TEXT   NOT NULL UNIQUE,
    created_at     BIGINT NOT NULL,
    revoked_at     BIGINT
);

CREATE TABLE payments (
    payment_number       {identity},
    payment_id           TEXT   NOT NULL UNIQUE,
    account_number       BIGINT NOT NULL REFERENCES accounts (account_number),
    provider             TEXT   NOT NULL,
    amount               BIGINT NOT NULL CHECK (amount >= 0),
    -- Reserved and given back: money moves here first, before any provider hears of a refund (money rule 1).
    refunded_amount      BIGINT NOT NULL DEFAULT 0 CHECK (refunded_amount >= 0 AND refunded_amount <= amount),
    reference            TEXT   NOT NULL,
    reference_folded     TEXT   NOT NULL,
    description          TEXT   NOT NULL,
    return_url           TEXT,
    language             TEXT   NOT NULL,
    metadata             TEXT,
    delayed_capture      BIGINT NOT NULL,
    moto                 BIGINT NOT NULL,
    authorisation_mode   TEXT   NOT NULL,
    status               TEXT   NOT NULL,
    public_status        TEXT   NOT NULL,
    transaction_id       TEXT,
    email                TEXT,
    cardholder_name      TEXT,
    card_first_digits    TEXT,
    card_last_digits     TEXT,
    card_expiry          TEXT,
    card_brand           TEXT,
    card_type            TEXT,
    address_line1        TEXT,
    address_line2        TEXT,
    address_postcode     TEXT,
    address_city         TEXT,
    address_country      TEXT,
    created_at           BIGINT NOT NULL,
    capture_submitted_at BIGINT,
    captured_at          BIGINT,
    settled_date         TEXT
);

CREATE INDEX payments_by_time ON payments (account_number, created_at);
CREATE INDEX payments_by_reference ON payments (account_number, reference_folded, created_at);

CREATE TABLE payment_events (
    event_number   {identity},
    payment_number BIGINT NOT NULL REFERENCES payments (payment_number),
    refund_number  BIGINT,
    status         TEXT   NOT NULL,
    public_status  TEXT   NOT NULL,
    created_at     BIGINT NOT NULL
);

CREATE INDEX payment_events_by_payment ON payment_events (payment_number);

CREATE TABLE refunds (
    refund_number      {identity},
    refund_id          TEXT   NOT NULL UNIQUE,
    payment_number     BIGINT NOT NULL REFERENCES payments (payment_number),
    amount             BIGINT NOT NULL CHECK (amount > 0),
    status             TEXT   NOT NULL CHECK (status IN ('submitted', 'success', 'error')),
    provider_reference TEXT,
    created_at         BIGINT NOT NULL,
    settled_date       TEXT
);

CREATE INDEX refunds_by_payment ON refunds (payment_number);

-- Tokens are not stored when they are handed out (they carry their own proof), only when they are spent.
CREATE TABLE spent_tokens (
    token          TEXT PRIMARY KEY,
    payment_number BIGINT NOT NULL REFERENCES payments (payment_number),
    spent_at       BIGINT NOT NULL
);

CREATE INDEX spent_tokens_by_time ON spent_tokens (spent_at);

CREATE TABLE idempotency_keys (
    account_number BIGINT NOT NULL REFERENCES accounts (account_number),
    route          TEXT   NOT NULL,
    idempotency_key TEXT  NOT NULL,
    body_hash      TEXT   NOT NULL,
    refund_number  BIGINT,
    status_code    BIGINT,
    location       TEXT,
    body           TEXT,
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (account_number, route, idempotency_key)
);

CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
CREATE INDEX idempotency_keys_by_refund ON idempotency_keys (refund_number) WHERE refund_number IS NOT NULL;

-- What we told a provider to do: the intent is committed before the call, the outcome after it (money rule 2).
CREATE TABLE provider_operations (
    operation_id       TEXT   PRIMARY KEY,
    payment_number     BIGINT NOT NULL REFERENCES payments (payment_number),
    refund_number      BIGINT REFERENCES refunds (refund_number),
    kind               TEXT   NOT NULL CHECK (kind IN ('authorise', 'capture', 'cancel', 'refund')),
    provider           TEXT   NOT NULL,
    intended_at        BIGINT NOT NULL,
    outcome            TEXT   CHECK (outcome IN ('confirmed', 'submitted', 'rejected', 'unknown')),
    outcome_at         BIGINT,
    provider_reference TEXT,
    reason             TEXT
);

CREATE INDEX provider_operations_by_payment ON provider_operations (payment_number);

-- Everything that is to happen without anybody asking. Leased by whichever process gets there first.
CREATE TABLE work (
    work_number    {identity},
    kind           TEXT   NOT NULL,
    payment_number BIGINT NOT NULL REFERENCES payments (payment_number),
    operation_id   TEXT,
    due_at         BIGINT NOT NULL,
    attempts       BIGINT NOT NULL DEFAULT 0,
    leased_by      TEXT,
    leased_until   BIGINT NOT NULL DEFAULT 0,
    parked_at      BIGINT,
    reason         TEXT
);

CREATE INDEX work_due ON work (due_at) WHERE parked_at IS NULL;
CREATE INDEX work_by_operation ON work (operation_id) WHERE operation_id IS NOT NULL;

-- The sandbox provider's own books. They stand for what a real provider would know, and are written in transactions of their own.
CREATE TABLE sandbox_transactions (
    transaction_id  TEXT   PRIMARY KEY,
    payment_id      TEXT   NOT NULL,
    amount          BIGINT NOT NULL,
    refunded_amount BIGINT NOT NULL DEFAULT 0,
    state           TEXT   NOT NULL,
    reason          TEXT
);

CREATE TABLE sandbox_operations (
    operation_id   TEXT   PRIMARY KEY,
    transaction_id TEXT   NOT NULL,
    kind           TEXT   NOT NULL,
    amount         BIGINT NOT NULL,
    accepted       BIGINT NOT NULL,
    reference      TEXT   NOT NULL,
    created_at     BIGINT NOT NULL
);
