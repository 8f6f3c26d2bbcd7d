-- Which file of threat intelligence is in force; of each kind the whole of one.
CREATE TABLE intelligence_sources (
    -- 1: EPSS, 2: KEV, 3: exploit maturity.
    kind integer PRIMARY KEY,
    -- Of the model or the catalogue, and its date, as the file says; else of its content, and when it was imported.
    version text NOT NULL,
    dated_at $instant NOT NULL,
    entries bigint NOT NULL,
    sha256 text NOT NULL,
    imported_at $instant NOT NULL,
    imported_by text NOT NULL,
    -- Grows with each file: whoever keeps the rows in memory sees that there are others.
    revision bigint NOT NULL
);

-- CVE-2024-1234 is 20240000001234: year and number.
CREATE TABLE epss_scores (
    cve bigint PRIMARY KEY,
    score double precision NOT NULL,
    percentile double precision NOT NULL
) $clustered;

CREATE TABLE kev_entries (
    cve bigint PRIMARY KEY,
    due_on text NOT NULL,
    ransomware boolean NOT NULL
) $clustered;

CREATE TABLE exploit_maturities (
    cve bigint PRIMARY KEY,
    -- 1: unreported, 2: proof of concept, 3: functional, 4: attacked.
    maturity integer NOT NULL
) $clustered;
