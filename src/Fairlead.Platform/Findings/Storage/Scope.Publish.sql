UPDATE scopes
   SET latest_import_no = @importNo,
       next_ordinal = @nextOrdinal,
       reported_at = COALESCE(@reportedAt, reported_at),
       complete_at = COALESCE(@completeAt, complete_at)
 WHERE no = @no
