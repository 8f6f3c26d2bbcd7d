-- What sites show of a finding: itself, and the issues of its tickets that are not gone. A new finding is told by its number instead.
CREATE TRIGGER provider_changes_of_findings AFTER UPDATE ON findings
    WHEN NEW.revision <> OLD.revision
BEGIN
    INSERT INTO provider_changes (client_key, finding_id)
    SELECT client_key, NEW.id FROM provider_sites WHERE state IN (1, 2);
END;

-- While a ticket has no issue, nothing of it is shown.
CREATE TRIGGER provider_changes_of_findings_that_join AFTER INSERT ON ticket_findings
BEGIN
    INSERT INTO provider_changes (client_key, finding_id)
    SELECT client_key, NEW.finding_id FROM provider_sites
     WHERE state IN (1, 2) AND EXISTS (SELECT 1 FROM tickets t WHERE t.id = NEW.ticket_id AND t.issue_id IS NOT NULL);
END;

CREATE TRIGGER provider_changes_of_findings_that_leave AFTER DELETE ON ticket_findings
BEGIN
    INSERT INTO provider_changes (client_key, finding_id)
    SELECT client_key, OLD.finding_id FROM provider_sites WHERE state IN (1, 2);
END;

CREATE TRIGGER provider_changes_of_tickets AFTER UPDATE ON tickets
    WHEN CASE WHEN coalesce(NEW.presence, 1) IN (1, 2) THEN NEW.issue_id END IS NOT CASE WHEN coalesce(OLD.presence, 1) IN (1, 2) THEN OLD.issue_id END
BEGIN
    INSERT INTO provider_changes (client_key, finding_id)
    SELECT s.client_key, l.finding_id
      FROM ticket_findings l CROSS JOIN provider_sites s
     WHERE l.ticket_id = NEW.id AND s.state IN (1, 2);
END;
