-- Requests counted per account and class in the second that is running (api.md section 4), for gateways that share a database. Each
-- second overwrites the one before. What a crash forgets is a second's count, so that no request waits for a disk.
CREATE {unlogged} TABLE rate_windows (
    account_number BIGINT NOT NULL,
    class          TEXT   NOT NULL,
    -- Since 1970 UTC.
    second         BIGINT NOT NULL,
    taken          BIGINT NOT NULL,
    -- Of these, what the last statement was given.
    granted        BIGINT NOT NULL,
    PRIMARY KEY (account_number, class)
);
