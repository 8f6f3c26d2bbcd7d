INSERT INTO secret_unsettled (connection_id, issue_id, place_id, project_id, waits_for_pdf, tries, due_at)
VALUES (@connection, @issue, @placeId, @projectId, @waitsForPdf, @tries, @dueAt)
    ON CONFLICT (connection_id, issue_id, place_id) DO UPDATE
   SET project_id = excluded.project_id, waits_for_pdf = excluded.waits_for_pdf, tries = excluded.tries, due_at = excluded.due_at
