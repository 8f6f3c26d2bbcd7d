UPDATE imports
   SET state = 2, counts = @Counts, row_errors = @RowErrors, warnings = @Warnings, incomplete = @Incomplete,
       format = @Format, reported_at = @ReportedAt
 WHERE no = @No
