-- What sites show of a finding: itself, and the issues of its tickets that are not gone. A new finding is told by its number instead.
CREATE FUNCTION provider_changes_of_finding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO provider_changes (client_key, finding_id)
    SELECT client_key, NEW.id FROM provider_sites WHERE state IN (1, 2);
    RETURN NULL;
END $$;
CREATE TRIGGER provider_changes_of_findings AFTER UPDATE ON findings FOR EACH ROW
    WHEN (NEW.revision <> OLD.revision)
    EXECUTE FUNCTION provider_changes_of_finding();

-- While a ticket has no issue, nothing of it is shown.
CREATE FUNCTION provider_changes_of_finding_that_joins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO provider_changes (client_key, finding_id)
    SELECT client_key, NEW.finding_id FROM provider_sites
     WHERE state IN (1, 2) AND EXISTS (SELECT 1 FROM tickets t WHERE t.id = NEW.ticket_id AND t.issue_id IS NOT NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER provider_changes_of_findings_that_join AFTER INSERT ON ticket_findings FOR EACH ROW
    EXECUTE FUNCTION provider_changes_of_finding_that_joins();

CREATE FUNCTION provider_changes_of_finding_that_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO provider_changes (client_key, finding_id)
    SELECT client_key, OLD.finding_id FROM provider_sites WHERE state IN (1, 2);
    RETURN NULL;
END $$;
CREATE TRIGGER provider_changes_of_findings_that_leave AFTER DELETE ON ticket_findings FOR EACH ROW
    EXECUTE FUNCTION provider_changes_of_finding_that_leaves();

CREATE FUNCTION provider_changes_of_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO provider_changes (client_key, finding_id)
    SELECT s.client_key, l.finding_id
      FROM ticket_findings l CROSS JOIN provider_sites s
     WHERE l.ticket_id = NEW.id AND s.state IN (1, 2);
    RETURN NULL;
END $$;
CREATE TRIGGER provider_changes_of_tickets AFTER UPDATE ON tickets FOR EACH ROW
    WHEN (CASE WHEN coalesce(NEW.presence, 1) IN (1, 2) THEN NEW.issue_id END IS DISTINCT FROM CASE WHEN coalesce(OLD.presence, 1) IN (1, 2) THEN OLD.issue_id END)
    EXECUTE FUNCTION provider_changes_of_ticket();
